"""Objects of one space that were renamed: same kind, label and columns, one gone and one new. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .columns import element_of
from .matching import Pairs, entries_of, paired, same_label, take_named

NEARLY = 0.8  # of all columns of both that both have, by name and type
UNLABELLED = 2  # columns that two objects share at least, where no label says that they are one
COMPARED = 100_000  # pairs of objects that are compared; beyond it only those with all columns alike


@dataclass(frozen=True, slots=True)
class Seen:
    """What is compared of an object."""

    name: str
    kind: Hashable
    business: Mapping[str, Any]
    columns: frozenset[tuple[str, str]]

    @staticmethod
    def of(spec: Mapping[str, Any], name: str) -> Seen:
        """What a spec says of it."""
        columns = frozenset(
            (element_of(column), str(column.get("type"))) for column in entries_of(spec.get("columns"))
        )
        return Seen(name, spec.get("source", {}).get("kind"), spec.get("business") or {}, columns)


def renamed_objects(
    gone: Mapping[str, Callable[[], Mapping[str, Any]]],
    new: Mapping[str, Callable[[], Mapping[str, Any]]],
    named: Mapping[str, str],
    *,
    found_too: bool,
) -> Pairs[str]:
    """Pairs of objects of one space by their names, which have what gives their specs.

    `named` are the pairs that people gave; with `found_too` also those that are alike.
    """
    left, came = [*gone], [*new]
    by_hand = take_named(named, left, came, str)
    if not found_too or not left or not came:
        return Pairs(by_hand)
    before = [Seen.of(gone[name](), name) for name in left]
    now = [Seen.of(new[name](), name) for name in came]
    found = paired(_fits(before, now))
    return Pairs(by_hand, found.sure, found.unsure)


def _fits(before: Sequence[Seen], now: Sequence[Seen]) -> dict[str, list[str]]:
    by_columns: dict[Hashable, list[Seen]] = {}
    for each in now:
        by_columns.setdefault((each.kind, each.columns), []).append(each)
    several = len(before) * len(now) <= COMPARED
    fits = {}
    for old in before:
        among = now if several else by_columns.get((old.kind, old.columns), ())
        alike = [new for new in among if _is_alike(old, new)]
        whole = [new for new in alike if new.columns == old.columns]
        fits[old.name] = [new.name for new in whole or alike]
    return fits


def _is_alike(old: Seen, new: Seen) -> bool:
    if old.kind != new.kind or not old.columns:
        return False
    shared = len(old.columns & new.columns)
    if shared < NEARLY * len(old.columns | new.columns):
        return False
    labelled = bool(old.business.get("label")) and old.business.get("label") == new.business.get("label")
    return labelled or (shared >= UNLABELLED and same_label(old.business, new.business, (old.name, new.name)))
