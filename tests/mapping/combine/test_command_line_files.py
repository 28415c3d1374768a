"""Files of Datasphere's command line and API: space definitions, single objects, lists of names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.language.findings import Severity, errors
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome
from tests.support.exports import STRING, entity, to_one


def space(label: str, definitions: dict[str, Any] | None = None, **settings: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"spaceDefinition": {"version": "1.0.4", "label": label, **settings}}
    return found | ({} if definitions is None else {"definitions": definitions})


def bring_in(folder: Path, content: Any, name: str = "file.json", of: str = "") -> Outcome:
    (folder / "in").mkdir(exist_ok=True)
    path = folder / "in" / name
    path.write_text(json.dumps(content, indent=1), "utf-8")
    return run_import(inputs_of([path], of), folder / "specs")


def told(outcome: Outcome, code: str) -> list[str]:
    return [f.message for f in outcome.findings if f.code == code]


def test_a_space_definition_file_names_its_space_and_label(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, {"RETAIL": space("Retail trade", {"ORDERS": entity()})})
    assert outcome.findings == []
    assert [(t.database, t.name) for t in outcome.specs.tables] == [("retail", "orders")]
    database = outcome.specs.databases["retail"]
    assert database["source"] == {"system": "SAP Datasphere", "space": "RETAIL"}
    assert database["business"] == {"label": "Retail trade"}


def test_several_spaces_in_one_file_refer_to_each_other(tmp_path: Path) -> None:
    orders = entity({"K": STRING, "_S": to_one("CORE.SHOPS", ("K", "id"), name="_S")})
    content = {"RETAIL": space("R", {"ORDERS": orders}), "CORE": space("C", {"SHOPS": entity()})}
    outcome = bring_in(tmp_path, content)
    assert outcome.findings == []
    (orders_spec,) = [t.spec for t in outcome.specs.tables if t.name == "orders"]
    assert orders_spec["relationships"][0]["to"] == "core.shops"


def test_findings_have_the_lines_of_the_space_that_they_are_in(tmp_path: Path) -> None:
    broken = entity({"A": {"type": "cds.Strange"}})
    content = {"ONE": space("1", {"T": broken}), "TWO": space("2", {"U": broken, "V": entity()})}
    outcome = bring_in(tmp_path, content)
    lines = (tmp_path / "in" / "file.json").read_text("utf-8").splitlines()
    found = [f for f in outcome.findings if f.code == "MAP001"]
    assert len(found) == 2
    assert all('"A": {' in lines[f.line - 1] for f in found)
    assert found[0].line != found[1].line


def test_settings_are_told_by_their_names_alone(tmp_path: Path) -> None:
    secret = "Hunter2-of-the-database-user"
    users = {"RETAIL#ETL": {"password": secret, "ingestion": {}}}
    outcome = bring_in(tmp_path, {"RETAIL": space("R", {"T": entity()}, dbusers=users, assignedRam=3)})
    assert told(outcome, "CSN010") == [
        "settings of space 'RETAIL' are no data: not carried (assignedRam, dbusers)"
    ]
    assert secret not in str(outcome.findings)


def test_the_files_own_word_goes_before_that_of_folder_and_option(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, {"RETAIL": space("R", {"T": entity()})}, of="SALES")
    assert [t.database for t in outcome.specs.tables] == ["retail"]
    assert told(outcome, "CSN026") == ["the file names its space: 'RETAIL' is taken, not 'SALES'"]


def test_settings_without_objects_say_how_to_read_those(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, {"RETAIL": space("R")})
    assert {f.code for f in outcome.findings} == {"CSN012", "CSN027", "CAT001"}
    (finding,) = [f for f in outcome.findings if f.code == "CSN027"]
    assert "datasphere spaces read --space RETAIL --definitions" in finding.remedy


@pytest.mark.parametrize(
    "content",
    [
        {"RETAIL": space("R", {"T": entity()}), "OTHER": 3},
        {"RETAIL": {"spaceDefinition": {}, "definitions": [1]}},
        {"RETAIL": {"spaceDefinition": {"label": "L" * 200_000}, "definitions": {}}},
        {"R" * 2000: space("R", {"T": entity()})},
        {"RETAIL": space("R", {"T": {"kind": "entity", "elements": [1]}})},
    ],
)
def test_a_part_of_another_shape_is_an_error_with_its_line(content: Any, tmp_path: Path) -> None:
    found = errors(bring_in(tmp_path, content).findings)
    assert [f.code for f in found] == ["CSN008"]
    assert found[0].line


@pytest.mark.parametrize("more", [{}, {"$version": "1.0"}, {"version": {"csn": "1.0"}}])
def test_an_object_that_the_command_line_read_is_an_export(more: dict[str, Any], tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, {"definitions": {"T": entity()}, **more}, of="RETAIL")
    assert outcome.findings == []
    assert [t.spec["source"]["system"] for t in outcome.specs.tables] == ["SAP Datasphere"]


def test_other_json_is_told_the_command_line_too(tmp_path: Path) -> None:
    (finding,) = bring_in(tmp_path, {"rows": []}).findings
    assert "datasphere objects <type> read" in finding.remedy
    assert "datasphere spaces read --definitions" in finding.remedy


# --- lists ---

OBJECTS = [{"technicalName": "ORDERS"}, {"technicalName": "SHOPS"}]
CONNECTIONS = [{"name": "ERP", "typeId": "ABAP"}, {"name": "LAKE", "typeId": "HDL_FILES"}]
ALONE_OR_WRAPPED = [lambda lines: lines, lambda lines: {"value": lines}]
ASSET, SPACE = {"name": "T", "spaceName": "CORE", "label": "Tee"}, {"name": "CORE", "label": "Core"}
NO_OBJECTS = [3, {}, {"technicalName": 3}, {"technicalName": ""}, {"technicalName": "N" * 2000}]
OTHER_LISTS: list[Any] = [[], [1], [{"name": "red", "label": "Red"}], [{"name": 1, "typeId": "x"}], ["A"]]


@pytest.mark.parametrize("wrap", ALONE_OR_WRAPPED, ids=["alone", "wrapped"])
def test_lists_that_are_named_alone_are_told_for_what_they_are(wrap: Any, tmp_path: Path) -> None:
    for lines, code in ((OBJECTS, "CAT001"), (CONNECTIONS, "CSN027")):
        outcome = bring_in(tmp_path, wrap(lines), of="RETAIL")
        assert sorted(f.code for f in outcome.findings) == sorted(["CSN012", code])
        assert Severity.ERROR not in {f.severity for f in outcome.findings}
        assert all(lines[0].get("technicalName", "ERP") in message for message in told(outcome, code))


def test_a_list_of_objects_names_those_that_no_file_defines(tmp_path: Path) -> None:
    folder = tmp_path / "exports" / "RETAIL"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text(json.dumps({"definitions": {"ORDERS": entity()}}))
    (folder / "localtables.json").write_text(json.dumps(OBJECTS))
    (tmp_path / "exports" / "views.json").write_text(json.dumps([{"technicalName": "ORDERS"}]))
    outcome = run_import(inputs_of([tmp_path / "exports"]), tmp_path / "specs")
    (finding,) = outcome.findings
    assert finding.message == "listed of space 'RETAIL', but defined in none of the files: SHOPS"
    assert Path(finding.file).name == "localtables.json"
    assert "exposed" not in outcome.specs.tables[0].spec.get("business", {})


@pytest.mark.parametrize(("lines", "database"), [([ASSET], "core"), ([SPACE], "core")])
def test_lists_of_assets_and_spaces_need_no_wrapping(lines: Any, database: str, tmp_path: Path) -> None:
    (tmp_path / "in" / "CORE").mkdir(parents=True)
    (tmp_path / "in" / "CORE" / "t.json").write_text(json.dumps({"definitions": {"T": entity()}}))
    (tmp_path / "in" / "list.json").write_text(json.dumps(lines))
    outcome = run_import(inputs_of([tmp_path / "in"]), tmp_path / "specs")
    labels = [outcome.specs.databases[database].get("business"), outcome.specs.tables[0].spec.get("business")]
    assert any(found and found["label"] in ("Core", "Tee") for found in labels)


@pytest.mark.parametrize("line", NO_OBJECTS)
def test_a_line_of_a_list_that_has_another_shape_is_an_error_with_its_line(line: Any, tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, [{"technicalName": "A"}, line], of="RETAIL")
    (found,) = errors(outcome.findings)
    assert found.code == "CSN008"
    assert found.line > 3


@pytest.mark.parametrize("lines", OTHER_LISTS)
def test_a_list_of_something_else_is_no_export(lines: Any, tmp_path: Path) -> None:
    (found,) = bring_in(tmp_path, lines).findings
    assert (found.code, found.severity) == ("CSN005", Severity.ERROR)
