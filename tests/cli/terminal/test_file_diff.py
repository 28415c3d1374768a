"""The diff of a dry run: difflib's for files of people, and one that large files can afford."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.cli.terminal import file_diff
from catalog.cli.terminal.file_diff import diff_lines

LINES = st.lists(st.sampled_from([f"- name: c{n}" for n in range(9)] + ["  type: int", ""]), max_size=40)


def applied(old: Sequence[str], diff: Sequence[str]) -> list[str]:
    """The old lines with a diff applied; what it says of them must be so."""
    found: list[str] = []
    at = 0
    for line in diff:
        if head := re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@", line):
            start = int(head[1]) - (head[2] != "0")
            found += old[at:start]
            at = start
        elif line[0] == "+":
            found.append(line[1:])
        else:
            assert old[at] == line[1:]
            found += [line[1:]] if line[0] == " " else []
            at += 1
    return [*found, *old[at:]]


@given(LINES, LINES)
def test_a_small_diff_is_difflibs(old: list[str], new: list[str]) -> None:
    assert [*diff_lines(old, new)] == [*difflib.unified_diff(old, new, lineterm="")][2:]


@given(LINES, LINES, st.sampled_from([0, 10, 10_000]))
def test_a_large_diff_makes_the_new_lines_of_the_old(old: list[str], new: list[str], between: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_diff, "COMPARED", -1)
        patch.setattr(file_diff, "BETWEEN", between)
        assert applied(old, [*diff_lines(old, new)]) == new


def test_a_large_diff_shows_the_few_lines_that_differ() -> None:
    old = [f"- {{name: c{n}, type: int}}" for n in range(5000)]
    new = [*old[:10], "# a note", *old[10:4000], old[4000].replace("int", "date"), *old[4001:]]
    shown = [line for line in diff_lines(old, new) if line[0] in "+-"]
    assert shown == ["+# a note", f"-{old[4000]}", f"+{new[4001]}"]
