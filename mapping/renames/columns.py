"""Columns of one object that were renamed: same place, type and label, one gone and one new. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .matching import Pairs, entries_of, paired, same_label, take_named

Column = Mapping[str, Any]


def renamed_columns(
    before: Mapping[str, Any], now: Mapping[str, Any], named: Mapping[str, str]
) -> Pairs[int]:
    """Pairs of columns of two specs of one object, by their places in the lists of columns.

    `named` are the pairs that people gave, by the names of elements.
    """
    old, new = [*entries_of(before.get("columns"))], [*entries_of(now.get("columns"))]
    stay = _staying(old, new)
    gone = [i for i in range(len(old)) if i not in stay]
    came = [i for i in range(len(new)) if i not in stay.values()]
    if not gone or not came:
        return Pairs()
    # Both lists are numbered from 0: new ones are told apart by a sign while pairs are looked for.
    left, there = [*gone], [~i for i in came]
    by_hand = take_named(named, left, there, lambda i: element_of(old[i]) if i >= 0 else element_of(new[~i]))
    places = _neighbours(len(old), {*stay}), _neighbours(len(new), {*stay.values()})
    fits = {
        i: [j for j in there if _alike(old[i], new[~j]) and _same_place(places[0][i], places[1][~j], stay)]
        for i in left
    }
    found = paired(fits)
    return Pairs(
        {i: ~j for i, j in by_hand.items()},
        {i: ~j for i, j in found.sure.items()},
        {i: [~j for j in news] for i, news in found.unsure.items()},
    )


def element_of(column: Column) -> str:
    """The element of the export that a column comes from; its own name where the spec does not say."""
    source = column.get("source")
    name = source.get("name") if isinstance(source, dict) else None
    return name if isinstance(name, str) and name else str(column.get("name", ""))


def _staying(old: Sequence[Column], new: Sequence[Column]) -> dict[int, int]:
    """Place before -> place now of the columns that there still are: by their element, else their name."""
    found: dict[int, int] = {}
    for key in (element_of, lambda column: str(column.get("name"))):
        places = {key(column): i for i, column in enumerate(new) if i not in found.values()}
        for i, column in enumerate(old):
            if i not in found and key(column) in places:
                found[i] = places.pop(key(column))
    return found


def _neighbours(count: int, stay: set[int]) -> list[tuple[int, int]]:
    """Of each place, the nearest before and after it whose column stays; -1 and `count` for none."""
    before, last = [], -1
    for i in range(count):
        before.append(last)
        last = i if i in stay else last
    after, last = [], count
    for i in reversed(range(count)):
        after.append(last)
        last = i if i in stay else last
    return [*zip(before, reversed(after), strict=True)]


def _same_place(one: tuple[int, int], other: tuple[int, int], stay: Mapping[int, int]) -> bool:
    """Whether a column stands after, or before, the same column as the other did; alone is a place, too."""
    before, after = stay.get(one[0], -1), stay.get(one[1])
    if before >= 0 and before == other[0]:
        return True
    if after is not None:
        return after == other[1]
    return before < 0 and other[0] < 0 and other[1] not in stay.values()


def _alike(old: Column, new: Column) -> bool:
    """Same type, in Glue and in the export, both a key or none, same label."""
    types = [(c.get("type"), (c.get("source") or {}).get("type"), bool(c.get("key"))) for c in (old, new)]
    return types[0] == types[1] and same_label(old, new, (element_of(old), element_of(new)))
