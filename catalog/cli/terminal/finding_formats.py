"""Findings for programs and pages: JSON, a Markdown table, the commands that GitHub's runner shows as notes.

Unlike the text for people, each finding stands by itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalog.language.findings import Finding, Severity
from catalog.language.visible import cut, line

from .formats import markdown_table
from .output import below

# https://docs.github.com/actions/reference/workflow-commands-for-github-actions
_COMMANDS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}
_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_MESSAGE, ":": "%3A", ",": "%2C"}
HEADINGS = ("severity", "code", "place", "message", "remedy")


def most_severe_first(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in the order in which all formats have them."""
    order = list(Severity)
    return sorted(findings, key=lambda f: order.index(f.severity))


def as_data(finding: Finding) -> dict[str, object]:
    """A finding as JSON has it; `line` is 0 and `file` empty where it is about no file."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "message": cut(finding.message),
        "remedy": cut(finding.remedy),
        "file": finding.file,
        "line": max(finding.line, 1) if finding.file else 0,
        "path": list(finding.path),
        "stacks": list(finding.stacks),
    }


def markdown(findings: Iterable[Finding]) -> list[str]:
    """The lines of a table in Markdown."""
    rows = [(str(f.severity), f.code, f.place, f.said, f.remedy) for f in findings]
    return markdown_table(HEADINGS, rows) if rows else []


def github(findings: Iterable[Finding]) -> Iterator[str]:
    """A workflow command for each finding, escaped as GitHub's runner reads it."""
    for each in findings:
        place = {"file": each.file, "line": str(max(each.line, 1))} if each.file else {}
        properties = ",".join(
            f"{name}={_escaped(line(value), _PROPERTY)}"
            for name, value in {**place, "title": each.code}.items()
        )
        remedy = f" {each.remedy.rstrip('.')}." if each.remedy else ""
        text = line(f"{each.said.rstrip('.')}.{remedy}")
        yield f"::{_COMMANDS[each.severity]} {properties}::{_escaped(text, _MESSAGE)}"


def print_github(findings: Sequence[Finding]) -> None:
    """Prints the workflow commands as they are: `::` at a line's start is meant."""
    for text in github(findings):
        below(sys.stdout).write(f"{text}\n")


def _escaped(text: str, characters: Mapping[str, str]) -> str:
    return "".join(characters.get(c, c) for c in text)
