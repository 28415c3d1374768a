"""What is sent for a partition that exists: what changed in the declaration, and the rest as it is in Glue.

A partition is looked at leaf by leaf (see leaves), but for its columns: those of a partition may lag behind
the table's, so they are set or left as a whole. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.language.partition_schemas.column_access import ColumnAccess
from catalog.language.partition_schemas.lag import Schema
from catalog.language.partitions.boxes import Tuple
from catalog.provider.merging.column_order import merged_order
from catalog.provider.merging.parameters import merge_parameters

from .comparison import place_of, same_place
from .declared import Declared, Variant
from .leaves import LIBRARY, LOCATION, PARAMETERS, SERDE, STORAGE, Leaf, Leaves, leaves_of
from .reaching import merged_columns
from .unfinished import NOTHING, UnfinishedRewrite

STATISTICS = ("LastAccessTime", "LastAnalyzedTime")  # no property stands for them; an update repeats them


@dataclass(frozen=True, slots=True)
class Difference:
    """A leaf that the program and another writer both changed. A value is None where there is none."""

    leaf: Leaf
    before: Any
    live: Any
    now: Any


@dataclass(frozen=True, slots=True)
class _Forms:
    """What partitions of one form are to be and were before, but for their places; `was` if that is known."""

    new: Variant
    old: Variant | None
    wanted: Leaves
    was: Leaves | None
    changed: frozenset[Leaf]
    sends_serde: bool
    empty: Mapping[str, Any]  # members that are sent although they hold nothing


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
    _known: dict[tuple[int, int], _Forms] = field(default_factory=dict, compare=False, repr=False)

    def sent(self, row: Tuple, live: Mapping[str, Any]) -> dict[str, Any]:
        """The PartitionInput for a partition that exists."""
        forms, there = self._forms(row), leaves_of(live)
        place = there.pop(LOCATION, "")
        target = {leaf: v for leaf, v in forms.wanted.items() if leaf in forms.changed}
        base = {leaf: v for leaf, v in (forms.was or {}).items() if leaf in forms.changed}
        stay = {leaf: v for leaf, v in there.items() if self._stays(leaf, forms, there)}
        at = {LOCATION: place if self._keeps_place(row, place) else self.new.location_of(row)}
        columns = self._columns(forms, live)
        merged: dict[str, Any] = merge_parameters(
            _structure(target | stay | at, forms.empty, columns),
            None
            if forms.was is None
            else self.unfinished.added_to(_structure(base | stay | at, forms.empty, columns)),
            live,
        )
        return {**merged, "Values": list(row), **{name: live[name] for name in STATISTICS if name in live}}

    def conflicts(self, row: Tuple, live: Mapping[str, Any]) -> Iterator[Difference]:
        """What the program and another writer both changed, since the declaration that is known."""
        forms = self._forms(row)
        if self.old is None or forms.was is None or self.new.exclusive:
            return
        place = place_of(live)
        if not self._is_placed_as_before(row) and self._is_moved(row, place):
            yield Difference(LOCATION, self.old.location_of(row), place or None, self.new.location_of(row))
        if not self.changes_only or not forms.changed:
            return
        there = leaves_of(live)
        for leaf in sorted(forms.changed):
            now, then, seen = forms.wanted.get(leaf), forms.was.get(leaf), there.get(leaf)
            if seen not in (now, then, None):  # what they took away is no loss of theirs
                yield Difference(leaf, then, seen, now)

    def may_conflict(self, row: Tuple) -> bool:
        """False if there is no need to read the partition to know that nobody else's change is in the way."""
        forms = self._forms(row)
        if forms.was is None or self.new.exclusive:
            return False
        return (self.changes_only and bool(forms.changed)) or not self._is_placed_as_before(row)

    # --- what is declared, and was

    def _forms(self, row: Tuple) -> _Forms:
        """Of the partition's form; made once for all partitions of it."""
        new = self.new.variants.of_row(row)
        old = self.old.variants.of_row(row) if self.old is not None and row in self.old.values else None
        known = self._known.get((id(new), id(old)))
        if known is None:
            known = self._known[id(new), id(old)] = self._made(new, old)
        return known

    def _made(self, new: Variant, old: Variant | None) -> _Forms:
        """Where no storage is declared any more, what there is of it stays: it counts as never declared."""
        wanted, was = new.leaves, None
        if old is not None:
            kept = () if new.declared_members else (STORAGE,)
            was = {leaf: value for leaf, value in old.leaves.items() if leaf[0] not in kept}
        named = {*wanted, *(was or ())}
        alike = {leaf for leaf in named if wanted.get(leaf) == (was or {}).get(leaf)}
        changed = frozenset(named - alike if self.changes_only else named)
        serde = any(leaf[:2] == (STORAGE, SERDE) for leaf in wanted)
        empty = {name: value for name, value in new.descriptor.items() if not value}
        return _Forms(new, old, wanted, was, changed, serde, empty)

    # --- where partitions lie

    def _places_before(self, row: Tuple) -> Iterator[str]:
        if self.old is not None:
            yield self.old.location_of(row)
        yield from (placement.location_of(row) for placement in self.unfinished.placements)

    def _is_placed_as_before(self, row: Tuple) -> bool:
        now = self.new.location_of(row)
        return all(same_place(place, now) for place in self._places_before(row))

    def _is_moved(self, row: Tuple, place: str) -> bool:
        """Whether another writer moved the partition: it lies where no run ever placed it."""
        if self.unfinished.anywhere or same_place(self.new.location_of(row), place):
            return False
        return not any(same_place(before, place) for before in self._places_before(row))

    def _keeps_place(self, row: Tuple, place: str) -> bool:
        """Whether a partition stays where it lies: there, or where another writer moved it meanwhile."""
        if same_place(self.new.location_of(row), place):
            return True
        known = self.old is not None and row in self.old.values and not self.new.exclusive
        return known and self._is_placed_as_before(row) and self._is_moved(row, place)

    # --- what stays

    def _stays(self, leaf: Leaf, forms: _Forms, there: Leaves) -> bool:
        """Whether what is there stays: what is declared as before, and what nobody declares. Parameters are
        merged by their names where what they are part of is sent; a SerDe's belong to it.
        """
        if leaf in forms.changed:
            return False
        if leaf in forms.wanted:
            return True
        if leaf[:2] != (STORAGE, SERDE):
            return leaf[-2] != PARAMETERS and not (len(leaf) == 2 and leaf[1] in forms.new.declared_members)
        other = forms.wanted.get(LIBRARY, there.get(LIBRARY)) != there.get(LIBRARY)
        if other and LIBRARY in forms.changed:
            return False
        return leaf[-1] not in self.unfinished.serde and not (leaf[-2] == PARAMETERS and forms.sends_serde)

    def _columns(self, forms: _Forms, live: Mapping[str, Any]) -> list[Any]:
        storage = live.get(STORAGE) or {}
        there: list[Any] = storage.get("Columns") or []
        own = forms.new.own_columns or (forms.old is not None and forms.old.own_columns)
        meant = self.columns
        if not self.changes_only:
            meant = own or meant or self.unfinished.columns or bool(self.new.cascade)
        if self.new.cascade is None and not own:
            return self._reaching(forms, storage) if meant or _is_of_another_format(forms, storage) else there
        return self._with_others(forms, there) if meant else there

    def _reaching(self, forms: _Forms, storage: Mapping[str, Any]) -> list[Any]:
        """What of the declared columns reaches the partition; see reaching."""
        serde = forms.new.descriptor.get(SERDE) or storage.get(SERDE) or {}
        access = ColumnAccess.of(str(serde.get("SerializationLibrary") or ""), serde.get(PARAMETERS) or {})
        before = None if forms.old is None else forms.old.descriptor.get("Columns") or ()
        return merged_columns(forms.new.descriptor.get("Columns") or (), before, storage, access)

    def _with_others(self, forms: _Forms, there: list[Any]) -> list[Any]:
        """The declared columns, and those of others where every column of ours is known: the set cascaded
        before, so none is left behind by a change of the table.
        """
        declared = {c["Name"].lower(): c for c in forms.new.descriptor.get("Columns") or ()}
        if forms.old is None or self.old is None or not self.old.inputs.get("cascade"):
            return [*declared.values()]
        ours = {c["Name"].lower() for c in forms.old.descriptor.get("Columns") or ()}
        others = {c["Name"].lower(): c for c in there if c["Name"].lower() not in ours}
        found = others | declared
        return [found[name] for name in merged_order([*declared], [c["Name"].lower() for c in there], found)]


def _is_of_another_format(forms: _Forms, storage: Mapping[str, Any]) -> bool:
    """Whether this write brings the partition to another format, whose files are new."""
    if LIBRARY not in forms.changed:
        return False
    return forms.new.schema.access.format != Schema.of_glue(storage).access.format


def _structure(leaves: Leaves, empty: Mapping[str, Any], columns: list[Any]) -> dict[str, Any]:
    """The leaves as a PartitionInput, with members that are sent empty and the columns."""
    made: dict[str, Any] = {STORAGE: {**empty, "Columns": columns}}
    for (*path, name), value in leaves.items():
        part = made
        for step in path:
            part = part.setdefault(step, {})
        part[name] = value
    return made
