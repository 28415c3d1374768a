"""Boxes: `{2026-01-01, ...} x {c01, ...}` is one box, however many tuples it stands for.

A box has a set of values for each place, and holds every tuple of one value from each. Here is what one box
or one pair of boxes can tell; only `tuples` expands. Knows nothing of partitions. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product
from math import prod
from operator import contains

Side = frozenset[str]


Box = tuple[Side, ...]


Tuple = tuple[str, ...]


Numbers = tuple[int, ...]


def size(boxes: Iterable[Box]) -> int:
    """How many tuples disjoint boxes hold together."""
    return sum(map(box_size, boxes))


def box_size(box: Box) -> int:
    """How many tuples the box holds."""
    return prod(map(len, box))


def holds(boxes: Iterable[Box], values: Sequence[str]) -> bool:
    """Whether one of the boxes holds the tuple; none holds one of another length."""
    return any(inside(values, box) for box in boxes)


def inside(values: Sequence[str], box: Box) -> bool:
    """Whether the box holds the tuple; it holds none of another length."""
    return len(values) == len(box) and all(map(contains, box, values))


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have a tuple in common."""
    return not any(map(Side.isdisjoint, one, other))


def sides_of(boxes: Collection[Box], rows: Collection[Tuple], length: int) -> list[Side]:
    """All values that each place of `length` has in the boxes and rows."""
    return [
        frozenset[str]().union(*(box[i] for box in boxes), {row[i] for row in rows}) for i in range(length)
    ]


def tuples(boxes: Iterable[Box]) -> Iterator[Tuple]:
    """Every tuple, box by box, each box in the order of its sorted sides."""
    for box in boxes:
        yield from product(*map(sorted, box))


def boxed(rows: Iterable[Tuple]) -> list[Box]:
    """The tuples as few disjoint boxes, found place by place: of a product less some tuples again a few."""
    by_first: dict[str, list[Tuple]] = {}
    for row in set(rows):
        by_first.setdefault(row[0], []).append(row[1:])
    alike: dict[frozenset[Tuple], list[str]] = {}
    for first, rests in by_first.items():
        alike.setdefault(frozenset(rests), []).append(first)
    return [
        (frozenset(firsts), *box)
        for rests, firsts in sorted(alike.items(), key=lambda entry: sorted(entry[1]))
        for box in (boxed(rests) if rests != {()} else [()])
    ]


def values_by_holders(side: Side, others: Sequence[Side]) -> list[tuple[Numbers, Side]]:
    """The values of a side by which of the others hold them; in an order that does not hang on hashes."""
    holders: dict[str, list[int]] = {}
    for number, other in enumerate(others):
        for value in side & other:
            holders.setdefault(value, []).append(number)
    alike: dict[Numbers, list[str]] = {(): [*(side - holders.keys())]}
    for value, numbers in holders.items():
        alike.setdefault(tuple(numbers), []).append(value)
    return sorted((numbers, Side(values)) for numbers, values in alike.items() if values)
