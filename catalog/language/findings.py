"""Findings: what is wrong with a file or remarkable in it, each with a code, a place and a remedy.

Every room reports through these values, so that the command line, the Pulumi program and the
tests read one shape. Nothing here looks at files: the caller who knows a line number fills it in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .visible import cell, line, quoted

Path = tuple[str | int, ...]
Progress = Callable[[str], None]  # called for each piece of long work with its kind, such as "specs read"

TO_TYPE = " TEXT"  # at the end of a command to be typed: no full stop, which would be typed with it
SHOWN = 200  # lines that are printed of one severity
PLACES = 3  # of a kind of finding that its line names
ALIKE = (
    5  # findings of one code that differ by a name or number alone and have a line each; more are one line
)
STACK_FILE = "Pulumi.<stack>.yaml"  # in a remedy, until the stack's name is known
_STACKS_NAMED = 3  # whose files a remedy names


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
    nobody has looked it up. `stacks` are those that it is about, where it is not about all; `times` is how
    often it was met in its file, the first of them at this place; `firsts` are the first PLACES of those, one
    by one.
    """

    code: str
    severity: Severity
    message: str
    remedy: str = ""
    file: str = ""
    line: int = 0
    path: Path = ()
    stacks: tuple[str, ...] = ()
    times: int = 1
    firsts: tuple[Finding, ...] = ()

    def at(self, file: str, line: int) -> Finding:
        """The same finding with its place filled in."""
        return replace(self, file=file, line=line)

    def of_stacks(self, names: Sequence[str], *, all_of_them: bool = False) -> Finding:
        """The same with these stacks' files in the remedy; it is about them alone unless they are all."""
        files = [STACK_FILE.replace("<stack>", name) for name in names]
        remedy = self.remedy.replace(STACK_FILE, listed(files, _STACKS_NAMED) or STACK_FILE)
        return replace(self, remedy=remedy, stacks=() if all_of_them else tuple(names))

    @property
    def place(self) -> str:
        """`FILE:LINE`; empty where it is about no file."""
        return f"{line(self.file)}:{max(self.line, 1)}" if self.file else ""

    @property
    def said(self) -> str:
        """The message with what it adds: how often it was met, and the stacks that it is about."""
        times = f" ({self.times} times, first here)" if self.times > 1 else ""
        return (
            f"{self.message.rstrip('.')}{times}{_of(self.stacks)}" if times or self.stacks else self.message
        )

    def render(self) -> str:
        """`FILE:LINE: CODE severity: message. What to do.` on one line, cut where a part is endless."""
        place = f"{self.place}: " if self.file else ""
        return f"{place}{self.code} {self.severity}: {_sentence(self.said)}{_remedy(self.remedy)}"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken at a place: a finding that does not know its file and line yet.

    `path` starts at the document, or at the block that the rule takes. `severity` is that of a team's own
    rule, else None.
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


def rendered(findings: Iterable[Finding]) -> list[str]:
    """The lines of findings, most severe first, one a kind; of a great many the first ones."""
    lines = [kind.render() for kind in kinds(findings)]
    left = len(lines) - SHOWN
    return lines[:SHOWN] + ([f"... and {left:,} more"] if left > 0 else [])


@dataclass(frozen=True, slots=True)
class FindingKind:
    """Findings that say the same of several places, or the same but for names and numbers: one line."""

    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """That of its code."""
        return self.findings[0].severity

    def render(self) -> str:
        """The finding's own line; of several the code, the message, how often and where first, the remedy."""
        first = self.findings[0]
        if len(self.findings) == 1 and not first.firsts:
            return first.render()
        texts = {_without_place(f) for f in self.findings}
        at = _common_place(self.findings)
        stacks = f" in {stacks_named(first.stacks)}" if first.stacks else ""
        text = line(_without_place(first)).rstrip(".")
        remedies = {f.remedy for f in self.findings}
        remedy = first.remedy if len(remedies) == 1 else f"catalog explain {first.code} says what to do"
        alike = "" if len(texts) == 1 else ", and others like it"
        return f"{first.code} {first.severity}: {at}{text}{alike}{stacks}: {self._where()}.{_remedy(remedy)}"

    def _where(self) -> str:
        singly = [each for f in self.findings for each in f.firsts or (f,)]
        found = zip(singly, _differing(singly), strict=True)
        places = list(dict.fromkeys(f"{f.place}{value and ' '}{value}" for f, value in found if f.file))
        times = sum(f.times for f in self.findings)
        named = listed(places[:PLACES] if times > len(singly) else places, PLACES)
        if times == len(places):
            return f"{times:,} places: {named}"
        return f"{times:,} times" + (f", first in {named}" if places else "")


