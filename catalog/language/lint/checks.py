"""The five things that a rule can ask for, each a key of it: a row of CHECKS, with its code.

Takes the key's value, gives a check for each field that it names; a check takes an object and gives what is
wrong with it, if anything. What the value names and does not exist is a `Wrong` in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from catalog.language.findings import Path, listed, short
from catalog.language.glue.names import nearest
from catalog.language.glue.type_parts import holder_of, parsed
from catalog.language.glue.types import GlueTypeError
from catalog.language.visible import cell

from .fields import COLUMNS, SINGULAR, Field, field_of, is_blank, texts_of
from .measures import MEASURES, SIZES
from .regex import regex
from .syntax import PatternError
from .wrong import Wrong, no_field

KEPT = 4096  # types whose answer is kept: most columns have one of a few
SHOWN = 10  # allowed values that a message lists


class Broken(NamedTuple):
    """What is wrong with an object, and what helps where the rule has no message of its own."""

    message: str
    remedy: str


# takes an object and its database (itself, for a database), each as resolved
Find = Callable[[Mapping[str, Any], Mapping[str, Any]], Broken | None]


class Check(NamedTuple):
    """A check of objects of one kind: its code, where in the object it looks, and what it finds."""

    code: str
    path: Path
    find: Find


Checks = Iterator[Check | Wrong]


def _require(kind: str, names: Any) -> Checks:
    """LINT001: each of the fields says something."""
    for i, name in enumerate(names):
        field = field_of(kind, name)
        if field is None:
            yield no_field(kind, name, ("require", i))
        else:
            yield Check("LINT001", field.path, _required(kind, field))


def _required(kind: str, field: Field) -> Find:
    def find(data: Mapping[str, Any], above: Mapping[str, Any]) -> Broken | None:
        if not is_blank(field.value(data, above)):
            return None
        return Broken(f"{_named(kind, data)} has no {field.name}", f"Add {'.'.join(map(str, field.path))}")

    return find


def _allow(kind: str, allowed: Mapping[str, Any]) -> Checks:
    """LINT002: a field that says something says one of these."""
    for name, values in allowed.items():
        field = field_of(kind, name)
        if field is None:
            yield no_field(kind, name, ("allow", name))
        else:
            yield Check("LINT002", field.path, _one_of(kind, field, list(texts_of(values))))


def _one_of(kind: str, field: Field, allowed: list[str]) -> Find:
    known = frozenset(allowed)
    return _each_text(
        kind,
        field,
        known.__contains__,
        lambda other: f"is {short(other)}{nearest(other, known)}",
        f"Write one of {listed(allowed, SHOWN)}",
    )


def _each_text(
    kind: str, field: Field, fits: Callable[[str], bool], fault: Callable[[str], str], remedy: str
) -> Find:
    """What a field says has to fit; `fault` says what the first text does that doesn't."""

    def find(data: Mapping[str, Any], above: Mapping[str, Any]) -> Broken | None:
        other = next((text for text in texts_of(field.value(data, above)) if not fits(text)), None)
        return None if other is None else Broken(f"{_its(kind, data)} {field.name} {fault(other)}", remedy)

    return find


def _match(kind: str, patterns: Mapping[str, Any]) -> Checks:
    """LINT003: what a field says fits a regular expression as a whole."""
    for name, pattern in patterns.items():
        field = field_of(kind, name)
        if field is None:
            yield no_field(kind, name, ("match", name))
            continue
        try:
            regex(pattern)
        except PatternError as error:
            message = f"has the pattern {short(pattern)}, which can't be used: {error}"
            yield Wrong(("match", name), message, "Write a regular expression for the whole text")
        else:
            yield Check("LINT003", field.path, _fitting(kind, field, pattern))


def _fitting(kind: str, field: Field, pattern: str) -> Find:
    return _each_text(
        kind,
        field,
        regex(pattern).fits,
        lambda other: f"{short(other)} does not fit {short(pattern)}",
        f"Write a {field.name} that fits as a whole",
    )


def _forbid_types(kind: str, types: Any) -> Checks:
    """LINT004: no column is or holds one of these types."""
    if kind != COLUMNS:
        yield Wrong(("forbid_types",), f"forbids types of {kind}, which have none", "Write of: columns")
        return
    for i, wanted in enumerate(types):
        try:
            holds = holder_of(wanted)
        except GlueTypeError as error:
            message = f"forbids {short(wanted)}, which is no type: {error}"
            yield Wrong(("forbid_types", i), message, "Write a type's name, or a type as columns have it")
        else:
            yield Check("LINT004", ("type",), _without(wanted, holds))


def _without(wanted: str, holds: Callable[[Any], bool]) -> Find:
    @lru_cache(maxsize=KEPT)
    def has_it(text: str) -> bool:
        glue_type = parsed(text)
        return glue_type is not None and holds(glue_type)

    def find(data: Mapping[str, Any], _: Mapping[str, Any]) -> Broken | None:
        if not has_it(data.get("type", "")):
            return None
        message = f"{_its(COLUMNS, data)} type {short(data['type'])} is or holds {cell(wanted)}"
        return Broken(message, f"Use a type without {cell(wanted)}")

    return find


def _limit(kind: str, bounds: Mapping[str, Any]) -> Checks:
    """LINT005: no size is above its bound."""
    for name, most in bounds.items():
        if name not in SIZES:
            continue  # the schema reports it
        measure = MEASURES[kind].get(name)
        if measure is None:
            known = list(MEASURES[kind])
            message = f"limits {short(name)}, which is no size of a {SINGULAR[kind]}{nearest(name, known)}"
            yield Wrong(("limit", name), message, f"Known: {', '.join(known)}")
        else:
            yield Check("LINT005", measure.path, _within(kind, name, most))


def _within(kind: str, name: str, most: int) -> Find:
    measure = MEASURES[kind][name]

    def find(data: Mapping[str, Any], _: Mapping[str, Any]) -> Broken | None:
        size = measure.of(data)
        if size <= most:
            return None
        message = f"{_named(kind, data)}{measure.words.format(size)}, at most {most:,} allowed"
        return Broken(message, measure.remedy)

    return find


CHECKS: Mapping[str, Callable[[str, Any], Checks]] = {
    "require": _require,
    "allow": _allow,
    "match": _match,
    "forbid_types": _forbid_types,
    "limit": _limit,
}


def _named(kind: str, data: Mapping[str, Any]) -> str:
    """`the table`; a column by its name, as a file has many."""
    return f"column {cell(data.get('name', ''))}" if kind == COLUMNS else f"the {SINGULAR[kind]}"


def _its(kind: str, data: Mapping[str, Any]) -> str:
    return f"{_named(kind, data)}'s"
