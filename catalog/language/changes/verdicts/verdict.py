"""A verdict of a change, what it depends on beside the tables, and the judgement that carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Any

from ..change import Change
from .readers import DEFAULT_READERS


class Verdict(IntEnum):
    """How a change meets who reads the table, worst last."""

    ADDITIVE = 0  # something more; whoever asks for nothing new sees no difference
    COMPATIBLE = 1  # readers go on as before
    BREAKING = 2  # a query fails, or gives other rows or values; so is what is not known


class PartitionSchema(Enum):
    """Which columns the table's registered partitions carry after the run."""

    NONE = "none"  # not partitioned, or no partitions
    OLD = "old"  # `cascade: false`: those of before
    NEW = "new"  # `cascade: true`: those of the table
    # `cascade` unset: added columns and fields reach them, a changed type where files have none of their own
    # (text) or are read by the new one; else each keeps its own, which the reader casts
    AUTO = "auto"
    PROJECTED = "projected"  # Athena computes partitions, and looks at the table alone


def partition_schema(partitioned: bool, projected: bool, cascade: bool | None) -> PartitionSchema:
    """Which schema partitions have after a run, by what a spec declares."""
    if projected:
        return PartitionSchema.PROJECTED
    if not partitioned:
        return PartitionSchema.NONE
    if cascade is None:
        return PartitionSchema.AUTO
    return PartitionSchema.NEW if cascade else PartitionSchema.OLD


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who reads the table (names of `readers.READERS`), and what its partitions are like after the run."""

    readers: tuple[str, ...] = DEFAULT_READERS
    partitions: PartitionSchema = PartitionSchema.NONE


@dataclass(frozen=True, slots=True)
class Judgement:
    """A change, or one part of it, with its verdict.

    `path` is the column, also into structures (`address.zip`, `items[].price`), or the key or parameter, or
    ''. `readers` are those that suffer: of a break the ones that it breaks. `reason` names them. `entry` is
    the entry of `changes.accept` that would accept it, without `reason` and `until`; of a dropped table or
    database the one of `removed`. `source` and `mark` are the table's: where the verdict comes from, and
    whether that is documented, read, tried or inferred.
    """

    change: Change
    code: str
    verdict: Verdict
    path: str
    readers: tuple[str, ...]
    reason: str
    remedy: str
    entry: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    mark: str = ""
