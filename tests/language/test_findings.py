"""Findings and lists of names in the one form that every room prints."""

import re
from dataclasses import replace
from typing import Any

import pytest

from catalog.language.findings import (
    ALIKE,
    STACK_FILE,
    DataError,
    Finding,
    Severity,
    and_more,
    described,
    exit_status,
    format_path,
    kinds,
    listed,
    rendered,
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
    lines = str(DataError(*[Finding("A", Severity.ERROR, "x" * i) for i in range(1, 1201)])).splitlines()
    assert (lines[0], lines[199:]) == ("A error: x.", [f"A error: {'x' * 200}.", "... and 1,000 more"])


def at(file: str, message: str = "m", **more: Any) -> Finding:
    return Finding("A", Severity.ERROR, message, "Do this", file, 3, **more)


def test_one_message_at_many_places_is_one_line_with_a_count_and_the_first_places() -> None:
    found = [at(f"{letter}.yaml", f"{letter}: no value", path=(letter,)) for letter in "abcde"]
    assert rendered(found) == [
        "A error: no value: 5 places: a.yaml:3, b.yaml:3, c.yaml:3 and 2 more. Do this."
    ]


def test_a_place_that_all_of_a_kind_share_is_said() -> None:
    found = [at("a.yaml", f"columns[{i}].type: bad", path=("columns", i, "type")) for i in range(2)]
    assert rendered([replace(f, line=f.path[1] + 1) for f in found]) == [
        "A error: columns[].type: bad: 2 places: a.yaml:1, a.yaml:2. Do this."
    ]


def test_a_finding_by_itself_has_the_line_that_editors_read() -> None:
    assert rendered([at("a.yaml"), at("a.yaml", "other")]) == [
        "a.yaml:3: A error: m. Do this.",
        "a.yaml:3: A error: other. Do this.",
    ]


def test_findings_that_differ_by_a_name_have_a_line_each_until_they_are_many() -> None:
    few = [at("a.yaml", f"'{name}' is no type") for name in "abcde"]
    assert len(rendered(few)) == ALIKE == 5
    (line,) = rendered([*few, at("b.yaml", "'f' is no type (did you mean 'g'?)")])
    assert line == (
        "A error: 'a' is no type, and others like it: 6 places: a.yaml:3 'a', a.yaml:3 'b', a.yaml:3 'c' "
        "and 3 more. Do this."
    )


def test_where_remedies_differ_the_line_says_where_they_are() -> None:
    found = [replace(at("a.yaml", f"'{name}' is no type"), remedy=f"Write {name}") for name in "abcdef"]
    assert rendered(found)[0].endswith(" and 3 more. catalog explain A says what to do.")


def test_the_most_severe_come_first_and_equal_ones_once() -> None:
    found = [
        Finding("B", Severity.INFO, "i"),
        Finding("C", Severity.WARNING, "w"),
        at("a.yaml"),
        at("a.yaml"),
    ]
    shown = kinds(found)
    assert [len(kind.findings) for kind in shown] == [1, 1, 1]
    assert [kind.severity for kind in shown] == [Severity.ERROR, Severity.WARNING, Severity.INFO]


def test_stacks_are_said_and_their_files_named() -> None:
    found = Finding("A", Severity.ERROR, "no value", f"Set it in {STACK_FILE}", "a.yaml", 3)
    assert found.of_stacks(["dev", "qa"]).render() == (
        "a.yaml:3: A error: no value (stacks dev, qa). Set it in Pulumi.dev.yaml, Pulumi.qa.yaml."
    )
    assert found.of_stacks(["dev"], all_of_them=True).said == "no value"
    both = [found.of_stacks(["qa"]), replace(found, line=4).of_stacks(["qa"])]
    assert rendered(both) == [
        "A error: no value in stack qa: 2 places: a.yaml:3, a.yaml:4. Set it in Pulumi.qa.yaml."
    ]


def test_what_was_met_several_times_in_a_file_counts_as_often() -> None:
    found = [replace(at(file), times=4) for file in ("a.json", "b.json")]
    assert found[0].render() == "a.json:3: A error: m (4 times, first here). Do this."
    assert rendered(found) == ["A error: m: 8 times, first in a.json:3, b.json:3. Do this."]


def test_an_endless_message_is_cut() -> None:
    line = Finding("A", Severity.ERROR, "x" * 1_000_000, "y" * 1_000_000, "z" * 1_000_000).render()
    assert len(line) < 7000
    assert "x... and 998,000 more characters. y" in line


def test_an_error_about_data_prints_all_its_findings() -> None:
    error = DataError(Finding("A", Severity.ERROR, "one"), Finding("B", Severity.ERROR, "two"))
    assert str(error) == "A error: one.\nB error: two."
