"""Findings and lists of names in the one form that every room prints."""

import re

import pytest

from catalog.language.findings import (
    DataError,
    Finding,
    Severity,
    and_more,
    described,
    exit_status,
    format_path,
    listed,
    short,
)


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b", "c"], "a, b, c"),
        (["a", "b", "c", "d"], "a, b, c and 1 more"),
        (["a"] * 1503, "a, a, a and 1,500 more"),
    ],
)
def test_a_list_of_names_ends_with_how_many_are_left(names: list[str], text: str) -> None:
    assert listed(names, 3) == text


@pytest.mark.parametrize(("left", "text"), [(0, ""), (1, " (and 1 more)"), (2000, " (and 2,000 more)")])
def test_one_of_several_says_how_many_others_there_are(left: int, text: str) -> None:
    assert and_more(left) == text


def test_a_long_text_is_cut_in_a_message() -> None:
    assert short("x" * 80) == repr("x" * 80)
    assert short("x" * 81) == repr("x" * 80 + "...") + " and 1 more character"
    assert short("x" * 5080) == repr("x" * 80 + "...") + " and 5,000 more characters"


def test_a_finding_is_one_line_whatever_is_in_its_texts() -> None:
    found = Finding("SPEC001", Severity.ERROR, "a\nb\x1b[2J", "Write it anew!", "specs/a\u2028.yaml", 3)
    assert found.render() == "specs/a\\u2028.yaml:3: SPEC001 error: a\\nb\\x1b[2J. Write it anew!"


def test_a_finding_without_a_file_has_no_place() -> None:
    assert Finding("SPEC001", Severity.INFO, "why").render() == "SPEC001 info: why."


@pytest.mark.parametrize(
    ("severities", "strict", "status"),
    [
        ([], True, 0),
        ([Severity.INFO], True, 0),
        ([Severity.WARNING], False, 0),
        ([Severity.WARNING], True, 1),
        ([Severity.INFO, Severity.ERROR], False, 1),
    ],
)
def test_errors_fail_a_run_and_warnings_fail_a_strict_one(
    severities: list[Severity], strict: bool, status: int
) -> None:
    assert exit_status([Finding("SPEC001", s, "m") for s in severities], strict=strict) == status


def test_a_path_reads_as_in_yaml_tools() -> None:
    assert format_path(("columns", 3, "type")) == "columns[3].type"
    assert format_path(()) == "document"


def test_an_unexpected_error_names_the_line_that_raised_it_and_not_what_was_read_there() -> None:
    with pytest.raises(ValueError, match="a secret") as caught:
        int("a secret")
    assert re.fullmatch(r"ValueError \(test_findings.py:\d+\)", described(caught.value))
    assert described(ValueError("never raised")) == "ValueError"


def test_of_a_great_many_findings_the_first_are_printed_and_the_rest_counted() -> None:
    lines = str(DataError(*[Finding("A", Severity.ERROR, str(i)) for i in range(1200)])).splitlines()
    assert (lines[0], lines[199:]) == ("A error: 0.", ["A error: 199.", "... and 1,000 more"])


def test_an_endless_message_is_cut() -> None:
    line = Finding("A", Severity.ERROR, "x" * 1_000_000, "y" * 1_000_000, "z" * 1_000_000).render()
    assert len(line) < 7000
    assert "x... and 998,000 more characters. y" in line


def test_an_error_about_data_prints_all_its_findings() -> None:
    error = DataError(Finding("A", Severity.ERROR, "one"), Finding("B", Severity.ERROR, "two"))
    assert str(error) == "A error: one.\nB error: two."
