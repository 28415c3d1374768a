"""Values that a vocabulary allows and a spec has no place for: told, never as a mistake of the source."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import STRING, entity, imported


def of(name: str, value: Any, **more: Any) -> Any:
    return imported({"T": entity({"x": STRING | {name: value}, "Tz": STRING, **more})})


def column(found: Any) -> dict[str, Any]:
    return {k: v for k, v in found.columns()["x"].items() if k not in ("name", "type", "source")}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("@UI.Hidden", {"=": "isFree"}),
        ("@UI.hidden", {"=": "isFree"}),
        ("@Consumption.hidden", {"=": "isFree"}),
        ("@UI.Hidden", {"=": "a = 1", "xpr": [{"ref": ["a"]}, "=", {"val": 1}]}),
        ("@UI.Hidden", {"$value": True, "@UI.x": 1}),
        ("@Common.Label", {"=": "labelOf"}),
        ("@Core.Computed", {"=": "isComputed"}),
        ("@Measures.Unit", {"=": "f()", "func": "f", "args": []}),
        ("@Semantics.largeObject", {"mimeType": "Tz"}),
        ("@Semantics.interval", [{"lowerBoundaryElement": {"=": "Tz"}}]),
        ("@Semantics.telephone.type", [{"#": "WORK"}, {"#": "CELL"}]),
        ("@Common.Text", "a constant"),
    ],
)
def test_an_allowed_value_without_a_place_is_an_info_that_names_it(name: str, value: Any) -> None:
    found = of(name, value)
    assert found.codes() == ["MAP030"]
    assert name in found.findings[0].message
    assert column(found) in ({}, {"semantic": "quantity"})


def test_a_dynamic_value_is_said_to_be_one() -> None:
    (message,) = of("@UI.Hidden", {"=": "isFree"}).messages("MAP030")
    assert message.endswith("has no place in a column's spec, as it depends on the data of each row")


def test_an_expression_that_is_a_constant_is_the_constant() -> None:
    assert column(of("@UI.Hidden", {"=": "true", "val": True})) == {"hidden": True}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("@UI.Hidden", "yes"),
        ("@UI.Hidden", {"=": 5}),
        ("@Semantics.calendar.year", {"from": 1}),
        ("@Semantics.amount.currencyCode", {"code": "EUR"}),
        ("@Analytics.measure", 1),
    ],
)
def test_what_no_vocabulary_allows_is_still_told_as_wrong(name: str, value: Any) -> None:
    assert of(name, value).codes() == ["MAP037"]


@pytest.mark.parametrize(
    ("annotations", "expected"),
    [
        ({"": {"minimum": "1", "maximum": "9"}}, {"minimum": "1", "maximum": "9"}),
        (
            {"": {"minimum": 0.5, "exclusiveMinimum": True}},
            {"minimum": 0.5, "exclusive_minimum": True},
        ),
        (
            {".minimum": "2020-01-01", ".exclusiveMaximum": False},
            {"minimum": "2020-01-01", "exclusive_maximum": False},
        ),
    ],
)
def test_a_value_range_is_kept(annotations: dict[str, Any], expected: dict[str, Any]) -> None:
    stated = {f"@Semantics.valueRange{member}": value for member, value in annotations.items()}
    found = imported({"T": entity({"x": STRING | stated})})
    assert column(found) == {"value_range": expected}
    assert found.findings == []


def test_the_part_of_a_value_range_that_is_lost_is_named() -> None:
    found = of("@Semantics.valueRange", {"minimum": "1", "step": 2})
    assert column(found) == {"value_range": {"minimum": "1"}}
    assert found.messages("MAP030") == [
        "step of annotation @Semantics.valueRange has no place in a column's spec"
    ]


@pytest.mark.parametrize("value", ["Tz", {"=": "Tz"}])
@pytest.mark.parametrize("name", ["timeZoneReference", "nullValueIndicatorFor", "anything.else"])
def test_a_reference_to_a_column_stays_one(name: str, value: Any) -> None:
    found = of(f"@Semantics.{name}", value)
    (said,) = column(found)["references"].items()
    assert said == (
        {"timeZoneReference": "time-zone-reference", "nullValueIndicatorFor": "null-value-indicator-for"}.get(
            name, name
        ),
        "tz",
    )
    assert "semantic" not in column(found)


def test_a_reference_to_no_column_is_told() -> None:
    assert of("@Semantics.timeZoneReference", "Nowhere").codes() == ["MAP014"]


def test_only_the_part_of_a_hierarchy_that_is_lost_is_named() -> None:
    order = [{"by": {"=": "Tz"}, "direction": {"#": "ASC"}}]
    recurse = {"parent": [{"=": "Tz"}], "child": [{"=": "x"}], "start": {"=": "x"}}
    hierarchy = [{"name": "H", "recurse": recurse, "siblingsOrder": order}]
    found = imported({"T": entity({"x": STRING, "Tz": STRING}) | {"@Hierarchy.parentChild": hierarchy}})
    assert found.table["hierarchies"] == [{"name": "H", "parent": "tz", "child": "x"}]
    assert found.messages("MAP030") == [
        "siblingsOrder, recurse.start of annotation @Hierarchy.parentChild has no place in a table's spec"
    ]
