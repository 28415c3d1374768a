"""Extensions: what is said of a definition apart from it is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import STRING, Imported, entity, imported

LIST = "@ObjectModel.supportedCapabilities"


def extended(*extensions: Any, **definitions: Any) -> Imported:
    return imported({"T": entity({"A": STRING}), **definitions}, extensions=list(extensions))


def test_annotations_of_an_extension_are_those_of_their_targets() -> None:
    label = {"@EndUserText.label": "My A"}
    found = extended({"annotate": "T", "@EndUserText.label": "My T", "elements": {"A": label}})
    assert found.table["business"]["label"] == "My T"
    assert found.columns()["a"]["label"] == "My A"
    assert found.findings == []


def test_the_last_annotation_wins_null_takes_back_and_a_list_may_keep_what_it_held() -> None:
    first = {"annotate": "T", "@title": "One", "doc": "About T", LIST: ["A"]}
    found = extended(first, {"annotate": "T", "@title": None, LIST: [{"...": True}, "B"]})
    assert found.table["business"] == {"capabilities": ["A", "B"]}
    assert found.table["description"] == "About T"


def test_fields_items_parameters_and_allowed_values_are_annotated_too() -> None:
    label = {"@title": "L"}
    inner = {"elements": {"f": STRING | {"enum": {"X": {"val": "x"}}}}}
    definitions = {"U": entity({"s": {"items": inner}}, params={"p": STRING})}
    said = {"items": {"elements": {"f": {"enum": {"X": label}, **label}}}}
    found = extended({"annotate": "U", "elements": {"s": said}, "params": {"p": label}}, **definitions)
    table = found.tables["sales.u"]
    assert table["columns"][0]["source"]["fields"]["s.f".partition(".")[2]] == {
        "label": "L",
        "enum": [{"value": "x", "name": "X", "label": "L"}],
    }
    assert table["business"]["input_parameters"][0]["label"] == "L"


def test_a_type_definition_passes_on_what_an_extension_says_of_it() -> None:
    definitions = {"Name": {"kind": "type", **STRING}, "U": entity({"x": {"type": "Name"}})}
    found = extended({"annotate": "Name", "@title": "A name"}, **definitions)
    assert found.columns("sales.u")["x"]["label"] == "A name"


def test_an_extension_with_elements_adds_columns_and_changes_those_that_are_there() -> None:
    found = extended({"extend": "T", "elements": {"A": {"length": 40}, "B": {"type": "cds.Date"}}})
    assert {name: c["source"]["type"] for name, c in found.columns().items()} == {
        "a": "cds.String(40)",
        "b": "cds.Date",
    }


NO_ELEMENT = "extensions[0] annotates 'T' at elements.Z, which it does not have: not carried"
LOST: list[tuple[Any, str, str]] = [
    (
        {"annotate": "U", "@title": "x"},
        "CSN018",
        "annotates 'U', which the file does not define: not carried",
    ),
    ({"annotate": "T", "elements": {"Z": {"@title": "x"}}}, "CSN018", NO_ELEMENT),
    (
        {"annotate": "T", "elements": {"A": {"elements": {"f": {}}}}},
        "CSN018",
        "at elements.A.elements.f, which",
    ),
    ({"annotate": "T", "elements": {"A": {"length": 3}}}, "CSN018", "annotates 'T' with elements.A.length"),
    ({"extend": "T", "includes": ["X"]}, "CSN018", "extensions[0] extends 'T' with includes: not carried"),
    ({"annotate": 5}, "CSN008", "{annotate: NAME} or {extend: NAME} was expected, an object found"),
    ("x", "CSN008", "{annotate: NAME} or {extend: NAME} was expected, a text found"),
    ({"annotate": "T", "elements": {"A": 5}}, "CSN018", "at elements.A"),
]


@pytest.mark.parametrize(("extension", "code", "told"), LOST)
def test_an_extension_without_a_target_is_a_finding(extension: Any, code: str, told: str) -> None:
    found = extended(extension)
    assert [told in message for message in found.messages(code)] == [True]
    assert found.codes() == [code]
    assert found.table == extended().table
