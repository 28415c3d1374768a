"""The findings of all stages, with those that repeat counted instead of printed.

An annotation that stands on two thousand columns and has no place in a spec is one line with a
count and the first places where it was met. The report has it two thousand times, each with its place
and its own words: for that `Diagnostics(singly=True)` keeps them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from catalog.language.findings import PLACES, Finding, Path, Severity
from mapping.model import ObjectKey

from .codes import finding

_Kind = tuple[str, str, str]  # what is counted together: code, what is said of all, file
ELEMENT_DEPTH = 4  # definitions, name, elements, name: what stands deeper is about a part of an element


@dataclass(slots=True)
class Diagnostics:
    """The findings of one import, in the order they were met."""

    findings: list[Finding] = field(default_factory=list)
    about: dict[Finding, ObjectKey] = field(default_factory=dict)  # of findings whose place is in the rules
    places: set[tuple[str, str, Path]] = field(default_factory=set)  # of counted ones: code, file, path
    singly: bool = False  # each of the counted ones is kept, too
    _counted: dict[_Kind, _Count] = field(default_factory=dict)

    def add(self, code: str, message: str, remedy: str = "", *, file: str = "", path: Path = ()) -> None:
        """One finding of its own."""
        self.findings.append(finding(code, message, remedy, file=file, path=path))

    def add_about(
        self, key: ObjectKey, code: str, message: str, remedy: str, *, file: str, path: Path, line: int
    ) -> None:
        """A finding about an object that stands elsewhere than in its definition: in the rules."""
        self.findings.append(finding(code, message, remedy, file=file, path=path, line=line))
        self.about[self.findings[-1]] = key

    def count(
        self, code: str, message: str, remedy: str = "", *, file: str = "", path: Path = (), kind: str = ""
    ) -> None:
        """A finding that is reported once for each file and kind, with the number of places.

        `message` speaks of this place alone; `kind` is what is said of several whose messages differ in a
        name or a value (default: the message).
        """
        key = (code, kind or message, file)
        if len(path) <= ELEMENT_DEPTH:
            self.places.add((code, file, path))
        count = self._counted.get(key)
        if count is None:
            count = self._counted[key] = _Count(remedy)
        count.times += 1
        count.differ = count.differ or (bool(count.met) and message != count.met[0][0])
        if self.singly or count.times <= PLACES:
            count.met.append((message, path))

    @property
    def stopped(self) -> bool:
        """True once an error was found."""
        return any(f.severity is Severity.ERROR for f in self.findings)

    def all(self) -> list[Finding]:
        """Everything, errors first, then warnings, then infos; each in the order met."""
        return _by_severity(self.findings + [_as_one(kind, count) for kind, count in self._counted.items()])

    def each(self) -> list[Finding]:
        """The same with a finding for each place of the counted ones. Only with `singly`."""
        counted = (each for kind, count in self._counted.items() for each in _singly(kind, count))
        return _by_severity([*self.findings, *counted])


@dataclass(slots=True)
class _Count:
    """How often a kind was met, and message and path of the first ones, or of all."""

    remedy: str
    times: int = 0
    differ: bool = False  # in their messages
    met: list[tuple[str, Path]] = field(default_factory=list)


_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def _by_severity(found: list[Finding]) -> list[Finding]:
    return sorted(found, key=lambda f: _ORDER.index(f.severity))


def _singly(kind: _Kind, count: _Count) -> Iterator[Finding]:
    code, _, file = kind
    return (finding(code, message, count.remedy, file=file, path=path) for message, path in count.met)


def _as_one(kind: _Kind, count: _Count) -> Finding:
    firsts = tuple(islice(_singly(kind, count), PLACES))
    if count.times == 1:
        return firsts[0]
    message = kind[1] if count.differ else firsts[0].message
    return replace(firsts[0], message=message, times=count.times, firsts=firsts)
