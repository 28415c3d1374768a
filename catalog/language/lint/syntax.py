"""What a pattern is made of, and the automaton of it: pieces to Glushkov's sets of places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .automaton import LAST_CHARACTER, Automaton, Ranges

MOST_PLACES = 500  # of a pattern, each repetition written out

ANY: Ranges = ((0, LAST_CHARACTER),)


class PatternError(ValueError):
    """A text that is no pattern; the message says why."""


@dataclass(frozen=True, slots=True)
class One:
    """One character of these."""

    characters: Ranges


@dataclass(frozen=True, slots=True)
class Row:
    """One piece after the other."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the pieces."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A piece so many times; without an end if `most` is None."""

    piece: Piece
    least: int
    most: int | None


Piece = One | Row | Choice | Repeat


@dataclass(slots=True)
class _Part:
    """A piece that has its places: those it may begin and end with, and whether it may be empty."""

    first: int
    last: int
    empty: bool


def automaton_of(piece: Piece) -> Automaton:
    """The automaton that takes what the piece describes. Raises PatternError for one that is too large."""
    if _size(piece) > MOST_PLACES:
        raise PatternError(f"it stands for more than {MOST_PLACES:,} characters, each repetition written out")
    places = _Places()
    whole = places.of(piece)
    return Automaton(places.characters, whole.first, places.follow, whole.last, empty=whole.empty)


def _size(piece: Piece) -> int:
    match piece:
        case One():
            return 1
        case Repeat(inner, least, most):
            return _size(inner) * max(least if most is None else most, 1)
        case Row(pieces) | Choice(pieces):
            return sum(map(_size, pieces))


class _Places:
    """Numbers the places of a pattern from left to right, and gathers which may follow which."""

    def __init__(self) -> None:
        self.characters: list[Ranges] = []
        self.follow: list[int] = []

    def of(self, piece: Piece) -> _Part:
        match piece:
            case One(characters):
                self.characters.append(characters)
                self.follow.append(0)
                place = 1 << (len(self.follow) - 1)
                return _Part(place, place, empty=False)
            case Row(pieces):
                part = _Part(0, 0, empty=True)
                for one in pieces:
                    part = self._then(part, self.of(one))
                return part
            case Choice(pieces):
                parts = [self.of(one) for one in pieces]
                first, last = (_union(getattr(p, end) for p in parts) for end in ("first", "last"))
                return _Part(first, last, empty=any(p.empty for p in parts))
            case Repeat():
                return self._repeated(piece)

    def _repeated(self, repeat: Repeat) -> _Part:
        part = _Part(0, 0, empty=True)
        for _ in range(max(repeat.least - (repeat.most is None), 0)):
            part = self._then(part, self.of(repeat.piece))
        if repeat.most is None:  # the last one may come again and again
            again = self.of(repeat.piece)
            self._link(again.last, again.first)
            again.empty = again.empty or not repeat.least
            return self._then(part, again)
        for _ in range(repeat.most - repeat.least):
            more = self.of(repeat.piece)
            more.empty = True
            part = self._then(part, more)
        return part

    def _then(self, before: _Part, after: _Part) -> _Part:
        self._link(before.last, after.first)
        first = before.first | (after.first if before.empty else 0)
        last = after.last | (before.last if after.empty else 0)
        return _Part(first, last, before.empty and after.empty)

    def _link(self, ends: int, starts: int) -> None:
        while ends:
            lowest = ends & -ends
            self.follow[lowest.bit_length() - 1] |= starts
            ends ^= lowest


def _union(sets: Iterator[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


def complement(ranges: Ranges) -> Ranges:
    """All characters but these."""
    found, start = [], 0
    for low, high in sorted(ranges):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    return (*found, (start, LAST_CHARACTER)) if start <= LAST_CHARACTER else tuple(found)
