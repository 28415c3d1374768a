"""What stands beside an element's type is in its column, in the column's `source`, or in a finding."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.exports import Imported, column, entity, imported, to_one

ONE_OF = {"X": {"val": "1", "@EndUserText.label": "One"}}
ALLOWED = [{"value": "1", "name": "X", "label": "One"}]


def field(**facets: Any) -> dict[str, Any]:
    return {"elements": {"f": {"type": "cds.String", **facets}}}


def test_the_enum_of_array_items_is_the_columns() -> None:
    assert column(items={"type": "cds.String", "enum": ONE_OF})["enum"] == ALLOWED


def test_the_facets_of_fields_stay_in_the_columns_source_by_their_paths() -> None:
    inner = field(enum=ONE_OF, notNull=True, default={"#": "X"}, doc="About f") | {"@title": "S"}
    outer = {"elements": {"plain": {"type": "cds.Date"}, "s": {"items": inner}}}
    assert column(**outer)["source"]["fields"] == {
        "s.f": {"nullable": False, "description": "About f", "default": "1", "enum": ALLOWED}
    }


@pytest.mark.parametrize("member", ["f", "whole"])
def test_the_facets_of_fields_come_with_a_type_definition(member: str) -> None:
    definitions = {
        "S": {"kind": "type", **field(notNull=True, **{"@title": "F"})},
        "T": entity({"x": {"type": "S"}, "f": {"type": {"ref": ["T", "x", "f"]}}}),
    }
    found = imported(definitions).columns()
    expected = {"f": {"nullable": False, "label": "F"}}
    assert found["x"]["source"]["fields"] == expected
    assert "fields" not in found["f"]["source"]


def test_an_entity_as_a_type_gives_what_its_elements_say() -> None:
    definitions = {
        "U": entity({"f": {"type": "cds.Date", "key": True, "@title": "F"}}),
        "T": entity({"x": {"type": "U"}}),
    }
    source = imported(definitions).columns("sales.t")["x"]["source"]
    assert source["fields"] == {"f": {"label": "F", "key": True}}


def test_a_structure_without_such_facets_has_no_fields_in_its_source() -> None:
    assert "fields" not in column(**field())["source"]


def test_what_an_element_is_calculated_by_stays_in_its_source() -> None:
    value = {"xpr": [{"val": 1}, "+", {"ref": ["a", "b"]}], "stored": True}
    source = column(type="cds.Integer", value=value)["source"]
    assert (source["calculated"], source["stored"], source["formula"]) == (True, True, "1 + a.b")
    assert "stored" not in column(type="cds.Integer", value={**value, "stored": False})["source"]


def test_an_expression_that_no_formula_can_be_made_of_stays_as_it_is() -> None:
    source = column(type="cds.Integer", value={"xpr": []})["source"]
    assert json.loads(source["expression"]) == {"xpr": []}


def test_a_description_without_a_text_leaves_room_for_the_next() -> None:
    found = imported({"T": entity({"x": {"@EndUserText.quickInfo": "{i18n>G}", "doc": "D doc"}})})
    assert found.columns()["x"]["description"] == "D doc"
    assert found.messages("CSN014") == ["no text for '{i18n>G}' in the file: left out"]


def languages(**i18n: Any) -> list[str]:
    return imported({"T": entity()}, i18n=i18n).messages("CSN017")


def test_languages_that_are_not_carried_are_named_once() -> None:
    told = "texts in 'de', 'fr' are not carried: a spec has one language"
    assert languages(en={"A": "a"}, de={"A": "ä"}, fr={"A": "à"}, en_US_saptrc={"A": "[a]"}) == [told]
    assert languages(en={"A": "a"}, de={"A": "a"}) == languages(de={"A": "a"}) == []


CARDINALITIES = [
    ({"src": 1, "min": 1, "max": 5}, "one-to-many", {"src": 1, "min": 1, "max": 5}),
    ({"src": 7, "max": "*"}, "many-to-many", {"src": 7, "max": "*"}),
    ({"src": 1, "srcmin": 1, "max": 1}, "one-to-one", {"src": 1, "srcmin": 1, "max": 1}),
    ({"min": 0, "max": 1}, "many-to-one", None),
    ({"src": 1, "max": "*"}, "one-to-many", None),
    ({}, "many-to-one", None),
]


def associated(cardinality: dict[str, Any]) -> Imported:
    to = to_one("U", ("id", "id"), name="to", cardinality=cardinality)
    return imported({"T": entity({"id": {"type": "cds.Integer"}, "to": to}), "U": entity()})


@pytest.mark.parametrize(("cardinality", "word", "numbers"), CARDINALITIES)
def test_a_cardinality_keeps_the_numbers_that_its_word_does_not_say(
    cardinality: dict[str, Any], word: str, numbers: dict[str, Any] | None
) -> None:
    (found,) = associated(cardinality).table["relationships"]
    assert (found["cardinality"], found.get("source")) == (word, numbers and {"cardinality": numbers})


def test_a_cardinality_of_anything_else_is_an_error() -> None:
    assert associated({"max": [1]}).messages("CSN008") == [
        "cardinality.max of element 'to' of 'T': src, srcmin, min or max with a number or '*' was expected, "
        "a list found"
    ]


TOO_LONG = {"xpr": [{"val": f"number {i} of many"} for i in range(40)]}
LOST: list[tuple[str, dict[str, Any], str]] = [
    (
        "MAP031",
        {"items": {"type": "cds.String", "notNull": True}},
        "'notNull' of the items of element 'x' of 'T'",
    ),
    ("MAP030", {"items": {"type": "cds.String", "@a": 1}}, "'@a' of the items of element 'x' of 'T'"),
    ("MAP031", field(odd=1), "'odd' of elements.f of element 'x' of 'T'"),
    ("MAP031", field(default=TOO_LONG), "default of elements.f of element 'x' of 'T' is an expression"),
    ("MAP031", {"type": "cds.String", "default": TOO_LONG}, "default of element 'x' of 'T' is an expression"),
    ("MAP031", {"type": "cds.String", "enum": {"X": {"val": 1, "doc": "d"}}}, "'doc' of an allowed value"),
]


@pytest.mark.parametrize(("code", "element", "told"), LOST)
def test_what_no_spec_holds_is_named_in_a_finding(code: str, element: dict[str, Any], told: str) -> None:
    (message,) = imported({"T": entity({"x": element})}).messages(code)
    assert message.startswith(told)
