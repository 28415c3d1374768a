"""Patterns over names in Datasphere, as the rules and the context file have them.

`SPACE/OBJECT`: `*` is any text (also none), `?` one character, `{name}` any text of at least one
character that is kept under that name. Case counts. The first `/` parts space from object, for an
object's name may hold one; a pattern without it is all objects of the spaces it fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .model import ObjectKey

_TOKEN = re.compile(r"\*+|\?|\{(\w+)\}")


class PatternError(ValueError):
    """A text that is no pattern; the message says why."""


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression of a pattern. Raises PatternError."""
    text, at = "", 0
    names: set[str] = set()
    for match in _TOKEN.finditer(pattern):
        text += re.escape(pattern[at : match.start()])
        at = match.end()
        if not match[1]:
            text += "." if match[0] == "?" else ".*"
        elif match[1] in names or not match[1].isidentifier():
            raise PatternError(f"{{{match[1]}}} can't stand twice in one pattern, nor start with a digit")
        else:
            names.add(match[1])
            text += f"(?P<{match[1]}>.+?)"
    return re.compile(text + re.escape(pattern[at:]), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Names:
    """Patterns of one entry over single names: spaces or columns."""

    patterns: tuple[str, ...]

    def match(self, name: str) -> Mapping[str, str] | None:
        """What the first pattern that fits `name` keeps; None if none fits."""
        for pattern in self.patterns:
            found = compiled(pattern).fullmatch(name)
            if found:
                return found.groupdict()
        return None


@dataclass(frozen=True, slots=True)
class Objects:
    """Patterns of one entry over objects."""

    patterns: tuple[str, ...]

    def match(self, key: ObjectKey) -> Mapping[str, str] | None:
        """What the first pattern that fits the object keeps; None if none fits."""
        for pattern in self.patterns:
            space, _, name = pattern.partition("/")
            in_space = compiled(space).fullmatch(key.space)
            found = compiled(name or "*").fullmatch(key.name) if in_space else None
            if in_space and found:
                return {**in_space.groupdict(), **found.groupdict()}
        return None

    @property
    def captured(self) -> set[str]:
        """The names that the patterns keep texts under. Raises PatternError."""
        return {
            name
            for pattern in self.patterns
            for part in pattern.partition("/")[::2]
            for name in compiled(part).groupindex
        }


def several(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """One pattern or a list of them, as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def any_match(objects: Iterable[Objects], key: ObjectKey) -> bool:
    """True if one of them fits."""
    return any(each.match(key) is not None for each in objects)
