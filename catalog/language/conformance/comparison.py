"""A contributor's table beside its canonical one: column by column, what is different. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from catalog.language.glue.narrowing import narrows
from catalog.language.glue.type_parts import parsed
from catalog.language.glue.types import render
from catalog.language.specs.recovery import BLANK
from catalog.language.specs.resolver import TableSpec

from .canonical import Canonical, canonical_of, columns_of, knows_all_columns
from .casts import castable, has_sql

KEY = "conforms_to"


class Kind(StrEnum):
    """What a canonical column is in a contributor's table."""

    SAME = "the same"
    CAST = "cast"
    LOSSY = "cast, which fails where a value does not fit"
    NO_CAST = "not to be cast"
    LEFT_OUT = "missing, as conforms_to says"
    MISSING = "missing"
    UNKNOWN = "not known: another tool makes the table"
    EXTRA = "not in the canonical table"


STOPPING = frozenset((Kind.MISSING, Kind.NO_CAST))  # the canonical query does not work over such a table


@dataclass(frozen=True, slots=True)
class Pair:
    """A column of the canonical table, and the one that stands for it here; blank where none is."""

    kind: Kind
    column: str
    type: str
    own: str
    own_type: str


@dataclass(frozen=True)
class Conformance:
    """How one table conforms: a pair for each canonical column, in the canonical order; its other columns."""

    canonical: Canonical
    table: TableSpec
    pairs: tuple[Pair, ...]
    extra: tuple[Pair, ...]

    @cached_property
    def deviations(self) -> tuple[Pair, ...]:
        """What is not the same, other columns included."""
        return tuple(pair for pair in (*self.pairs, *self.extra) if pair.kind is not Kind.SAME)

    @property
    def works(self) -> bool:
        """Whether the canonical query works over it at all."""
        return not any(pair.kind in STOPPING for pair in self.pairs)

    @property
    def may_fail(self) -> bool:
        """Whether the query works and yet fails where a value does not fit its canonical type."""
        return self.works and any(pair.kind is Kind.LOSSY for pair in self.pairs)


def conformance(canonical: Canonical, table: TableSpec) -> Conformance:
    """The comparison of a table that has `conforms_to` with the canonical table that it names."""
    block = table.data[KEY]
    own = columns_of(table.data)
    mapped, left_out = block.get("columns") or {}, block.get("missing") or ()
    pairs = [_pair(name, kind, table.data, own, mapped, left_out) for name, kind in canonical.columns.items()]
    used = {pair.own for pair in pairs}
    extra = tuple(Pair(Kind.EXTRA, BLANK, BLANK, name, own[name]) for name in own if name not in used)
    return Conformance(canonical, table, tuple(pairs), extra)


def _pair(
    column: str,
    wanted: str,
    data: Mapping[str, Any],
    own: Mapping[str, str],
    mapped: Mapping[str, str],
    left_out: Any,
) -> Pair:
    name = mapped.get(column, column)
    if name in own:
        return Pair(_kind(own[name], wanted), column, wanted, name, own[name])
    kind = Kind.MISSING if knows_all_columns(data) else Kind.UNKNOWN
    kind = Kind.LEFT_OUT if column in left_out else kind
    return Pair(kind, column, wanted, name if kind is Kind.UNKNOWN else BLANK, BLANK)


def _kind(found: str, wanted: str) -> Kind:
    """How one type stands to the other; what no type is, or none is declared, is reported elsewhere."""
    here, there = parsed(found), parsed(wanted)
    if here is None or there is None:
        return Kind.UNKNOWN if not found else Kind.SAME
    if render(here) == render(there):
        return Kind.SAME
    if not (has_sql(here) and has_sql(there) and castable(here, there)):
        return Kind.NO_CAST
    return Kind.LOSSY if narrows(found, wanted) else Kind.CAST


def conformances(tables: Iterable[TableSpec]) -> dict[str, list[Conformance]]:
    """The tables that conform to each canonical table, by its name; not those of one that there is not."""
    every = {table.full_name: table for table in tables}
    found: dict[str, list[Conformance]] = {}
    for table in every.values():
        name = (table.data.get(KEY) or {}).get("table", BLANK)
        root = str(FilePath(table.documents[0].file).parent.parent)
        canonical = canonical_of(name, every, root) if name not in (BLANK, table.full_name) else None
        if canonical is not None:
            found.setdefault(name, []).append(conformance(canonical, table))
    return dict(sorted(found.items()))