def kinds(findings: Iterable[Finding]) -> list[FindingKind]:
    """The findings by what they say, most severe first, else in their order; equal ones count once.

    Those that say the very same of several places are one kind, and so are more than ALIKE of one code whose
    messages differ by what is quoted and by numbers alone.
    """
    same = _gathered(dict.fromkeys(findings), _without_place)
    alike: dict[tuple[str, ...], list[list[Finding]]] = {}
    for found in same:
        alike.setdefault(_key(found[0], _shape(found[0])), []).append(found)
    whole = [
        FindingKind(tuple(found))
        for group in alike.values()
        for found in ([[f for each in group for f in each]] if len(group) > ALIKE else group)
    ]
    order = {id(f): number for number, f in enumerate(f for found in same for f in found)}
    return sorted(whole, key=lambda kind: (_MOST_SEVERE.index(kind.severity), order[id(kind.findings[0])]))


def _gathered(findings: Iterable[Finding], text: Callable[[Finding], str]) -> list[list[Finding]]:
    found: dict[tuple[str, ...], list[Finding]] = {}
    for each in findings:
        found.setdefault((*_key(each, text(each)), each.remedy), []).append(each)
    return list(found.values())


def _key(finding: Finding, text: str) -> tuple[str, ...]:
    return finding.code, finding.severity, text, *finding.stacks


def _without_place(finding: Finding) -> str:
    """The message without the place in its file that it begins with."""
    return finding.message.removeprefix(f"{format_path(finding.path)}: ") if finding.path else finding.message


def _shape(finding: Finding) -> str:
    return _VALUES.sub("_", _HINT.sub("", _without_place(finding)))


def _differing(findings: Sequence[Finding]) -> list[str]:
    """The first of the values in each message that is not the same in all of them; empty where all are."""
    values = [_VALUES.findall(_HINT.sub("", _without_place(f))) for f in findings]
    return next(
        (list(column) for column in zip(*values, strict=False) if len(set(column)) > 1), [""] * len(values)
    )


def _common_place(findings: Sequence[Finding]) -> str:
    """`columns[].type: ` where all findings of a kind begin with such a place; else nothing."""
    places = {
        re.sub(r"\[[0-9]+\]", "[]", format_path(f.path)) if f.message != _without_place(f) else ""
        for f in findings
    }
    return f"{line(place)}: " if len(places) == 1 and (place := places.pop()) else ""


# What differs between messages of one shape: quoted texts, ${variables}, paths and names with dots, numbers.
_VALUES = re.compile(
    r"(?<=column )\w+|(?<!\w)'[^']*'|\"[^\"]*\"|\$\{[^}]*\}|[a-z0-9]+://\S+|[\w-]+(?:[./][\w-]+)+|[0-9][0-9,.]*"
)
_HINT = re.compile(r" \(did you mean [^)]*\)")
_MOST_SEVERE = tuple(Severity)


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


def _of(stacks: Sequence[str]) -> str:
    return f" ({stacks_named(stacks)})" if stacks else ""


def stacks_named(names: Sequence[str]) -> str:
    """`stack dev`, or `stacks dev, prod`."""
    return f"{'stack' if len(names) == 1 else 'stacks'} {', '.join(map(cell, names))}"


def _remedy(text: str) -> str:
    return f" {_sentence(text)}" if text else ""


def _sentence(text: str) -> str:
    text = line(text)
    return text if text.endswith((".", "!", "?", TO_TYPE)) else f"{text}."
