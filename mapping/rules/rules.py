"""The rules of an import as a value, and what they say of one object or column.

The defaults are what import does without a rules file. In every list the first entry that fits and
sets a key gives its value. `loader` makes the value of YAML; `failure_policy`, `semantics.columns`
and `specs` ask it. Nothing here reads files or makes findings, but for the entries that fitted
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from catalog.language.findings import Path
from catalog.language.specs.yaml_text import line_of
from mapping.cds.labels import PREFERRED
from mapping.model import ObjectKey
from mapping.types import DEFAULT_POLICY, TypePolicy

from .classification import DEFAULT, Classification
from .patterns import Names, Objects
from .templates import BY_OBJECT, BY_SPACE

PIECES = ("layer", "domain", "contributor", "source", "version", "date")  # what entries of `pieces` set
DEFAULT_PRIORITY = 100
SKIP = "skip"  # of `on_failure`
SUFFIX = "suffix"  # of `collisions`
EXPORT = "export"  # of `column_order`
INCLUDE, EXCLUDE = "include", "exclude"  # of `external`


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list: its place in the file, which objects (and columns) it is for, what it sets."""

    path: Path
    objects: Objects
    sets: Mapping[str, Any]
    columns: Names | None = None


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """What the rules say of one column: left out, another name (in Glue) or another type."""

    drop: bool = False
    rename: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of one import; the patterns remember whether they fitted something."""

    include: Objects | None = None
    exclude: Objects = field(default_factory=lambda: Objects(()))
    pieces: tuple[Entry, ...] = ()
    database: str = BY_SPACE
    table: str = BY_OBJECT
    columns: tuple[Entry, ...] = ()
    add_columns: tuple[Entry, ...] = ()
    tables: tuple[Entry, ...] = ()
    order: tuple[Entry, ...] = ()
    types: TypePolicy = DEFAULT_POLICY
    languages: tuple[str, ...] = PREFERRED
    external: str = EXCLUDE
    classification: Classification = DEFAULT
    prefer: tuple[str, ...] = ()
    file: str = ""
    text: str = ""

    @property
    def collisions(self) -> str:
        """What two names that become one are: `error` or `suffix`."""
        return self.types.collisions

    @property
    def letters(self) -> str:
        """What umlauts become in names: `ascii` or `transliterate`."""
        return self.types.letters

    @property
    def with_external(self) -> bool:
        """Whether entities of external services (`@cds.external`) are tables, too."""
        return self.external == INCLUDE

    def wanted(self, key: ObjectKey) -> bool:
        """True for an object that is to get a spec."""
        excluded = self.exclude.match(key) is not None
        return not excluded and (self.include is None or self.include.match(key) is not None)

    def unwanted_by(self, key: ObjectKey) -> Path:
        """The place of the rule that leaves out an object which is not wanted."""
        fitting = (i for i, p in enumerate(self.exclude.patterns) if Objects((p,)).match(key) is not None)
        excluding = next(fitting, None)
        return ("objects", "include") if excluding is None else ("objects", "exclude", excluding)

    def line(self, place: Path) -> int:
        """The line of a place in the file."""
        return _line(self.text, place)

    def cited(self, place: Path) -> str:
        """`FILE:LINE` of a place."""
        return f"{self.file}:{self.line(place)}"

    def table_place(self, key: ObjectKey, *steps: str | int) -> Path:
        """The place of the entry of `tables` that sets these steps for an object."""
        for entry, _ in self._fitting(self.tables, key):
            value: Any = entry.sets
            for step in steps:
                value = value.get(step) if isinstance(value, Mapping) else None
            if value is not None:
                return (*entry.path, *steps)
        return ("tables",)

    def pieces_of(self, key: ObjectKey) -> dict[str, str]:
        """What the templates' pieces stand for; those that no entry gives are not there."""
        fixed = {"space": key.space, "object": key.name}
        given: dict[str, str] = {}
        for entry, kept in self._fitting(self.pieces, key):
            for name, value in {**kept, **entry.sets}.items():
                given.setdefault(name, str(value))
        return fixed | given

    def column_rules(self, key: ObjectKey) -> tuple[Entry, ...]:
        """The entries of `columns` for one object: most often none, so ask this once an object."""
        return tuple(entry for entry, _ in self._fitting(self.columns, key))

    def column(self, entries: tuple[Entry, ...], name: str, fold: Any) -> ColumnRule:
        """What those entries say of the column `name`; `fold` makes Glue's of a new name."""
        sets: dict[str, Any] = {}
        for entry in entries:
            kept = entry.columns.match(name) if entry.columns else None
            if kept is None:
                continue
            for key, value in entry.sets.items():
                text = fold(value.replace("{name}", kept.get("name", name))) if key == "rename" else value
                sets.setdefault(key, text)
        return ColumnRule(**sets)

    def added_columns(self, key: ObjectKey) -> Iterator[Mapping[str, Any]]:
        """The entries of `add_columns` for one object, all of them."""
        return (entry.sets for entry, _ in self._fitting(self.add_columns, key))

    def table_of(self, key: ObjectKey) -> dict[str, Any]:
        """`storage` (merged key by key) and `partitions` of one object."""
        storage: dict[str, Any] = {}
        shape: dict[str, Any] = {}
        for entry, _ in self._fitting(self.tables, key):
            for name, value in entry.sets.get("storage", {}).items():
                storage.setdefault(name, value)
            if "partitions" in entry.sets:
                shape.setdefault("partitions", entry.sets["partitions"])
        return {**({"storage": storage} if storage else {}), **shape}

    def follows_export(self, key: ObjectKey) -> bool:
        """Whether files of one object have their columns in the export's order, so that a spec follows it."""
        entries = (entry for entry, _ in self._fitting(self.tables, key))
        return next((e.sets["column_order"] == EXPORT for e in entries if "column_order" in e.sets), False)

    def order_of(self, key: ObjectKey) -> dict[str, Any]:
        """`priority`, `on_failure` and `strict` of one object."""
        order: dict[str, Any] = {}
        for entry, _ in self._fitting(self.order, key):
            for name, value in entry.sets.items():
                order.setdefault(name, value)
        return {"priority": DEFAULT_PRIORITY, "on_failure": "stop", "strict": False} | order

    def unused(self) -> list[Path]:
        """The places of patterns that fitted nothing."""
        places: list[Path] = [
            ("objects", "include", i) for i in (self.include.unused() if self.include else ())
        ]
        places += [("objects", "exclude", i) for i in self.exclude.unused()]
        for entry in (*self.pieces, *self.columns, *self.add_columns, *self.tables, *self.order):
            places += [(*entry.path, "objects", i) for i in entry.objects.unused()]
            if entry.columns and entry.objects.hits:
                places += [(*entry.path, "columns", i) for i in entry.columns.unused()]
        return places

    def _fitting(
        self, entries: tuple[Entry, ...], key: ObjectKey
    ) -> Iterator[tuple[Entry, Mapping[str, str]]]:
        for entry in entries:
            kept = entry.objects.match(key)
            if kept is not None:
                yield entry, kept


@lru_cache(maxsize=1024)
def _line(text: str, place: Path) -> int:
    return line_of(text, place)[0]


def no_rules() -> Rules:
    """What import does without a rules file."""
    return Rules()
