"""A word that is near to a known one is suggested, and no other."""

from __future__ import annotations

import pytest

from catalog.cli.frame.suggestions import did_you_mean, near

KNOWN = ["check", "import", "local", "stacks", "completion"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("chek", "check"),
        ("CHECK", "check"),
        ("imprt", "import"),
        ("comp", "completion"),
        ("stack", "stacks"),
        ("co", ""),
        ("deploy", ""),
        ("", ""),
        ("x" * 10_000, ""),
    ],
)
def test_what_is_near(word: str, found: str) -> None:
    assert near(word, KNOWN) == found


def test_the_beginning_of_two_words_is_no_suggestion_of_one() -> None:
    assert near("sta", ["stacks", "statistics"]) == ""


def test_a_suggestion_is_words_behind_a_message() -> None:
    assert did_you_mean("chek", KNOWN) == " (did you mean check?)"
    assert did_you_mean("deploy", KNOWN) == ""
