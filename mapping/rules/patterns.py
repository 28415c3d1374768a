"""Patterns over names in Datasphere, as the rules and the context file have them.

`SPACE/OBJECT`: `*` is any text (also none), `?` one character, `{name}` any text of at least one
character that is kept under that name. Case counts. The first `/` parts space from object, for an
object's name may hold one; a pattern without it is all objects of the spaces it fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from catalog.language.findings import short
from mapping.model import ObjectKey

from .matching import Kept, Part, Parts, match, names_in

PATTERN_LIMIT = 1000  # characters
_TOKEN = re.compile(r"\*+|\?|\{(\w+)\}")


class PatternError(ValueError):
    """A text that is no pattern; the message says why."""


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Parts:
    """The parts of a pattern. Raises PatternError."""
    if len(pattern) > PATTERN_LIMIT:
        raise PatternError(f"a pattern has at most {PATTERN_LIMIT:,} characters")
    parts: list[str | Part | Kept] = []
    at = 0
    names: set[str] = set()
    for token in _TOKEN.finditer(pattern):
        parts += _literal(pattern, at, token.start())
        at = token.end()
        if not token[1]:
            parts.append(Part.ONE if token[0] == "?" else Part.ANY)
        elif token[1] in names or not token[1].isidentifier():
            raise PatternError(f"{{{token[1]}}} can't stand twice in one pattern, nor start with a digit")
        else:
            names.add(token[1])
            parts.append(Kept(token[1]))
    if set("{}") & set(_TOKEN.sub("", pattern)):
        why = "has a brace that belongs to no {name} of letters, digits and _"
        raise PatternError(f"{short(pattern)} {why}")
    return (*parts, *_literal(pattern, at, len(pattern)))


def _literal(pattern: str, start: int, end: int) -> tuple[str, ...]:
    return (pattern[start:end],) if start < end else ()


@dataclass(frozen=True, slots=True)
class Names:
    """Patterns of one entry over spaces or columns. `hits` gathers those that fitted something."""

    patterns: tuple[str, ...]
    hits: set[int] = field(default_factory=set, compare=False)

    def match(self, name: str) -> Mapping[str, str] | None:
        """What the first pattern that fits `name` keeps; None if none fits."""
        return _first(self.hits, (_kept(pattern, name) for pattern in self.patterns))

    def unused(self) -> list[int]:
        """Which patterns fitted nothing so far."""
        return [i for i in range(len(self.patterns)) if i not in self.hits]


@dataclass(frozen=True, slots=True)
class Objects:
    """Patterns of one entry over objects. `hits` gathers those that fitted something."""

    patterns: tuple[str, ...]
    hits: set[int] = field(default_factory=set, compare=False)

    def match(self, key: ObjectKey) -> Mapping[str, str] | None:
        """What the first pattern that fits the object keeps; None if none fits."""
        return _first(self.hits, (self._kept(pattern, key) for pattern in self.patterns))

    def unused(self) -> list[int]:
        """Which patterns fitted nothing so far."""
        return [i for i in range(len(self.patterns)) if i not in self.hits]

    def _kept(self, pattern: str, key: ObjectKey) -> dict[str, str] | None:
        space, _, name = pattern.partition("/")
        kept = _kept(space, key.space)
        more = _kept(name or "*", key.name) if kept is not None else None
        return None if kept is None or more is None else kept | more

    @property
    def captured(self) -> set[str]:
        """The names that the patterns keep texts under. Raises PatternError."""
        return {
            name
            for pattern in self.patterns
            for part in pattern.partition("/")[::2]
            for name in names_in(compiled(part))
        }


def several(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """One pattern or a list of them, as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def _kept(pattern: str, name: str) -> dict[str, str] | None:
    return match(compiled(pattern), name)


def _first(hits: set[int], results: Iterable[Mapping[str, str] | None]) -> Mapping[str, str] | None:
    """The first result there is; the places of all go to `hits`."""
    found = None
    for i, kept in enumerate(results):
        if kept is not None:
            hits.add(i)
            found = kept if found is None else found
    return found
