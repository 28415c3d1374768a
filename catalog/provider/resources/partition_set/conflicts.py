"""Changes of the program that meet changes of another writer: looked for before anything is written.

Reads only the partitions that an update would rewrite in something that another writer may have changed, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalog.aws.calls.partition_batches import Failures, PartitionCalls
from catalog.aws.errors import NOT_FOUND, ProviderError
from catalog.aws.shapes.partition import PARTITION_INPUT
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.language.partitions.wording import partition_text

from .leaves import STORAGE, Leaf
from .merging import Difference, Merge
from .whose import Ours

Overwrites = Callable[[str, str, str], bool]  # of database, table and member, as in `partitions.location`
SETTING = "CATALOG_OVERWRITE"


def overwrites_nothing(database: str, table: str, member: str) -> bool:
    """Whether the program's value is to win over another writer's.

    TO BE WIRED UP: the setting CATALOG_OVERWRITE is read in framework/overwrite; here and nowhere else.
    """
    del database, table, member
    return False


@dataclass(frozen=True, slots=True)
class Conflict:
    """One difference of one partition, and how many partitions more have one in the same member."""

    row: Tuple
    difference: Difference
    more: int = 0


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
            more += conflict.difference.leaf == first.difference.leaf
    if first is not None:
        raise ProviderError(conflict_message(calls, keys, replace(first, more=more)))


def _found(
    calls: PartitionCalls, merges: Iterable[tuple[TupleSet, Merge]], ours: Ours, overwrites: Overwrites
) -> Iterator[tuple[Merge, Conflict]]:
    for rows, merge in merges:
        failures = Failures()
        for live in calls.read(filter(merge.may_conflict, rows), failures):
            conflict = first_conflict(calls, merge, live, overwrites) if ours.holds(live) else None
            if conflict is not None:
                yield merge, conflict
        for error in failures.rows.values():
            if getattr(error, "code", "") != NOT_FOUND:  # of a table that is gone nothing is overwritten
                raise error


def first_conflict(
    calls: PartitionCalls, merge: Merge, live: Mapping[str, Any], overwrites: Overwrites
) -> Conflict | None:
    """The first member of a partition that both changed and that is not to be overwritten."""
    row = tuple(live["Values"])
    if not merge.may_conflict(row):
        return None
    for difference in merge.conflicts(row, live):
        if not overwrites(calls.database, calls.table, member_of(difference.leaf)):
            return Conflict(row, difference)
    return None


def conflict_message(calls: PartitionCalls, keys: Iterable[str], conflict: Conflict) -> str:
    """Partition, member, three values, and what to do."""
    difference, table = conflict.difference, f"{calls.database}.{calls.table}"
    member = member_of(difference.leaf)
    its = f"its {member.removeprefix('partitions.')}"
    others = f" (and of {conflict.more:,} more)" if conflict.more else ""
    return (
        f"{table}: partition {partition_text([*keys], conflict.row)}: both the program and another writer "
        f"changed {its}{others}: declared before {_text(difference.before)}, in Glue now "
        f"{_text(difference.live)}, declared now {_text(difference.now)}. It was left as it is: declare "
        f"what is in Glue, or have the program's value win with {SETTING}={table}:{member}"
    )


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


def _text(value: Any) -> str:
    return "nothing" if value is None else str(value)
