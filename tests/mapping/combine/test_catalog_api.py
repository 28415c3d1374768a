"""The catalog API's lists complete what other files define; alone they make no table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

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


URLS = ("RelationalMetadata", "RelationalData", "AnalyticalMetadata", "AnalyticalData")


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        ({}, True),
        (dict.fromkeys(URLS), None),
        ({"RelationalData": ""}, None),
        ({**dict.fromkeys(URLS), "AnalyticalMetadata": "https://tenant.example/m"}, True),
        ({**dict.fromkeys(URLS), "RelationalData": "https://tenant.example/d"}, True),
    ],
)
def test_an_asset_is_exposed_where_its_line_has_a_url(
    urls: dict[str, Any], expected: bool | None, tmp_path: Path
) -> None:
    line = asset("My.View", "MART", **{f"asset{name}Url": url for name, url in urls.items()})
    (table,) = bring_in(tmp_path, view=BARE, assets={"value": [line]}).specs.tables
    assert table.spec.get("business", {}).get("exposed") is expected


def test_a_definition_that_says_it_is_exposed_is_believed_and_the_list_told(tmp_path: Path) -> None:
    line = asset("My.View", "MART", **{f"asset{name}Url": None for name in URLS})
    view = {"definitions": {"My.View": entity(**{"@DataWarehouse.consumption.external": True})}}
    outcome = bring_in(tmp_path, view=view, assets={"value": [line]})
    assert outcome.specs.tables[0].spec["business"]["exposed"] is True
    assert "has no URL for 'MART.My.View'" in messages(outcome, "CAT002")[0]


def test_descriptions_of_spaces_and_assets_are_kept_and_other_members_told(tmp_path: Path) -> None:
    line = asset("My.View", "MART", description="Each day", owner="me", empty=None)
    spaces = {"value": [{"name": "MART", "label": "The Mart", "description": "Of all", "priority": 5}]}
    outcome = bring_in(tmp_path, view=BARE, assets={"value": [line]}, spaces=spaces)
    assert outcome.specs.tables[0].spec["description"] == "Each day"
    assert outcome.specs.databases["mart"]["business"] == {"label": "The Mart", "description": "Of all"}
    assert messages(outcome, "MAP031") == [
        "member 'owner' of the list has no place in a spec",
        "member 'priority' of the list has no place in a spec",
    ]


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_two_lists_that_contradict_each_other_are_an_error_until_one_is_preferred(
    names: tuple[str, str], tmp_path: Path
) -> None:
    lists = dict(
        zip(names, ({"value": [asset("My.View", "MART", label=each)]} for each in ("X", "Y")), strict=True)
    )
    outcome = bring_in(tmp_path, view=BARE, **lists)
    (message,) = messages(outcome, "CSN011")
    assert "MART.My.View is defined otherwise in" in message
    chosen = run_import(inputs_of([tmp_path]), tmp_path / "specs", prefer=[f"{names[1]}.json"])
    assert chosen.specs.tables[0].spec["business"]["label"] == "Y"
    assert len(messages(chosen, "CSN023")) == 1


def test_a_list_says_the_label_of_a_space_before_the_exports_of_other_spaces_do(tmp_path: Path) -> None:
    context = {"kind": "context", "@DataWarehouse.space.name": "MART", "@EndUserText.label": "Old"}
    view = {"definitions": {"MART": context, "MART.V": entity()}}
    spaces = {"value": [{"name": "MART", "label": "New"}]}
    for i, names in enumerate((("a", "b"), ("b", "a"))):
        (tmp_path / str(i)).mkdir()
        outcome = bring_in(tmp_path / str(i), **dict(zip(names, (view, spaces), strict=True)))
        assert outcome.specs.databases["mart"]["business"]["label"] == "New"
