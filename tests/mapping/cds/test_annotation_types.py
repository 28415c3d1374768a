"""Annotation values of another kind than they take: told, and never in a spec."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.language.specs.schema import check_document
from mapping.semantics.column_annotations import HANDLERS as COLUMN_HANDLERS
from mapping.semantics.object_annotations import HANDLERS as TABLE_HANDLERS
from tests.support.exports import STRING, Imported, entity, imported

ODD = [5, 0.5, True, "x", "", [], {}, {"=": 5}, {"#": []}, [5], [[{}]], {"element": {"=": 1}}, [{"name": 5}]]


def of_column(name: str, value: Any) -> Imported:
    return imported({"T": entity({"x": STRING | {name: value}})})


def of_table(name: str, value: Any) -> Imported:
    return imported({"T": entity({"x": STRING}) | {name: value}})


@pytest.mark.parametrize("name", COLUMN_HANDLERS)
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_no_value_of_a_columns_annotation_makes_a_spec_that_the_checks_refuse(name: str, value: Any) -> None:
    assert check_document(of_column(name, value).table, "Table") == []


@pytest.mark.parametrize("name", TABLE_HANDLERS)
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_no_value_of_a_tables_annotation_makes_a_spec_that_the_checks_refuse(name: str, value: Any) -> None:
    for spec in of_table(name, value).tables.values():  # none where it leaves the object out
        assert check_document(spec, "Table") == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("@Semantics.amount.currencyCode", {"=": 5}, "the name of an element or association"),
        ("@Analytics.dimension", "x", "true or false"),
        ("@Aggregation.default", 5, "an enum symbol"),
        ("@Semantics.calendar.yearMonth", 5, "true, false or an enum symbol"),
        ("@EndUserText.label", 5, "a text"),
    ],
)
def test_a_columns_annotation_of_another_kind_is_a_finding_and_not_carried(
    name: str, value: Any, expected: str
) -> None:
    found = of_column(name, value)
    (message,) = found.messages("MAP037")
    assert message.startswith(f"annotation {name} of element 'x' of 'T' is not {expected}")
    assert found.table == imported({"T": entity({"x": STRING})}).table


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("@ObjectModel.text.element", [{"=": "x"}, 5], "[1] of element 'x' of 'T' is not the name of"),
        ("@Analytics.navigationAttributeRef", [True, "x"], "[0] of element 'x' of 'T' is not the name of"),
        (
            "@AnalyticsDetails.exceptionAggregationSteps",
            [{}, {}, "MAX"],
            "[2] of element 'x' of 'T' is not an object: all of it is not carried",
        ),
    ],
)
def test_a_wrong_entry_of_a_list_is_named(name: str, value: Any, expected: str) -> None:
    found = of_column(name, value)
    (message,) = found.messages("MAP037")
    assert message.startswith(f"annotation {name}{expected}")
    assert found.table == imported({"T": entity({"x": STRING})}).table


@pytest.mark.parametrize("name", ["@DataWarehouse.remote.connection", "@ObjectModel.modelingPattern"])
def test_a_tables_annotation_of_another_kind_is_a_finding(name: str) -> None:
    found = of_table(name, 5)
    assert found.messages("MAP037")[0].startswith(f"annotation {name} of 'T' is not ")
    assert found.table["source"].keys() == {"system", "space", "object", "kind"}


def test_null_takes_an_annotation_back() -> None:
    found = of_column("@Semantics.amount.currencyCode", None)
    assert (found.findings, found.table) == ([], imported({"T": entity({"x": STRING})}).table)
