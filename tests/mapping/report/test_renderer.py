"""The report as data, as JSON and as Markdown."""

from __future__ import annotations

import json
from pathlib import Path

from mapping.report.renderer import FORMATS, report, to_json, to_markdown
from tests.support.exports import STRING, annotated, entity, rules_of
from tests.support.reimport import DATE, import_into, planned, rewrite

DEFINITIONS = {"T": entity({"id": STRING, "x": annotated(DATE, Unknown__thing=1)})}


def test_a_report_has_figures_files_and_findings(specs: Path) -> None:
    found = report(planned(specs, DEFINITIONS), "would write 2")
    assert found["result"] == "would write 2"
    assert found["coverage"] == {"elements": 2, "carried": 2, "told": 0, "percent": 100.0, "missing": []}
    assert found["totals"] == {"tables": 1, "columns": 2, "mapped": 2, "lossy": 0, "unresolved": 0}
    assert [each["object"] for each in found["objects"]] == ["SALES.T"]
    assert {Path(each["file"]).name: each["what"] for each in found["files"]} == {
        "t.yaml": "new",
        "database.yaml": "new",
    }
    assert [(each["code"], each["severity"]) for each in found["findings"]] == [("MAP030", "info")]


def test_a_report_names_changes_with_their_values(specs: Path) -> None:
    import_into(specs, {"T": entity({"id": STRING}), "U": entity()})
    rewrite(specs / "sales" / "t.yaml", ("columns:", "# ours\ncolumns:"))
    found = report(planned(specs, {"T": entity({"id": DATE})}, prune=True), "")
    (change,) = (each for each in found["changes"] if each["place"] == "columns[0].type")
    assert (change["base"], change["spec"], change["export"]) == ("string", "string", "date")
    assert {Path(each["file"]).name: each["what"] for each in found["files"]} == {
        "t.yaml": "changed",
        "u.yaml": "removed",
    }


def test_an_object_that_was_refused_has_the_code_instead_of_a_spec(specs: Path) -> None:
    rules = rules_of("types: {decimal_over_38: error}")
    wide = {"type": "cds.Decimal", "precision": 45, "scale": 10}
    found = report(planned(specs, {"T": entity({"id": wide}), "U": entity()}, rules=rules), "")
    assert {each["object"]: each["spec"] for each in found["objects"]} == {
        "SALES.T": "(refused: MAP040)",
        "SALES.U": "sales/u",
    }


def test_json_is_the_data_as_it_is(specs: Path) -> None:
    data = report(planned(specs, DEFINITIONS), "done")
    assert json.loads(to_json(data)) == json.loads(json.dumps(data))
    assert set(FORMATS) == {".json", ".md"}


def test_markdown_has_a_table_for_each_part_that_is_there(specs: Path) -> None:
    text = to_markdown(report(planned(specs, DEFINITIONS), "done"))
    assert text.startswith(
        "# Import\n\ndone.\n\nCoverage: 100 % of 2 elements: 2 in specs, 0 in findings, 0 in neither."
    )
    assert "| SALES.T | sales/t | 2 | 2 | 0 | 0 |" in text
    assert "## Changes" not in text  # nothing changed


def test_nothing_of_a_value_is_read_as_markdown(specs: Path) -> None:
    text = to_markdown(report(planned(specs, {"A|B*<x>": entity()}), "done"))
    assert "SALES.A\\|B\\*\\<x\\>" in text
