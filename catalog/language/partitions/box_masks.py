"""Subtraction of boxes of which most have something in common, as numbers of bits. Pure.

A bit stands for values that the same boxes hold, so that a value more costs a bit more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from operator import and_

from .boxes import Box, Numbers, Side, values_by_holders

LARGE = 16  # boxes that are asked whether they hold another one


BITS = 1 << 28  # of all boxes of a crowd at one place: 32 MB


Mask = tuple[int, ...]  # a box of bits, each of which stands for values that the same boxes hold


@dataclass(frozen=True)
class Masks:
    """Boxes of a crowd, in which most meet, as numbers: to them a value more costs a bit more."""

    masks: dict[int, Mask]
    values: list[list[Side]]  # of each bit, at each place
    sides: dict[tuple[int, int], Side] = field(default_factory=dict)  # by place and bits

    @staticmethod
    def of(boxes: dict[int, Box]) -> Masks | None:
        """The boxes by their numbers; None for none, and for too many of too many values."""
        masks: dict[int, Mask] = dict.fromkeys(boxes, ())
        values: list[list[Side]] = []
        for place in range(len(next(iter(boxes.values()), ()))):
            sides = [box[place] for box in boxes.values()]
            alike = values_by_holders(Side().union(*sides), sides)
            if len(alike) * len(boxes) > BITS:
                return None
            bits = [bytearray(len(alike) // 8 + 1) for _ in boxes]
            for bit, (holders, _) in enumerate(alike):
                for holder in holders:
                    bits[holder][bit // 8] |= 1 << bit % 8
            for number, held in zip(boxes, bits, strict=True):
                masks[number] += (int.from_bytes(held, "little"),)
            values.append([side for _, side in alike])
        return Masks(masks, values) if boxes else None

    def less(self, number: int, others: Sequence[int]) -> list[Box]:
        """What of a box is in none of the others, as disjoint boxes."""
        left = _remainder(self.masks[number], [self.masks[other] for other in others])
        return [tuple(self._side(place, mask) for place, mask in enumerate(part)) for part in left]

    def _side(self, place: int, mask: int) -> Side:
        if (place, mask) not in self.sides:
            self.sides[place, mask] = Side().union(*(self.values[place][bit] for bit in _bits(mask)))
        return self.sides[place, mask]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _remainder(box: Mask, others: Iterable[Mask]) -> list[Mask]:
    """As `remainder`, of boxes of bits."""
    if len(box) == 1:
        left = box[0]
        for other in others:
            left &= ~other[0]
            if not left:
                break
        return [(left,)] if left else []
    parts = _outermost(box, others)
    if not parts:
        return [box]
    if parts[0] == box:
        return []
    weights = [sum(part[place].bit_count() for part in parts) for place in range(len(box))]
    place = weights.index(min(weights))
    holders: dict[int, list[int]] = {bit: [] for bit in _bits(box[place])}
    for number, part in enumerate(parts):
        for bit in _bits(part[place]):
            holders[bit].append(number)
    same: dict[Numbers, int] = {}
    for bit, numbers in holders.items():
        same[tuple(numbers)] = same.get(tuple(numbers), 0) | 1 << bit
    alike: dict[tuple[Mask, ...], int] = {}  # what is left is the same: one box again
    smaller, inner = [(*p[:place], *p[place + 1 :]) for p in parts], (*box[:place], *box[place + 1 :])
    for held, mask in same.items():
        rest = tuple(_remainder(inner, [smaller[n] for n in held]))
        alike[rest] = alike.get(rest, 0) | mask
    return [(*p[:place], mask, *p[place:]) for rest, mask in alike.items() for p in rest]


def _outermost(box: Mask, others: Iterable[Mask]) -> list[Mask]:
    """What each of the others has of a box, the largest first; without what one of the very largest holds."""
    common = {part for other in others if all(part := tuple(map(and_, box, other)))}
    found: list[Mask] = []
    for part in sorted(common, key=lambda p: (-prod(map(int.bit_count, p)), p)):
        if not any(all(a & b == a for a, b in zip(part, large, strict=True)) for large in found[:LARGE]):
            found.append(part)
    return found
