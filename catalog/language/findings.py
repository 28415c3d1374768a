"""Findings: what is wrong with a file or remarkable in it, each with a code, a place and a remedy.

Every room reports through these values, so that the command line, the Pulumi program and the
tests read one shape. Nothing here looks at files: the caller who knows a line number fills it in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .visible import cell, line, quoted

Path = tuple[str | int, ...]
Progress = Callable[[str], None]  # called for each piece of long work with its kind, such as "specs read"

SHOWN = 200  # findings that are printed of one file, or of one refusal


def no_progress(_: str) -> None:
    """The Progress of work that nobody watches."""


class Severity(StrEnum):
    """How much a finding matters: an error stops the run, the others are printed."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or remarkable at one place of one file.

    `path` is the place inside the document (keys and list indexes), `line` is 1-based and 0 while
    nobody has looked it up.
    """

    code: str
    severity: Severity
    message: str
    remedy: str = ""
    file: str = ""
    line: int = 0
    path: Path = ()

    def at(self, file: str, line: int) -> Finding:
        """The same finding with its place filled in."""
        return replace(self, file=file, line=line)

    def render(self) -> str:
        """`FILE:LINE: CODE severity: message. What to do.` on one line, cut where a part is endless."""
        place = f"{line(self.file)}:{max(self.line, 1)}: " if self.file else ""
        remedy = f" {_sentence(self.remedy)}" if self.remedy else ""
        return f"{place}{self.code} {self.severity}: {_sentence(self.message)}{remedy}"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken at a place: a finding that does not know its file and line yet.

    `path` starts at the document, or at the block that the rule takes. `severity` is None where the code has
    only one.
    """

    code: str
    path: Path
    message: str
    remedy: str = ""
    severity: Severity | None = None


class DataError(Exception):
    """Input that can't be read at all; carries the findings that say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__()
        self.findings = findings

    def __str__(self) -> str:
        return "\n".join(rendered(self.findings))


def described(error: BaseException) -> str:
    """An error that nobody expected: its type and the place where it arose; no traceback, and not its text.

    The text of a ValueError or KeyError quotes what was being read, whoever wrote that.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace else None
    place = f" ({code.co_filename.rpartition('/')[2]}:{trace.tb_lineno})" if code and trace else ""
    return f"{type(error).__name__}{place}"


def rendered(findings: Sequence[Finding]) -> list[str]:
    """Each finding as its line; of a great many the first ones, and how many more there are."""
    left = len(findings) - SHOWN
    more = [f"... and {left:,} more"] if left > 0 else []
    return [f.render() for f in findings[:SHOWN]] + more


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Only the findings that stop a run."""
    return [f for f in findings if f.severity is Severity.ERROR]


def exit_status(findings: Iterable[Finding], *, strict: bool = False) -> int:
    """0 when nothing stops the run, else 1; `strict` makes a warning stop it too."""
    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return int(any(f.severity in stopping for f in findings))


def format_path(path: Path) -> str:
    """`columns[3].type` for `("columns", 3, "type")`; `document` for the root."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{cell(step)}" if text else cell(step)
    return text or "document"


def short(text: str) -> str:
    """`text` in quotes, cut where it is long."""
    return quoted(text)


def listed(names: Sequence[str], most: int) -> str:
    """`a, b, c and 4 more`: at most `most` of the names, and how many are left."""
    left = len(names) - most
    return ", ".join(map(cell, names[:most])) + (f" and {left:,} more" if left > 0 else "")


def and_more(left: int) -> str:
    """` (and 4 more)`, after one that stands for several; empty if none is left."""
    return f" (and {left:,} more)" if left > 0 else ""


def _sentence(text: str) -> str:
    text = line(text)
    return text if text.endswith((".", "!", "?")) else f"{text}."
