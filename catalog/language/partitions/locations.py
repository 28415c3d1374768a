"""Where partitions lie: location templates filled with values, and whether two partitions get one folder.

Takes templates and sets of tuples; decides by the templates' parts and the values of each key, so that a set
of millions costs what its keys cost. Only sets for which that proves nothing are expanded, up to EXPANDED.
Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations, product
from math import prod

from catalog.language.findings import Path

from .box_algebra import difference, disjoint
from .boxes import Box, Side, Tuple, boxed, holds, size
from .hive import escape
from .keys import KEY_IN_TEMPLATE
from .tuple_sets import TupleSet

EXPANDED = 200_000  # partitions that are looked at one by one where templates alone tell nothing
ABSOLUTE = "s3://"
Where = Mapping[str, Side]


@dataclass(frozen=True, slots=True)
class Region:
    """Partitions that one template places. `template` is whole: `s3://lake/orders/{dt}`."""

    template: str
    rows: TupleSet
    place: Path = ()  # where in the `partitions` block it is written; () for Hive's own


@dataclass(frozen=True, slots=True)
class Overlap:
    """`count` partitions of a region lie in the folder of another one, or `inside` of it.

    `count` 0: that can't be told from the template, and they are too many to look at. `example`: the second
    one lies in the folder of the first.
    """

    region: Region
    inside: bool
    count: int
    example: tuple[Tuple, Tuple] | None


def hive(keys: Sequence[str]) -> str:
    """The template that Hive uses: `dt={dt}/contributor={contributor}`."""
    return "/".join(f"{escape(key)}={{{key}}}" for key in keys)


def whole(root: str, template: str) -> str:
    """A template with the table's location before it, where it isn't one of its own; without a last `/`."""
    if template.startswith(ABSOLUTE):
        return template.rstrip("/")
    return f"{root.rstrip('/')}/{template.strip('/')}".rstrip("/")


def dotted(template: str) -> str:
    """The first folder of a template that is named `.` or `..`, which S3 doesn't resolve; empty if none."""
    folders = template.removeprefix(ABSOLUTE).split("/")
    return next((name for name in folders if name in (".", "..")), "")


def locator(template: str, keys: Sequence[str]) -> Callable[[Tuple], str]:
    """From a tuple to its location by a whole template: `s3://lake/orders/dt=2026-01-01/`."""
    parts = KEY_IN_TEMPLATE.split(template + "/")
    places = [keys.index(name) if name in keys else -1 for name in parts[1::2]]
    texts = parts[0::2]

    def located(row: Tuple) -> str:
        found = [texts[0]]
        for place, text in zip(places, texts[1:], strict=True):
            found += (escape(row[place]) if place >= 0 else "", text)
        return "".join(found)

    return located


def regions(
    root: str,
    template: str | None,
    overrides: Sequence[tuple[Where, str | None]],
    keys: Sequence[str],
    values: TupleSet,
) -> list[Region]:
    """The tuples by the template that places them; of overrides that fit, the last one with a template."""
    found: dict[str, Region] = {}

    def add(text: str, rows: TupleSet, place: Path) -> None:
        known = found.get(text)
        found[text] = Region(text, known.rows | rows if known else rows, known.place if known else place)

    rest, sides = values, values.sides(len(keys))
    for number, (where, own) in reversed([*enumerate(overrides)]):
        if own:
            fitting = TupleSet((box_of(where, keys, sides),))
            add(whole(root, own), rest & fitting, ("overrides", number, "location"))
            rest = rest - fitting
    add(whole(root, template or hive(keys)), rest, ("location",) if template else ())
    return [region for region in found.values() if region.rows]


def box_of(where: Where, keys: Sequence[str], sides: Sequence[Side]) -> Box:
    """What `where` is about, as a box; keys that it does not name may have any of `sides`."""
    return tuple(where.get(key, side) for key, side in zip(keys, sides, strict=True))


