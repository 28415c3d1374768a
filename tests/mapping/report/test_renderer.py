"""The report as data, as JSON and as Markdown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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


HOSTILE = {
    "a cell's end": ("A|B*<x>", r"`SALES.A\|B*<x>`"),
    "a cell's end behind a backslash": ("A\\|B", r"`SALES.A\\x7cB`"),
    "a script": ("<script>alert(1)</script>", "`SALES.<script>alert(1)</script>`"),
    "a link": ("[x](javascript:alert(1))", "`SALES.[x](javascript:alert(1))`"),
    "an image": ("![x](http://127.0.0.1/p.png)", "`SALES.![x](http://127.0.0.1/p.png)`"),
    "an address": ("see http://127.0.0.1/", "`SALES.see http://127.0.0.1/`"),
    "somebody's name": ("@octocat", "`SALES.@octocat`"),
    "the end of code": ("a`<b>", "``SALES.a`<b>``"),
    "the end of longer code": ("a``b`", "``` SALES.a``b` ```"),
    "an entity": ("&lt;b&gt;", "`SALES.&lt;b&gt;`"),
    "a line end": ("a\n# Import\n", r"`SALES.a\n# Import\n`"),
    "an escape sequence": ("\x1b[31mred", r"`SALES.\x1b[31mred`"),
    "a mark of direction": ("\u202etxt", r"`SALES.\u202etxt`"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_nothing_of_a_value_is_read_as_markdown(case: str, specs: Path) -> None:
    name, shown = HOSTILE[case]
    text = to_markdown(report(planned(specs, {name: entity()}), "done"))
    assert f"| {shown} | " in text
    assert all(line.isprintable() for line in text.splitlines())


def test_json_for_programs_has_every_character_and_shows_each(specs: Path) -> None:
    name = "a\x1b[31m \u202e \u200b \x9b \u2028 ##[error] \U000e0041 数据 ü 👩‍💻"
    text = to_json(report(planned(specs, {name: entity()}), "done"))
    assert json.loads(text)["objects"][0]["object"] == f"SALES.{name}"
    assert not {*"\x1b\u202e\u200b\x9b\u2028\U000e0041"} & {*text}
    assert "##[" not in text
    assert "数据 ü 👩‍💻" in text
