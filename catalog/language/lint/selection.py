"""Which objects a rule is for: `where` and `except`, conditions on their fields and on what holds them.

Conditions on a database are decided once for all of its tables, those on a table once for all of its columns:
`given` takes what is known by then and leaves the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.language.findings import short
from catalog.language.glue.names import nearest

from .automaton import Automaton
from .fields import COLUMNS, DATABASES, INHERITED, SINGULAR, TABLES, Field, field_of, names_of, texts_of
from .regex import glob
from .syntax import PatternError
from .wrong import Wrong

KINDS_ABOVE = {DATABASES: (DATABASES,), TABLES: (DATABASES, TABLES), COLUMNS: (DATABASES, TABLES, COLUMNS)}


@dataclass(frozen=True, slots=True)
class Condition:
    """That a field of an object of `kind` says something that fits one of the patterns."""

    kind: str
    field: Field
    patterns: tuple[Automaton, ...]

    def holds(self, data: Mapping[str, Any], above: Mapping[str, Any]) -> bool:
        """Whether an object keeps it; `above` is the database of a table."""
        said = texts_of(self.field.value(data, above))
        return bool(said) and any(pattern.fits(text) for text in said for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Selection:
    """All of `where` must hold, and not all of `unless` (None where nothing is excepted)."""

    where: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] | None = None

    def given(self, kind: str, data: Mapping[str, Any], above: Mapping[str, Any]) -> Selection | None:
        """What is left to decide once an object of `kind` is known; None if the rule is not for it."""
        if not self.where and self.unless is None:
            return self
        where = _left(self.where, kind, data, above)
        unless = None if self.unless is None else _left(self.unless, kind, data, above)
        return None if where is None or unless == () else Selection(where, unless)


ALL = Selection()


def _left(
    conditions: tuple[Condition, ...], kind: str, data: Mapping[str, Any], above: Mapping[str, Any]
) -> tuple[Condition, ...] | None:
    """The conditions on other objects, if all on this one hold; else None."""
    own = [c for c in conditions if c.kind == kind]
    if not all(c.holds(data, above) for c in own):
        return None
    return tuple(c for c in conditions if c.kind != kind) if own else conditions


def conditions_of(kind: str, block: str, conditions: Mapping[str, Any]) -> Iterator[Condition | Wrong]:
    """The conditions of `where` or `except` (`block`) of a rule for `kind`."""
    for key, value in conditions.items():
        at, field = _field(kind, key)
        if field is None:
            known = [*names_of(at), *_names_above(kind)]
            message = f"asks for {short(key)}, which is no field of a {SINGULAR[at]}{nearest(key, known)}"
            yield Wrong((block, key), message, f"Known: {', '.join(dict.fromkeys(known))}")
            continue
        try:
            yield Condition(at, field, tuple(map(glob, texts_of(value))))
        except PatternError as error:
            message = f"has {short(str(value))}, which is no pattern: {error}"
            yield Wrong((block, key), message, "Write text in which * is any text and ? one character")


def _field(kind: str, key: str) -> tuple[str, Field | None]:
    """The object that a condition is about, and its field: `table.role`; `table` alone is its name."""
    word, _, name = key.partition(".")
    for at in KINDS_ABOVE[kind]:
        if word == SINGULAR[at]:
            return at, field_of(at, name or "name")
    if key in INHERITED:
        kind = TABLES if kind == COLUMNS else kind
    return kind, field_of(kind, key)


def _names_above(kind: str) -> list[str]:
    words = [SINGULAR[at] for at in KINDS_ABOVE[kind]]
    return [*words, *(f"{word}.FIELD" for word in words), *INHERITED]
