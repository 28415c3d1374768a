"""The rules about a table's partitions: values, how many, their size, overrides, projection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from catalog.language.findings import Path, Violation, and_more
from catalog.language.glue.limits import PARTITIONS_LIMIT
from catalog.language.partitions import projection
from catalog.language.partitions import validation as partition_validation
from catalog.language.partitions.hive import index_keys
from catalog.language.partitions.keys import NULL, keys_of
from catalog.language.partitions.values import Partitions
from catalog.language.specs.recovery import BLANK, lies_in
from catalog.language.specs.resolver import TableSpec

from .partition_locations import no_shared_folder
from .rule import Context, Violations

BLOCK: Path = ("partitions",)
VALUES: Path = ("partitions", "values")
WARN_ABOVE = 10_000  # partitions a table: beyond, planning a query takes its time without an index
SURPRISING = 10_000_000
TEXTS = ("string", "char", "varchar")
OF_VALUES = ("except", "overrides", "location", "ownership", "cascade")  # say something about values
MEGABYTES = {"KB": 0.001, "MB": 1.0, "GB": 1000.0, "TB": 1_000_000.0}
SMALLEST, LARGEST = 100, 1000  # MB a partition: fewer are slow to list, more slow to read


def partition_values(table: TableSpec, context: Context) -> Violations:
    """The declared values fit the keys, and are no more than Glue and its readers can handle."""
    block = table.data.get("partitions") or {}
    if any(BLANK in (key["name"], key["type"]) for key in block.get("keys", ())):
        return
    found = table.partitions
    yield from _in_block(found.violations)
    if not found.violations:
        yield from _in_block(partition_validation.check_values(found))
        yield from _in_block(partition_validation.check_spelling(found))
        yield from _count(found, block)
        yield from _idle(found) if "values" in block else ()
        yield from _null_in_indexes(found, block)
    wrong = [*_in_block(_check_overrides(found, block))]
    yield from wrong
    if not wrong and not found.violations and found.values.count <= PARTITIONS_LIMIT:
        yield from no_shared_folder(table, found, context)


def _in_block(violations: Iterable[Violation]) -> Violations:
    for violation in violations:
        yield replace(violation, path=(*BLOCK, *violation.path))


def _idle(found: Partitions) -> Violations:
    """Exceptions leave out something: a misspelled one would keep a partition that nobody wants."""
    for place in found.idle[:1]:
        remedy = "Name values that are declared, or remove it"
        message = f"this leaves out none of the values{and_more(len(found.idle) - 1)}"
        yield Violation("SPEC032", (*BLOCK, *place), message, remedy)


def _null_in_indexes(found: Partitions, block: Mapping[str, Any]) -> Violations:
    """SPEC030: no null in an indexed key that is no text, as Glue checks such values against the type."""
    pairs = zip(found.keys, found.values.sides(len(found.keys)), strict=True)
    sides = {key.name: (key, side) for key, side in pairs if key.type.partition("(")[0] not in TEXTS}
    for i, index in enumerate(block.get("indexes", ())):
        for key, side in (sides[name] for name in index_keys(index) if name in sides):
            if NULL in side:
                message = f"null ({NULL}) is among the values of {key.name}, a key of type {key.type}: "
                message += "the build of this index may fail"
                remedy = f"Give these partitions a value, or leave {key.name} out of the index"
                yield Violation("SPEC030", (*BLOCK, "indexes", i), message, remedy)


def _count(found: Partitions, block: Mapping[str, Any]) -> Violations:
    count, warn_above = found.values.count, block.get("warn_above", WARN_ABOVE)
    pairs = zip(found.keys, found.values.sides(len(found.keys)), strict=True)
    sides = " x ".join(f"{len(side):,} {key.name}" for key, side in pairs)
    message = f"{count:,} partitions ({sides})"
    if count > PARTITIONS_LIMIT:
        remedy = "Use fewer or coarser keys, or projection"
        yield Violation("SPEC024", VALUES, f"{message}; Glue takes {PARTITIONS_LIMIT:,} a table", remedy)
    elif count > SURPRISING:
        remedy = "Queries of so many fail to plan without an index: use coarser keys or projection"
        yield Violation("SPEC034", VALUES, f"{message}, half of what Glue takes", remedy)
    elif count > warn_above:
        remedy = "Use coarser keys or projection, or raise partitions.warn_above"
        yield Violation("SPEC034", VALUES, message, remedy)
    yield from _size(block, count)


def _size(block: Mapping[str, Any], count: int) -> Violations:
    if "expected_size" not in block:
        return
    text = block["expected_size"]
    megabytes = float(text[:-2]) * MEGABYTES[text[-2:]]
    if SMALLEST <= megabytes <= LARGEST:
        return
    word = "small" if megabytes < SMALLEST else "large"
    total = f"; {count:,} of them are {count * megabytes / 1000:,.0f} GB" if count else ""
    remedy = f"{'Coarser' if word == 'small' else 'Finer'} keys make partitions of 100 MB to 1 GB"
    message = f"{text} is {word} for a partition{total}"
    yield Violation("SPEC035", (*BLOCK, "expected_size"), message, remedy)


def _check_overrides(found: Partitions, block: Mapping[str, Any]) -> Iterator[Violation]:
    for i, override in enumerate(block.get("overrides", ())):
        place = "overrides", i
        yield from partition_validation.check_where(override["where"], found.keys, (*place, "where"))
        if "location" in override:
            yield from partition_validation.check_template(
                override["location"], found.keys, (*place, "location")
            )
    if "location" in block:
        yield from partition_validation.check_template(block["location"], found.keys, ("location",))


def projected(table: TableSpec, _: Context) -> Violations:
    """Athena's projection fits the keys, and the table declares no values beside it."""
    block = table.data.get("partitions") or {}
    place: Path = (*BLOCK, "projection")
    if "projection" not in block or any(BLANK in (key["name"], key["type"]) for key in block.get("keys", ())):
        return
    keys = {key.name: key.type for key in keys_of(block)}
    for violation in projection.violations(block["projection"], keys):
        yield replace(violation, path=(*place, *violation.path))
    if "values" in block:
        message = "projection and values found: Athena asks Glue for no partition of a projected table"
        yield Violation("SPEC025", place, message, "Keep one of them")


def values_required(table: TableSpec, _: Context) -> Violations:
    """`except`, `overrides` and the like have values that they are about."""
    block = table.data.get("partitions") or {}
    if "values" in block or lies_in(VALUES, table.holes):
        return
    for name in (name for name in OF_VALUES if name in block):
        if "projection" in block:
            message = f"{name} and projection found: Glue holds no partition of a projected table"
            yield Violation(
                "SPEC025", (*BLOCK, name), message, "Remove it; projection has a location of its own"
            )
        else:
            message = f"{name} found and no values: there is no partition that it could be about"
            remedy = "Write partitions.values, or remove it"
            yield Violation("SPEC032", (*BLOCK, name), message, remedy)
