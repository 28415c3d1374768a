"""Sets of tuples as products: `{2026-01-01, ...} x {c01, ...}` is one box, however many tuples it stands for.

Takes and gives boxes of the same length (a set of values for each place). Counting, subtracting and asking
for one tuple cost what the sides cost, not what the product costs; only `tuples` expands. Boxes that have
nothing in common are not compared: an `Index` finds those that have; where most have, `_Masks` compares them
by what is alike in them. Knows nothing of partitions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, product
from math import prod
from operator import and_, contains

Side = frozenset[str]
Box = tuple[Side, ...]
Tuple = tuple[str, ...]
Numbers = tuple[int, ...]
FEW = 8  # boxes that are looked at one by one
MANY = 50  # boxes of which the small ones are worth less than their tuples
SMALL = 8  # tuples
LARGE = 16  # boxes that are asked whether they hold another one
BITS = 1 << 28  # of all boxes of a crowd at one place: 32 MB


def size(boxes: Iterable[Box]) -> int:
    """How many tuples disjoint boxes hold together."""
    return sum(map(_count, boxes))


def _count(box: Box) -> int:
    return prod(map(len, box))


def holds(boxes: Iterable[Box], values: Sequence[str]) -> bool:
    """Whether one of the boxes holds the tuple; none holds one of another length."""
    return any(_inside(values, box) for box in boxes)


def _inside(values: Sequence[str], box: Box) -> bool:
    return len(values) == len(box) and all(map(contains, box, values))


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have a tuple in common."""
    return not any(map(Side.isdisjoint, one, other))


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
            return [number for number in self._numbers if _inside(values, self.boxes[number])]
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


def sides_of(boxes: Collection[Box], rows: Collection[Tuple], length: int) -> list[Side]:
    """All values that each place of `length` has in the boxes and rows."""
    return [
        frozenset[str]().union(*(box[i] for box in boxes), {row[i] for row in rows}) for i in range(length)
    ]


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


def _less(box: Box, others: Sequence[Box]) -> list[Box]:
    """What of `box` is in none of `others`, which may overlap, as disjoint boxes.

    Many are taken at once: the values of one place that the same of the others hold stay together, so that
    each of them is looked at where it is and nowhere else.
    """
    if len(others) == 1:
        return subtract(box, others[0])
    if not others:
        return [box]
    if any(all(map(Side.issubset, box, other)) for other in others):
        return []
    place = _parting(box, others)
    alike: dict[tuple[Box, ...], list[Side]] = {}  # what is left is the same: one box again
    for numbers, values in _held(box[place], [other[place] for other in others]):
        rest = _less(_but(box, place), [_but(others[number], place) for number in numbers])
        alike.setdefault(tuple(rest), []).append(values)
    return [_with(part, place, Side().union(*values)) for rest, values in alike.items() for part in rest]


def _parted(box: Box, others: Sequence[Box]) -> list[tuple[Numbers, Box]]:
    """The whole of `box` as disjoint boxes, each with the numbers of those of `others` that hold it."""
    if not others:
        return [((), box)]
    if not box:
        return [(tuple(range(len(others))), box)]
    place = _parting(box, others)
    alike: dict[tuple[tuple[Numbers, Box], ...], list[Side]] = {}
    for numbers, values in _held(box[place], [other[place] for other in others]):
        parts = _parted(_but(box, place), [_but(others[number], place) for number in numbers])
        named = tuple((tuple(numbers[n] for n in held), part) for held, part in parts)
        alike.setdefault(named, []).append(values)
    return [
        (held, _with(part, place, Side().union(*values)))
        for parts, values in alike.items()
        for held, part in parts
    ]


def _parting(box: Box, others: Sequence[Box]) -> int:
    """The place at which the others hold the fewest values of the box."""
    held = [sum(len(side & other[place]) for other in others) for place, side in enumerate(box)]
    return held.index(min(held))


def _held(side: Side, others: Sequence[Side]) -> list[tuple[Numbers, Side]]:
    """The values of a side by which of the others hold them; in an order that does not hang on hashes."""
    holders: dict[str, list[int]] = {}
    for number, other in enumerate(others):
        for value in side & other:
            holders.setdefault(value, []).append(number)
    alike: dict[Numbers, list[str]] = {(): [*(side - holders.keys())]}
    for value, numbers in holders.items():
        alike.setdefault(tuple(numbers), []).append(value)
    return sorted((numbers, Side(values)) for numbers, values in alike.items() if values)


def _but(box: Box, place: int) -> Box:
    return (*box[:place], *box[place + 1 :])


def _with(box: Box, place: int, side: Side) -> Box:
    return (*box[:place], side, *box[place:])


Mask = tuple[int, ...]  # a box of bits, each of which stands for values that the same boxes hold


