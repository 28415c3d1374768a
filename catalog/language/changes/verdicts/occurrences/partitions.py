"""Which cases changes of partitions, their keys and their projection are. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog.language.partitions.compact import compact
from catalog.language.partitions.projection import ENABLED, is_enabled
from catalog.language.partitions.tuple_sets import TupleSet

from ... import column_changes as columns
from ... import table_changes as tables
from ...model import Table
from ...ordering import renamed_in_place
from .occurrence import Occurrence, transition
from .projections import widens

_OF_SET = ("ownership", "cascade")  # members of a PartitionSet that move no files


def keys(change: columns.ChangePartitionKeys, old: Table, new: Table) -> Iterator[Occurrence]:
    """Each thing that happens to keys: other names and types in place, columns that become keys, the rest."""
    before, after = ([key.name for key in side] for side in (change.old, change.new))
    yield from _swapped(before, after, old, new)
    renamed = renamed_in_place(
        *([(key.name, key.canonical_type) for key in side] for side in (change.old, change.new))
    )
    for was, now in renamed.items():
        yield Occurrence("rename key", now, transition(was, now))
    kinds = {key.name: key.canonical_type for key in change.new}
    for key in change.old:
        now = renamed.get(key.name, key.name)
        if kinds.get(now, key.canonical_type) != key.canonical_type:
            yield Occurrence("change key type", now, transition(key.canonical_type, kinds[now], column=now))
    if [renamed.get(name, name) for name in before] != after:
        yield Occurrence("change keys of partitions", "", {"from": before, "to": after})


def _swapped(before: Sequence[str], after: Sequence[str], old: Table, new: Table) -> Iterator[Occurrence]:
    """Columns that become keys, and the reverse."""
    for names, others, table, ends in (
        (after, before, old, ("column", "partition key")),
        (before, after, new, ("partition key", "column")),
    ):
        kept = {column.name for column in table.columns}
        for name in names:
            if name not in others and name in kept:
                yield Occurrence("column becomes key", name, transition(*ends, column=name))


def key_context(change: columns.ChangeKeyContext, old: Table, new: Table) -> Iterator[Occurrence]:
    """Comments and parameters of the same keys."""
    yield Occurrence("describe key")


def projection(change: tables.ChangeProjection, old: Table, new: Table) -> Iterator[Occurrence]:
    """Each parameter that differs; alone that it is switched, where it is."""
    sides = change.old, change.new
    on = [is_enabled(side) for side in sides]
    if on[0] != on[1]:
        words = ["true" if side else "false" for side in on]
        yield Occurrence("switch projection", ENABLED, transition(*words, parameter=ENABLED))
        return
    for name in sorted({*change.old, *change.new}):
        was, now = change.old.get(name), change.new.get(name)
        if was != now:
            entry = transition(was, now, parameter=name)
            yield Occurrence(_of_projected(name, sides, on[0]), name, entry)


def _of_projected(name: str, sides: tuple[Mapping[str, str], Mapping[str, str]], on: bool) -> str:
    if not on:
        return "change parameter"
    return "widen projection" if widens(name, *sides) else "narrow projection"


def added(change: tables.AddPartitions, old: Table, new: Table) -> Iterator[Occurrence]:
    """More rows."""
    yield Occurrence("add partitions")


def removed(change: tables.RemovePartitions, old: Table, new: Table) -> Iterator[Occurrence]:
    """What is written shrank, or a window moved on; both may be."""
    if change.written:
        entry = {"values": as_values(change.keys, change.written)}
        yield Occurrence("remove partitions", "partitions.values", entry)
    if change.rows - change.written or not change.written:
        yield Occurrence("partitions leave", "partitions.values")


def as_values(keys: Sequence[str], rows: TupleSet) -> Any:
    """Partitions as a spec writes `partitions.values`: a product, or a list of them."""
    products = [
        {key: side[0] if len(side) == 1 else side for key, side in zip(keys, box, strict=True)}
        for box in compact(rows)
    ]
    return products[0] if len(products) == 1 else products


def index(change: tables.AddIndex | tables.DropIndex, old: Table, new: Table) -> Iterator[Occurrence]:
    """Engines find partitions by an index, or without it."""
    yield Occurrence("change indexes", change.index.name)


def of_set(change: tables.ChangePartitionSet, old: Table, new: Table) -> Iterator[Occurrence]:
    """Another property of the declared set."""
    case = "change partition set" if change.name in _OF_SET else "change partition layout"
    entry = transition(change.old, change.new, parameter=change.name)
    yield Occurrence(case, change.name, entry)
