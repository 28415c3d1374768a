"""The catalog API's lists complete what other files define; alone they make no table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from catalog.language.findings import Severity, errors
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome
from tests.support.exports import entity

BARE = {"definitions": {"My.View": entity(**{"query": {"SELECT": {"from": {"ref": ["Far"]}}}})}}


def asset(name: str, space: str, **members: Any) -> dict[str, Any]:
    return {"name": name, "spaceName": space, **members}


def bring_in(folder: Path, **files: Any) -> Outcome:
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")
    return run_import(inputs_of([folder]), folder / "specs")


def messages(outcome: Outcome, code: str) -> list[str]:
    return [f.message for f in outcome.findings if f.code == code]


def test_an_asset_gives_its_space_its_label_and_that_it_is_exposed(tmp_path: Path) -> None:
    listed = asset("My.View", "MART", label="My View", supportsAnalyticalQueries=True)
    spaces = {"value": [{"name": "MART", "label": "The Mart"}]}
    outcome = bring_in(tmp_path, view=BARE, zz_assets={"value": [listed]}, zz_spaces=spaces)
    (table,) = outcome.specs.tables
    assert table.spec["source"]["space"] == "MART"
    assert table.spec["source"]["analytical_queries"] is True
    assert table.spec["business"] == {"label": "My View", "exposed": True}
    assert outcome.specs.databases["mart"]["business"] == {"label": "The Mart"}
    assert "whose catalog lists" in messages(outcome, "CSN026")[0]


def test_an_object_that_two_spaces_list_is_in_neither(tmp_path: Path) -> None:
    assets = {"value": [asset("My.View", "A"), asset("My.View", "B")]}
    outcome = bring_in(tmp_path, view=BARE, assets=assets)
    assert [f.code for f in errors(outcome.findings)] == ["CSN013"]


def test_a_file_of_which_the_list_knows_little_is_not_taken_for_that_spaces(tmp_path: Path) -> None:
    more = {"definitions": {**BARE["definitions"], "A": entity(), "B": entity()}}
    outcome = bring_in(tmp_path, view=more, assets={"value": [asset("My.View", "MART")]})
    assert [f.code for f in errors(outcome.findings)] == ["CSN013"]


def test_a_stated_space_is_not_overruled(tmp_path: Path) -> None:
    (tmp_path / "OWN").mkdir()
    (tmp_path / "OWN" / "view.json").write_text(json.dumps(BARE))
    outcome = bring_in(tmp_path, assets={"value": [asset("My.View", "MART")]})
    assert [t.database for t in outcome.specs.tables] == ["own"]


def test_a_definitions_own_word_goes_before_the_lists(tmp_path: Path) -> None:
    said = {"@EndUserText.label": "Mine", "@DataWarehouse.consumption.external": False}
    listed = {"value": [asset("My.View", "MART", label="Theirs", hasParameters=True)]}
    outcome = bring_in(tmp_path, view={"definitions": {"My.View": entity(**said)}}, assets=listed)
    (table,) = outcome.specs.tables
    assert table.spec["business"] == {"label": "Mine", "exposed": False}
    label, parameters = messages(outcome, "CAT002")
    assert label == "the catalog has another label for 'MART.My.View' than its definition, which is kept"
    assert "input parameters" in parameters


def test_many_assets_without_a_definition_are_one_line_a_space(tmp_path: Path) -> None:
    assets = {"value": [asset(f"V{i}", f"S{i % 2}") for i in range(30)], "@odata.nextLink": "?$skip=30"}
    outcome = bring_in(tmp_path, assets=assets)
    assert [m.endswith("and 5 more") for m in messages(outcome, "CAT001")] == [True, True]
    assert len(messages(outcome, "CAT003")) == 1
    assert outcome.plan.changes == []
    assert not outcome.specs.databases


def test_a_line_of_another_shape_is_an_error_with_its_line(tmp_path: Path) -> None:
    for line in (
        3,
        {"spaceName": "S"},
        {"name": "A", "spaceName": 3},
        {"name": "A", "spaceName": "S", "label": 3},
    ):
        outcome = bring_in(tmp_path, assets={"@odata.context": "x#assets", "value": [line]})
        found = [f.code for f in outcome.findings if f.severity is Severity.ERROR]
        assert found == ([] if isinstance(line, dict) and line.get("label") == 3 else ["CSN008"])
        assert all(f.line for f in errors(outcome.findings))
