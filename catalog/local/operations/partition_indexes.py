"""Partition indexes, which Moto doesn't have: their rules, their states and where they are kept.

Takes Moto's table and the request, gives descriptors as Glue does. An index is CREATING until its
delay is over, then ACTIVE; a removed one is DELETING for as long, then gone. States are worked out
from the clock when somebody looks, so nothing runs in the background. Indexes go with their table.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from catalog.local.emulator import Json, Table
from catalog.local.rules.order import (
    BUSY,
    DUPLICATE,
    KEYS,
    MISSING,
    QUOTA,
    SAME_KEYS,
    Checks,
    refuse_in_order,
)
from catalog.local.rules.refusals import already_exists, invalid_input, limit_exceeded, not_found

from .index_values import backfill_errors, indexable, unfit

MOST_PER_TABLE = 3
INTERNAL_ERROR: Json = {"Code": "INTERNAL_ERROR", "Partitions": []}
DEFAULT_DELAY = 0.01  # seconds; long enough that a client which doesn't wait is found out


@dataclass(slots=True)
class Index:
    """One partition index: its keys with their types, and when its build or removal ends."""

    name: str
    keys: tuple[tuple[str, str], ...]
    done_at: float
    leaving: bool = False
    errors: tuple[Json, ...] = ()  # why the build will fail

    @property
    def key_names(self) -> tuple[str, ...]:
        """The names of its keys, in order: an index over the same keys in another order is another one."""
        return tuple(name for name, _ in self.keys)

    def status(self, now: float) -> str:
        """CREATING, ACTIVE, FAILED or DELETING."""
        if self.leaving:
            return "DELETING"
        if now < self.done_at:
            return "CREATING"
        return "FAILED" if self.errors else "ACTIVE"

    def describe(self, now: float) -> Json:
        """The descriptor that GetPartitionIndexes lists."""
        keys = [{"Name": name, "Type": kind} for name, kind in self.keys]
        described: Json = {"IndexName": self.name, "Keys": keys, "IndexStatus": self.status(now)}
        if described["IndexStatus"] == "FAILED":
            described["BackfillErrors"] = list(self.errors)
        return described


@dataclass(slots=True)
class Indexes:
    """The indexes of all tables of one server."""

    delay: float = DEFAULT_DELAY
    clock: Callable[[], float] = time.monotonic
    failing: bool = False  # whether an index that is made now will fail to build
    _of: WeakKeyDictionary[Table, list[Index]] = field(default_factory=WeakKeyDictionary)

    def describe(self, table: Table) -> list[Json]:
        """The descriptors of a table's indexes, by name."""
        now = self.clock()
        return [index.describe(now) for index in sorted(self._present(table), key=lambda index: index.name)]

    def checks_of_new(self, table: Callable[[], Table], wanted: Json) -> Checks:
        """The checks of an index that is to be made on a table."""

        def present() -> list[tuple[str, tuple[str, ...]]]:
            return [(index.name, index.key_names) for index in self._present(table())]

        return {
            BUSY: lambda: self._refuse_while_busy(self._present(table())),
            **_checks(lambda: table_keys(table()), present, wanted),
        }

    def create(self, table: Table, wanted: Json) -> None:
        """Start building one index, checked already."""
        keys = typed_keys(table_keys(table), wanted["Keys"])
        errors = [INTERNAL_ERROR] if self.failing else backfill_errors(_rows(table), _places(table, keys))
        made = Index(wanted["IndexName"], keys, self.clock() + self.delay, errors=tuple(errors))
        self._of.setdefault(table, []).append(made)

    def create_with_table(self, table: Table, wanted: Sequence[Json]) -> None:
        """Build the indexes that CreateTable asked for: checked already, and all at once."""
        done_at = self.clock() + self.delay
        keys = table_keys(table)
        made = [Index(one["IndexName"], typed_keys(keys, one["Keys"]), done_at) for one in wanted]
        if made:
            self._of[table] = made

    def checks_of_removal(self, table: Callable[[], Table], name: str) -> Checks:
        """The checks of an index that is to be removed."""
        return {
            MISSING: lambda: self._standing(table(), name),
            BUSY: lambda: self._refuse_while_busy(self._present(table())),
        }

    def delete(self, table: Table, name: str) -> None:
        """Start removing an index, checked already."""
        index = self._standing(table, name)
        index.leaving = True
        index.done_at = self.clock() + self.delay

    def refuse_values(self, table: Table, values: Sequence[str]) -> None:
        """Refuse a new partition with a value that does not fit the type of an indexed key."""
        for index in self._in_force(table):
            for place, kind in _places(table, index.keys):
                if unfit(values[place], kind):
                    name = table_keys(table)[place]["Name"]
                    raise invalid_input(
                        f"{values[place]!r} is no valid {kind}: partition key {name} is in index {index.name}"
                    )

    def refuse_keys(self, table: Table, wanted: Sequence[Json]) -> None:
        """Refuse other names of partition keys on a table with an index, and other types of indexed ones."""
        before, after = table_keys(table), {key["Name"]: key.get("Type", "") for key in wanted}
        for index in self._in_force(table):
            if [key["Name"] for key in before] != [key["Name"] for key in wanted[: len(before)]]:
                raise invalid_input(f"Partition keys can't be renamed: the table has index {index.name}")
            if any(after[name] != kind for name, kind in index.keys):
                raise invalid_input(f"The type of a partition key can't change: it is in index {index.name}")

    def _standing(self, table: Table, name: str) -> Index:
        """An index that can be removed; one that is being built or removed is not found, as in Glue."""
        now = self.clock()
        for index in self._present(table):
            if index.name == name and index.status(now) in ("ACTIVE", "FAILED"):
                return index
        raise not_found(f"Index with the given indexName : {name} does not exist.")

    def _in_force(self, table: Table) -> list[Index]:
        now = self.clock()
        return [index for index in self._present(table) if index.status(now) != "FAILED"]

    def _present(self, table: Table) -> list[Index]:
        now = self.clock()
        left = [index for index in self._of.get(table, ()) if not (index.leaving and now >= index.done_at)]
        if table in self._of:
            self._of[table] = left
        return left

    def _refuse_while_busy(self, present: Sequence[Index]) -> None:
        now = self.clock()
        for index in present:
            if index.status(now) in ("CREATING", "DELETING"):
                raise limit_exceeded(
                    f"Index {index.name} is in {index.status(now)} state. "
                    "Only 1 index can be created or deleted simultaneously per table."
                )


