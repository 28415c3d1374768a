"""Patterns over names: what fits, what is kept, what is no pattern."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.model import ObjectKey
from mapping.rules.patterns import Objects, PatternError, compiled

FITTING = [
    ("SALES/ORDERS", "SALES", "ORDERS"),
    ("SALES/*", "SALES", "ORDERS"),
    ("*/ORDERS", "SALES", "ORDERS"),
    ("*", "SALES", "/BIC/ZCUST"),
    ("SALES", "SALES", "any object"),
    ("SALES/", "SALES", "x"),
    ("SALES//BIC/*", "SALES", "/BIC/ZCUST"),
    ("S?LES/OR*S", "SALES", "ORDERS"),
    ("*/a.b", "S", "a.b"),
    ("*/[x]", "S", "[x]"),
    ("*/*", "S", "two\nlines"),
    ("S/∞ *", "S", "∞ "),
]
NOT_FITTING = [
    ("SALES/ORDERS", "SALES", "orders"),
    ("SALES/ORDERS", "SALES", "ORDERS_2"),
    ("*/a.b", "S", "axb"),
    ("S?/T", "S", "T"),
    ("SALES", "SALES_2", "T"),
    ("{contributor}_FEED", "_FEED", "T"),
]


@pytest.mark.parametrize(("pattern", "space", "name"), FITTING)
def test_a_pattern_fits(pattern: str, space: str, name: str) -> None:
    assert Objects((pattern,)).match(ObjectKey(space, name)) is not None


@pytest.mark.parametrize(("pattern", "space", "name"), NOT_FITTING)
def test_a_pattern_does_not_fit(pattern: str, space: str, name: str) -> None:
    assert Objects((pattern,)).match(ObjectKey(space, name)) is None


@given(st.text(alphabet=st.characters(exclude_characters="*?{}"), max_size=20), st.text(max_size=20))
def test_a_name_without_signs_fits_itself_alone(name: str, other: str) -> None:
    assert compiled(name).fullmatch(name)
    assert bool(compiled(name).fullmatch(other)) == (name == other)


@given(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))
def test_a_star_fits_any_text_between(first: str, middle: str, last: str) -> None:
    quoted = [re.sub(r"[*?{}]", "", part) for part in (first, last)]
    assert compiled("*".join(quoted)).fullmatch(middle.join(quoted))


def test_what_stands_at_a_piece_is_kept() -> None:
    found = Objects(("X/*", "RAW/{contributor}_ORDERS_{version}")).match(ObjectKey("RAW", "C01_ORDERS_V2"))
    assert found == {"contributor": "C01", "version": "V2"}


@pytest.mark.parametrize("pattern", ["{a}{a}", "{1a}"])
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(PatternError):
        compiled(pattern)
