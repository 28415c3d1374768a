"""The context file: what no export says (steward, team, certification, classification, tags, custom).

Entries say it of spaces (their databases), objects (their tables) or columns, by pattern. For each key
the first entry that fits and sets it gives its value; `tags` and `custom` are put together name by
name by the same rule. The values enter specs as import's own, so what people typed into a spec stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.language.findings import Finding, Path
from mapping.model import ObjectKey

from .loader import Problem, pattern_problems, read_document, refuse, unused
from .matching import names_in
from .patterns import Names, Objects, PatternError, compiled, several

_SELECTORS = ("spaces", "objects", "columns")


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """One entry: its place, whom it is for (spaces, or objects, or columns of objects), what it says."""

    path: Path
    says: Mapping[str, Any]
    spaces: Names | None = None
    objects: Objects | None = None
    columns: Names | None = None


@dataclass(frozen=True, slots=True)
class BusinessContext:
    """All entries of one context file; the patterns remember whether they fitted something."""

    entries: tuple[ContextEntry, ...] = ()
    file: str = ""
    text: str = ""

    def database(self, space: str) -> dict[str, Any]:
        """The context of a space's database."""
        return self._layered(e for e in self.entries if e.spaces and e.spaces.match(space) is not None)

    def table(self, key: ObjectKey) -> dict[str, Any]:
        """The context of an object's table."""
        return self._layered(e for e in self._of(key) if e.columns is None)

    def columns(self, key: ObjectKey) -> tuple[ContextEntry, ...]:
        """The entries about columns of one object: most often none, so ask this once an object."""
        return tuple(e for e in self._of(key) if e.columns is not None)

    def column(self, entries: tuple[ContextEntry, ...], name: str) -> dict[str, Any]:
        """What those entries say of the column `name`."""
        return self._layered(e for e in entries if e.columns and e.columns.match(name) is not None)

    def unused(self) -> list[Finding]:
        """A warning for each pattern that fitted nothing."""
        places: list[Path] = []
        for entry in self.entries:
            whole = entry.spaces or entry.objects
            part = "spaces" if entry.spaces else "objects"
            places += [(*entry.path, part, i) for i in (whole.unused() if whole else ())]
            if entry.columns and whole and whole.hits:
                places += [(*entry.path, "columns", i) for i in entry.columns.unused()]
        return unused("MAP047", places, self.file, self.text)

    def _of(self, key: ObjectKey) -> Iterator[ContextEntry]:
        return (e for e in self.entries if e.objects and e.objects.match(key) is not None)

    def _layered(self, entries: Iterator[ContextEntry]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for entry in entries:
            found = layered(found, entry.says)
        return found


def layered(first: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    """Both, `first` winning; mappings are put together."""
    found = dict(first)
    for key, value in then.items():
        mine = found.setdefault(key, value)
        if mine is not value and isinstance(mine, dict) and isinstance(value, dict):
            found[key] = layered(mine, value)
    return found


def no_context() -> BusinessContext:
    """The context without a context file: empty."""
    return BusinessContext()


def read_context(raw: bytes, file: str) -> BusinessContext:
    """The context in a file's bytes. Raises DataError."""
    data, text = read_document(raw, file, "context")
    refuse(_problems(data), file, text)
    return BusinessContext(tuple(_entry(i, e) for i, e in enumerate(data["entries"])), file, text)


def _entry(i: int, entry: Mapping[str, Any]) -> ContextEntry:
    return ContextEntry(
        ("entries", i),
        {key: value for key, value in entry.items() if key not in _SELECTORS},
        Names(several(entry["spaces"])) if "spaces" in entry else None,
        Objects(several(entry["objects"])) if "objects" in entry else None,
        Names(several(entry["columns"])) if "columns" in entry else None,
    )


def _problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    for i, entry in enumerate(data["entries"]):
        path: Path = ("entries", i)
        if ("spaces" in entry) == ("objects" in entry):
            both = "both spaces and objects" if "spaces" in entry else "neither spaces nor objects"
            yield path, f"the entry has {both}", "Say with one of them whom it is for"
        if "columns" in entry and "objects" not in entry:
            yield path, "columns without objects", "Give the objects that have these columns, or '*'"
        if not entry.keys() - set(_SELECTORS):
            yield (
                path,
                "the entry says nothing",
                "Add steward, team, certification, classification, tags or custom",
            )
        yield from pattern_problems((*path, "objects"), several(entry.get("objects")), ())
        for part in ("spaces", "columns"):
            yield from _name_problems((*path, part), several(entry.get(part)))


def _name_problems(path: Path, patterns: tuple[str, ...]) -> Iterator[Problem]:
    try:
        kept = {name for pattern in patterns for name in names_in(compiled(pattern))}
    except PatternError as e:
        yield path, str(e), "Use * and ? only"
        return
    for name in sorted(kept):
        yield path, f"{{{name}}} has no meaning here", "Use * and ?"
