"""The rules about a table's partitions: values, how many, their size, overrides, projection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.language.findings import Path, Severity
from catalog.language.glue.limits import PARTITIONS_LIMIT
from catalog.language.partitions import projection, validation
from catalog.language.partitions import values as partition_values
from catalog.language.partitions.hive import index_keys
from catalog.language.partitions.values import Complaint, Partitions
from catalog.language.specs.partitions import partitions_of
from catalog.language.specs.recovery import BLANK, lies_in
from catalog.language.specs.resolver import TableSpec

from . import partition_locations
from .problem import Context, Problem, Problems

BLOCK: Path = ("partitions",)
VALUES: Path = ("partitions", "values")
WARN_ABOVE = 10_000  # partitions a table: beyond, planning a query takes its time without an index
SURPRISING = 10_000_000
TEXTS = ("string", "char", "varchar")
OF_VALUES = ("except", "overrides", "location", "ownership", "cascade")  # say something about values
MEGABYTES = {"KB": 0.001, "MB": 1.0, "GB": 1000.0, "TB": 1_000_000.0}
SMALLEST, LARGEST = 100, 1000  # MB a partition: fewer are slow to list, more slow to read


def values(table: TableSpec, context: Context) -> Problems:
    """What the block declares fits the keys, and is no more than Glue and its readers bear."""
    block = table.data.get("partitions") or {}
    if any(BLANK in (key["name"], key["type"]) for key in block.get("keys", ())):
        return
    found = partitions_of(table)
    yield from _rule(found.complaints)
    if not found.complaints:
        yield from _rule(validation.fitting(found))
        yield from _rule(validation.respelled(found), Severity.WARNING)
        yield from _count(found, block)
        yield from _idle(found) if "values" in block else ()
        yield from _null_in_indexes(found, block)
    wrong = [*_rule(_placed(found, block))]
    yield from wrong
    if not wrong and not found.complaints and found.values.count <= PARTITIONS_LIMIT:
        yield from partition_locations.apart(table, found, context)


def _rule(complaints: Iterable[Complaint], severity: Severity = Severity.ERROR) -> Problems:
    for complaint in complaints:
        place, todo = (*BLOCK, *complaint.place), complaint.todo or "Correct it"
        yield Problem("SPEC021", place, complaint.message, todo, severity)


def _idle(found: Partitions) -> Problems:
    """Exceptions that leave out nothing: one that is misspelled leaves a partition that is not wanted."""
    for place in found.idle[:1]:
        more = f" (and {len(found.idle) - 1:,} more)" if len(found.idle) > 1 else ""
        todo = "Correct it, or remove it"
        message = f"none of the values is left out by this{more}"
        yield Problem("SPEC021", (*BLOCK, *place), message, todo, Severity.WARNING)


def _null_in_indexes(found: Partitions, block: Mapping[str, Any]) -> Problems:
    """Nulls of indexed keys that are no text: Glue holds values of indexed keys against their types."""
    null = partition_values.NULL
    pairs = zip(found.keys, found.values.sides(len(found.keys)), strict=True)
    sides = {key.name: (key, side) for key, side in pairs if key.type.partition("(")[0] not in TEXTS}
    for i, index in enumerate(block.get("indexes", ())):
        for key, side in (sides[name] for name in index_keys(index) if name in sides):
            if null in side:
                message = f"null ({null}) is among the values of {key.name}, a key of type {key.type}: "
                message += "the build of this index may fail"
                todo = f"Give these partitions a value, or leave {key.name} out of the index"
                yield Problem("SPEC016", (*BLOCK, "indexes", i), message, todo, Severity.WARNING)


def _count(found: Partitions, block: Mapping[str, Any]) -> Problems:
    count, warn_above = found.values.count, block.get("warn_above", WARN_ABOVE)
    pairs = zip(found.keys, found.values.sides(len(found.keys)), strict=True)
    sides = " x ".join(f"{len(side):,} {key.name}" for key, side in pairs)
    message = f"{count:,} partitions ({sides})"
    if count > PARTITIONS_LIMIT:
        todo = "Use fewer or coarser keys, or projection"
        yield Problem("SPEC024", VALUES, f"{message}; Glue takes {PARTITIONS_LIMIT:,} a table", todo)
    elif count > SURPRISING:
        todo = "Queries of so many fail to plan without an index: use coarser keys or projection"
        yield Problem("SPEC024", VALUES, f"{message}, half of what Glue takes", todo, Severity.WARNING)
    elif count > warn_above:
        todo = "Use coarser keys or projection, or raise partitions.warn_above"
        yield Problem("SPEC024", VALUES, message, todo, Severity.WARNING)
    yield from _size(block, count)


def _size(block: Mapping[str, Any], count: int) -> Problems:
    if "expected_size" not in block:
        return
    text = block["expected_size"]
    megabytes = float(text[:-2]) * MEGABYTES[text[-2:]]
    if SMALLEST <= megabytes <= LARGEST:
        return
    word = "small" if megabytes < SMALLEST else "large"
    total = f"; {count:,} of them are {count * megabytes / 1000:,.0f} GB" if count else ""
    todo = f"{'Coarser' if word == 'small' else 'Finer'} keys make partitions of 100 MB to 1 GB"
    message = f"{text} is {word} for a partition{total}"
    yield Problem("SPEC024", (*BLOCK, "expected_size"), message, todo, Severity.WARNING)


def _placed(found: Partitions, block: Mapping[str, Any]) -> Iterator[Complaint]:
    for i, override in enumerate(block.get("overrides", ())):
        place = "overrides", i
        yield from validation.where(override["where"], found.keys, (*place, "where"))
        if "location" in override:
            yield from validation.template(override["location"], found.keys, (*place, "location"))
    if "location" in block:
        yield from validation.template(block["location"], found.keys, ("location",))


def projected(table: TableSpec, _: Context) -> Problems:
    """Athena's projection fits the keys, and stands for itself."""
    block = table.data.get("partitions") or {}
    place: Path = (*BLOCK, "projection")
    if "projection" not in block or any(BLANK in (key["name"], key["type"]) for key in block.get("keys", ())):
        return
    keys = {key.name: key.type for key in partition_values.keys_of(block)}
    for inside, message, todo in projection.complaints(block["projection"], keys):
        yield Problem("SPEC025", (*place, *inside), message, todo)
    if "values" in block:
        message = "projection and values found: Athena asks Glue for no partition of a projected table"
        yield Problem("SPEC025", place, message, "Keep one of them")


def lonely(table: TableSpec, _: Context) -> Problems:
    """What is said about partitions that the block declares none of: nothing would come of it."""
    block = table.data.get("partitions") or {}
    if "values" in block or lies_in(VALUES, table.holes):
        return
    for name in (name for name in OF_VALUES if name in block):
        if "projection" in block:
            message = f"{name} and projection found: Glue holds no partition of a projected table"
            yield Problem(
                "SPEC025", (*BLOCK, name), message, "Remove it; projection has a location of its own"
            )
        else:
            message = f"{name} found and no values: there is no partition that it could be about"
            todo = "Write partitions.values, or remove it"
            yield Problem("SPEC021", (*BLOCK, name), message, todo, Severity.WARNING)
