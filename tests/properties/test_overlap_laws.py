"""One object in several files: the outcome depends on neither names nor order, and nothing is lost."""

from __future__ import annotations

import copy
import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapping.combine.definitions import combine
from mapping.csn.reader import read_csn
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.reader import read
from mapping.rules.business_context import no_context
from mapping.rules.classification import DEFAULT
from mapping.rules.rules import no_rules
from mapping.semantics.carried import places_of
from mapping.specs.documents import Specs
from mapping.specs.options import SpecOptions
from mapping.specs.tables import specs_of
from tests.support.exports import STRING, entity, export

NAMES = ("RIDE", "FARE", "ZONE")
BASE: dict[str, Any] = entity(dict.fromkeys(NAMES, STRING))


def of_entity(name: str, values: list[Any]) -> st.SearchStrategy[tuple[str, str, Any]]:
    return st.tuples(st.just(""), st.just(name), st.sampled_from(values))


def of_column(name: str, values: list[Any]) -> st.SearchStrategy[tuple[str, str, Any]]:
    return st.tuples(st.sampled_from(NAMES), st.just(name), st.sampled_from(values))


STATEMENTS = st.one_of(
    of_entity("@EndUserText.label", ["Rides", "Trips"]),
    of_entity("@ObjectModel.modelingPattern", [{"#": "ANALYTICAL_FACT"}, {"#": "DATA_STRUCTURE"}]),
    of_entity("doc", ["All", "Some"]),
    of_column("@title", ["One", "Other"]),
    of_column("@EndUserText.quickInfo", ["Long", "Longer"]),
    of_column("@Aggregation.default", [{"#": "SUM"}, "#SUM", {"#": "MAX"}]),
    of_column("@Semantics.amount.currencyCode", [{"=": "ZONE"}, "ZONE"]),
    of_column("default", [{"val": "x"}]),
)
DEFINITIONS = st.tuples(st.lists(STATEMENTS, max_size=4), st.sampled_from(["", "", "", "TIP"]))


def definition(statements: list[tuple[str, str, Any]], more: str) -> dict[str, Any]:
    found = copy.deepcopy(BASE)
    for element, name, value in statements:
        (found["elements"][element] if element else found)[name] = value
    if more:
        found["elements"][more] = STRING
    return found


def bring_in(definitions: list[dict[str, Any]], names: list[str]) -> tuple[Specs, Diagnostics]:
    diagnostics = Diagnostics()
    documents = [
        read(json.dumps(export({"RIDES": each})).encode(), name)
        for each, name in zip(definitions, names, strict=True)
    ]
    fragments = [read_csn(each, "TAXI", diagnostics) for each in documents]
    model = combine(fragments, diagnostics, has_place=places_of(DEFAULT))
    return specs_of(model, diagnostics, SpecOptions(no_rules(), no_context())), diagnostics


def outcome(definitions: list[dict[str, Any]], names: list[str]) -> tuple[list[str], list[str]]:
    specs, diagnostics = bring_in(definitions, names)
    return [table.text for table in specs.tables], sorted(f.code for f in diagnostics.all())


@pytest.mark.parametrize("files", [2, 3, 5])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_neither_names_nor_order_matter(files: int, data: st.DataObject) -> None:
    stated = data.draw(st.lists(DEFINITIONS, min_size=files, max_size=files))
    definitions = [definition(*each) for each in stated]
    first = outcome(definitions, [f"{i}.json" for i in range(files)])
    orders = list(itertools.permutations(range(files)))
    for order in (
        data.draw(st.lists(st.sampled_from(orders), min_size=6, max_size=6)) if files > 3 else orders
    ):
        ordered = [definitions[i] for i in order]
        assert outcome(ordered, [f"{i}.json" for i in range(files)]) == first
        assert outcome(ordered, [f"{i}.json" for i in order]) == first


@pytest.mark.parametrize("files", [2, 3, 5])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_what_any_file_says_is_in_the_spec_or_the_import_is_stopped(files: int, data: st.DataObject) -> None:
    stated = data.draw(st.lists(DEFINITIONS, min_size=files, max_size=files))
    definitions = [definition(*each) for each in stated]
    specs, diagnostics = bring_in(definitions, [f"{i}.json" for i in range(files)])
    if diagnostics.stopped:
        assert [f.code for f in diagnostics.all()] == ["CSN011"]
        return
    (table,) = specs.tables
    for each in definitions:
        (alone,) = bring_in([each], ["a.json"])[0].tables
        assert_holds(table.spec, alone.spec)


def assert_holds(whole: Any, part: Any) -> None:
    """Fails unless all that `part` states stands in `whole`."""
    if isinstance(part, dict):
        for name, value in part.items():
            inside = whole if name in whole else whole["measure"]  # where a measure's currency stands
            assert_holds(inside[name], value)
    elif isinstance(part, list):
        assert len(part) == len(whole)
        for one, other in zip(whole, part, strict=True):
            assert_holds(one, other)
    else:
        assert whole == part
