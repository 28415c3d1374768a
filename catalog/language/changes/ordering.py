"""Which names of a list moved: as few as possible, since an insertion alone moves nobody. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def moves(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Names whose order among those that stay differs: the name, its old and its new position, from 0."""
    places = {name: at for at, name in enumerate(old)}
    stay = [(name, at) for at, name in enumerate(new) if name in places]
    keep = longest_in_order([places[name] for name, _ in stay])
    for name, at in stay:
        if places[name] not in keep:
            yield name, places[name], at


def renamed_in_place(old: Sequence[tuple[str, T]], new: Sequence[tuple[str, T]]) -> dict[str, str]:
    """The new name by the old one, of what has another name only: of as many as before, each at the same
    place and of the same kind. The pairs are names and kinds.
    """
    if len(old) != len(new):
        return {}
    before, after = {name for name, _ in old}, {name for name, _ in new}
    return {
        was: now
        for (was, kind), (now, other) in zip(old, new, strict=True)
        if was not in after and now not in before and kind == other
    }


def longest_in_order(numbers: Sequence[int]) -> set[int]:
    """The members of one longest increasing subsequence: the columns that need not be called moved."""
    tails: list[int] = []  # the smallest last number of a subsequence of each length
    length_at = []
    for number in numbers:
        place = bisect_left(tails, number)
        tails[place : place + 1] = [number]
        length_at.append(place)
    kept: set[int] = set()
    wanted = len(tails) - 1
    limit = None
    for number, length in zip(reversed(numbers), reversed(length_at), strict=True):
        if length == wanted and (limit is None or number < limit):
            kept.add(number)
            wanted, limit = wanted - 1, number
    return kept
