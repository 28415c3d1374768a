"""Changes of the program that meet changes of another writer: looked for before anything is written.

Reads only the partitions that an update would rewrite in something that another writer may have changed, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.aws.calls.partition_batches import Failures, PartitionCalls
from catalog.aws.errors import NOT_FOUND, ProviderError
from catalog.aws.shapes.partition import PARTITION_INPUT
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.language.partitions.wording import partition_text
from catalog.provider.merging.foreign_change import ForeignChange, refusal

from .leaves import STORAGE, Leaf
from .merging import Difference, Merge
from .whose import Ours

Overwrites = Callable[[str, str, str], bool]  # of database, table and member, as in `partitions.location`


@dataclass(frozen=True, slots=True)
class Conflict:
    """What of one partition the program and another writer both changed."""

    row: Tuple
    differences: Sequence[Difference]


def refuse_conflicts(
    calls: PartitionCalls,
    merges: Iterable[tuple[TupleSet, Merge]],
    ours: Ours,
    overwrites: Overwrites,
) -> None:
    """Raises ProviderError with three values where the program and another writer changed the same member
    of a partition. Partitions of others are left out, as they are never rewritten.
    """
    first: Conflict | None = None
    more = 0
    for merge, conflict in _found(calls, merges, ours, overwrites):
        if first is None:
            first, keys = conflict, merge.new.keys
        else:
            more += 1
    if first is not None:
        raise ProviderError(conflict_message(calls, keys, first, more))


def _found(
    calls: PartitionCalls, merges: Iterable[tuple[TupleSet, Merge]], ours: Ours, overwrites: Overwrites
) -> Iterator[tuple[Merge, Conflict]]:
    for rows, merge in merges:
        failures = Failures()
        for live in calls.read(filter(merge.may_conflict, rows), failures):
            conflict = conflict_of(calls, merge, live, overwrites) if ours.holds(live) else None
            if conflict is not None:
                yield merge, conflict
        for error in failures.rows.values():
            if getattr(error, "code", "") != NOT_FOUND:  # of a table that is gone nothing is overwritten
                raise error


def conflict_of(
    calls: PartitionCalls, merge: Merge, live: Mapping[str, Any], overwrites: Overwrites
) -> Conflict | None:
    """What of a partition both changed, but for what is to be overwritten; None for nothing."""
    row = tuple(live["Values"])
    if not merge.may_conflict(row):
        return None
    named = calls.database, calls.table
    differences = [d for d in merge.conflicts(row, live) if not overwrites(*named, member_of(d.leaf))]
    return Conflict(row, differences) if differences else None


def conflict_message(calls: PartitionCalls, keys: Sequence[str], conflict: Conflict, more: int = 0) -> str:
    """Partition, members, three values of each, and what to do. `more`: other partitions like it."""
    table = f"{calls.database}.{calls.table}"
    changes = [ForeignChange(member_of(d.leaf), d.before, d.live, d.now, True) for d in conflict.differences]
    others = f" (and {more:,} more)" if more else ""
    return refusal(f"partition {partition_text(keys, conflict.row)} of {table}{others}", table, changes)


def member_of(leaf: Leaf) -> str:
    """A leaf in the words of the properties: `partitions.location`, `partitions.serDeInfo.parameters.x`."""
    path = leaf[1:] if leaf[0] == STORAGE else leaf
    shape: Any = PARTITION_INPUT.by_name["storageDescriptor"].shape if leaf[0] == STORAGE else PARTITION_INPUT
    words = ["partitions"]
    for step in path:
        field = next((f for f in shape.fields if f.glue == step), None) if shape else None
        words.append(field.name if field else step)
        shape = field.shape if field else None
    return ".".join(words)