def overlaps(found: Sequence[Region], keys: Sequence[str]) -> Iterator[Overlap]:
    """Partitions of one table that share a folder, or lie in another's; nothing if there are none."""
    crowds = [(region, crowd) for region in found if not (crowd := _crowd(region, keys)).apart]
    pairs = [pair for pair in combinations(found, 2) if not _apart(*pair, keys)]
    if not crowds and not pairs:
        return
    if sum(region.rows.count for region in found) <= EXPANDED:
        yield from _looked_at(found, keys)
        return
    for region, crowd in crowds:
        yield Overlap(region, False, crowd.lost, crowd.example)
    for one, other in pairs:
        yield Overlap(one if one.place else other, True, 0, None)


def longest(region: Region, keys: Sequence[str]) -> Tuple | None:
    """The partition with the longest location; of a product, the longest values, without expanding it."""
    locate = locator(region.template, keys)
    boxes, listed = _listed_and_boxes(region.rows)
    widest = cache(
        lambda side: max(side, key=lambda value: (len(escape(value)), value))
    )  # many boxes share one
    long = (tuple(map(widest, box)) for box in boxes)
    return max(chain(long, listed), key=lambda row: len(locate(row)), default=None)


def within(region: Region, folder: str, keys: Sequence[str]) -> tuple[int, Tuple | None]:
    """How many partitions of a region lie in `folder`, and one of them; (0, one) where they may, too many
    to look at.
    """
    levels = _segments(folder)
    if len(_segments(region.template)) < len(levels) or not _may_meet(region, levels, keys):
        return 0, None
    if region.rows.count > EXPANDED:
        return 0, next(iter(region.rows))
    locate, start = locator(region.template, keys), folder.rstrip("/") + "/"
    found = [row for row in region.rows if locate(row).startswith(start)]
    return len(found), found[0] if found else None


def above(region: Region, folder: str, keys: Sequence[str]) -> tuple[int, Tuple | None]:
    """As `within`: partitions whose own folder is `folder`, or holds it."""
    levels = _segments(folder)
    if len(_segments(region.template)) > len(levels) or not _may_meet(region, levels, keys):
        return 0, None
    if region.rows.count > EXPANDED:
        return 0, next(iter(region.rows))
    locate, whole_folder = locator(region.template, keys), folder.rstrip("/") + "/"
    found = [row for row in region.rows if whole_folder.startswith(locate(row))]
    return len(found), found[0] if found else None


def _may_meet(region: Region, levels: Sequence[str], keys: Sequence[str]) -> bool:
    """False if a level of the folder is one that no partition of the region has there."""
    sides = region.rows.sides(len(keys))
    for segment, level in zip(_segments(region.template), levels, strict=False):
        texts = _texts(segment, keys, sides)
        if texts is not None and level not in texts:
            return False
    return True


# --- by the templates alone


@dataclass(frozen=True, slots=True)
class _Crowd:
    """What the template of a region tells; `lost` 0 and not `apart`: nothing."""

    apart: bool
    lost: int = 0
    example: tuple[Tuple, Tuple] | None = None


def _crowd(region: Region, keys: Sequence[str]) -> _Crowd:
    """Whether a folder tells which tuple it is of, by the keys that can be read off it."""
    sides = region.rows.sides(len(keys))
    readable: set[str] = set()
    clear = True
    for segment in _segments(region.template):
        named = list(dict.fromkeys(k for k in KEY_IN_TEMPLATE.findall(segment) if k in keys))
        varying = [k for k in named if len(sides[keys.index(k)]) > 1]
        if len(varying) < 2 or _parted(segment, keys, sides):
            readable |= {*named}
        else:
            clear = False
    places = [i for i, key in enumerate(keys) if key in readable]
    if all(i in places for i, side in enumerate(sides) if len(side) > 1):
        return _Crowd(True)
    lost = region.rows.count - _distinct(region.rows, places)
    if not lost:
        return _Crowd(True)
    return _Crowd(False, lost, _alike(region.rows, places)) if clear else _Crowd(False)


