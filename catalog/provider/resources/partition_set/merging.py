"""What is sent for a partition that exists: what changed in the declaration, and the rest as it is in Glue.

A partition is looked at leaf by leaf: a leaf is a member of it or of a part of it, a parameter included, with
its path. Columns are one thing: those of a partition may lag behind the table's, so they are set or left as a
whole. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.language.partitions.boxes import Tuple
from catalog.provider.framework import ownership

from .comparison import LIBRARY, place_of, same_place
from .declared import Declared
from .unfinished import NOTHING, UnfinishedRewrite

Leaf = tuple[str, ...]
Leaves = dict[Leaf, Any]

STORAGE, SERDE, PARAMETERS = "StorageDescriptor", "SerdeInfo", "Parameters"
LOCATION: Leaf = (STORAGE, "Location")
LIBRARY_OF_SERDE: Leaf = (STORAGE, SERDE, LIBRARY)
STATISTICS = ("LastAccessTime", "LastAnalyzedTime")  # no property stands for them; an update repeats them


@dataclass(frozen=True, slots=True)
class Difference:
    """A leaf that the program and another writer both changed. A value is None where there is none."""

    leaf: Leaf
    before: Any
    live: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Merge:
    """How live partitions are brought to what is declared.

    `old` is what was declared before; None if that is not known, as of partitions that are taken up.
    `changes_only`: what both declare alike stays as it is in Glue. `columns`: they are set, whatever else
    changed. `unfinished`: what an even earlier run could not take away or move.
    """

    new: Declared
    old: Declared | None = None
    changes_only: bool = False
    columns: bool = False
    unfinished: UnfinishedRewrite = NOTHING

    def sent(self, row: Tuple, live: Mapping[str, Any]) -> dict[str, Any]:
        """The PartitionInput for a partition that exists."""
        given, before = self.new.input_of(row), self._before(row)
        wanted, was, there = _leaves(given), self._was(row, before), _leaves(live)
        alike = {*self._alike(row, live, wanted, was or {})}
        others = self._of_others(row, {*wanted, *(was or ())}, wanted, there)
        target = _with_live(wanted, there, alike) | others
        base = None if was is None else _with_live(was, there, alike) | others
        merged: dict[str, Any] = ownership.merge(
            self._structure(row, target, given, live),
            None if base is None else self.unfinished.added_to(self._structure(row, base, before, live)),
            live,
        )
        return {**merged, "Values": list(row), **{name: live[name] for name in STATISTICS if name in live}}

    def conflicts(self, row: Tuple, live: Mapping[str, Any]) -> Iterator[Difference]:
        """What the program and another writer both changed, since the declaration that is known."""
        was = self._was(row, self._before(row))
        if was is None or self.new.exclusive:
            return
        wanted, there = _leaves(self.new.input_of(row)), _leaves(live)
        if self._is_moved(row, live) and not self._is_placed_as_before(row):
            yield Difference(LOCATION, was[LOCATION], there.get(LOCATION), wanted[LOCATION])
        if not self.changes_only:
            return
        for leaf in sorted({*wanted, *was} - {LOCATION}):
            now, then, seen = wanted.get(leaf), was.get(leaf), there.get(leaf)
            if now != then and seen not in (now, then):
                yield Difference(leaf, then, seen, now)

    def may_conflict(self, row: Tuple) -> bool:
        """False if there is no need to read the partition to know that nobody else's change is in the way."""
        if self.old is None or row not in self.old.values or self.new.exclusive:
            return False
        return self.changes_only or not self._is_placed_as_before(row)

    # --- what was declared before

    def _before(self, row: Tuple) -> dict[str, Any] | None:
        return self.old.input_of(row) if self.old is not None and row in self.old.values else None

    def _places_before(self, row: Tuple) -> Iterator[str]:
        if self.old is not None:
            yield self.old.location_of(row)
        yield from (placement.location_of(row) for placement in self.unfinished.placements)

    def _is_placed_as_before(self, row: Tuple) -> bool:
        now = self.new.location_of(row)
        return all(same_place(place, now) for place in self._places_before(row))

    def _is_moved(self, row: Tuple, live: Mapping[str, Any]) -> bool:
        """Whether another writer moved the partition: it lies where no run ever placed it."""
        if self.unfinished.anywhere:
            return False
        places = [self.new.location_of(row), *self._places_before(row)]
        return not any(same_place(place, place_of(live)) for place in places)

    def _was(self, row: Tuple, before: Mapping[str, Any] | None) -> Leaves | None:
        """What was declared before. Where no storage is declared any more, what there is of it stays, as if
        it had never been declared.
        """
        if before is None:
            return None
        kept = not self.new.variants.of_row(row).declared_members
        return {k: v for k, v in _leaves(before).items() if not (kept and k[0] == STORAGE and k != LOCATION)}

    # --- what stays

    def _alike(self, row: Tuple, live: Mapping[str, Any], wanted: Leaves, was: Leaves) -> Iterator[Leaf]:
        """The leaves that stay as they are in Glue."""
        if self.changes_only:
            yield from (leaf for leaf in {*wanted, *was} if wanted.get(leaf) == was.get(leaf))
        known = self.old is not None and row in self.old.values and not self.new.exclusive
        if same_place(self.new.location_of(row), place_of(live)) or (
            known and self._is_moved(row, live) and self._is_placed_as_before(row)
        ):
            yield LOCATION

    def _structure(
        self, row: Tuple, leaves: Leaves, given: Mapping[str, Any] | None, live: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The leaves as a PartitionInput, with members that are sent empty and the columns that are meant."""
        storage = (given or {}).get(STORAGE) or {}
        columns = storage if self._sets_columns(row) else live.get(STORAGE) or {}
        empty = {name: value for name, value in storage.items() if not value}
        made: dict[str, Any] = {STORAGE: {**empty, "Columns": columns.get("Columns") or []}}
        for leaf, value in leaves.items():
            _set(made, leaf, value)
        return made

    def _sets_columns(self, row: Tuple) -> bool:
        if self.changes_only:
            return self.columns
        own = self.new.variants.of_row(row).own_columns or (
            self.old is not None and row in self.old.values and self.old.variants.of_row(row).own_columns
        )
        return own or self.columns or self.unfinished.columns or bool(self.new.inputs.get("cascade"))

    def _of_others(self, row: Tuple, named: set[Leaf], wanted: Leaves, there: Leaves) -> Leaves:
        """What is there and nobody declares: formats, buckets, ... Parameters are merged by their names where
        what they are part of is sent.
        """
        sends_serde = any(leaf[:2] == (STORAGE, SERDE) for leaf in wanted)
        members = self.new.variants.of_row(row).declared_members
        other_serde = wanted.get(LIBRARY_OF_SERDE, there.get(LIBRARY_OF_SERDE)) != there.get(LIBRARY_OF_SERDE)
        return {
            leaf: value
            for leaf, value in there.items()
            if leaf not in named
            and (PARAMETERS not in leaf[:-1] or (leaf[:2] == (STORAGE, SERDE) and not sends_serde))
            and not (leaf[:2] == (STORAGE, SERDE) and leaf[-1] in self.unfinished.serde)
            and not (len(leaf) == 2 and leaf[1] in members)
            and not (other_serde and leaf[:2] == (STORAGE, SERDE))
        }


def _leaves(partition: Mapping[str, Any]) -> Leaves:
    """Every leaf that holds something, columns aside."""
    tops = ((name, partition.get(name) or {}) for name in (PARAMETERS, STORAGE))
    found = {leaf: value for name, part in tops for leaf, value in _walk(part, (name,))}
    found.pop((STORAGE, "Columns"), None)
    return found


def _walk(part: Mapping[str, Any], at: Leaf) -> Iterator[tuple[Leaf, Any]]:
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield from _walk(value, (*at, name))
        elif value or at[-1] == PARAMETERS:  # an empty parameter is one
            yield (*at, name), value


def _with_live(declared: Leaves, there: Leaves, alike: set[Leaf]) -> Leaves:
    """What is declared, with Glue's own value where that stays."""
    changed = {leaf: value for leaf, value in declared.items() if leaf not in alike}
    return changed | {leaf: there[leaf] for leaf in alike if leaf in there}


def _set(structure: dict[str, Any], leaf: Leaf, value: Any) -> None:
    *path, name = leaf
    for step in path:
        structure = structure.setdefault(step, {})
    structure[name] = value
