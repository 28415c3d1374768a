"""Suggestions name only what can be written."""

from __future__ import annotations

import pytest

from catalog.language.glue.names import nearest


@pytest.mark.parametrize("blank", ["sales.", ".orders", "sales.  ", ".", " ", ""])
def test_the_blank_name_of_a_broken_spec_is_never_suggested(blank: str) -> None:
    assert nearest("sales.o", [blank]) == ""
    assert nearest("sales.ordrs", [blank, "sales.orders"]) == " (did you mean 'sales.orders'?)"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("custmers", "customers"), ("CUSTOMERS", "customers"), ("cutsomers", "customers"),
        ("desc", "description"), ("strng", "string"), ("--strct", "--strict"), ("--str", "--strict"),
        ("allowedAccountsIds", "allowedAccountIds"),
    ],
)  # fmt: skip
def test_a_slip_of_the_keys_is_seen(word: str, meant: str) -> None:
    known = ["customers", "description", "string", "--strict", "--stack", "allowedAccountIds"]
    assert nearest(word, [*known, "forbiddenAccountIds"]) == f" (did you mean {meant!r}?)"


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("datetime", ["date"]), ("int64", ["int"]), ("x", ["y", "id"]), ("max", ["min", "sum"]),
        ("da", ["date"]), ("sal", ["sales", "salary"]), ("prod", ["dev", "local"]), ("orders", ["orders"]),
    ],
)  # fmt: skip
def test_what_may_mean_another_thing_is_not_suggested(word: str, known: list[str]) -> None:
    assert nearest(word, known) == ""
