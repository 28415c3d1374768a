"""One CAP model as CSN, as OData V4 and as OData V2 metadata: equal specs, but for the listed differences."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from catalog.language.findings import Severity
from mapping.docs.format_differences import OF_A_CAP_MODEL, OF_V2
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome
from tests.support.format_differences import in_common, names_of, without

MODEL = Path(__file__).parents[1] / "fixtures" / "cap_formats"
CSN, V4, V2 = "bnpl.csn.json", "bnpl.v4.xml", "bnpl.v2.xml"
# entity of the model -> its projection in the service
PROJECTIONS = {
    "bnpl.Countries": "bnpl.Lending.Country",
    "bnpl.Currencies": "bnpl.Lending.Currency",
    "bnpl.Currencies.texts": "bnpl.Lending.Currency_texts",
    "bnpl.Instalments": "bnpl.Lending.Instalment",
    "bnpl.Merchants": "bnpl.Lending.Merchant",
    "bnpl.Merchants.texts": "bnpl.Lending.Merchant_texts",
    "bnpl.OfferSteps": "bnpl.Lending.OfferStep",
    "bnpl.Offers": "bnpl.Lending.Offer",
    "bnpl.Plans": "bnpl.Lending.Plan",
}
# A structure of the model is a property a field in metadata, its association one of the entity.
ONLY_IN_CSN = {"address", "address.country"}
ONLY_IN_METADATA = {"address_street", "address_city", "address_country_iso", "address_country"}
# Rows of the table that this model has nothing for: `test_metadata_samples` has a model for them.
NOT_HERE = {"columns.source.formula", "columns.source.calculated"}
# What CAP writes no referential constraint for in V2, by entity
UNJOINED = {
    ("bnpl.Lending.Currency", "localized"),
    ("bnpl.Lending.Merchant", "localized"),
    ("bnpl.Lending.Offer", "steps"),
    ("bnpl.Lending.OfferStep", "offer"),
}

Specs = dict[str, dict[str, Any]]


@cache
def imported(file: str) -> Outcome:
    return run_import(inputs_of([MODEL / file], "TENANT"), MODEL / "no_specs_here")


def specs(file: str) -> Specs:
    return {t.spec["source"]["object"]: t.spec for t in imported(file).specs.tables}


def test_all_three_give_the_same_tables_and_no_errors() -> None:
    assert specs(CSN).keys() == PROJECTIONS.keys()
    assert specs(V4).keys() == specs(V2).keys() == set(PROJECTIONS.values())
    for file in (CSN, V4, V2):
        assert [f for f in imported(file).findings if f.severity is Severity.ERROR] == []
        assert all(spec["source"]["system"] == "SAP CAP" for spec in specs(file).values())


@pytest.mark.parametrize("name", PROJECTIONS)
def test_csn_and_v4_give_equal_specs(name: str) -> None:
    csn, edm = specs(CSN)[name], specs(V4)[PROJECTIONS[name]]
    here, there = in_common(without(csn, OF_A_CAP_MODEL), without(edm, OF_A_CAP_MODEL))
    assert here == there


def test_structures_are_all_that_only_one_of_csn_and_v4_gives() -> None:
    only: tuple[set[str], set[str]] = set(), set()
    for name, projection in PROJECTIONS.items():
        csn, edm = specs(CSN)[name], specs(V4)[projection]
        for key in ("columns", "relationships"):
            only[0].update(names_of(csn, key) - names_of(edm, key))
            only[1].update(names_of(edm, key) - names_of(csn, key))
    assert only == (ONLY_IN_CSN, ONLY_IN_METADATA)


@pytest.mark.parametrize("name", PROJECTIONS.values())
def test_v4_and_v2_give_equal_specs(name: str) -> None:
    assert without(specs(V4)[name], OF_V2) == without(specs(V2)[name], OF_V2)


def test_joins_of_v2_are_those_of_v4_where_cap_states_them() -> None:
    unjoined = set()
    for name, spec in specs(V4).items():
        of_v2 = {r["name"]: r.get("on") for r in specs(V2)[name].get("relationships", ())}
        for relationship in spec.get("relationships", ()):
            if of_v2[relationship["name"]] != relationship.get("on"):
                assert of_v2[relationship["name"]] is None
                unjoined.add((name, relationship["name"]))
    assert unjoined == UNJOINED


def test_the_rows_that_this_model_has_nothing_for_are_in_the_table() -> None:
    assert {path for path, _ in OF_A_CAP_MODEL} >= NOT_HERE


@pytest.mark.parametrize("path", [path for path, _ in OF_A_CAP_MODEL if path not in NOT_HERE])
def test_each_listed_difference_of_csn_and_v4_is_one(path: str) -> None:
    rest = tuple(row for row in OF_A_CAP_MODEL if row[0] != path)
    pairs = [
        in_common(without(specs(CSN)[name], rest), without(specs(V4)[projection], rest))
        for name, projection in PROJECTIONS.items()
    ]
    assert any(here != there for here, there in pairs)


@pytest.mark.parametrize("path", [path for path, _ in OF_V2])
def test_each_listed_difference_of_v4_and_v2_is_one(path: str) -> None:
    rest = tuple(row for row in OF_V2 if row[0] != path)
    assert any(without(specs(V4)[name], rest) != without(specs(V2)[name], rest) for name in specs(V4))


def test_what_v2_leaves_unjoined_is_told() -> None:
    told = [f.message for f in imported(V2).findings if f.code == "MAP012"]
    for _, relationship in UNJOINED:
        assert any(f"{relationship!r} states no columns" in message for message in told)
