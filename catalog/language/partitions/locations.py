"""Where partitions lie: location templates filled with values.

Takes templates and sets of tuples; gives the tuples by their template, and single locations. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from catalog.language.findings import Path

from .box_algebra import difference
from .boxes import Box, Side, Tuple, boxed
from .hive import escape
from .keys import KEY_IN_TEMPLATE
from .tuple_sets import TupleSet

ABSOLUTE = "s3://"
Selection = Mapping[str, Side]


@dataclass(frozen=True, slots=True)
class Region:
    """Partitions that one template places. `template` is absolute: `s3://lake/orders/{dt}`."""

    template: str
    rows: TupleSet
    place: Path = ()  # where in the `partitions` block it is written; () for Hive's own


def hive_template(keys: Sequence[str]) -> str:
    """The template that Hive uses: `dt={dt}/contributor={contributor}`."""
    return "/".join(f"{escape(key)}={{{key}}}" for key in keys)


def absolute_template(root: str, template: str) -> str:
    """The template below the table's location, unless it names a bucket itself; without a last `/`."""
    if template.startswith(ABSOLUTE):
        return template.rstrip("/")
    return f"{root.rstrip('/')}/{template.strip('/')}".rstrip("/")


def dot_folder(template: str) -> str:
    """The first folder of a template that is named `.` or `..`, which S3 doesn't resolve; empty if none."""
    folders = template.removeprefix(ABSOLUTE).split("/")
    return next((name for name in folders if name in (".", "..")), "")


def locator(template: str, keys: Sequence[str]) -> Callable[[Tuple], str]:
    """The function from a tuple to its location by an absolute template: `s3://lake/orders/dt=2026-01-01/`."""
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
    overrides: Sequence[tuple[Selection, str | None]],
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
            fitting = TupleSet((selected_box(where, keys, sides),))
            add(absolute_template(root, own), rest & fitting, ("overrides", number, "location"))
            rest = rest - fitting
    add(absolute_template(root, template or hive_template(keys)), rest, ("location",) if template else ())
    return [region for region in found.values() if region.rows]


def selected_box(where: Selection, keys: Sequence[str], sides: Sequence[Side]) -> Box:
    """The tuples that `where` selects, as a box; keys that it does not name may have any of `sides`."""
    return tuple(where.get(key, side) for key, side in zip(keys, sides, strict=True))


def row_with_longest_location(region: Region, keys: Sequence[str]) -> Tuple | None:
    """The partition with the longest location; of a product, the longest values, without expanding it."""
    locate = locator(region.template, keys)
    boxes, listed = boxes_and_rows(region.rows)
    widest = cache(
        lambda side: max(side, key=lambda value: (len(escape(value)), value))
    )  # many boxes share one
    long = (tuple(map(widest, box)) for box in boxes)
    return max(chain(long, listed), key=lambda row: len(locate(row)), default=None)


def boxes_and_rows(rows: TupleSet) -> tuple[list[Box], list[Tuple]]:
    """A set as disjoint boxes and single tuples, with nothing left to leave out."""
    boxes = list(rows.boxes)
    return difference(boxes, boxed(rows.without)) if rows.without else boxes, sorted(rows.listed)


def segments(template: str) -> list[str]:
    """The names of the folders of a template or location, from `s3:` on."""
    return template.rstrip("/").split("/")
