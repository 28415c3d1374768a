"""Text of strangers as it is shown: nothing in it moves the cursor, hides, turns round or ends the line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.visible import cell, cut, line, quoted, visible, visible_lines

HIDDEN = {
    "colour": ("\x1b[31mred", r"\x1b[31mred"),
    "the title of the window": ("\x1b]0;x\x07", r"\x1b]0;x\x07"),
    "one byte for ESC [": ("\x9b2J", r"\x9b2J"),
    "a line end": ("a\nb\r\nc", r"a\nb\r\nc"),
    "a backspace": ("a\b\b", r"a\x08\x08"),
    "delete": ("\x7f", r"\x7f"),
    "nul": ("\0", r"\x00"),
    "a mark of direction": ("\u202etxt.exe\u202c", r"\u202etxt.exe\u202c"),
    "an isolate": ("\u2066a\u2069", r"\u2066a\u2069"),
    "a direction without width": ("\u200e\u200f\u061c", r"\u200e\u200f\u061c"),
    "no width": ("a\u200bb\ufeff\u2060", r"a\u200bb\ufeff\u2060"),
    "joiners between Latin letters": ("ad\u200dmin\u200c", r"ad\u200dmin\u200c"),
    "separators of lines": ("a\u2028b\u2029\x85", r"a\u2028b\u2029\x85"),
    "half of a pair": ("\ud83d", r"\ud83d"),
    "a byte of a file's name": ("\udcff", r"\udcff"),
    "tags": ("\U000e0041\U000e0001", r"\U000e0041\U000e0001"),
    "selectors that spell": ("a\ufe01\U000e0101", r"a\ufe01\U000e0101"),
    "fillers": ("\u3164\u115f\uffa0\u2800", r"\u3164\u115f\uffa0\u2800"),
    "private use": ("\ue000", r"\ue000"),
    "no characters": ("\ufffe\U0010ffff", r"\ufffe\U0010ffff"),
    "a command to a runner": ("::add-mask::x", r"\x3a:add-mask::x"),
    "an indented command": ("  ::error::x", r"  \x3a:error::x"),
    "an older command": ("x ##[set-env]y", r"x \x23#[set-env]y"),
    "Azure's command": ("##vso[task.setvariable]", r"\x23#vso[task.setvariable]"),
}
SHOWN = (
    "plain ASCII with 'quotes', \\ and :: inside",
    "ราคา รวม",
    "名前　値段 数据",
    "harga jumlah",
    "السعر الإجمالي",
    "قیمت می\u200cشود",
    "क्\u200dष",
    "Größe łódź çà",
    "🚲 👩‍💻 ❤️ 1️⃣ 🇲🇾 \U0001fae8",
    "## Heading",
)


@pytest.mark.parametrize("case", HIDDEN)
def test_what_would_not_show_as_itself_is_shown_as_its_escape(case: str) -> None:
    text, shown = HIDDEN[case]
    assert visible(text) == shown


@pytest.mark.parametrize("text", SHOWN)
def test_letters_of_every_script_and_emoji_stay(text: str) -> None:
    assert visible(text) == visible_lines(text) == text


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_the_text_nothing_that_acts_is_left_and_showing_it_again_changes_nothing(text: str) -> None:
    shown = visible(text)
    assert {unicodedata.category(c) for c in shown} & {"Cc", "Cs", "Co", "Zl", "Zp"} == set()
    assert {c for c in shown if unicodedata.category(c) == "Cf"} <= {*"\u200c\u200d"}
    assert visible(shown) == shown


@given(st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Mn", "Po", "Sm")), max_size=80))
def test_a_quoted_text_holds_it_whole_while_it_is_short(text: str) -> None:
    assert visible(text) in quoted(text)


def test_lines_and_tabs_stay_where_several_lines_are_shown() -> None:
    assert visible_lines("a\tb\n\x1b[31m\n::x\n") == "a\tb\n\\x1b[31m\n\\x3a:x\n"


def test_what_is_long_is_cut_and_says_how_much_is_left() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "abc... and 1 more character"
    assert line("\x1b" * 3000) == r"\x1b" * 2000 + "... and 1,000 more characters"
    assert cell("x" * 20_000_000) == "x" * 200 + "... and 19,999,800 more characters"
    assert quoted("it's") == '"it\'s"'
    assert quoted("x" * 100) == f"'{'x' * 80}...' and 20 more characters"
