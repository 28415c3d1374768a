"""Whether partitions share a folder, or lie in the folder of another partition or table. Pure.

Decided by the templates' parts and the values of each key, so that a set of millions costs what its keys
cost. Only sets for which that proves nothing are expanded, up to EXPANDED.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product
from math import prod

from .box_algebra import disjoint
from .boxes import Box, Side, Tuple, boxed, holds, size
from .hive import escape
from .keys import KEY_IN_TEMPLATE
from .locations import Region, boxes_and_rows, locator, segments
from .tuple_sets import TupleSet

EXPANDED = 200_000  # partitions that are compared one by one where the templates prove nothing
PROVED, TEMPLATES = 10, 100  # of one table that are compared with each other: of few partitions, of many
PAIRS = 200_000  # of boxes that are compared to find an example


@dataclass(frozen=True, slots=True)
class Overlap:
    """`count` partitions of a region lie in the folder of another one, or `inside` of it.

    `count` 0: the template proves nothing, and they are too many to compare. `example`: the second
    one lies in the folder of the first.
    """

    region: Region
    inside: bool
    count: int
    example: tuple[Tuple, Tuple] | None


def overlaps(found: Sequence[Region], keys: Sequence[str]) -> Iterator[Overlap]:
    """Partitions of one table that share a folder, or lie in another's; nothing if there are none.

    Of many templates not each is compared with each: few partitions are compared themselves, for many it
    stays open.
    """
    few = sum(region.rows.count for region in found) <= EXPANDED
    if len(found) > (PROVED if few else TEMPLATES):
        yield from _compared_one_by_one(found, keys) if few else [Overlap(found[0], True, 0, None)]
        return
    colliding = [
        (region, shared) for region in found if not (shared := _shared_folders(region, keys)).distinct
    ]
    pairs = [pair for pair in combinations(found, 2) if not _never_share(*pair, keys)]
    if not colliding and not pairs:
        return
    if few:
        yield from _compared_one_by_one(found, keys)
        return
    for region, shared in colliding:
        yield Overlap(region, False, shared.colliding, shared.example)
    for one, other in pairs:
        yield Overlap(one if one.place else other, True, 0, None)


def partitions_inside(region: Region, folder: str, keys: Sequence[str]) -> tuple[int, Tuple | None]:
    """How many partitions of a region lie in `folder`, and one of them; (0, one) where some may
    and they are too many to compare.
    """
    levels = segments(folder)
    if len(segments(region.template)) < len(levels) or not _may_meet(region, levels, keys):
        return 0, None
    if region.rows.count > EXPANDED:
        return 0, next(iter(region.rows))
    locate, start = locator(region.template, keys), folder.rstrip("/") + "/"
    found = [row for row in region.rows if locate(row).startswith(start)]
    return len(found), found[0] if found else None


def partitions_around(region: Region, folder: str, keys: Sequence[str]) -> tuple[int, Tuple | None]:
    """As `partitions_inside`, of partitions whose own folder is `folder` or holds it."""
    levels = segments(folder)
    if len(segments(region.template)) > len(levels) or not _may_meet(region, levels, keys):
        return 0, None
    if region.rows.count > EXPANDED:
        return 0, next(iter(region.rows))
    locate, whole_folder = locator(region.template, keys), folder.rstrip("/") + "/"
    found = [row for row in region.rows if whole_folder.startswith(locate(row))]
    return len(found), found[0] if found else None


def _may_meet(region: Region, levels: Sequence[str], keys: Sequence[str]) -> bool:
    """False if a level of the folder is one that no partition of the region has there."""
    sides = region.rows.sides(len(keys))
    for segment, level in zip(segments(region.template), levels, strict=False):
        texts = _folder_names(segment, keys, sides)
        if texts is not None and level not in texts:
            return False
    return True


@dataclass(frozen=True, slots=True)
class _SharedFolders:
    """What the template of a region proves about its own partitions.

    `distinct`: each has a folder of its own. Else `colliding` of them lie in the folder of another, such as
    the second of `example` in that of the first; 0 where the template proves nothing.
    """

    distinct: bool
    colliding: int = 0
    example: tuple[Tuple, Tuple] | None = None


def _shared_folders(region: Region, keys: Sequence[str]) -> _SharedFolders:
    """Whether the name of a folder determines its tuple, by the keys that can be read off the name."""
    sides = region.rows.sides(len(keys))
    readable: set[str] = set()
    clear = True
    for segment in segments(region.template):
        named = list(dict.fromkeys(k for k in KEY_IN_TEMPLATE.findall(segment) if k in keys))
        varying = [k for k in named if len(sides[keys.index(k)]) > 1]
        if len(varying) < 2 or _separable(segment, keys, sides):
            readable |= {*named}
        else:
            clear = False
    places = [i for i, key in enumerate(keys) if key in readable]
    if all(i in places for i, side in enumerate(sides) if len(side) > 1):
        return _SharedFolders(True)
    lost = region.rows.count - _distinct_count(region.rows, places)
    if not lost:
        return _SharedFolders(True)
    return _SharedFolders(False, lost, _same_at(region.rows, places)) if clear else _SharedFolders(False)


def _separable(segment: str, keys: Sequence[str], sides: Sequence[Side]) -> bool:
    """Whether the values in one folder's name can be separated: by their lengths or the text between."""
    parts = KEY_IN_TEMPLATE.split(segment)
    values = [{escape(v) for v in sides[keys.index(k)]} if k in keys else {""} for k in parts[1::2]]
    if sum(len({len(v) for v in given}) > 1 for given in values) <= 1:
        return True
    used = set("".join(text for given in values for text in given))
    return all(set(text) - used for text in parts[2:-1:2])


