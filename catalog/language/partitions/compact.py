"""A set of partitions as plain data that stays small, as the state of a PartitionSet holds it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from . import ranges
from .box_algebra import difference
from .boxes import Side, boxed
from .tuple_sets import TupleSet


def compact(values: TupleSet) -> list[Any]:
    """A set as plain data that stays small: a list of boxes, each a list of sides; days that follow each
    other as `{from, to}`. `restored` reads it.
    """
    whole = [*values.boxes, *boxed(values.listed)]
    if values.without:
        whole = difference(whole, boxed(values.without))
    return [[_compact_side(side) for side in box] for box in whole]


def _compact_side(side: Side) -> list[Any]:
    if len(side) == 1:
        return [*side]
    found: list[Any] = []
    for run in ranges.day_runs(side):
        found += [{"from": run[0], "to": run[-1]}] if len(run) > 2 else run
    return found


def restored(written: Any) -> TupleSet:
    """The set that `compact` wrote."""
    return TupleSet.of_disjoint([tuple(map(_restored_side, box)) for box in written or ()])


def _restored_side(written: Sequence[Any]) -> Side:
    spread = (ranges.expand(e, "date") if isinstance(e, Mapping) else [e] for e in written)
    return frozenset(chain.from_iterable(spread))