def _parted(segment: str, keys: Sequence[str], sides: Sequence[Side]) -> bool:
    """Whether values in one folder's name can be told apart: by their lengths, or by what is between."""
    parts = KEY_IN_TEMPLATE.split(segment)
    values = [{escape(v) for v in sides[keys.index(k)]} if k in keys else {""} for k in parts[1::2]]
    if sum(len({len(v) for v in given}) > 1 for given in values) <= 1:
        return True
    used = set("".join(text for given in values for text in given))
    return all(set(text) - used for text in parts[2:-1:2])


def _listed_and_boxes(rows: TupleSet) -> tuple[list[Box], list[Tuple]]:
    boxes = list(rows.boxes)
    return difference(boxes, boxed(rows.without)) if rows.without else boxes, sorted(rows.listed)


def _distinct(rows: TupleSet, places: Sequence[int]) -> int:
    """How many tuples are left when only these places are looked at."""
    boxes, listed = _listed_and_boxes(rows)
    if not places:
        return min(rows.count, 1)
    seen = disjoint([tuple(box[i] for i in places) for box in boxes])
    return size(seen) + len({t for row in listed if not holds(seen, t := tuple(row[i] for i in places))})


def _alike(rows: TupleSet, places: Sequence[int]) -> tuple[Tuple, Tuple] | None:
    """Two tuples that are the same in these places."""
    boxes, listed = _listed_and_boxes(rows)
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
    return next(_across([*boxes, *boxed(listed)], places), None)


def _across(boxes: Sequence[Box], places: Sequence[int]) -> Iterator[tuple[Tuple, Tuple]]:
    for one, other in combinations(boxes, 2):
        common = [one[i] & other[i] if i in places else None for i in range(len(one))]
        if all(side is None or side for side in common):
            pick = [
                tuple(min(side if c is None else c) for side, c in zip(box, common, strict=True))
                for box in (one, other)
            ]
            yield pick[0], pick[1]


def _apart(one: Region, other: Region, keys: Sequence[str]) -> bool:
    """True if no folder of one region can be a folder of the other, or lie in one."""
    pairs = list(zip(_segments(one.template), _segments(other.template), strict=False))
    ours, theirs = _bounds(one.rows, len(keys)), _bounds(other.rows, len(keys))
    return all(
        any(_no_common(a, mine, b, yours, keys) for a, b in pairs) for mine, yours in product(ours, theirs)
    )


def _bounds(rows: TupleSet, length: int) -> list[Sequence[Side]]:
    """Boxes that hold all tuples of a set, few of them."""
    few = len(rows.boxes) <= 20
    boxes: list[Sequence[Side]] = [*rows.boxes] if few else [TupleSet(rows.boxes).sides(length)]
    return [*boxes, TupleSet((), rows.listed).sides(length)] if rows.listed else boxes


def _no_common(a: str, mine: Sequence[Side], b: str, yours: Sequence[Side], keys: Sequence[str]) -> bool:
    here, there = _texts(a, keys, mine), _texts(b, keys, yours)
    return here is not None and there is not None and here.isdisjoint(there)


def _texts(segment: str, keys: Sequence[str], sides: Sequence[Side]) -> frozenset[str] | None:
    """All names that a folder of this level can have; None where these are too many."""
    named = [k for k in dict.fromkeys(KEY_IN_TEMPLATE.findall(segment)) if k in keys]
    given = [sides[keys.index(k)] for k in named]
    if prod(map(len, given)) > EXPANDED:
        return None
    fill = locator(segment, named)
    return frozenset(fill(row)[:-1] for row in product(*given))


def _segments(template: str) -> list[str]:
    return template.rstrip("/").split("/")


# --- one by one


def _looked_at(found: Sequence[Region], keys: Sequence[str]) -> Iterator[Overlap]:
    """What is found when every location is written down."""
    first: dict[str, Tuple] = {}
    for region in found:
        locate = locator(region.template, keys)
        shared = [
            (other, row) for row in region.rows if (other := first.setdefault(locate(row), row)) is not row
        ]
        if shared:
            yield Overlap(region, False, len(shared), shared[0])
    depths = sorted({len(_segments(region.template)) for region in found})
    for region in found:
        shallower = [d for d in depths if d < len(_segments(region.template))]
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
