"""The parameters codec: what a spec says comes back from Glue's strings as it was."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import codec

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
blocks = st.dictionaries(st.text(min_size=1), json_values, min_size=1, max_size=4)
COLUMNS: list[dict[str, Any]] = [
    {"name": "a", "type": "int"},
    {"name": "a", "type": "int", "label": "Amount"},
    {"name": "a", "type": "int", "comment": "short", "label": "A long label\nof two lines"},
    {"name": "a", "type": "int", "comment": "only a comment"},
    {"name": "a", "type": "int", "label": "L", "key": True, "nullable": False, "dimension": {}},
    {
        "name": "a",
        "type": "int",
        "enum": [{"value": "O", "label": "Öffen"}],
        "measure": {"aggregation": "sum"},
    },
]


@given(st.fixed_dictionaries({}, optional={"business": blocks, "source": blocks}))
def test_business_context_survives_the_way_through_parameters(spec: dict[str, Any]) -> None:
    parameters = codec.encode_context(spec)
    assert all(isinstance(v, str) for v in parameters.values())
    assert codec.decode_context(parameters) == spec


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_survives_the_way_through_glue(column: dict[str, Any]) -> None:
    assert codec.decode_column(codec.encode_column(column)) == column


def test_the_label_is_the_comment_and_a_column_has_one_parameter_at_most() -> None:
    glue = codec.encode_column({"name": "a", "type": "int", "label": "L", "key": True, "unit": "u"})
    assert glue["comment"] == "L"
    assert list(glue["parameters"]) == [codec.COLUMN_PARAMETER]
    assert "parameters" not in codec.encode_column({"name": "a", "type": "int", "label": "L"})


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_the_stamp_names_every_declared_key_so_that_the_base_can_be_had_back(
    parameters: dict[str, str],
) -> None:
    declared = {k: v for k, v in parameters.items() if k not in (codec.STAMP, codec.MANAGED)}
    stamped = codec.stamped(declared, "shop/dev")
    assert stamped[codec.STAMP] == "shop/dev"
    assert codec.managed_keys(stamped) == set(stamped)
    assert codec.managed_keys({**stamped, "written.by.spark": "1"}) == set(stamped)


@pytest.mark.parametrize("spoiled", ["", "not json", "{}", "[1, 2]", '"x"'])
def test_a_spoiled_list_of_managed_keys_names_nothing(spoiled: str) -> None:
    assert codec.managed_keys({codec.MANAGED: spoiled, "foreign": "1"}) == {codec.MANAGED}


@pytest.mark.parametrize("spoiled", ["", "not json", "3", "null"])
def test_what_someone_spoiled_reads_as_nothing(spoiled: str) -> None:
    assert codec.decode_context({"catalog.relationships": spoiled}) == {"relationships": []}
    column = {"name": "a", "type": "int", "comment": "A", "parameters": {codec.COLUMN_PARAMETER: spoiled}}
    assert codec.decode_column(column) == {"name": "a", "type": "int", "label": "A"}


def test_relationships_are_json_with_a_stable_spelling() -> None:
    relationship = {"name": "to_customer", "to": "sales.customers", "on": {"customer_id": "id"}}
    parameters = codec.encode_context({"relationships": [relationship]})
    assert json.loads(parameters["catalog.relationships"]) == [relationship]
    assert codec.decode_context(parameters) == {"relationships": [relationship]}
