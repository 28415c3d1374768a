"""A break as one text: what preview prints, `catalog accept` reads back."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.changes.finding_text import FindingTextError, finding_text, parse

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
VALUES = st.one_of(
    TEXTS,
    st.booleans(),
    st.none(),
    st.integers(-(10**9), 10**9),
    st.lists(TEXTS, max_size=3),
    st.dictionaries(TEXTS, st.lists(TEXTS, max_size=2), max_size=2),
)
ENTRIES = st.fixed_dictionaries(
    {"code": st.sampled_from(["CHG101", "CHG201", "CHG421"])},
    optional=dict.fromkeys(("column", "parameter", "from", "to", "values"), VALUES),
)


@given(name=st.sampled_from(["sales.orders", "sales"]), entry=ENTRIES)
def test_a_text_reads_back_as_what_it_says_and_is_one_word_in_quotes(
    name: str, entry: dict[str, Any]
) -> None:
    text = finding_text(name, entry | {"reason": "x", "until": "2027-01-31"})
    assert "\n" not in text
    found = parse(text)
    assert (found.name, found.entry) == (name, entry)
    assert str(found) == text
    assert shlex.split(shlex.quote(text)) == [text]


@pytest.mark.parametrize(
    ("text", "database", "table", "removes"),
    [
        ("sales.orders {code: CHG601}", "sales", "orders", True),
        ("sales.orders {code: CHG601, from: sales.order, to: sales.orders}", "sales", "orders", False),
        ("sales {code: CHG606}", "sales", "", True),
        ("sales.orders {code: CHG606}", "sales", "orders", False),
    ],
)
def test_what_goes_is_told_from_what_changes(text: str, database: str, table: str, removes: bool) -> None:
    found = parse(text)
    assert (found.database, found.table, found.removes) == (database, table, removes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the name of a table or database"),
        ("Sales.orders {code: CHG101}", "the name of a table or database"),
        ("a.b.c {code: CHG101}", "the name of a table or database"),
        ("../x {code: CHG101}", "the name of a table or database"),
        ("sales.orders", "its entry is missing"),
        ("sales.orders {code: CHG101", "not valid YAML"),
        ("sales.orders CHG101", "no entry with a code"),
        ("sales.orders {column: a}", "no entry with a code"),
        ("sales.orders {code: 101}", "no entry with a code"),
        ("sales.orders {code: CHG101, reason: x}", "give it by --reason"),
    ],
)
def test_what_is_no_break_is_refused_with_what_was_expected(text: str, words: str) -> None:
    with pytest.raises(FindingTextError, match=words) as raised:
        parse(text)
    assert "\n" not in str(raised.value)
