"""`@sap.*`: OData V2's annotations, as `cds import` writes them into CSN."""

from __future__ import annotations

from typing import Any

import pytest

from mapping.cds.sap_annotations import SEMANTIC_NAMES, annotation_of
from tests.support.exports import STRING, Imported, annotated, entity, imported

DECIMAL = {"type": "cds.Decimal", "precision": 15, "scale": 2}


def orders(**elements: Any) -> Imported:
    return imported({"Orders": entity({"ID": {**STRING, "key": True}, **elements})})


def test_labels_and_quick_infos_are_labels_and_descriptions() -> None:
    found = orders(Net={**DECIMAL, "@sap.label": "Net Amount", "@sap.quickinfo": "Without tax"})
    assert (found.columns()["net"]["label"], found.columns()["net"]["description"]) == (
        "Net Amount",
        "Without tax",
    )
    assert found.codes() == []


def test_cdss_own_label_goes_before_that_of_v2_and_the_other_is_told() -> None:
    found = orders(Net={**DECIMAL, "@sap.label": "Net", "@EndUserText.label": "Net Amount"})
    assert found.columns()["net"]["label"] == "Net Amount"
    assert [f.message for f in found.findings] == [
        'annotation @sap.label with the value "Net" has no place in a column\'s spec'
    ]


@pytest.mark.parametrize(
    "semantics", [{"@sap.semantics": "currency-code"}, {"@Semantics.currencyCode": True}]
)
def test_a_unit_that_says_it_is_a_currency_is_the_columns_currency(semantics: dict[str, Any]) -> None:
    columns = orders(Net={**DECIMAL, "@sap.unit": "Waers"}, Waers={**STRING, **semantics}).columns()
    assert (columns["net"]["currency"], columns["net"]["semantic"]) == ("waers", "amount")
    assert columns["waers"]["semantic"] == "currency-code"


@pytest.mark.parametrize("semantics", [{"@sap.semantics": "unit-of-measure"}, {}])
def test_any_other_unit_is_the_columns_unit(semantics: dict[str, Any]) -> None:
    columns = orders(Qty={**DECIMAL, "@sap.unit": "Meins"}, Meins={**STRING, **semantics}).columns()
    assert (columns["qty"]["unit"], columns["qty"]["semantic"]) == ("meins", "quantity")


def test_a_unit_that_is_no_column_is_a_finding_that_names_the_annotation() -> None:
    found = orders(Net={**DECIMAL, "@sap.unit": "Gone"})
    assert [(f.code, f.message) for f in found.findings] == [
        ("MAP014", "@sap.unit of 'Net' refers to 'Gone', which is no column here")
    ]


def test_a_text_is_the_column_of_that_name_and_one_behind_a_navigation_is_told() -> None:
    found = orders(
        Kind={**STRING, "@sap.text": "KindName"},
        KindName=STRING,
        City={**STRING, "@sap.text": "to_City/Name"},
    )
    assert found.columns()["kind"]["text"] == "kindname"
    assert "text" not in found.columns()["city"]
    assert [f.code for f in found.findings] == ["MAP014"]


def test_roles_of_analysis_and_what_is_not_visible_are_carried() -> None:
    columns = orders(
        Net={**DECIMAL, "@sap.aggregation.role": "measure"},
        Country={**STRING, "@sap.aggregation.role": "dimension", "@sap.visible": "false"},
    ).columns()
    assert columns["net"]["measure"] == {}
    assert (columns["country"]["dimension"], columns["country"]["hidden"]) == ({}, True)


def test_an_entity_of_aggregated_queries_says_so() -> None:
    found = imported({"Results": annotated(entity(), sap__semantics="aggregate", sap__label="Balances")})
    assert found.table["source"]["analytical_queries"] is True
    assert found.table["business"]["label"] == "Balances"


@pytest.mark.parametrize("word", sorted(SEMANTIC_NAMES))
def test_a_semantic_word_means_what_cdss_own_annotation_of_it_means(word: str) -> None:
    of_v2 = orders(X={**STRING, "@sap.semantics": word}).columns()["x"]["semantic"]
    of_cds = orders(X={**STRING, f"@Semantics.{SEMANTIC_NAMES[word]}": True}).columns()["x"]["semantic"]
    assert of_v2 == of_cds


@pytest.mark.parametrize("word", ["email;type=work", "variable", ""])
def test_what_a_semantic_word_says_beyond_is_told(word: str) -> None:
    found = orders(X={**STRING, "@sap.semantics": word or "  x"})
    assert [f.code for f in found.findings] == ["MAP030"]


def test_an_attribute_of_metadata_has_the_name_that_cds_import_gives_it() -> None:
    assert annotation_of("aggregation-role") == "@sap.aggregation.role"
