"""What counts as the same value, as NULL, and as another value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from lab.files.places import ALL, FITTING
from lab.outcome import Outcome, judged
from lab.readers.rounds import ReadError, outcome
from lab.trials.model import Either, Expected, Row, Trial


def trial(want: Any, old: Any = 1) -> Trial:
    return Trial("int -> bigint", "PN", (("v", "int"),), ((old,),), (("v", "bigint"),), ((want,),))


@pytest.mark.parametrize(
    ("want", "got", "word"),
    [
        (1, 1, "same"),
        (1, None, "null"),
        (1, 2, "other"),
        (1, 1.0, "other"),  # another type
        (True, 1, "other"),
        (None, None, "same"),
        (None, "\\N", "other"),
        (Decimal("12.34"), Decimal("12.3400"), "same"),
        (Either((0.1, 0.10000000149011612)), 0.10000000149011612, "same"),
        (1.23456789012, 1.2345678806304932, "other"),
        (Expected.ADDED, None, "null"),
        (Expected.ADDED, "x", "other"),
        (Expected.NONE, None, "null"),
        (Expected.NONE, 4464, "other"),
        ({"a": 1, "b": Expected.ADDED}, {"a": 1, "b": None}, "null"),
        ({"a": 1, "b": "x"}, {"b": "x", "a": 1}, "same"),
        ({"a": 1, "b": "x"}, {"a": None, "b": "y"}, "other"),
        ({"a": 1}, None, "null"),
        ([{"a": 1}], [{"a": 1}], "same"),
        ([1, 2], [1], "other"),
    ],
)
def test_a_value_is_judged_by_what_it_is_under_the_new_columns(want: Any, got: Any, word: str) -> None:
    assert judged(trial(want), [(got,)], [0]).word == word


def test_of_several_values_the_worst_counts_and_is_told() -> None:
    two = Trial(
        "int -> smallint",
        "PN",
        (("v", "int"),),
        ((1,), (70000,)),
        (("v", "smallint"),),
        ((1,), (Expected.NONE,)),
    )
    assert judged(two, [(1,), (4464,)], [0, 1]) == Outcome("other", "70000 -> 4464")
    assert judged(two, [(1,)], [0, 1]) == Outcome("other", "2 rows -> 1")


def test_after_an_error_the_values_that_fit_are_read_alone() -> None:
    two = Trial(
        "bigint -> int", "PN", (("v", "bigint"),), ((1,), (5,)), (("v", "int"),), ((1,), (Expected.NONE,))
    )
    asked = []

    def read(each: Trial, part: str) -> list[Row]:
        asked.append(part)
        if part == ALL:
            raise ReadError("Overflow: /tmp/a/old.parquet has 5\nmore")
        return [(1,)]

    found = outcome(two, read)
    assert asked == [ALL, FITTING]
    assert found == Outcome("error", "Overflow: FILE has 5; only where a value does not fit, else same")


def test_an_error_for_every_value_says_nothing_of_those_that_fit() -> None:
    def read(each: Trial, part: str) -> list[Row]:
        raise ReadError("Bad")

    assert outcome(trial(1), read) == Outcome("error", "Bad")
