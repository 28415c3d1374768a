"""CSN Interop: services are read, type definitions pass on what they say, texts come by language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from catalog.language.findings import Severity
from tests.support.exports import STRING, Imported, entity, imported, imported_document, to_one


def interop(definitions: dict[str, Any], **sections: Any) -> Imported:
    return imported_document({"csnInteropEffective": "1.0", "definitions": definitions, **sections})


def test_what_a_service_exposes_is_read_but_a_cap_services_projections_are_not() -> None:
    definitions = {"S": {"kind": "service"}, "S.T": entity({"id": STRING}, projection={})}
    assert list(interop(definitions).tables) == ["sales.s_t"]
    assert list(imported(definitions).tables) == []


SYSTEMS = [
    ({}, "SAP (CSN Interop)"),
    ({"meta": {"creator": "a tool"}}, "SAP (CSN Interop)"),
    ({"meta": {"document": {"namespace": "sap.s4"}}}, "sap.s4"),
    ({"meta": {"document": {"namespace": 3}}}, "SAP (CSN Interop)"),
    ({"meta": []}, "SAP (CSN Interop)"),
]


@pytest.mark.parametrize(("sections", "system"), SYSTEMS)
def test_the_source_system_is_the_documents_namespace(sections: dict[str, Any], system: str) -> None:
    assert interop({"T": entity()}, **sections).table["source"]["system"] == system


def test_a_type_definition_passes_on_what_the_element_does_not_state() -> None:
    definitions = {
        "Money": {
            "kind": "type",
            "type": "Base",
            "@EndUserText.label": "Money",
            "@Aggregation.default": "#MAX",
        },
        "Base": {
            "kind": "type",
            "type": "cds.Decimal",
            "precision": 9,
            "scale": 2,
            "@Aggregation.default": "#SUM",
            "@EndUserText.quickInfo": "An amount",
        },
        "T": entity({"a": {"type": "Money"}, "b": {"type": "Money", "@title": "Fee"}, "c": {"type": "Base"}}),
    }
    columns = interop(definitions).columns()
    assert columns["a"]["label"] == "Money"
    assert columns["a"]["description"] == "An amount"
    assert columns["a"]["measure"] == {"aggregation": "max"}
    assert columns["b"]["label"] == "Fee"
    assert columns["c"]["measure"] == {"aggregation": "sum"}
    assert columns["a"]["source"]["type"] == "Money = cds.Decimal(9,2)"


def test_a_type_definition_that_leads_to_itself_is_a_warning() -> None:
    definitions = {
        "A": {"kind": "type", "type": "B", "@EndUserText.label": "Round"},
        "B": {"kind": "type", "type": "A"},
        "T": entity({"x": {"type": "A"}}),
    }
    found = interop(definitions)
    assert found.columns()["x"]["label"] == "Round"
    assert found.codes(Severity.WARNING) == ["MAP007"]


def bare(name: str) -> Any:
    return name


def wrapped(name: str) -> Any:
    return {"=": name}


@pytest.mark.parametrize("refer", [bare, wrapped])
def test_references_are_read_in_both_notations(refer: Callable[[str], Any]) -> None:
    amount = {"type": "cds.Integer", "@Semantics.amount.currencyCode": refer("cur")}
    elements = {
        "id": {**STRING, "key": True},
        "amount": amount,
        "cur": {**STRING, "@ObjectModel.foreignKey.association": refer("to")},
        "to": to_one("T", ("cur", "id"), name="to"),
    }
    found = interop({"T": entity(elements, **{"@ObjectModel.representativeKey": refer("id")})})
    assert found.columns()["amount"]["currency"] == "cur"
    assert found.columns()["cur"]["foreign_key"] == "to"
    assert found.table["business"]["representative_key"] == "id"
    assert found.findings == []


def test_a_pseudo_locale_is_no_language() -> None:
    i18n = {"hb": {"K": "[Ķ∙∙]"}, "de": {"K": "Kunde", "O": "Ort"}, "en": {"K": "Customer"}}
    elements = {
        "k": {**STRING, "@EndUserText.label": "{i18n>K}"},
        "o": {**STRING, "@EndUserText.label": "{i18n>O}"},
        "n": {**STRING, "@EndUserText.label": "{i18n>N}"},
    }
    found = interop({"T": entity(elements)}, i18n=i18n)
    columns = found.columns()
    assert (columns["k"]["label"], columns["o"]["label"], columns["n"].get("label")) == (
        "Customer",
        "Ort",
        None,
    )
    assert found.codes() == ["CSN014", "CSN017"]


def test_sections_and_members_that_no_spec_has_are_findings() -> None:
    found = interop({"T": entity(somethingNew=1)}, extras={"a": 1})
    assert [("'somethingNew'" in m) for m in found.messages("MAP031")] == [True]
    assert [("'extras'" in m) for m in found.messages("CSN010")] == [True]