@dataclass(frozen=True)
class _Masks:
    """Boxes of a crowd, in which most meet, as numbers: to them a value more costs a bit more."""

    masks: dict[int, Mask]
    values: list[list[Side]]  # of each bit, at each place
    sides: dict[tuple[int, int], Side] = field(default_factory=dict)  # by place and bits

    @staticmethod
    def of(boxes: dict[int, Box]) -> _Masks | None:
        """The boxes by their numbers; None for none, and for too many of too many values."""
        masks: dict[int, Mask] = dict.fromkeys(boxes, ())
        values: list[list[Side]] = []
        for place in range(len(next(iter(boxes.values()), ()))):
            sides = [box[place] for box in boxes.values()]
            alike = _held(Side().union(*sides), sides)
            if len(alike) * len(boxes) > BITS:
                return None
            bits = [bytearray(len(alike) // 8 + 1) for _ in boxes]
            for bit, (holders, _) in enumerate(alike):
                for holder in holders:
                    bits[holder][bit // 8] |= 1 << bit % 8
            for number, held in zip(boxes, bits, strict=True):
                masks[number] += (int.from_bytes(held, "little"),)
            values.append([side for _, side in alike])
        return _Masks(masks, values) if boxes else None

    def less(self, number: int, others: Sequence[int]) -> list[Box]:
        """What of a box is in none of the others, as disjoint boxes."""
        left = _masked(self.masks[number], [self.masks[other] for other in others])
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


def _masked(box: Mask, others: Iterable[Mask]) -> list[Mask]:
    """As `_less`, of boxes of bits."""
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
        rest = tuple(_masked(inner, [smaller[n] for n in held]))
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


def difference(boxes: Iterable[Box], others: Iterable[Box]) -> list[Box]:
    """What of disjoint `boxes` is in none of `others`, as disjoint boxes."""
    return _difference(boxes, Index([*others]))


def _difference(boxes: Iterable[Box], index: Index) -> list[Box]:
    return [part for box in boxes for part in _less(box, [index.boxes[n] for n in index.meeting(box)])]


def disjoint(boxes: Iterable[Box]) -> list[Box]:
    """The same tuples without repetition, in the order of the boxes; what several hold, the largest keeps."""
    whole = [box for box in dict.fromkeys(boxes) if all(box)]
    index = Index(whole)
    rank = {
        number: at for at, number in enumerate(sorted(range(len(whole)), key=lambda n: -_count(whole[n])))
    }
    near = [[n for n in index.meeting(box) if rank[n] < rank[number]] for number, box in enumerate(whole)]
    crowded = sorted({n for at, held in enumerate(near) if len(held) > FEW for n in (at, *held)})
    masks = _Masks.of({n: whole[n] for n in crowded})
    found: list[Box] = []
    for number, box in enumerate(whole):
        if masks and len(near[number]) > FEW:
            found += masks.less(number, near[number])
        else:
            found += _less(box, [whole[n] for n in near[number]])
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
        given = TupleSet.apart(disjoint(boxes), listed)
        if not not_boxes and not not_listed:
            return given
        return given - TupleSet.apart(disjoint(not_boxes), not_listed)

    @staticmethod
    def apart(boxes: Sequence[Box], listed: Iterable[Tuple] = ()) -> TupleSet:
        """What disjoint boxes and the list hold. Tuples that no box of some size holds are listed: asking for
        one of them costs nothing, however many there are.
        """
        least = SMALL if len(boxes) > MANY else 1
        whole = TupleSet(tuple(box for box in boxes if _count(box) > least))
        single = tuples(box for box in boxes if _count(box) <= least)
        outside = (t for t in listed if not whole._boxed(t)) if whole.boxes else listed
        return TupleSet(whole.boxes, frozenset(chain(single, outside)))

    @cached_property
    def _index(self) -> Index:
        return Index(self.boxes)

    def _boxed(self, values: Tuple) -> bool:
        return bool(self.boxes) and bool(self._index.holding(values))

    @property
    def count(self) -> int:
        """How many tuples; `len` can't tell more than the largest index."""
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
        boxes = _difference(self.boxes, other._index)
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

    def parted(self, others: Sequence[Box]) -> list[tuple[Numbers, TupleSet]]:
        """The tuples by which of `others` hold them, as sets; first those that the first ones hold."""
        index = Index(others)
        parts: dict[Numbers, tuple[list[Box], set[Tuple], set[Tuple]]] = {}

        def part(numbers: Sequence[int]) -> tuple[list[Box], set[Tuple], set[Tuple]]:
            return parts.setdefault(tuple(numbers), ([], set(), set()))

        for box in self.boxes:
            near = index.meeting(box)
            for held, piece in _parted(box, [others[number] for number in near]):
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
