"""Databases that change their stack: what a stack's state holds and another stack declares by now.

An `up` of the old stack would delete such a database with its tables, and that of the new one be refused;
handed over from state to state, they stay in Glue as they are. A database is the unit, as `catalog:select`
chooses databases: its tables, partitions and indexes go with it. Pure, but that `has_specs` looks for a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.language.glue.kinds import CATALOG_DATABASE, CATALOG_TABLE
from catalog.language.stacks.shards import Shard
from catalog.language.visible import cell

OUR_TYPES = "aws:glue/"

Declared = Mapping[str, str]  # a stack's databases: name in Glue to name in the specs


@dataclass(frozen=True, slots=True)
class HeldDatabase:
    """What a state holds of one database: its name in the specs when it was applied, and the URNs."""

    name: str
    urns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndeclaredDatabase:
    """A database that a stack holds and no longer declares; `target` is the stack that does now, or ''."""

    database: str
    source: str
    target: str
    held: HeldDatabase

    @property
    def tables(self) -> int:
        """How many tables go with it."""
        return sum(CATALOG_TABLE.token in urn for urn in self.held.urns)


def declared_by(shard: Shard) -> dict[str, str]:
    """A stack's databases: name in Glue to name in the specs."""
    return {d.physical_name: d.name for d in shard.catalog.databases}


def has_specs(root: Path, shard: Shard, one: UndeclaredDatabase) -> bool:
    """Whether the database's folder is there, whoever selects it."""
    return (root / shard.settings.specs / one.held.name / "database.yaml").is_file()


def databases_held(resources: Iterable[Mapping[str, Any]]) -> dict[str, HeldDatabase]:
    """The databases of a state, by their names in Glue. `resources`: those of `pulumi stack export`."""
    names: dict[str, str] = {}
    urns: dict[str, list[str]] = {}
    for resource in resources:
        if not resource["type"].startswith(OUR_TYPES) or resource.get("delete"):
            continue
        logical = resource["urn"].split("::", 3)[-1]
        physical = _database_of(resource)
        urns.setdefault(physical, []).append(resource["urn"])
        names.setdefault(physical, logical.partition(".")[0])
    return {physical: HeldDatabase(names[physical], tuple(found)) for physical, found in urns.items()}


def _database_of(resource: Mapping[str, Any]) -> str:
    key = "name" if resource["type"] == CATALOG_DATABASE.token else "databaseName"
    return next((str(r[key]) for r in (resource.get(m) or {} for m in ("inputs", "outputs")) if key in r), "")


def undeclared(
    stack: str, holds: Mapping[str, HeldDatabase], declared: Mapping[str, Declared]
) -> Iterator[UndeclaredDatabase]:
    """What `stack` holds and does not declare. `declared`: by stack, of all of its environment."""
    for physical, found in holds.items():
        if physical not in declared[stack]:
            takers = [other for other, theirs in declared.items() if physical in theirs]
            yield UndeclaredDatabase(physical, stack, takers[0] if takers else "", found)


def urn_in_stack(urn: str, target: str) -> str:
    """The URN that a resource has in another stack of the project."""
    head, _, rest = urn.partition("::")
    return f"{head.rpartition(':')[0]}:{target}::{rest}"


def split_by_target(
    urns: Iterable[str], target: str, there: Iterable[Mapping[str, Any]]
) -> tuple[list[str], list[str]]:
    """URNs to move, and those that the target's state has already (a move that was cut short)."""
    known = {resource["urn"] for resource in there}
    to_move, done = list[str](), list[str]()
    for urn in urns:
        (done if urn_in_stack(urn, target) in known else to_move).append(urn)
    return to_move, done


def describe(one: UndeclaredDatabase) -> str:
    """`database sales with 12 tables: local-a -> local-b`."""
    return f"{_counted(one)}: {cell(one.source)} -> {cell(one.target)}"


def _counted(one: UndeclaredDatabase) -> str:
    return f"database {cell(one.held.name)} with {one.tables:,} table{'' if one.tables == 1 else 's'}"


def refusal_of_moved(found: Iterable[UndeclaredDatabase], environment: str) -> str:
    """Why nothing is applied, and what to do: for databases that another stack declares now."""
    lines = [f"  {describe(one)}" for one in found]
    return "\n".join(
        [
            "these change their stack; applied like this, the old stack would delete them in Glue:",
            *lines,
            f"nothing was applied. Hand them over first: catalog move --environment {cell(environment)}",
        ]
    )


def refusal_of_unselected(found: Iterable[UndeclaredDatabase], environment: str) -> str:
    """Why nothing is applied: databases whose specs are there, but which no stack selects any more."""
    where = f"environment {cell(environment)}"
    lines = [f"  {_counted(one)}, held by {cell(one.source)}" for one in found]
    return "\n".join(
        [
            f"no stack of {where} selects these any more; applied like this, they would be "
            "deleted in Glue although their specs are there:",
            *lines,
            "nothing was applied. Name them in the catalog:select of a stack, or remove their specs too",
        ]
    )
