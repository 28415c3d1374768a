"""The parameters codec: what a spec says comes back from Glue's strings as it was."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.glue import parameters as glue_parameters

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
blocks = st.dictionaries(st.text(min_size=1), json_values, min_size=1, max_size=4)
entries = st.lists(st.dictionaries(st.text(), json_values, max_size=3), min_size=1, max_size=3)
specs = st.fixed_dictionaries(
    {},
    optional={
        "business": blocks,
        "source": blocks,
        "relationships": entries,
        "hierarchies": entries,
        "changes": st.fixed_dictionaries({"breaking": st.sampled_from(["error", "warn", "allow"])}),
    },
)
columns = st.fixed_dictionaries(
    {"name": st.text(min_size=1), "type": st.text(min_size=1)},
    optional={
        "label": st.text(max_size=3),  # short, so that label and comment are the same now and then
        "comment": st.text(max_size=3),
        "description": st.text(),
        "key": st.booleans(),
        "measure": blocks,
        "source": blocks,
        "enum": entries,
    },
)
COLUMNS: list[dict[str, Any]] = [
    {"name": "a", "type": "int"},
    {"name": "a", "type": "int", "label": "Amount"},
    {"name": "a", "type": "int", "comment": "short", "label": "A long label\nof two lines"},
    {"name": "a", "type": "int", "comment": "only a comment"},
    {"name": "a", "type": "int", "label": "Amount", "comment": "Amount"},
    {"name": "a", "type": "int", "label": "Amount", "comment": ""},
    {"name": "a", "type": "int", "label": "", "comment": "Amount"},
    {"name": "a", "type": "int", "label": "", "comment": ""},
    {"name": "a", "type": "int", "label": ""},
    {"name": "a", "type": "int", "comment": ""},
    {"name": "a", "type": "int", "label": "L", "key": True, "nullable": False, "dimension": {}},
    {
        "name": "a",
        "type": "int",
        "enum": [{"value": "O", "label": "Öffen"}],
        "measure": {"aggregation": "sum"},
    },
]


def test_a_column_of_others_goes_without_a_type_and_comes_back() -> None:
    column = {"name": "a", "label": "Amount", "key": True}
    found = glue_parameters.encode_column(column)
    assert found == {"name": "a", "comment": "Amount", "parameters": {"catalog.column": '{"key":true}'}}
    assert glue_parameters.decode_column(found) == column


def test_the_stamp_of_context_is_no_stamp_of_ownership() -> None:
    found = glue_parameters.context_stamped({"note": "x", "business.label": "L"}, "shop/dev")
    assert found == {
        "business.label": "L",
        "catalog.context": "shop/dev",
        "catalog.managed": '["note"]',
        "note": "x",
    }
    assert glue_parameters.STAMP not in found
    assert glue_parameters.managed_keys(found) == found.keys()
    assert glue_parameters.decode_context(found) == {"business": {"label": "L"}}


@given(specs)
def test_business_context_survives_the_way_through_parameters(spec: dict[str, Any]) -> None:
    parameters = glue_parameters.encode_context(spec)
    assert all(isinstance(v, str) for v in parameters.values())
    assert glue_parameters.decode_context(parameters) == spec


@given(specs, st.integers(2, 9))
def test_values_longer_than_the_limit_are_cut_and_put_together_again(
    spec: dict[str, Any], limit: int
) -> None:
    parameters = glue_parameters.encode_context(spec, limit)
    parts = {k: v for k, v in parameters.items() if k != glue_parameters.SPLIT}
    assert all(len(v.encode("utf-16-le", "surrogatepass")) <= 2 * limit for v in parts.values())
    assert glue_parameters.decode_context(parameters) == spec
    assert (glue_parameters.SPLIT in parameters) == (
        parts.keys() != glue_parameters.encode_context(spec).keys()
    )


@given(st.text(), st.integers(2, 9))
def test_a_text_in_pieces_is_the_text(text: str, limit: int) -> None:
    found = glue_parameters.pieces(text, limit)
    assert "".join(found) == text
    assert all(found) or found == [""]
    assert len(found) >= -(-len(text) // limit)


@given(st.dictionaries(st.sampled_from(["description", "semantic", "default"]), st.text()), st.integers(2, 9))
def test_a_columns_long_parameter_is_cut_and_put_together_again(more: dict[str, str], limit: int) -> None:
    column = {"name": "a", "type": "int", "label": "L", "key": True, **more}
    glue = glue_parameters.encode_column(column, limit)
    assert list(glue["parameters"])[:2] == ["catalog.column", "catalog.column.1"]
    assert all(len(v) <= limit for v in glue["parameters"].values())
    assert glue_parameters.decode_column(glue) == column


def test_the_parts_of_a_value_are_readable_keys_that_avoid_those_in_use() -> None:
    parameters = glue_parameters.encode_context({"source": {"sql": "SELECT a", "sql.1": "x"}}, 3)
    assert parameters == {
        "source.sql": "SEL",
        "source.sql.2": "ECT",
        "source.sql.3": " a",
        "source.sql.1": "x",
        "catalog.split": '{"source.sql":["source.sql.2","source.sql.3"]}',
    }


def test_a_value_at_glues_limit_is_left_as_it_is_and_one_above_is_cut() -> None:
    assert list(glue_parameters.encode_context({"source": {"sql": "x" * 512_000}})) == ["source.sql"]
    assert list(glue_parameters.encode_context({"source": {"sql": "x" * 512_001}})) == [
        "source.sql",
        "source.sql.1",
        "catalog.split",
    ]


@pytest.mark.parametrize("spoiled", ["", "not json", "[]", '{"source.sql": 3}', '{"source.sql": [1]}'])
def test_a_spoiled_list_of_parts_joins_nothing(spoiled: str) -> None:
    assert glue_parameters.decode_context({"source.sql": "a", glue_parameters.SPLIT: spoiled}) == {
        "source": {"sql": "a"}
    }


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_survives_the_way_through_glue(column: dict[str, Any]) -> None:
    assert glue_parameters.decode_column(glue_parameters.encode_column(column)) == column


@given(columns)
def test_any_column_survives_the_way_through_glue(column: dict[str, Any]) -> None:
    glue = glue_parameters.encode_column(column)
    assert len(glue.get("parameters", {})) <= 1
    assert glue_parameters.decode_column(glue) == column


def test_the_label_is_the_comment_and_a_column_has_one_parameter_at_most() -> None:
    glue = glue_parameters.encode_column({"name": "a", "type": "int", "label": "L", "key": True, "unit": "u"})
    assert glue["comment"] == "L"
    assert list(glue["parameters"]) == [glue_parameters.COLUMN_PARAMETER]
    assert "parameters" not in glue_parameters.encode_column({"name": "a", "type": "int", "label": "L"})


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_the_stamp_names_every_declared_key_so_that_the_base_can_be_had_back(
    parameters: dict[str, str],
) -> None:
    declared = {
        k: v for k, v in parameters.items() if k not in (glue_parameters.STAMP, glue_parameters.MANAGED)
    }
    stamped = glue_parameters.stamped(declared, "shop/dev")
    assert stamped[glue_parameters.STAMP] == "shop/dev"
    assert glue_parameters.managed_keys(stamped) == set(stamped)
    assert glue_parameters.managed_keys({**stamped, "written.by.spark": "1"}) == set(stamped)


@pytest.mark.parametrize("spoiled", ["", "not json", "{}", "[1, 2]", '"x"'])
def test_a_spoiled_list_of_managed_keys_names_nothing(spoiled: str) -> None:
    assert glue_parameters.managed_keys({glue_parameters.MANAGED: spoiled, "foreign": "1"}) == {
        glue_parameters.MANAGED
    }


@pytest.mark.parametrize("spoiled", ["", "not json", "3", "null"])
def test_what_someone_spoiled_reads_as_nothing(spoiled: str) -> None:
    assert glue_parameters.decode_context({"catalog.relationships": spoiled}) == {"relationships": []}
    column = {
        "name": "a",
        "type": "int",
        "comment": "A",
        "parameters": {glue_parameters.COLUMN_PARAMETER: spoiled},
    }
    assert glue_parameters.decode_column(column) == {"name": "a", "type": "int", "label": "A"}


def test_the_conditions_of_a_relationship_come_back_with_their_types() -> None:
    values = ["CPD", "", "1", 1, 1.5, True, "true", "ü"]
    where = [{"column": "a", "of": "target", "operator": "<>", "value": value} for value in values]
    spec = {"relationships": [{"name": "_r", "to": "a.b", "on": {"x": "y"}, "where": where}]}
    assert glue_parameters.decode_context(glue_parameters.encode_context(spec)) == spec


def test_relationships_are_json_with_a_stable_spelling() -> None:
    relationship = {"name": "to_customer", "to": "sales.customers", "on": {"customer_id": "id"}}
    parameters = glue_parameters.encode_context({"relationships": [relationship]})
    assert json.loads(parameters["catalog.relationships"]) == [relationship]
    assert glue_parameters.decode_context(parameters) == {"relationships": [relationship]}


def test_of_changes_only_what_happens_at_a_break_reaches_glue() -> None:
    entry = {
        "code": "CHG201",
        "column": "a",
        "from": "int",
        "to": "bigint",
        "reason": "r",
        "until": "2027-01-31",
    }
    before = glue_parameters.encode_context({"changes": {"breaking": "error"}})
    assert before == {"catalog.changes": '{"breaking":"error"}'}
    assert glue_parameters.encode_context({"changes": {"breaking": "error", "accept": [entry]}}) == before
    spec = {"changes": {"accept": [entry]}, "readers": ["athena"], "renamed_from": "a.b"}
    assert glue_parameters.encode_context({**spec, "conforms_to": {"table": "a.b"}, "removed": []}) == {}


def test_a_column_is_the_same_to_glue_whatever_it_was_called_before() -> None:
    for column in ({"name": "a", "type": "int"}, {"name": "a", "type": "int", "key": True, "comment": "c"}):
        renamed = {**column, "renamed_from": "b"}
        assert glue_parameters.encode_column(renamed) == glue_parameters.encode_column(column)


def test_a_deprecation_comes_back_from_glue() -> None:
    block = {"since": "2026-01-01", "until": "2027-01-31", "replaced_by": "a.b", "reason": "Too coarse"}
    parameters = glue_parameters.encode_context({"deprecated": block})
    assert parameters == {"catalog.deprecated": glue_parameters.json_text(block)}
    assert glue_parameters.decode_context(parameters) == {"deprecated": block}
    column = {"name": "a", "type": "int", "deprecated": block}
    assert glue_parameters.decode_column(glue_parameters.encode_column(column)) == column
