"""Findings as they are printed: order, kinds, how much of them, and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from catalog.cli.terminal import console
from catalog.cli.terminal.finding_formats import github, markdown, most_severe_first, print_github
from catalog.cli.terminal.findings import print_findings, summary
from catalog.cli.terminal.output import visible_output
from catalog.language.findings import SHOWN, Finding, Severity

MANY = [
    Finding("SPEC013", Severity.ERROR, "storage.location: variable ${lake} has no value", "Set it",
            f"specs/sales/t{i:03}.yaml", 3, ("storage", "location"))
    for i in range(812)
]  # fmt: skip
INFO = Finding("MAP030", Severity.INFO, "an annotation has no place", "", "a.json", 2)
WARNING = Finding("SPEC017", Severity.WARNING, "no table 'x'", "Import it", "a.yaml", 9)


@pytest.fixture(autouse=True)
def usual_amount() -> Iterator[None]:
    yield
    console.set_amount()


def printed(capsys: pytest.CaptureFixture[str], findings: list[Finding]) -> list[str]:
    assert sum(print_findings(findings).values()) == len(findings)
    return capsys.readouterr().err.splitlines()


def test_one_missing_rule_is_one_line_before_all_that_matters_less(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert printed(capsys, [INFO, WARNING, *MANY]) == [
        "SPEC013 error: storage.location: variable ${lake} has no value: 812 places: "
        "specs/sales/t000.yaml:3, specs/sales/t001.yaml:3, specs/sales/t002.yaml:3 and 809 more. Set it.",
        "a.yaml:9: SPEC017 warning: no table 'x'. Import it.",
        "a.json:2: MAP030 info: an annotation has no place.",
        "--verbose prints each by itself",
    ]


def test_verbose_has_each_and_quiet_no_infos(capsys: pytest.CaptureFixture[str]) -> None:
    console.set_amount(verbose=True)
    assert len(printed(capsys, [INFO, *MANY])) == 813
    console.set_amount(quiet=True)
    assert [line.split(":")[0] for line in printed(capsys, [INFO, WARNING, *MANY])] == [
        "SPEC013 error",
        "a.yaml",
    ]


def test_of_one_severity_there_are_so_many_lines(capsys: pytest.CaptureFixture[str]) -> None:
    found = [replace(WARNING, message="x" * (i + 1)) for i in range(SHOWN + 7)]
    lines = printed(capsys, found)
    assert len(lines) == SHOWN + 2
    assert lines[-2] == "... and 7 more lines of severity warning"


def test_the_severity_has_a_colour_and_is_still_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    (line,) = printed(capsys, [WARNING])
    assert line.startswith("a.yaml:9: SPEC017")
    assert "\x1b[33m warning:\x1b[0m no table" in line


def test_github_gets_a_command_for_each_with_its_own_escapes() -> None:
    found = Finding("SPEC001", Severity.ERROR, "50% of a\nline: b, c", "Write it", "a:b,c%.yaml", 0)
    assert list(github([found, INFO, replace(WARNING, file="", stacks=("dev",))])) == [
        "::error file=a%3Ab%2Cc%25.yaml,line=1,title=SPEC001::50%25 of a\\nline: b, c. Write it.",
        "::notice file=a.json,line=2,title=MAP030::an annotation has no place.",
        "::warning title=SPEC017::no table 'x' (stack dev). Import it.",
    ]


def test_no_text_of_a_file_is_a_command_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    found = replace(WARNING, message="a\n::set-output name=x::y\r##[debug]", file="::a\n.yaml")
    with visible_output():
        print_github([found])
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("::warning file=")
    assert "\r" not in line
    assert "##[" not in line


def test_markdown_has_a_row_for_each_and_nothing_of_it_is_read_as_markdown() -> None:
    lines = markdown([replace(WARNING, message="a|b <script> [x](y)")])
    assert lines[2].startswith("| warning | SPEC017 | a.yaml:9 | a\\|b \\<script\\> \\[x\\](y)")
    assert markdown([]) == []


def test_the_most_severe_come_first_and_are_counted() -> None:
    assert [f.severity for f in most_severe_first([INFO, WARNING, MANY[0]])] == ["error", "warning", "info"]
    assert summary(print_findings([])) == "no findings"
