"""What a stage has to say while it works: findings, with those that repeat counted instead of printed.

An annotation that stands on two thousand columns and has no place in a spec is one line with a
count, at the place where it was met first.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.findings import Finding, Path, Severity

from .codes import finding
from .model import ObjectKey

ELEMENT_DEPTH = 4  # definitions, name, elements, name: what stands deeper is about a part of an element


@dataclass(slots=True)
class Notes:
    """The findings of one import, in the order they were met."""

    found: list[Finding] = field(default_factory=list)
    about: dict[Finding, ObjectKey] = field(
        default_factory=dict
    )  # where the place doesn't tell: of the rules
    places: set[tuple[str, str, Path]] = field(default_factory=set)  # of counted ones: code, file, path
    _counted: dict[tuple[str, str, str], tuple[Finding, int]] = field(default_factory=dict)

    def add(self, code: str, message: str, todo: str = "", *, file: str = "", path: Path = ()) -> None:
        """One finding of its own."""
        self.found.append(finding(code, message, todo, file=file, path=path))

    def add_about(
        self, key: ObjectKey, code: str, message: str, todo: str, *, file: str, path: Path, line: int
    ) -> None:
        """A finding about an object that stands elsewhere than in its definition: in the rules."""
        self.found.append(finding(code, message, todo, file=file, path=path, line=line))
        self.about[self.found[-1]] = key

    def count(self, code: str, message: str, todo: str = "", *, file: str = "", path: Path = ()) -> None:
        """A finding that is told once for each file and message, with the number of places."""
        key = (code, message, file)
        first, times = self._counted.get(key, (None, 0))
        if len(path) <= ELEMENT_DEPTH:
            self.places.add((code, file, path))
        self._counted[key] = (first or finding(code, message, todo, file=file, path=path), times + 1)

    @property
    def stopped(self) -> bool:
        """True once an error was found."""
        return any(f.severity is Severity.ERROR for f in self.found)

    def all(self) -> list[Finding]:
        """Everything, errors first, then warnings, then infos; each in the order met."""
        order = [Severity.ERROR, Severity.WARNING, Severity.INFO]
        told = self.found + [_with_count(f, n) for f, n in self._counted.values()]
        return sorted(told, key=lambda f: order.index(f.severity))


def _with_count(first: Finding, times: int) -> Finding:
    if times == 1:
        return first
    return Finding(
        first.code,
        first.severity,
        f"{first.message} ({times} times, first here)",
        first.todo,
        first.file,
        0,
        first.path,
    )