def _distinct_count(rows: TupleSet, places: Sequence[int]) -> int:
    """How many tuples are left when only these places are looked at."""
    boxes, listed = boxes_and_rows(rows)
    if not places:
        return min(rows.count, 1)
    seen = disjoint([tuple(box[i] for i in places) for box in boxes])
    return size(seen) + len({t for row in listed if not holds(seen, t := tuple(row[i] for i in places))})


def _same_at(rows: TupleSet, places: Sequence[int]) -> tuple[Tuple, Tuple] | None:
    """Two tuples that are the same in these places."""
    boxes, listed = boxes_and_rows(rows)
    for box in boxes:
        wide = next((i for i, side in enumerate(box) if i not in places and len(side) > 1), None)
        if wide is not None:
            first = tuple(min(side) for side in box)
            second = sorted(box[wide])[1]
            return first, (*first[:wide], second, *first[wide + 1 :])
    first_of: dict[Tuple, Tuple] = {}
    for row in listed:
        other = first_of.setdefault(tuple(row[i] for i in places), row)
        if other != row:
            return other, row
    return next(_same_across_boxes([*boxes, *boxed(listed)], places), None)


def _same_across_boxes(boxes: Sequence[Box], places: Sequence[int]) -> Iterator[tuple[Tuple, Tuple]]:
    for one, other in islice(combinations(boxes, 2), PAIRS):
        common = [one[i] & other[i] if i in places else None for i in range(len(one))]
        if all(side is None or side for side in common):
            pick = [
                tuple(min(side if c is None else c) for side, c in zip(box, common, strict=True))
                for box in (one, other)
            ]
            yield pick[0], pick[1]


def _never_share(one: Region, other: Region, keys: Sequence[str]) -> bool:
    """True if no folder of one region can be a folder of the other, or lie in one."""
    pairs = list(zip(segments(one.template), segments(other.template), strict=False))
    ours, theirs = _bounding_boxes(one.rows, len(keys)), _bounding_boxes(other.rows, len(keys))
    return all(
        any(_disjoint_levels(a, mine, b, yours, keys) for a, b in pairs)
        for mine, yours in product(ours, theirs)
    )


def _bounding_boxes(rows: TupleSet, length: int) -> list[Sequence[Side]]:
    """Boxes that hold all tuples of a set, few of them."""
    few = len(rows.boxes) <= 20
    boxes: list[Sequence[Side]] = [*rows.boxes] if few else [TupleSet(rows.boxes).sides(length)]
    return [*boxes, TupleSet((), rows.listed).sides(length)] if rows.listed else boxes


def _disjoint_levels(
    a: str, mine: Sequence[Side], b: str, yours: Sequence[Side], keys: Sequence[str]
) -> bool:
    here, there = _folder_names(a, keys, mine), _folder_names(b, keys, yours)
    return here is not None and there is not None and here.isdisjoint(there)


def _folder_names(segment: str, keys: Sequence[str], sides: Sequence[Side]) -> frozenset[str] | None:
    """All names that a folder of this level can have; None where these are too many."""
    named = [k for k in dict.fromkeys(KEY_IN_TEMPLATE.findall(segment)) if k in keys]
    given = [sides[keys.index(k)] for k in named]
    if prod(map(len, given)) > EXPANDED:
        return None
    fill = locator(segment, named)
    return frozenset(fill(row)[:-1] for row in product(*given))


def _compared_one_by_one(found: Sequence[Region], keys: Sequence[str]) -> Iterator[Overlap]:
    """The overlaps of few partitions, by their locations one by one."""
    first: dict[str, Tuple] = {}
    for region in found:
        locate = locator(region.template, keys)
        shared = [
            (other, row) for row in region.rows if (other := first.setdefault(locate(row), row)) is not row
        ]
        if shared:
            yield Overlap(region, False, len(shared), shared[0])
    depths = sorted({len(segments(region.template)) for region in found})
    for region in found:
        shallower = [d for d in depths if d < len(segments(region.template))]
        nested = [*_nested(region, shallower, first, keys)] if shallower else []
        if nested:
            yield Overlap(region, True, len(nested), nested[0])


def _nested(
    region: Region, depths: Sequence[int], first: Mapping[str, Tuple], keys: Sequence[str]
) -> Iterator[tuple[Tuple, Tuple]]:
    locate = locator(region.template, keys)
    for row in region.rows:
        parts = locate(row).split("/")
        holding = (first.get("/".join([*parts[:depth], ""])) for depth in depths)
        outer = next((found for found in holding if found is not None), None)
        if outer is not None:
            yield outer, row