_Present = Sequence[tuple[str, tuple[str, ...]]]  # names of indexes, with those of their keys


def _checks(
    partition_keys: Callable[[], Sequence[Json]], present: Callable[[], _Present], wanted: Json
) -> Checks:
    """The checks of an index beside those that are there."""
    return {
        KEYS: lambda: typed_keys(partition_keys(), wanted["Keys"]),
        QUOTA: lambda: _refuse_quota(len(present())),
        DUPLICATE: lambda: _refuse_same_name(present(), wanted["IndexName"]),
        SAME_KEYS: lambda: _refuse_same_keys(present(), tuple(wanted["Keys"])),
    }


def _refuse_quota(present: int) -> None:
    if present >= MOST_PER_TABLE:
        raise limit_exceeded(f"Partition index limit exceeded. Maximum: {MOST_PER_TABLE}")


def _refuse_same_name(present: _Present, wanted: str) -> None:
    if any(name == wanted for name, _ in present):
        raise already_exists(f"Partition Index {wanted} already exists with the same name.")


def _refuse_same_keys(present: _Present, wanted: tuple[str, ...]) -> None:
    for name, keys in present:
        if keys == wanted:
            raise already_exists(f"Partition Index {name} already exists with the same keys.")


def check_with_table(partition_keys: Sequence[Json], wanted: Sequence[Json]) -> None:
    """Refuse a CreateTable whose indexes would be refused one by one, before anything is made."""
    accepted: list[tuple[str, tuple[str, ...]]] = []
    for one in wanted:
        refuse_in_order("CreateTable, an index", _checks(lambda: partition_keys, lambda: accepted, one))
        accepted.append((one["IndexName"], tuple(one["Keys"])))


def typed_keys(partition_keys: Sequence[Json], names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """An index's keys with the types of the partition keys they name; raises Refusal for any other."""
    types = {key["Name"]: key.get("Type", "") for key in partition_keys}
    strangers = [name for name in names if name not in types]
    if strangers:
        raise invalid_input(
            f"IndexKeys not a part of PartitionColumns. Verify the indexKeys : [{', '.join(strangers)}]"
        )
    unusable = [name for name in names if not indexable(types[name])]
    if unusable:
        raise invalid_input(f"An index can't hold partition key {unusable[0]} of type {types[unusable[0]]}")
    return tuple((name, types[name]) for name in names)


def table_keys(table: Table) -> list[Json]:
    """The partition keys of a table as it is now."""
    keys: list[Json] = table.versions[str(table._current_version)].get("PartitionKeys") or []
    return keys


def _rows(table: Table) -> Iterator[Sequence[str]]:
    return (partition.values for partition in table.partitions.values())


def _places(table: Table, keys: Sequence[tuple[str, str]]) -> list[tuple[int, str]]:
    names = [key["Name"] for key in table_keys(table)]
    return [(names.index(name), kind) for name, kind in keys]
