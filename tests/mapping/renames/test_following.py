"""A spec follows renames wherever it names a column or a table."""

from __future__ import annotations

import json
from typing import Any

import pytest

from catalog.language.editing.edits import patched
from mapping.renames.following import others_columns, own_columns, tables

OWN: dict[str, Any] = {
    "columns": [
        {"name": "n", "currency": "OLD", "unit": "OLD", "text": "OLD"},
        {"name": "m", "measure": {"currency": "OLD", "unit": "OLD", "exception_dimensions": ["a", "OLD"]}},
        {"name": "k", "deprecated": {"since": "2025-01-01", "replaced_by": "OLD"}},
    ],
    "business": {
        "representative_key": "OLD",
        "default_text": "OLD",
        "custom": {"compound_key": ["OLD", "n"]},
    },
    "hierarchies": [{"name": "H", "parent": "OLD", "child": ["OLD"], "levels": ["n", "OLD"]}],
    "source": {"delta": {"mode": "OLD", "time": "OLD"}},
    "conforms_to": {"table": "c.t", "columns": {"x": "OLD"}},
    "access": {"controls": [{"name": "D", "columns": {"OLD": "COUNTRY"}}]},
    "relationships": [
        {
            "name": "_r",
            "to": "s.other",
            "on": {"OLD": "x"},
            "where": [{"column": "OLD", "of": "source", "value": 1}],
        }
    ],
}


def test_every_place_of_the_own_columns_follows() -> None:
    followed = patched(OWN, own_columns(OWN, {"OLD": "new"}))
    assert json.dumps(followed) == json.dumps(OWN).replace("OLD", "new")


OTHERS: dict[str, Any] = {
    "columns": [{"name": "k", "deprecated": {"replaced_by": "s.t.OLD"}}],
    "relationships": [
        {
            "name": "_r",
            "to": "s.t",
            "on": {"x": "OLD"},
            "where": [{"column": "OLD", "of": "target", "value": 1}],
        }
    ],
    "conforms_to": {"table": "s.t", "columns": {"OLD": "x"}, "missing": ["OLD"]},
}


def test_every_place_of_another_tables_columns_follows() -> None:
    followed = patched(OTHERS, others_columns(OTHERS, "s.t", {"OLD": "new"}))
    assert json.dumps(followed) == json.dumps(OTHERS).replace("OLD", "new")
    assert others_columns(OTHERS, "s.u", {"OLD": "new"}) == []


def test_every_place_of_a_table_follows() -> None:
    spec = {**OTHERS, "deprecated": {"replaced_by": "s.t"}}
    followed = patched(spec, tables(spec, {"s.t": "s.new"}))
    assert json.dumps(followed) == json.dumps(spec).replace("s.t", "s.new")


def test_a_value_that_only_looks_like_the_name_stays() -> None:
    spec = {
        "columns": [{"name": "a", "label": "OLD", "default": "OLD", "text_association": "OLD"}],
        "relationships": [{"name": "OLD", "to": "s.t", "on": {"a": "OLD"}}],
        "description": "OLD",
    }
    assert own_columns(spec, {"OLD": "new"}) == []


@pytest.mark.parametrize(
    "spec", [{"columns": "x"}, {"relationships": [1]}, {"hierarchies": {"a": 1}}, {"conforms_to": []}]
)
def test_what_people_left_in_another_shape_has_no_edits(spec: dict[str, Any]) -> None:
    assert own_columns(spec, {"x": "y"}) == others_columns(spec, "s.t", {"x": "y"}) == []
    assert tables(spec, {"x": "y"}) == []
