"""Sets of tuples as products: `{2026-01-01, ...} x {c01, ...}` is one box, however many tuples it stands for.

Takes and gives boxes of the same length (a set of values for each place). Counting, subtracting and asking
for one tuple cost what the sides cost, not what the product costs; only `tuples` expands. Knows nothing of
partitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product
from math import prod
from operator import contains

Side = frozenset[str]
Box = tuple[Side, ...]
Tuple = tuple[str, ...]


def size(boxes: Iterable[Box]) -> int:
    """How many tuples disjoint boxes hold together."""
    return sum(prod(map(len, box)) for box in boxes)


def holds(boxes: Iterable[Box], values: Sequence[str]) -> bool:
    """Whether one of the boxes holds the tuple; none holds one of another length."""
    return any(len(values) == len(box) and all(map(contains, box, values)) for box in boxes)


def subtract(box: Box, other: Box) -> list[Box]:
    """What of `box` is not in `other`, as disjoint boxes: at most one for each place."""
    common = tuple(a & b for a, b in zip(box, other, strict=True))
    if not all(common):
        return [box]
    rest: list[Box] = []
    for place, side in enumerate(box):
        left = side - common[place]
        if left:
            rest.append((*common[:place], left, *box[place + 1 :]))
    return rest


def difference(boxes: Iterable[Box], others: Iterable[Box]) -> list[Box]:
    """What of disjoint `boxes` is in none of `others`, as disjoint boxes."""
    left = list(boxes)
    for other in others:
        left = [part for box in left for part in subtract(box, other)]
    return left


def disjoint(boxes: Iterable[Box]) -> list[Box]:
    """The same tuples without repetition; a box comes without what those before it hold."""
    found: list[Box] = []
    for box in boxes:
        if all(box):
            found += difference([box], found)
    return found


def tuples(boxes: Iterable[Box]) -> Iterator[Tuple]:
    """Every tuple, box by box, each box in the order of its sorted sides."""
    for box in boxes:
        yield from product(*map(sorted, box))


def boxed(rows: Iterable[Tuple]) -> list[Box]:
    """The tuples as few disjoint boxes, found place by place: what is left of a product is small again."""
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


@dataclass(frozen=True, slots=True)
class TupleSet:
    """A set of tuples, most of them in boxes: those of the boxes but `without`, and those of `listed`.

    The boxes are disjoint; `listed` lies outside of them and `without` inside.
    """

    boxes: tuple[Box, ...] = ()
    listed: frozenset[Tuple] = frozenset()
    without: frozenset[Tuple] = frozenset()

    @staticmethod
    def of(
        boxes: Iterable[Box],
        listed: Iterable[Tuple],
        not_boxes: Sequence[Box] = (),
        not_listed: Iterable[Tuple] = (),
    ) -> TupleSet:
        """What the boxes and the list hold, less what the others hold; all may overlap."""
        whole = disjoint(boxes)
        given = TupleSet(tuple(whole), frozenset(t for t in listed if not holds(whole, t)))
        apart = disjoint(not_boxes)
        return given - TupleSet(tuple(apart), frozenset(t for t in not_listed if not holds(apart, t)))

    def __len__(self) -> int:
        return size(self.boxes) + len(self.listed) - len(self.without)

    def __contains__(self, values: object) -> bool:
        if not isinstance(values, tuple):
            return False
        return values in self.listed or (values not in self.without and holds(self.boxes, values))

    def __iter__(self) -> Iterator[Tuple]:
        """Every tuple once: box by box, then the listed ones, sorted."""
        yield from (t for t in tuples(self.boxes) if t not in self.without)
        yield from sorted(self.listed)

    def sides(self, length: int) -> list[Side]:
        """All values that each place of `length` can have; more than it has where tuples are left out."""
        return [
            frozenset[str]().union(*(box[i] for box in self.boxes), {row[i] for row in self.listed})
            for i in range(length)
        ]

    def __sub__(self, other: TupleSet) -> TupleSet:
        """What is here and not there."""
        boxes = tuple(difference(self.boxes, other.boxes))
        single = chain(self.listed, (t for t in other.without if t in self))
        gone = chain(self.without, other.listed)
        return TupleSet(
            boxes,
            frozenset(t for t in single if t not in other),
            frozenset(t for t in gone if holds(boxes, t)),
        )

    def __or__(self, other: TupleSet) -> TupleSet:
        """What is in one of them."""
        more = other - self
        listed, without = self.listed | more.listed, self.without | more.without
        back = listed & without  # in a box of one, left out there, and held by the other
        return TupleSet((*self.boxes, *more.boxes), listed - back, without - back)

    def __and__(self, other: TupleSet) -> TupleSet:
        """What is in both."""
        return self - (self - other)
