"""The edits between two specs: they make one of the other, and leave alone what stays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.editing.between import edits_between
from catalog.language.editing.edits import patched, same
from catalog.language.editing.yaml_edits import apply
from catalog.language.specs.yaml_emitter import dump
from catalog.language.specs.yaml_text import parse

NAMES = st.sampled_from(["a", "b", "c", "d", "e"])
COLUMNS = st.lists(
    st.fixed_dictionaries(
        {"name": NAMES},
        optional={
            "type": st.sampled_from(["int", "string"]),
            "source": st.fixed_dictionaries({"name": NAMES}),
            "renamed_from": NAMES,
        },
    ),
    max_size=5,
    unique_by=lambda column: column["name"],
)
SPECS = st.fixed_dictionaries(
    {"kind": st.just("Table")},
    optional={
        "columns": COLUMNS,
        "business": st.dictionaries(NAMES, st.sampled_from(["x", "y", 1, True]), max_size=3),
        "readers": st.lists(st.sampled_from(["athena", "hive"]), unique=True),
        "description": st.sampled_from(["one", "two\nlines\n"]),
    },
)
TEXT = """\
kind: Table  # of the shop
columns:
  # the key
  - {name: id, type: int}   # as SAP has it
  # the money
  - name: amount_total  # gross
    type: "decimal(17,4)"
    renamed_from: amount
  - {name: late, type: string}
business: {steward: me}
"""
FORMER = {
    "kind": "Table",
    "columns": [
        {"name": "id", "type": "int"},
        {"name": "amount", "type": "decimal(15,2)"},
        {"name": "channel", "type": "string"},
    ],
    "business": {"steward": "me", "label": "Orders"},
}


@given(old=SPECS, new=SPECS)
def test_they_make_the_one_of_the_other(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert same(patched(old, [*edits_between(old, new)]), new)


@given(old=SPECS, new=SPECS)
def test_and_in_the_text_of_a_file_too(old: dict[str, Any], new: dict[str, Any]) -> None:
    edits = [*edits_between(old, new)]
    assert same(parse(apply(dump(old), edits) if edits else dump(old), ""), new)


@given(spec=SPECS)
def test_nothing_is_edited_where_nothing_differs(spec: dict[str, Any]) -> None:
    assert [*edits_between(spec, spec)] == []


def test_what_people_wrote_around_it_stays_also_at_a_column_of_another_name() -> None:
    text = apply(TEXT, [*edits_between(parse(TEXT, ""), FORMER)])
    assert parse(text, "") == FORMER
    for comment in ("# of the shop", "# the key", "# as SAP has it", "# the money", "# gross"):
        assert comment in text


@pytest.mark.parametrize("names", [["b", "a"], ["c", "a", "b"], ["c", "b", "a"], ["b", "d"]])
def test_the_order_of_columns_follows(names: list[str]) -> None:
    old = {"columns": [{"name": name, "type": "int"} for name in ("a", "b", "c")]}
    new = {"columns": [{"name": name, "type": "int"} for name in names]}
    assert parse(apply(dump(old), [*edits_between(old, new)]), "") == new
