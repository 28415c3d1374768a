"""The rules about partitions' locations: none is shared with another partition or table, none is too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from catalog.language.findings import Path, Violation, short
from catalog.language.glue.limits import LOCATION_LIMIT
from catalog.language.partitions import locations as partition_locations
from catalog.language.partitions.hive import escape
from catalog.language.partitions.keys import keys_in
from catalog.language.partitions.locations import Region
from catalog.language.partitions.overlaps import Overlap, overlaps, partitions_around, partitions_inside
from catalog.language.partitions.values import Partitions, side_of
from catalog.language.partitions.wording import partition_text
from catalog.language.specs.resolver import TableSpec

from .location_index import folder, location_of
from .rule import Context, Violations

CODE, SHARED = "SPEC026", "SPEC036"  # an error, a warning
BLOCK: Path = ("partitions",)


def no_shared_folder(table: TableSpec, found: Partitions, context: Context) -> Violations:
    """SPEC026, an error, of folders shared within the table; SPEC036, a warning, of those of other tables."""
    root, keys = location_of(table), [key.name for key in found.keys]
    if not root or not found.values:
        return
    regions = regions_of(found, table.data["partitions"], root)
    for violation in check_lengths(regions, found):
        yield replace(violation, path=(*BLOCK, *violation.path))
    overlapping = [_overlap(overlap, keys) for overlap in overlaps(regions, keys)]
    yield from overlapping
    for region in regions if not overlapping else ():
        yield from _own_folder(region, root, keys)
        if not region.template.startswith(folder(root)):
            yield from _other_tables(region, table, context, keys)


def regions_of(found: Partitions, block: Mapping[str, Any], root: str) -> list[Region]:
    """The partitions of a block without violations, by the template that places them."""
    by_name = {key.name: key for key in found.keys}
    overrides = [
        ({k: side_of(v, by_name[k]) for k, v in o["where"].items()}, o.get("location"))
        for o in block.get("overrides", ())
    ]
    return partition_locations.regions(root, block.get("location"), overrides, [*by_name], found.values)


def check_lengths(regions: Sequence[Region], found: Partitions) -> Iterator[Violation]:
    """No location is longer than Glue takes, however short the values that it is made of."""
    keys = [key.name for key in found.keys]
    for region in regions:
        row = partition_locations.row_with_longest_location(region, keys)
        length = len(partition_locations.locator(region.template, keys)(row)) if row else 0
        if row and length > LOCATION_LIMIT:
            key, value = max(zip(keys, row, strict=True), key=lambda one: len(escape(one[1])))
            place = region.place or found.places.get(row)
            message = f"{length:,} characters in a partition's location, Glue takes {LOCATION_LIMIT:,}"
            message += f": that of {key}={short(value)}"
            remedy = "Give it a shorter value or template: of /, = and the like each takes three characters"
            yield Violation(CODE, place or ("values",), message, remedy)


def overlap_message(overlap: Overlap, keys: Sequence[str]) -> str:
    """An overlap in words: how many of how many partitions, and two of them."""
    region = overlap.region
    if not overlap.count:
        count = f"{region.rows.count:,}"
        return f"whether two of {count} partitions lie in one folder can't be decided by the template"
    left_out = [f"{{{key}}}" for key in keys if key not in keys_in(region.template)]
    are = "is" if len(left_out) == 1 else "are"
    why = f"{' and '.join(left_out)} {are} not in it: " if left_out and not overlap.inside else ""
    lie = "lies" if overlap.count == 1 else "lie"
    where = "inside the folder" if overlap.inside else "in the folder"
    text = f"{why}{overlap.count:,} of {region.rows.count:,} partitions {lie} {where} of another"
    if overlap.example:
        outer, inner = (partition_text(keys, row) for row in overlap.example)
        text += f", such as {inner} in that of {outer}"
    return text


def _overlap(overlap: Overlap, keys: Sequence[str]) -> Violation:
    place = (*BLOCK, *(overlap.region.place or ("values",)))
    if not overlap.count:
        remedy = "Separate the keys by a / in the template"
        return Violation(SHARED, place, overlap_message(overlap, keys), remedy)
    remedy = f"Give each a folder of its own, by {', '.join(f'{{{key}}}' for key in keys)} in the template"
    return Violation(CODE, place, overlap_message(overlap, keys), remedy)


def _own_folder(region: Region, root: str, keys: Sequence[str]) -> Violations:
    _, row = partitions_around(region, root, keys)
    if row is not None:
        message = f"partition {partition_text(keys, row)} lies at the table's own location"
        remedy = "Give it a folder below: a further partition would lie inside of it"
        yield Violation(SHARED, _place(region), message, remedy)


def _other_tables(region: Region, table: TableSpec, context: Context, keys: Sequence[str]) -> Violations:
    """Partitions that a template of their own puts into another table's folder, or around it."""
    start = region.template.partition("{")[0].rpartition("/")[0]
    folders = context.folders
    for other in chain(folders.above(start), folders.at(start), folders.below(start)):
        if other is table:
            continue
        for look, where in ((partitions_inside, "in"), (partitions_around, "around")):
            count, row = look(region, location_of(other), keys)
            if row is not None:
                number = f"{count:,} of {region.rows.count:,} partitions" if count else "partitions"
                example = partition_text(keys, row)
                message = f"{number}, such as {example}, lie {where} the location of {other.full_name}"
                remedy = "Give them another folder, unless both tables are to read these files"
                yield Violation(SHARED, _place(region), message, remedy)
                break


def _place(region: Region) -> Path:
    return (*BLOCK, *(region.place or ("values",)))
