"""One catalog over several stacks: what each holds, what none or two hold, which a change touches.

Takes resolved catalogs, one a stack. Stacks of one environment share it: every database is in one of them.
Stacks of different environments hold the same databases, each in its own Glue. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from catalog.language.specs.resolver import Catalog, TableSpec

from .settings import Settings


@dataclass(frozen=True, slots=True)
class Shard:
    """A stack and what it declares."""

    settings: Settings
    catalog: Catalog

    @property
    def environment(self) -> str:
        """What stacks that share a catalog have in common."""
        return self.settings.environment or self.settings.stack

    @property
    def databases(self) -> list[str]:
        """The logical names of its databases, sorted."""
        return sorted(d.name for d in self.catalog.databases)

    def counts(self) -> tuple[int, int, int]:
        """Databases, tables, partitions."""
        partitions = sum(t.partitions.values.count for t in self.catalog.tables)
        return len(self.catalog.databases), len(self.catalog.tables), partitions


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A database that no stack of an environment holds, or more than one."""

    environment: str
    database: str
    stacks: tuple[str, ...]


def misplaced(shards: Sequence[Shard], databases: Sequence[str]) -> Iterator[Misplaced]:
    """What is in no stack or in several, environment by environment. `databases`: all that there are."""
    for environment in dict.fromkeys(shard.environment for shard in shards):
        holders: dict[str, list[str]] = {name: [] for name in sorted(databases)}
        for shard in shards:
            for name in shard.databases if shard.environment == environment else ():
                holders.setdefault(name, []).append(shard.settings.stack)
        for name, stacks in holders.items():
            if len(stacks) != 1:
                yield Misplaced(environment, name, tuple(stacks))


def touched(before: Catalog | None, now: Catalog) -> set[str]:
    """The databases and tables that are declared differently now, by their logical names."""
    old = {} if before is None else _declared(before)
    new = _declared(now)
    return {name for name in {*old, *new} if old.get(name) != new.get(name)}


def _declared(catalog: Catalog) -> Mapping[str, Any]:
    """Each object as it is resolved for the stack: defaults and variables are in it."""
    found: dict[str, Any] = {d.name: (d.physical_name, d.data) for d in catalog.databases}
    for table in catalog.tables:
        listed = table.partitions.values.listed if _has_file(table.data) else ()
        found[table.full_name] = (table.database.physical_name, table.data, listed)
    return found


def _has_file(data: Mapping[str, Any]) -> bool:
    return isinstance((data.get("partitions") or {}).get("values"), str)


def lost(before: Catalog | None, now: Catalog) -> set[tuple[str, str]]:
    """(table, column) that were removed or have another type now; (table, "") for a whole table."""
    if before is None:
        return set()
    old, new = _interface(before.tables), _interface(now.tables)
    return {place for place, kind in old.items() if new.get(place) != kind}


def _interface(tables: Iterable[TableSpec]) -> Mapping[tuple[str, str], str]:
    """What relationships of other tables can name: the table and its columns, with their types."""
    found: dict[tuple[str, str], str] = {}
    for table in tables:
        keys = (table.data.get("partitions") or {}).get("keys", ())
        found[table.full_name, ""] = "table"
        found |= {
            (table.full_name, c["name"]): str(c.get("type", "")) for c in (*table.data["columns"], *keys)
        }
    return found


def referring(catalog: Catalog, places: Set[tuple[str, str]]) -> set[str]:
    """The tables with a relationship to one of these places, by their logical names."""
    return {t.full_name for t in catalog.tables if not places.isdisjoint(_named(t))}


def _named(table: TableSpec) -> Iterator[tuple[str, str]]:
    for relationship in table.data.get("relationships") or ():
        target = relationship["to"]
        conditions = [c for c in relationship.get("where") or () if c["of"] == "target"]
        yield target, ""
        named = [*(relationship.get("on") or {}).values(), *(c["column"] for c in conditions)]
        yield from (
            (target, path.partition(".")[0]) for path in named
        )  # a field's path begins with its column
