"""Labels and descriptions that come of an element's type, above all where its own is a key without a text."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.language.findings import rendered
from tests.support.exports import STRING, Imported, entity, imported

LABEL_NAMES = ("@title", "@Common.Label", "@EndUserText.label")
TEXT_NAMES = ("@EndUserText.quickInfo", "@Core.Description", "@description", "doc")


def typed(element: dict[str, Any], **types: dict[str, Any]) -> Imported:
    """What `x` becomes, with type definitions by their names."""
    definitions = {name: {"kind": "type", **STRING, **members} for name, members in types.items()}
    return imported({"T": entity({"x": {"type": "Werk", **element}}), **definitions})


@pytest.mark.parametrize("own", LABEL_NAMES)
@pytest.mark.parametrize("of_type", LABEL_NAMES)
def test_a_types_label_stands_for_a_placeholder_without_a_text(own: str, of_type: str) -> None:
    found = typed({own: "{i18n>T.X@LABEL}"}, Werk={of_type: "Plant"})
    assert found.columns()["x"]["label"] == "Plant"
    assert found.messages("CSN014") == [
        "no text for '{i18n>T.X@LABEL}' in the file: the text of its type is taken"
    ]
    assert found.codes() == ["CSN014"]


@pytest.mark.parametrize("own", TEXT_NAMES)
@pytest.mark.parametrize("of_type", TEXT_NAMES)
def test_a_types_description_does_so_too(own: str, of_type: str) -> None:
    found = typed({own: "{i18n>X}"}, Werk={of_type: "Where goods are made"})
    assert found.columns()["x"]["description"] == "Where goods are made"
    assert found.codes() == ["CSN014"]


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ({"Werk": {"type": "Ort"}, "Ort": {"@title": "Place"}}, "Place"),
        ({"Werk": {"type": "Ort", "@title": "{i18n>W}"}, "Ort": {"@title": "Place"}}, "Place"),
        ({"Werk": {"type": "Ort", "@title": "Plant"}, "Ort": {"@EndUserText.label": "Place"}}, "Plant"),
        ({"Werk": {"type": "Ort", "@title": None}, "Ort": {"@title": "Place"}}, None),
        ({"Werk": {"type": "Werk"}}, None),
        ({"Werk": {"@title": "{i18n>W}"}}, None),
    ],
)
def test_the_nearest_type_with_a_text_says_it(types: dict[str, Any], expected: str | None) -> None:
    for element in ({"@Common.Label": "{i18n>X}"}, {}):
        assert typed(element, **types).columns()["x"].get("label") == expected


def test_an_elements_own_text_and_its_own_null_come_first() -> None:
    assert typed({"@title": "Own"}, Werk={"@EndUserText.label": "Plant"}).columns()["x"]["label"] == "Own"
    assert "label" not in typed({"@title": None}, Werk={"@EndUserText.label": "Plant"}).columns()["x"]


def test_a_second_label_of_the_element_comes_before_the_types() -> None:
    found = typed({"@EndUserText.label": "{i18n>X}", "@title": "Own"}, Werk={"@title": "Plant"})
    assert found.columns()["x"]["label"] == "Own"
    assert found.codes() == ["CSN014"]


def test_a_second_label_of_an_object_is_taken_where_the_first_has_no_text() -> None:
    members = {"@EndUserText.label": "{i18n>T}", "@title": "Orders", "@EndUserText.quickInfo": "{i18n>Q}"}
    found = imported({"T": entity(**members, **{"@Core.Description": "All of them"})})
    assert found.table["business"]["label"] == "Orders"
    assert found.table["description"] == "All of them"
    assert found.codes() == ["CSN014"]


def test_the_element_that_a_type_refers_to_lends_its_text() -> None:
    source = entity({"plant": {**STRING, "@title": "Plant"}})
    element = {"type": {"ref": ["Plants", "plant"]}, "@title": "{i18n>X}"}
    found = imported({"Plants": source, "T": entity({"x": element})})
    assert found.columns("sales.t")["x"]["label"] == "Plant"


def test_fields_of_structures_and_parameters_have_the_texts_of_their_types() -> None:
    member = {"type": "Werk", "@title": "{i18n>X}"}
    structure = {"elements": {"plant": member}}
    werk = {"kind": "type", **STRING, "@title": "Plant"}
    found = imported({"T": entity({"x": structure}, params={"p": member}), "Werk": werk})
    assert found.columns()["x"]["source"]["fields"] == {"plant": {"label": "Plant"}}
    assert found.table["business"]["input_parameters"][0]["label"] == "Plant"


def test_placeholders_without_texts_are_one_finding_of_the_file() -> None:
    elements = {f"c{i}": {**STRING, "@EndUserText.label": f"{{i18n>T.C{i}}}"} for i in range(267)}
    found = imported({f"T{i}": entity(elements) for i in range(3)})
    (one,) = [f for f in found.findings if f.code == "CSN014"]
    assert one.times == 801
    assert one.message == "no text in the file for the placeholder of a label or description"
    (line,) = [line for line in rendered(found.findings) if "CSN014" in line]
    assert "801 times, first in export.json:1 '{i18n>T.C0}', export.json:1 '{i18n>T.C1}'" in line
