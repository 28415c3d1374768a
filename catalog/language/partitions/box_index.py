"""Finds the boxes that hold a tuple or meet a box, without a look at all of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from .boxes import Box, Numbers, inside, meet

FEW = 8  # boxes that are looked at one by one


class Index:
    """Which of many boxes hold a tuple or meet a box, without a look at all of them.

    The boxes, which may overlap, are found by their values at the place that parts them best; those of one
    value are an index again, made when a tuple asks for it. Numbers are those of the boxes as given.
    """

    def __init__(
        self, boxes: Sequence[Box], numbers: Sequence[int] | None = None, places: Sequence[int] | None = None
    ) -> None:
        self.boxes = boxes
        self._numbers = range(len(boxes)) if numbers is None else numbers
        self._places = range(len(boxes[0]) if boxes else 0) if places is None else places
        self._below: dict[str, Index] = {}
        self._made: dict[Numbers, Index] = {}

    @cached_property
    def _place(self) -> int:
        """The place whose values are in the fewest boxes; -1 if none is worth it."""
        if len(self._numbers) <= FEW or not self._places:
            return -1
        crowds = {place: self._crowd(place) for place in self._places}
        best = min(crowds, key=crowds.__getitem__)
        return best if crowds[best] <= len(self._numbers) / 2 else -1

    def _crowd(self, place: int) -> float:
        """In how many boxes a value of this place is, on average."""
        sides = [self.boxes[number][place] for number in self._numbers]
        return sum(map(len, sides)) / (len(frozenset[str]().union(*sides)) or 1)

    @cached_property
    def _by_value(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number in self._numbers:
            for value in self.boxes[number][self._place]:
                found.setdefault(value, []).append(number)
        return found

    def holding(self, values: Sequence[str]) -> list[int]:
        """The numbers of the boxes that hold the tuple, in order."""
        if self._place < 0:
            return [number for number in self._numbers if inside(values, self.boxes[number])]
        if self._place >= len(values):
            return []
        value = values[self._place]
        if value not in self._below:
            self._below[value] = self._of(tuple(self._by_value.get(value, ())))
        return self._below[value].holding(values)

    def _of(self, numbers: Numbers) -> Index:
        """One index for all values that the same boxes hold."""
        if numbers not in self._made:
            places = [place for place in self._places if place != self._place]
            self._made[numbers] = Index(self.boxes, numbers, places)
        return self._made[numbers]

    def meeting(self, box: Box) -> list[int]:
        """The numbers of the boxes that have a tuple in common with `box`, in order."""
        near: Iterable[int] = self._numbers
        if self._place >= 0:
            none: list[int] = []
            near = sorted(set[int]().union(*(self._by_value.get(v, none) for v in box[self._place])))
        return [number for number in near if meet(box, self.boxes[number])]
