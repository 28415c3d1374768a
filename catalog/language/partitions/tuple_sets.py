"""Sets of tuples, most of them in boxes: counting, subtracting and asking for one tuple cost what the sides
of the boxes cost, not what their product costs. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from .box_algebra import disjoint, less_indexed, split_box
from .box_index import Index
from .boxes import Box, Numbers, Side, Tuple, box_size, sides_of, size, tuples

MANY = 50  # boxes of which the small ones are worth less than their tuples
SMALL = 8  # tuples


@dataclass(frozen=True)
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
        given = TupleSet.of_disjoint(disjoint(boxes), listed)
        if not not_boxes and not not_listed:
            return given
        return given - TupleSet.of_disjoint(disjoint(not_boxes), not_listed)

    @staticmethod
    def of_disjoint(boxes: Sequence[Box], listed: Iterable[Tuple] = ()) -> TupleSet:
        """What disjoint boxes and the list hold. Tuples that no box of some size holds are listed: asking for
        one of them costs nothing, however many there are.
        """
        least = SMALL if len(boxes) > MANY else 1
        whole = TupleSet(tuple(box for box in boxes if box_size(box) > least))
        single = tuples(box for box in boxes if box_size(box) <= least)
        outside = (t for t in listed if not whole._boxed(t)) if whole.boxes else listed
        return TupleSet(whole.boxes, frozenset(chain(single, outside)))

    @cached_property
    def _index(self) -> Index:
        return Index(self.boxes)

    def _boxed(self, values: Tuple) -> bool:
        return bool(self.boxes) and bool(self._index.holding(values))

    @property
    def count(self) -> int:
        """How many tuples; `len` is limited to the largest index."""
        return size(self.boxes) + len(self.listed) - len(self.without)

    def __len__(self) -> int:
        return self.count

    def __bool__(self) -> bool:
        return bool(self.listed) or self.count > 0

    def __contains__(self, values: object) -> bool:
        if not isinstance(values, tuple):
            return False
        return values in self.listed or (values not in self.without and self._boxed(values))

    def __iter__(self) -> Iterator[Tuple]:
        """Every tuple once: box by box, then the listed ones, sorted."""
        yield from (t for t in tuples(self.boxes) if t not in self.without)
        yield from sorted(self.listed)

    def sides(self, length: int) -> list[Side]:
        """All values that each place of `length` can have; more than it has where tuples are left out."""
        return sides_of(self.boxes, self.listed, length)

    def __sub__(self, other: TupleSet) -> TupleSet:
        """What is here and not there."""
        single = chain(
            (t for t in self.listed if t not in other),
            (t for t in other.without if t in self),
        )
        gone = chain(
            (t for t in self.without if not other._boxed(t)),
            (t for t in other.listed if self._boxed(t)),
        )
        boxes = less_indexed(self.boxes, other._index)
        return TupleSet(tuple(boxes), frozenset(single), frozenset(gone))

    def __or__(self, other: TupleSet) -> TupleSet:
        """What is in one of them."""
        more = other - self
        listed, without = self.listed | more.listed, self.without | more.without
        back = listed & without  # in a box of one, left out there, and held by the other
        return TupleSet((*self.boxes, *more.boxes), listed - back, without - back)

    def __and__(self, other: TupleSet) -> TupleSet:
        """What is in both."""
        boxes = (
            tuple(map(Side.intersection, box, other.boxes[number]))
            for box in self.boxes
            for number in other._index.meeting(box)
        )
        single = chain((t for t in self.listed if t in other), (t for t in other.listed if t in self))
        gone = chain(
            (t for t in self.without if other._boxed(t)),
            (t for t in other.without if self._boxed(t)),
        )
        return TupleSet(tuple(boxes), frozenset(single), frozenset(gone))

    def split_by(self, others: Sequence[Box]) -> list[tuple[Numbers, TupleSet]]:
        """The tuples by which of `others` hold them, as sets; first those that the first ones hold."""
        index = Index(others)
        parts: dict[Numbers, tuple[list[Box], set[Tuple], set[Tuple]]] = {}

        def part(numbers: Sequence[int]) -> tuple[list[Box], set[Tuple], set[Tuple]]:
            return parts.setdefault(tuple(numbers), ([], set(), set()))

        for box in self.boxes:
            near = index.meeting(box)
            for held, piece in split_box(box, [others[number] for number in near]):
                part([near[number] for number in held])[0].append(piece)
        for row in self.listed:
            part(index.holding(row))[1].add(row)
        for row in self.without:
            part(index.holding(row))[2].add(row)
        found = [
            (numbers, TupleSet(tuple(boxes), frozenset(listed), frozenset(without)))
            for numbers, (boxes, listed, without) in parts.items()
        ]
        found.sort(key=lambda entry: (*entry[0], len(others)))
        return [(numbers, rows) for numbers, rows in found if rows]
