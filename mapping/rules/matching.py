"""Whether a name fits a pattern of `*`, `?` and `{name}`, and what it keeps: at a cost that grows with size.

A regular expression of several `.*` tries every way to part a name among them: five stars on 200 characters
took seconds. Here each part of the pattern, from the last to the first, gets the set of all places of the
name from which the rest of the pattern fits; a set is one whole number with a bit for each place, so that a
part costs a few operations on it. What is kept is read off from left to right, as a regular expression has
it: a star takes as much as it can, a `{name}` as little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Part(Enum):
    """What is no text in a pattern; a name that is kept is a `Kept`."""

    ANY = "*"  # any text, also none
    ONE = "?"  # one character


@dataclass(frozen=True, slots=True)
class Kept:
    """`{name}`: at least one character, kept under that name."""

    name: str


Parts = Sequence[str | Part | Kept]  # texts are not empty


def match(parts: Parts, text: str) -> dict[str, str] | None:
    """What the whole of `text` keeps of the parts' names; None if it does not fit."""
    first = parts[0] if parts else None
    if isinstance(first, str):  # most names are told by their first letters or their last
        if not text.startswith(first):
            return None
        parts, text = parts[1:], text[len(first) :]
    last = parts[-1] if parts else None
    if isinstance(last, str):
        if not text.endswith(last):
            return None
        parts, text = parts[:-1], text[: -len(last)]
    if len(parts) == 1 and parts[0] is Part.ANY:
        return {}
    sets = _places(parts, text)
    if not sets[0] & 1:
        return None
    kept: dict[str, str] = {}
    at = 0
    for part, after in zip(parts, sets[1:], strict=True):
        if part is Part.ANY:
            at = after.bit_length() - 1
        elif isinstance(part, Kept):
            beyond = after >> (at + 1)
            end = at + (beyond & -beyond).bit_length()
            kept[part.name] = text[at:end]
            at = end
        else:
            at += 1 if part is Part.ONE else len(part)
    return kept


def names_in(parts: Parts) -> set[str]:
    """The names that the parts keep texts under."""
    return {part.name for part in parts if isinstance(part, Kept)}


def _places(parts: Parts, text: str) -> list[int]:
    """For each part, and for the end, the places of `text` from which all from there on fits."""
    here = 1 << len(text)
    sets = [here]
    for part in reversed(parts):
        if not here:
            pass  # nothing fits any more
        elif part is Part.ANY:
            here = (1 << here.bit_length()) - 1
        elif part is Part.ONE:
            here >>= 1
        elif isinstance(part, Kept):
            here = (1 << (here.bit_length() - 1)) - 1
        else:
            here = (here >> len(part)) & _occurrences(part, text)
        sets.append(here)
    return sets[::-1]


def _occurrences(part: str, text: str) -> int:
    """The places of `text` at which `part` stands."""
    found = bytearray(len(text) // 8 + 1)
    at = text.find(part)
    while at >= 0:
        found[at >> 3] |= 1 << (at & 7)
        at = text.find(part, at + 1)
    return int.from_bytes(found, "little")
