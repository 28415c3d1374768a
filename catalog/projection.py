"""Athena's partition projection: a spec's block as table parameters, and what does not fit the keys.

Types and parameters are those of the Athena user guide ("Supported types for partition projection"): enum,
integer, date, injected. Athena then computes partitions from these alone and asks Glue for none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .formats import text_of

Place = tuple[str | int, ...]
Complaint = tuple[Place, str, str]  # place in the block, what is wrong, what to do

# by projection type: what must be given, what may be, and Glue types of keys that Athena takes with it
TYPES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "enum": (("values",), (), ("string", "char", "varchar")),
    "integer": (("range",), ("interval", "digits"), ("tinyint", "smallint", "int", "bigint", "string")),
    "date": (("range", "format"), ("interval", "unit"), ("string", "char", "varchar", "date", "timestamp")),
    "injected": ((), (), ("string", "char", "varchar")),
}
WORDS = {"unit": "interval.unit"}
_INTEGER = re.compile(r"-?\d+")
_PLACE = re.compile(r"\{(\w+)\}")


def parameters(block: Mapping[str, Any], table_location: str) -> dict[str, str]:
    """The table parameters for a `projection` block that has no complaints."""
    found = {"projection.enabled": "true"}
    for key, projected in block["keys"].items():
        for word, value in projected.items():
            text = ",".join(map(text_of, value)) if isinstance(value, list) else text_of(value)
            found[f"projection.{key}.{WORDS.get(word, word)}"] = text
    if "location" in block:
        template = _PLACE.sub(r"${\1}", block["location"])
        root = "" if template.startswith("s3://") else f"{table_location.rstrip('/')}/"
        found["storage.location.template"] = f"{root}{template}"
    return found


def complaints(block: Mapping[str, Any], keys: Mapping[str, str]) -> Iterator[Complaint]:
    """What does not fit. `keys`: the partition keys' Glue types by name."""
    given: Mapping[str, Any] = block.get("keys") or {}
    for name in given:
        if name not in keys:
            yield ("keys", name), f"{name!r} is no partition key", f"The keys are {', '.join(keys)}"
    for name, key_type in keys.items():
        if name not in given:
            todo = "With projection, Athena needs to know every key"
            yield ("keys",), f"the partition key {name!r} is missing", todo
        else:
            yield from _key(given[name], key_type, ("keys", name))
    template = block.get("location")
    missing = [k for k in keys if template is not None and k not in _PLACE.findall(template)]
    if missing:
        yield ("location",), f"{{{missing[0]}}} is not in it", "Each key has its place in the template"


def _key(projected: Mapping[str, Any], key_type: str, place: Place) -> Iterator[Complaint]:
    kind = projected["type"]
    needed, allowed, glue_types = TYPES[kind]
    for word in needed:
        if word not in projected:
            yield place, f"{word} is missing", f"A projection of type {kind} needs {' and '.join(needed)}"
    for word in projected:
        if word not in ("type", *needed, *allowed):
            yield (*place, word), f"{kind} takes no {word}", f"Remove it, or use another type than {kind}"
    if key_type.partition("(")[0] not in glue_types:
        todo = f"{kind} goes with keys of type {', '.join(glue_types)}"
        yield (*place, "type"), f"{kind} found for a key of type {key_type}", todo
    if "range" in projected and "range" in needed:
        yield from _range(kind, projected["range"], (*place, "range"))
    if kind == "enum":
        yield from _enum(projected.get("values", ()), (*place, "values"))


def _range(kind: str, ends: Sequence[Any], place: Place) -> Iterator[Complaint]:
    if kind == "integer":
        if not all(_INTEGER.fullmatch(text_of(end)) for end in ends):
            yield place, f"{list(ends)} found", "Give two whole numbers"
        elif int(ends[0]) > int(ends[1]):
            yield place, "the range ends before it begins", "Swap its ends"
    elif any("," in text_of(end) for end in ends):
        yield place, f"{list(ends)} found", "Athena parts the ends with a comma: they can't hold one"


def _enum(values: Sequence[Any], place: Place) -> Iterator[Complaint]:
    if any("," in text_of(value) for value in values):
        yield place, "a value holds a comma", "Athena parts the values with it; use the type injected"
    elif len(set(map(text_of, values))) < len(values):
        yield place, "a value appears twice", "Remove one of them"
