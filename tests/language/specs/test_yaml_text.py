"""Spec YAML: plain scalars keep their meaning, and what can't be read has a line."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.findings import DataError, Path
from catalog.language.specs import yaml_text

VALUES = [
    ("a: 2026-01-01", {"a": "2026-01-01"}),
    ("on: {no: yes}", {"on": {"no": "yes"}}),
    ("a: 007", {"a": "007"}),
    ("a: 12", {"a": 12}),
    ("a: -3", {"a": -3}),
    ("a: 1_000", {"a": "1_000"}),
    ("a: 1:30", {"a": "1:30"}),
    ("a: 1.5", {"a": 1.5}),
    ("a: true\nb: 'true'\nc: ~", {"a": True, "b": "true", "c": None}),
    ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
]
BROKEN = [
    ("a: 1\nb:\n\t- c", 3, "tab"),
    ("a: 1\na: 2", 2, "appears twice"),
    ("a: [1", 2, "flow sequence"),
    ("a: &x 1\nb: *x", 2, "alias"),
    ("a: b: c", 1, "mapping values"),
    ("a: 1\nb: \x01", 2, "control"),
    ("a: !!python/object:os.system x", 1, "tag"),
    ("a: 1\n? [b]\n: c", 2, "a key that is a list"),
    ("[" * 5000, 1, "deep"),
    ("- " * 5000 + "a", 1, "deep"),
    ("a: 1\n---\nb: 2", 2, "another document"),
]


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_plain_scalars_follow_the_core_schema_of_yaml_1_2(text: str, expected: Any) -> None:
    assert yaml_text.parse(text, "f.yaml") == expected


REMEDIES = [
    ("label: Due: date", 1, "Put a text that holds ': ' in quotes"),
    ("a: 1\nlabel: 'x\nb: 2\n", 2, "Close the quote that begins there"),
    ("a: @x", 1, "begins with such a character in quotes"),
    ("a: *x*", 1, "begins with \\* in quotes"),
    ("a: 1\nb: [draft] x\n", 2, "begins with a bracket in quotes"),
    ("a: {b: s3://${lake}/}", 1, "values with a comma or a bracket in quotes"),
]


@pytest.mark.parametrize(("text", "line", "remedy"), REMEDIES)
def test_what_the_parser_refuses_comes_with_what_to_write(text: str, line: int, remedy: str) -> None:
    with pytest.raises(DataError, match=remedy) as caught:
        yaml_text.parse(text, "f.yaml")
    assert caught.value.findings[0].line == line


@pytest.mark.parametrize(("text", "line", "reason"), BROKEN)
def test_what_is_no_spec_yaml_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(DataError, match=reason) as caught:
        yaml_text.parse(text, "f.yaml")
    assert [(f.file, f.line) for f in caught.value.findings] == [("f.yaml", line)]


def test_bytes_that_are_no_utf_8_are_refused_with_their_line() -> None:
    with pytest.raises(DataError, match="0xff at offset 8 is not UTF-8") as caught:
        yaml_text.decode(b"a: 1\nb: \xff", "f.yaml")
    assert caught.value.findings[0].line == 2


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert yaml_text.parse(yaml_text.decode(b"\xef\xbb\xbfa: 1", "f"), "f") == {"a": 1}


def test_a_path_leads_to_its_line_or_to_the_deepest_part_that_is_there() -> None:
    text = "a: 1\nb:\n  - c: 1\n  - c: 2\n    d: 3\n"
    assert yaml_text.line_of(text, ("b", 1, "d")) == (5, True)
    assert yaml_text.line_of(text, ("b", 1, "zz")) == (4, False)
    assert yaml_text.line_of(text, ("zz",)) == (1, False)


@given(st.text())
def test_any_text_is_read_or_refused_but_never_crashes(text: str) -> None:
    lines: list[int] = []
    try:
        yaml_text.parse(text, "f.yaml")
    except DataError as e:
        lines = [f.line for f in e.findings]
    assert all(line >= 1 for line in lines)


LINED = """\
# a note
kind: Table

columns:
- name: a
  type: int
- {name: b,
   type: int}
-
  - x
  - y: [1,
      2]
? [a, b]
: complex
? {c: d}
: - complex
again: 1
again:
  below: 2
7: seven
? plain
"""
PLACES = [
    ((), 2, True),
    (("kind",), 2, True),
    (("columns",), 4, True),
    (("columns", 0), 5, True),
    (("columns", 0, "type"), 6, True),
    (("columns", 1, "type"), 8, True),
    (("columns", 1, "missing"), 7, False),
    (("columns", 2, 0), 10, True),
    (("columns", 2, 1, "y", 1), 12, True),
    (("columns", 5), 4, False),
    (("again",), 17, True),
    (("again", "below"), 17, False),
    ((7,), 20, True),
    (("plain",), 21, True),
    (("", 0), 2, False),
    (("c",), 2, False),
    (("nowhere",), 2, False),
]


@pytest.mark.parametrize(("path", "line", "whole"), PLACES)
def test_a_path_has_the_line_of_its_deepest_part_that_is_there(path: Path, line: int, whole: bool) -> None:
    assert yaml_text.line_of(LINED, path) == (line, whole)


def test_a_text_that_is_no_yaml_has_its_first_line_alone() -> None:
    assert yaml_text.line_of("a: b: c", ("a",)) == (1, False)
    assert yaml_text.line_of("", ("a",)) == (1, False)
