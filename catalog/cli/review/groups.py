"""Equal items of several objects as one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.language.changes.forms import Impact

from .items import Item, Target

VALUES_SHOWN = 10  # of one thing that changes from object to object; beyond, the objects are counted
_NUMBERS = re.compile(r"^([+~-]) [\d,]+ (partitions?) .*")
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Group:
    """An item and all objects of one kind that it is about."""

    impact: Impact
    text: str
    details: tuple[str, ...]
    kind: str
    targets: tuple[Target, ...]


def grouped(items: Iterable[Item]) -> list[Group]:
    """The items by what they say, in their order; those of whole objects by kind."""
    found: dict[tuple[object, ...], list[Item]] = {}
    for item in items:
        found.setdefault((item.impact, item.text, item.details, item.target.kind), []).append(item)
    return [_group(some) for some in found.values()]


def without_values(items: Sequence[Item]) -> list[Item]:
    """The items, but where one thing has very many values, as the label of each table, without them."""
    values: dict[tuple[str, str], set[str]] = {}
    for item in items:
        values.setdefault((item.target.kind, subject(item.text)), set()).add(item.text)
    return [
        Item(item.impact, item.target, f"{subject(item.text)} (each another)")
        if len(some) > VALUES_SHOWN
        else item
        for item in items
        for some in [values[item.target.kind, subject(item.text)]]
    ]


def subject(text: str) -> str:
    """What a line is about, without values: `~ parameter business.steward`, `+ partitions`."""
    if found := _NUMBERS.match(text):
        return f"{found[1]} partitions"
    return text.partition(": ")[0]


def natural(name: str) -> list[tuple[int, str]]:
    """What names are sorted by: t2 before t10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(name)]


def _group(items: Sequence[Item]) -> Group:
    first = items[0]
    targets = sorted({item.target for item in items}, key=lambda t: (natural(t.name), t.stack))
    return Group(first.impact, first.text, first.details, first.target.kind, tuple(targets))
