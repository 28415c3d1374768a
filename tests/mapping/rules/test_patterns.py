"""Patterns over names: what fits, what is kept, what is no pattern."""

from __future__ import annotations

import fnmatch
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.model import ObjectKey
from mapping.rules.matching import match
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
    assert fits(name, name)
    assert fits(name, other) == (name == other)


@given(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))
def test_a_star_fits_any_text_between(first: str, middle: str, last: str) -> None:
    quoted = [re.sub(r"[*?{}]", "", part) for part in (first, last)]
    assert fits("*".join(quoted), middle.join(quoted))


def fits(pattern: str, name: str) -> bool:
    return match(compiled(pattern), name) is not None


def as_expression(pattern: str) -> re.Pattern[str]:
    """The pattern as the regular expression that says the same, at a cost without bound."""
    signs = {"*": ".*", "?": ".", "{x}": "(?P<x>.+?)", "{y}": "(?P<y>.+?)"}
    pieces = re.split(r"(\*+|\?|\{x\}|\{y\})", pattern)
    return re.compile("".join(signs.get(p[:3], signs.get(p[:1], re.escape(p))) for p in pieces), re.DOTALL)


PIECES = st.sampled_from(["*", "**", "?", "a", "b", "ab", "aa", "_", "∞"])
NAMES = st.text(alphabet="ab_∞", max_size=12)


@given(st.lists(PIECES, max_size=7), st.lists(PIECES, max_size=4), st.lists(PIECES, max_size=4), NAMES)
def test_a_pattern_fits_and_keeps_what_the_regular_expression_does(
    first: list[str], middle: list[str], last: list[str], name: str
) -> None:
    for pattern in ("".join(first), "".join([*first, "{x}", *middle, "{y}", *last])):
        found = as_expression(pattern).fullmatch(name)
        assert match(compiled(pattern), name) == (found.groupdict() if found else None)


@given(st.text(alphabet="ab*?", max_size=9), st.text(alphabet="ab", max_size=9))
def test_a_pattern_without_names_fits_what_fnmatch_says(pattern: str, name: str) -> None:
    assert fits(pattern, name) == fnmatch.fnmatchcase(name, pattern)


def test_a_pattern_has_a_length_that_people_write() -> None:
    assert fits("*" + "a" * 999, "a" * 999)
    with pytest.raises(PatternError, match="at most 1,000 characters"):
        compiled("*" * 1001)


def test_what_stands_at_a_piece_is_kept() -> None:
    found = Objects(("X/*", "RAW/{contributor}_ORDERS_{version}")).match(ObjectKey("RAW", "C01_ORDERS_V2"))
    assert found == {"contributor": "C01", "version": "V2"}


@pytest.mark.parametrize("pattern", ["{a}{a}", "{1a}"])
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(PatternError):
        compiled(pattern)
