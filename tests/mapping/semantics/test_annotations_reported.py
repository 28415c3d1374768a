"""No handler of an annotation drops a value: it is in the spec, or a finding names the annotation."""

from __future__ import annotations

from typing import Any

import pytest

from mapping.docs.examples import OF_COLUMNS, OF_OBJECTS
from mapping.semantics import column_annotations, object_annotations
from tests.support.exports import STRING, Imported, entity, imported, to_one
from tests.support.said import NO_DATA, is_said, named

ODD: list[Any] = [
    True,
    False,
    None,
    17,
    2.5,
    "some words",
    "#SYMBOL",
    {"#": "NONE"},
    {"#": "ODD_ONE"},
    {"=": "TEXT"},
    {"=": "NOT_THERE"},
    {"x": 1},
    {"xpr": [{"ref": ["TEXT"]}, "=", {"val": 9}]},
    [],
    [17, 18],
    [{"=": "TEXT"}, {"=": "UNIT"}],
    ["_Customer", "ID", "UNIT"],
    [{"#": "FIRST"}, {"#": "SECOND"}],
    [
        {
            "exceptionAggregationBehavior": {"#": "LAST"},
            "exceptionAggregationElements": [{"=": "TEXT"}],
            "more": 5,
        }
    ],
    [{"exceptionAggregationBehavior": {"#": "LAST"}}, {"exceptionAggregationBehavior": {"#": "MAX"}}],
    {"type": {"#": "UPSERT"}, "dateTimeElement": {"=": "TEXT"}, "further": {"=": "UNIT"}},
    [{"name": "H", "levels": [{"element": {"=": "TEXT"}, "unique": {"#": "ODD_ONE"}}], "directory": "DIR"}],
    [{"name": "H", "recurse": {"parent": [{"=": "UNIT"}], "child": [{"=": "TEXT"}]}, "siblings": "ORDER"}],
]
# Told by relationships where no association has this name
TOLD_ELSEWHERE = "@ObjectModel.text.association"


def brought_in(of_column: dict[str, Any], of_object: dict[str, Any]) -> Imported:
    elements = {
        "ID": {**STRING, "key": True},
        "X": {**STRING, **of_column},
        "TEXT": STRING,
        "UNIT": STRING,
        "_Customer": to_one("C", ("TEXT", "ID"), name="_Customer"),
    }
    return imported({"T": {**entity(elements), **of_object}, "C": entity({"ID": STRING})})


def found_in(result: Imported, *, column: bool) -> list[Any]:
    spec = result.tables["sales.t"]
    own = next(c for c in spec["columns"] if c["name"] == "x")
    blocks = [spec.get(key) for key in ("business", "source", "hierarchies", "description")]
    without_type = {k: v for k, v in own.items() if k not in ("name", "type")}
    return [without_type] if column else blocks


COLUMN_NAMES = sorted(
    {*column_annotations.HANDLERS, *OF_COLUMNS, "@Semantics.odd.thing"} - {"doc", TOLD_ELSEWHERE}
)
OBJECT_NAMES = sorted({*object_annotations.HANDLERS, *OF_OBJECTS} - NO_DATA.keys())


@pytest.mark.parametrize("name", COLUMN_NAMES)
def test_any_value_of_a_columns_annotation_is_in_the_column_or_the_annotation_in_a_finding(name: str) -> None:
    for value in [*ODD, OF_COLUMNS.get(name)]:
        result = brought_in({name: value}, {})
        told = "\n".join(f.message for f in result.findings)
        assert is_said(name, value, found_in(result, column=True)) or named(name, told), value


@pytest.mark.parametrize("name", OBJECT_NAMES)
def test_any_value_of_an_objects_annotation_is_in_the_spec_or_the_annotation_in_a_finding(name: str) -> None:
    for value in [*ODD, OF_OBJECTS.get(name)]:
        result = brought_in({}, {name: value})
        told = "\n".join(f"{f.message} {f.path}" for f in result.findings)
        assert is_said(name, value, found_in(result, column=False)) or named(name, told), value


PAIRS = [
    # two annotations with one place, and what the finding says
    (
        {"@Aggregation.default": {"#": "SUM"}, "@DefaultAggregation": {"#": "MAX"}},
        '@DefaultAggregation with the value {"#": "MAX"}',
    ),
    (
        {"@Aggregation.default": {"#": "NONE"}, "@DefaultAggregation": {"#": "MAX"}},
        '@DefaultAggregation with the value {"#": "MAX"}',
    ),
    (
        {"@Aggregation.default": {"#": "MAX"}, "@DefaultAggregation": {"#": "NONE"}},
        '@DefaultAggregation with the value {"#": "NONE"}',
    ),
    (
        {"@Measures.ISOCurrency": {"=": "TEXT"}, "@Semantics.amount.currencyCode": {"=": "UNIT"}},
        '@Semantics.amount.currencyCode with the value {"=": "UNIT"}',
    ),
    ({"@EndUserText.label": "One", "@title": "Another"}, '@title with the value "Another"'),
    ({"@Core.Description": "One", "doc": "Another"}, 'doc with the value "Another"'),
]


@pytest.mark.parametrize(("annotations", "said"), PAIRS)
def test_of_two_annotations_with_one_place_and_different_values_one_is_named(
    annotations: dict[str, Any], said: str
) -> None:
    (message,) = brought_in(annotations, {}).messages("MAP030")
    assert message == f"annotation {said} has no place in a column's spec"


def test_two_annotations_that_say_the_same_are_no_finding() -> None:
    same = {"@EndUserText.label": "One", "@title": "One", "@Aggregation.default": {"#": "SUM"}}
    assert brought_in({**same, "@DefaultAggregation": "#SUM"}, {}).findings == []
