"""Input parameters of CSN views: what a spec has a place for is in it, the rest is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import Imported, entity, imported


def of_parameter(member: Any, **definitions: Any) -> Imported:
    """A view with one parameter `P_DAY`."""
    return imported({"V_STOCK": entity(params={"P_DAY": member}), **definitions})


def parameter(found: Imported) -> dict[str, Any]:
    (only,) = found.table["business"]["input_parameters"]
    return {key: value for key, value in only.items() if key not in ("name", "type")}


@pytest.mark.parametrize(
    "annotation",
    [
        "@EndUserText.quickInfo",
        "@Common.QuickInfo",
        "@Core.Description",
        "@description",
        "@sap.quickinfo",
        "doc",
    ],
)
def test_a_description_is_carried(annotation: str) -> None:
    found = of_parameter({"type": "cds.Date", annotation: "Stock of this day"})
    assert parameter(found) == {"description": "Stock of this day"}
    assert found.findings == []


def test_allowed_values_are_carried_and_a_symbol_as_default_is_its_value() -> None:
    allowed = {"low": {"val": 1, "@title": "Low"}, "high": {"val": 9}}
    found = of_parameter({"type": "cds.Integer", "enum": allowed, "default": {"#": "high"}})
    assert parameter(found) == {
        "default": 9,
        "enum": [{"value": 1, "name": "low", "label": "Low"}, {"value": 9, "name": "high"}],
    }


def test_allowed_values_of_its_type_are_carried() -> None:
    level = {"kind": "type", "type": "cds.String", "length": 1, "enum": {"A": {}, "B": {}}}
    found = of_parameter({"type": "Level", "default": {"#": "B"}}, Level=level)
    assert parameter(found) == {"default": "B", "enum": [{"value": "A"}, {"value": "B"}]}


@pytest.mark.parametrize(
    ("stated", "carried"), [(True, {"nullable": False}), ("true", {"nullable": False}), (False, {})]
)
def test_not_null_is_carried(stated: Any, carried: dict[str, Any]) -> None:
    assert parameter(of_parameter({"type": "cds.Date", "notNull": stated})) == carried


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("@Environment.systemField", {"#": "SYSTEM_DATE"}),
        ("@Semantics.businessDate.at", True),
        ("@Consumption.valueHelpDefinition", [{"entity": {"name": "I_Day"}}]),
        ("@Consumption.hidden", True),
        ("@DataWarehouse.bw.extractionMode", "FULL"),
        ("virtual", True),
        ("key", True),
    ],
)
def test_what_has_no_place_is_told_with_the_names_of_object_and_parameter(part: str, value: Any) -> None:
    found = of_parameter({"type": "cds.Date", part: value})
    (finding,) = found.findings
    what = f"annotation {part}" if part[0] == "@" else repr(part)
    assert finding.code == ("MAP030" if part[0] == "@" else "MAP031")
    assert finding.message == f"{what} of parameter 'P_DAY' of 'V_STOCK' has no place in a spec"
    assert finding.path == ("definitions", "V_STOCK", "params", "P_DAY", part)


def test_a_second_text_that_differs_is_told() -> None:
    found = of_parameter({"type": "cds.Date", "@EndUserText.label": "Day", "@title": "Date"})
    assert parameter(found) == {"label": "Day"}
    assert found.messages("MAP030") == [
        "annotation @title of parameter 'P_DAY' of 'V_STOCK' has no place in a spec"
    ]
    assert of_parameter({"type": "cds.Date", "@EndUserText.label": "Day", "@title": "Day"}).findings == []


def test_an_annotation_on_many_parameters_is_one_finding() -> None:
    params = {f"P{i}": {"type": "cds.Date", "@Semantics.businessDate.at": True} for i in range(9)}
    (one,) = imported({"V": entity(params=params)}).findings
    assert (one.message, one.times) == (
        "annotation @Semantics.businessDate.at of an input parameter has no place in a spec",
        9,
    )


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_what_says_nothing_is_not_told(value: Any) -> None:
    assert of_parameter({"type": "cds.Date", "@Semantics.businessDate.at": value}).findings == []


@pytest.mark.parametrize("member", [5, "x", [], True])
def test_a_parameter_of_another_shape_is_an_error(member: Any) -> None:
    assert of_parameter(member).codes() == ["CSN008"]
