"""What is left of boxes without others, as disjoint boxes, at the cost of their sides. Pure.

Boxes that have nothing in common are not compared: an `Index` finds those that have; where most have, `Masks`
compares them by what is alike in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .box_index import FEW, Index
from .box_masks import Masks
from .boxes import Box, Numbers, Side, box_size, values_by_holders


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


def remainder(box: Box, others: Sequence[Box]) -> list[Box]:
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
    place = _narrowest_place(box, others)
    alike: dict[tuple[Box, ...], list[Side]] = {}  # what is left is the same: one box again
    for numbers, values in values_by_holders(box[place], [other[place] for other in others]):
        rest = remainder(
            _without_place(box, place), [_without_place(others[number], place) for number in numbers]
        )
        alike.setdefault(tuple(rest), []).append(values)
    return [
        _with_place(part, place, Side().union(*values)) for rest, values in alike.items() for part in rest
    ]


def split_box(box: Box, others: Sequence[Box]) -> list[tuple[Numbers, Box]]:
    """The whole of `box` as disjoint boxes, each with the numbers of those of `others` that hold it."""
    if not others:
        return [((), box)]
    if not box:
        return [(tuple(range(len(others))), box)]
    place = _narrowest_place(box, others)
    alike: dict[tuple[tuple[Numbers, Box], ...], list[Side]] = {}
    for numbers, values in values_by_holders(box[place], [other[place] for other in others]):
        parts = split_box(
            _without_place(box, place), [_without_place(others[number], place) for number in numbers]
        )
        named = tuple((tuple(numbers[n] for n in held), part) for held, part in parts)
        alike.setdefault(named, []).append(values)
    return [
        (held, _with_place(part, place, Side().union(*values)))
        for parts, values in alike.items()
        for held, part in parts
    ]


def _narrowest_place(box: Box, others: Sequence[Box]) -> int:
    """The place at which the others hold the fewest values of the box."""
    held = [sum(len(side & other[place]) for other in others) for place, side in enumerate(box)]
    return held.index(min(held))


def _without_place(box: Box, place: int) -> Box:
    return (*box[:place], *box[place + 1 :])


def _with_place(box: Box, place: int, side: Side) -> Box:
    return (*box[:place], side, *box[place:])


def difference(boxes: Iterable[Box], others: Iterable[Box]) -> list[Box]:
    """What of disjoint `boxes` is in none of `others`, as disjoint boxes."""
    return less_indexed(boxes, Index([*others]))


def less_indexed(boxes: Iterable[Box], index: Index) -> list[Box]:
    """As `difference`, with an index of the others that is made already."""
    return [part for box in boxes for part in remainder(box, [index.boxes[n] for n in index.meeting(box)])]


def disjoint(boxes: Iterable[Box]) -> list[Box]:
    """The same tuples without repetition, in the order of the boxes; what several hold, the largest keeps."""
    whole = [box for box in dict.fromkeys(boxes) if all(box)]
    index = Index(whole)
    rank = {
        number: at for at, number in enumerate(sorted(range(len(whole)), key=lambda n: -box_size(whole[n])))
    }
    near = [[n for n in index.meeting(box) if rank[n] < rank[number]] for number, box in enumerate(whole)]
    crowded = sorted({n for at, held in enumerate(near) if len(held) > FEW for n in (at, *held)})
    masks = Masks.of({n: whole[n] for n in crowded})
    found: list[Box] = []
    for number, box in enumerate(whole):
        if masks and len(near[number]) > FEW:
            found += masks.less(number, near[number])
        else:
            found += remainder(box, [whole[n] for n in near[number]])
    return found
