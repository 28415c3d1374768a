"""What specs are as values: databases and tables of one import, with the figures of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mapping.model import ObjectKey
from mapping.rules.rules import DEFAULT_PRIORITY

from .serialized import SerializedSpec, deserialize


@dataclass(frozen=True, slots=True)
class TableFigures:
    """One object in the report: columns written, mapped exactly, mapped with a loss, without a known type."""

    source: str
    columns: int
    lossy: int
    unresolved: int

    @property
    def mapped(self) -> int:
        """Columns whose type is carried without loss."""
        return self.columns - self.lossy - self.unresolved


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: where it goes and what it says, serialized: data takes six times the memory."""

    database: str
    name: str
    key: ObjectKey
    text: SerializedSpec
    origins: tuple[str, ...]  # the elements that its columns and relationships came from
    figures: TableFigures
    copy: bool
    derived: bool = False  # of a service's metadata, which can't name data access controls
    priority: int = DEFAULT_PRIORITY
    may_fail: bool = False  # then the import goes on without it
    follows_export: bool = False  # in the order of its columns, also where files are read by position

    @property
    def spec(self) -> dict[str, Any]:
        """The spec as data, made anew each time."""
        return deserialize(self.text)


@dataclass(frozen=True, slots=True)
class Specs:
    """All databases (name -> spec) and tables of one import."""

    databases: dict[str, dict[str, Any]]
    tables: tuple[TableSpec, ...]
    left_out: Mapping[ObjectKey, str] = field(default_factory=dict)  # why objects of the files give no spec
    failed: frozenset[ObjectKey] = frozenset()  # and those that the import goes on without
    refused: Mapping[ObjectKey, str] = field(default_factory=dict)  # the code of an error in their definition


def totals(figures: Iterable[TableFigures]) -> TableFigures:
    """The sum over several objects."""
    found = list(figures)
    return TableFigures(
        "total", sum(f.columns for f in found), sum(f.lossy for f in found), sum(f.unresolved for f in found)
    )
