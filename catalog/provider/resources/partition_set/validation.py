"""What is wrong with the inputs of a PartitionSet, before anything reads them: shapes first, then meaning.

A program of one's own may hand over anything; each problem is a text that names the property. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from catalog.aws.shapes.partition import PARTITION_SET_LIMIT
from catalog.language.checks.partition_locations import check_lengths, overlap_message
from catalog.language.findings import Violation
from catalog.language.glue.types import GlueTypeError, canonical
from catalog.language.partitions import validation as partition_validation
from catalog.language.partitions.keys import keys_of
from catalog.language.partitions.overlaps import overlaps
from catalog.provider.framework.property_diff import member

from .declared import EXCLUSIVE, Declared

OWNERSHIPS = ("declared", EXCLUSIVE)
RANGE = {"from": (str, int), "to": (str, int), "by": (str, int), "format": (str,)}
SCALARS = (str, int, float, bool)
TEMPLATE = "locationTemplate"  # what a spec calls location
Problems = Iterator[str]


def problems(inputs: Mapping[str, Any]) -> list[str]:
    """Every problem of inputs that hold nothing unknown; meaning only where the shapes are right."""
    return [*_shapes(inputs)] or [*_meaning(inputs)]


# --- shapes


def _shapes(inputs: Mapping[str, Any]) -> Problems:
    yield from _keys(inputs["keys"])
    for name in ("values", "except"):
        yield from _set(inputs.get(name), name)
    if inputs.get("ownership") not in (None, "", *OWNERSHIPS):
        yield f"ownership: {inputs['ownership']!r} found; {' or '.join(OWNERSHIPS)} expected"
    overrides = inputs.get("overrides")
    if not isinstance(overrides or [], list):
        yield f"overrides: {overrides!r} found; a list expected"
        return
    for i, override in enumerate(overrides or ()):
        place = f"overrides[{i}]"
        if not isinstance(override, Mapping) or not isinstance(override.get("where"), Mapping):
            yield f"{place}: {override!r} found; an object with where expected"
        else:
            yield from _product(override["where"], f"{place}.where")


def _keys(keys: Any) -> Problems:
    if not isinstance(keys, list) or not keys:
        yield f"keys: {keys!r} found; the table's partition keys expected, as in [{{name: dt, type: date}}]"
        return
    for i, key in enumerate(keys):
        if not isinstance(key, Mapping) or not all(isinstance(key.get(n), str) for n in ("name", "type")):
            yield f"keys[{i}]: {key!r} found; name and type expected"
            continue
        try:
            canonical(key["type"])
        except GlueTypeError as error:
            yield f"keys[{i}].type: {error}"


def _set(written: Any, place: str) -> Problems:
    if isinstance(written, Mapping):
        yield from _product(written, place)
    elif isinstance(written, list):
        for i, entry in enumerate(written):
            if isinstance(entry, Mapping):
                yield from _product(entry, f"{place}[{i}]")
            else:
                yield from _scalars(entry if isinstance(entry, list) else [entry], f"{place}[{i}]")
    elif written is not None:
        yield f"{place}: {written!r} found; a cross product, or a list of products and rows expected"


def _product(written: Mapping[str, Any], place: str) -> Problems:
    for name, side in written.items():
        at = member(place, name)
        for i, entry in enumerate(side if isinstance(side, list) else [side]):
            inside = f"{at}[{i}]" if isinstance(side, list) else at
            yield from _range(entry, inside) if isinstance(entry, Mapping) else _scalars([entry], inside)


def _range(written: Mapping[str, Any], place: str) -> Problems:
    for name, kinds in RANGE.items():
        if name in written and not isinstance(written[name], kinds):
            yield f"{member(place, name)}: {written[name]!r} found; a text or whole number expected"


def _scalars(row: Sequence[Any], place: str) -> Problems:
    for value in row:
        if value is not None and not isinstance(value, SCALARS):
            yield f"{place}: {value!r} found; a text or number expected"


# --- meaning


def _meaning(inputs: Mapping[str, Any]) -> Problems:
    declared = Declared(inputs)
    keys = keys_of(inputs)
    found = [*declared.violations]
    if not found:
        found += partition_validation.check_values(declared.read)
    for i, override in enumerate(inputs.get("overrides") or ()):
        place = "overrides", i
        found += partition_validation.check_where(override["where"], keys, (*place, "where"))
        found += _template(override, keys, place)
    found += _template(inputs, keys, ())
    yield from map(_message, found)
    if (count := declared.values.count) > PARTITION_SET_LIMIT:
        yield f"values: {count:,} partitions, Glue takes {PARTITION_SET_LIMIT:,} a table"
    elif not found:
        yield from _misplaced(declared)


def _template(given: Mapping[str, Any], keys: Any, place: tuple[str | int, ...]) -> Iterable[Violation]:
    return (
        partition_validation.check_template(given[TEMPLATE], keys, (*place, TEMPLATE))
        if given.get(TEMPLATE)
        else ()
    )


def _misplaced(declared: Declared) -> Problems:
    """Partitions that would lie in one folder, or in one of too long a name."""
    for overlap in overlaps(declared.regions, declared.keys):
        if overlap.count:
            yield f"{_place(overlap.region.place)}: {overlap_message(overlap, declared.keys)}"
    for violation in check_lengths(declared.regions, declared.read):
        yield _message(replace(violation, path=_in_inputs(violation.path)))


def _place(place: Iterable[str | int]) -> str:
    return _path(_in_inputs(place) or ("values",))


def _in_inputs(place: Iterable[str | int]) -> tuple[str | int, ...]:
    return tuple(TEMPLATE if part == "location" else part for part in place)


def _message(violation: Violation) -> str:
    remedy = f". {violation.remedy}" if violation.remedy else ""
    return f"{_path(violation.path)}: {violation.message}{remedy}"


def _path(place: Iterable[str | int]) -> str:
    text = ""
    for part in place:
        text = f"{text}[{part}]" if isinstance(part, int) else member(text, part)
    return text
