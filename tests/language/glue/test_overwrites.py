"""Members that a run may overwrite: how they are named, and which they stand for."""

from __future__ import annotations

import re

import pytest

from catalog.language.glue.overwrites import Overwrite, OverwriteError, as_listed, overwrite, overwrites

NAMED = [
    ("sales.orders:description", ("sales", "orders", "description"), True),
    ("sales.orders:description", ("sales", "orders", "owner"), False),
    ("sales.orders:description", ("sales", "orders2", "description"), False),
    ("sales:description", ("sales", "", "description"), True),
    ("sales:description", ("sales", "orders", "description"), False),
    ("sales*:*", ("sales_dev", "", "parameters.note"), True),
    ("*:*", ("sales", "orders", "description"), False),
    ("sales.*:columns.amount.type", ("sales", "orders", "columns.amount.type"), True),
    ("sales.*:columns.amount.type", ("sales", "", "columns.amount.type"), False),
    ("*.*:columns.*", ("sales", "orders", "columns.amount.type"), True),
    ("sales.orders:parameters.aws:x", ("sales", "orders", "parameters.aws:x"), True),
    ("sales.orders_v[12]:Description", ("sales", "orders_v2", "description"), False),
    ("sales.orders:parameters.a b", ("sales", "orders", "parameters.a b"), True),
]


@pytest.mark.parametrize(("text", "member", "expected"), NAMED)
def test_an_entry_stands_for_the_members_that_it_names(
    text: str, member: tuple[str, str, str], expected: bool
) -> None:
    assert overwrite(text).names(*member) is expected


WRONG = [
    "sales.orders",
    "sales.orders:",
    ":description",
    ".orders:owner",
    "sales.:owner",
    "",
    "a b:owner",
    "a:b\nc",
    "a:,",
]


@pytest.mark.parametrize("text", WRONG)
def test_what_names_no_member_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(
        OverwriteError, match=re.escape("database[.table]:member expected, such as sales.orders")
    ):
        overwrite(text)


def test_the_variable_lists_entries_with_commas_between() -> None:
    text = as_listed(["sales.orders:description", " sales:location "])
    assert text == "sales.orders:description,sales:location"
    assert overwrites(text) == (
        Overwrite("sales", "orders", "description"),
        Overwrite("sales", "", "location"),
    )
    assert overwrites("") == overwrites(" , ") == ()
    for wrong in (["sales:a,b"], ["sales"]):
        with pytest.raises(OverwriteError):
            as_listed(wrong)
    with pytest.raises(OverwriteError, match="'risk' found"):
        overwrites("sales:location,risk")
