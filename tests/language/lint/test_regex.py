"""Patterns: what they take, what Python's own would take too, and what is refused with a reason."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.lint.regex import CLASSES, glob, regex
from catalog.language.lint.syntax import MOST_PLACES, PatternError

TAKEN = [
    ("[a-z]+(_[a-z]+)*", ["order", "order_item"], ["", "_order", "order__item", "Order"]),
    ("^(dim|fact)_.*$", ["dim_x", "fact_"], ["xdim_", "dimension"]),
    (r"\d{4}-\d{2}", ["2026-01"], ["2026-1", "2026-011"]),
    (r"[^@\s]+@example\.com", ["a.b@example.com"], ["a b@example.com", "a@examplescom", "@example.com"]),
    ("a{2,}b?", ["aa", "aaaab"], ["a", "aabb"]),
    ("(ab){0}c", ["c"], ["abc"]),
    ("", [""], ["a"]),
    ("[]a-]+", ["]", "a-"], ["b"]),
    (r"\W\D\S", ["-a9"], ["aa9", "-99", "-a "]),
    (r"[\d_]+\.\n", ["7_.\n"], ["7_.n"]),
    ("(?:ä|ß)+", ["äß"], ["a"]),
]


@pytest.mark.parametrize(("pattern", "fits", "others"), TAKEN, ids=[row[0] or "empty" for row in TAKEN])
def test_a_pattern_takes_whole_texts(pattern: str, fits: list[str], others: list[str]) -> None:
    assert [text for text in (*fits, *others) if regex(pattern).fits(text)] == fits


REFUSED = [
    ("(a", "at character 2: a group that nothing closes"),
    ("a)", "closes no group"),
    ("[a", "a [ that nothing closes"),
    ("*a", "* stands after nothing"),
    ("a+?", "a repetition of a repetition"),
    ("a{3,2}", "the least first"),
    ("a{2000}", "goes up to 1,000"),
    ("a{x}", "{m}, {m,} or {m,n} expected"),
    ("(?=a)b", "nothing that looks around"),
    (r"(a)\1", "\\1 is not known"),
    ("a^b", "an anchor inside"),
    ("a$b", "an anchor inside"),
    ("[z-a]", "a range goes from"),
    ("a\\", "a backslash before nothing"),
    ("((a{30}){30}){30}", f"more than {MOST_PLACES:,} characters"),
    ("(" * 30 + "a" + ")" * 30, "groups more than"),
    ("a" * 1001, "at most 1,000 characters"),
]


@pytest.mark.parametrize(("pattern", "why"), REFUSED, ids=[row[0][:20] for row in REFUSED])
def test_what_is_no_pattern_is_refused_with_a_reason(pattern: str, why: str) -> None:
    with pytest.raises(PatternError, match=re.escape(why)):
        regex(pattern)


PIECES = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", "_"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda pieces: f"({'|'.join(pieces)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{,2}", "{2,}"])).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=6,
)


@given(PIECES, st.text("ab_7é", max_size=8))
def test_python_s_own_expressions_take_the_same(pattern: str, text: str) -> None:
    expected = re.compile(pattern, re.ASCII | re.DOTALL).fullmatch(text) is not None
    assert regex(pattern).fits(text) is expected


@given(
    st.lists(st.sampled_from(["a", "b", "*", "?", "."]), max_size=6).map("".join), st.text("ab.", max_size=8)
)
def test_a_glob_takes_what_it_says(pattern: str, text: str) -> None:
    written = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern)
    assert glob(pattern).fits(text) is (re.fullmatch(written, text, re.DOTALL) is not None)


def test_a_class_and_its_opposite_are_all_characters() -> None:
    for name in "dws":
        ranges = sorted((*CLASSES[name], *CLASSES[name.upper()]))
        assert sum(high - low + 1 for low, high in ranges) == 0x110000


def test_what_is_kept_of_many_texts_is_bounded() -> None:
    pattern = regex("[a-z]+[0-9]*")
    assert all(pattern.fits(f"a{n}") for n in range(50_000))
    assert len(pattern._answers) <= 20_000
