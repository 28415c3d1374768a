"""The findings of all stages, with those that repeat counted instead of printed.

An annotation that stands on two thousand columns and has no place in a spec is one line with a
count, at the place where it was met first. The report has it two thousand times, each with its place:
for that `Diagnostics(singly=True)` keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from catalog.language.findings import Finding, Path, Severity
from mapping.model import ObjectKey

from .codes import finding

ELEMENT_DEPTH = 4  # definitions, name, elements, name: what stands deeper is about a part of an element


@dataclass(slots=True)
class Diagnostics:
    """The findings of one import, in the order they were met."""

    findings: list[Finding] = field(default_factory=list)
    about: dict[Finding, ObjectKey] = field(default_factory=dict)  # of findings whose place is in the rules
    places: set[tuple[str, str, Path]] = field(default_factory=set)  # of counted ones: code, file, path
    singly: bool = False  # each of the counted ones is kept, too
    _counted: dict[tuple[str, str, str], tuple[Finding, int]] = field(default_factory=dict)
    _more: dict[tuple[str, str, str], list[Path]] = field(default_factory=dict)  # places after the first

    def add(self, code: str, message: str, remedy: str = "", *, file: str = "", path: Path = ()) -> None:
        """One finding of its own."""
        self.findings.append(finding(code, message, remedy, file=file, path=path))

    def add_about(
        self, key: ObjectKey, code: str, message: str, remedy: str, *, file: str, path: Path, line: int
    ) -> None:
        """A finding about an object that stands elsewhere than in its definition: in the rules."""
        self.findings.append(finding(code, message, remedy, file=file, path=path, line=line))
        self.about[self.findings[-1]] = key

    def count(self, code: str, message: str, remedy: str = "", *, file: str = "", path: Path = ()) -> None:
        """A finding that is reported once for each file and message, with the number of places."""
        key = (code, message, file)
        first, times = self._counted.get(key, (None, 0))
        if len(path) <= ELEMENT_DEPTH:
            self.places.add((code, file, path))
        if self.singly and first:
            self._more.setdefault(key, []).append(path)
        self._counted[key] = (first or finding(code, message, remedy, file=file, path=path), times + 1)

    @property
    def stopped(self) -> bool:
        """True once an error was found."""
        return any(f.severity is Severity.ERROR for f in self.findings)

    def all(self) -> list[Finding]:
        """Everything, errors first, then warnings, then infos; each in the order met."""
        return _by_severity(self.findings + [_with_count(f, n) for f, n in self._counted.values()])

    def each(self) -> list[Finding]:
        """The same with a finding for each place of the counted ones. Only with `singly`."""
        counted = (
            each
            for key, (first, _) in self._counted.items()
            for each in (first, *(replace(first, path=path) for path in self._more.get(key, ())))
        )
        return _by_severity([*self.findings, *counted])


_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def _by_severity(found: list[Finding]) -> list[Finding]:
    return sorted(found, key=lambda f: _ORDER.index(f.severity))


def _with_count(first: Finding, times: int) -> Finding:
    return first if times == 1 else replace(first, line=0, times=times)
