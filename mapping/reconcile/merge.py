"""The three-way merge of one spec: what import last wrote (base), people's file (theirs), the export (ours).

Pure: plain data in, a `Merge` out, which says what to edit in the file and what to report. Value by value:

* The export did not change since the base: the file's value stays, whatever it is.
* People did not change it: the export's value is taken (IMP011).
* Both made the same change: nothing to do. Both changed it differently: a conflict (IMP010) with all
  three values; `ConflictPolicy` says whether it stops the import, or whose value stands.
* `source` is import's own record: where both changed it, the export's value is taken.

Columns, relationships and hierarchies are merged entry by entry. Entries are the same if they come from
the same element (`source.name`), else if they have the same name; so a column that people renamed is known.
One that people deleted stays deleted, one that they added stays, one that the export lost goes if they left
it alone.
A column whose name is a partition key in the file is not added a second time; its change is reported.

A spec from before there was a base is merged by a plainer rule: the file's value stays
(IMP003), what is missing is added, a column that the export no longer has stays (IMP004).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

from catalog.language.editing.edits import MISSING, Edit, same
from catalog.language.findings import Path

from .alignment import IMPORTS_OWN, align, name_of

# Lists of things with a name: merged entry by entry.
NAMED_LISTS = frozenset({"columns", "relationships", "hierarchies", "controls"})
PEOPLES = frozenset({"steward", "team", "certification", "classification", "tags", "custom"})  # of `business`
ATOMIC = frozenset({"on"})  # a join is one thing: half of it from each side would be wrong


class ConflictPolicy(StrEnum):
    """What to do where people and the export changed the same thing differently."""

    ASK = "ask"
    KEEP = "keep"
    TAKE = "take"


class EventKind(StrEnum):
    """What happened at a place."""

    TAKEN = "taken"
    CONFLICT = "conflict"
    KEPT = "kept"  # no base: the values differ
    GONE = "gone"  # no base: the export has it no longer
    ORDER = "order"  # the export's is another than the spec's, which stays
    REORDERED = "order followed"  # in a spec that nobody edited
    PARTITION = "partition key"  # a column that the file has as one; the export changed it


@dataclass(frozen=True, slots=True)
class MergeEvent:
    """One thing to report: a place in the file, and the three values as far as they are."""

    kind: EventKind
    path: Path
    base: Any = MISSING
    theirs: Any = MISSING
    ours: Any = MISSING


@dataclass(slots=True)
class Merge:
    """What has to change in one file, and what is to be reported."""

    edits: list[Edit] = field(default_factory=list)
    events: list[MergeEvent] = field(default_factory=list)

    @property
    def conflicts(self) -> list[MergeEvent]:
        """The places that both sides changed."""
        return [event for event in self.events if event.kind is EventKind.CONFLICT]

    def as_followed(self) -> Merge:
        """The same for a file that is written anew, the export's order of columns included."""
        kinds = {EventKind.ORDER: EventKind.REORDERED}
        events = [replace(each, kind=kinds.get(each.kind, each.kind)) for each in self.events]
        return Merge(self.edits, events)


Rename = Callable[[Any], Any]


def compare(
    theirs: Mapping[str, Any],
    ours: Mapping[str, Any],
    base: Mapping[str, Any] | None = None,
    *,
    policy: ConflictPolicy = ConflictPolicy.ASK,
    commented: Callable[[Path], bool] = lambda _: False,
    rename: Rename = lambda value: value,
    order: Sequence[Any] = (),
) -> Merge:
    """What an import that gives `ours` has to do to a file that holds `theirs`.

    `base` is what import last wrote, None if that is not known. `commented` says whether people wrote a
    comment into an entry: that is an edit. `rename` turns references to what the file's people renamed.
    `order` are the export's columns in its own order, where `ours` has them in another.
    """
    comparer = _Comparer(base is not None, policy, _partition_keys(theirs), commented, rename, order)
    comparer.members((), base or {}, theirs, ours)
    return comparer.merge


def _partition_keys(spec: Mapping[str, Any]) -> set[str]:
    """The names of the partition keys, as far as people wrote them so that they can be read."""
    block = spec.get("partitions")
    keys = block.get("keys") if isinstance(block, dict) else None
    return {name for key in _entries(keys) if isinstance(name := name_of(key), str)}


@dataclass(slots=True)
class _Comparer:
    has_base: bool
    policy: ConflictPolicy
    partition_keys: set[Any]
    commented: Callable[[Path], bool]
    rename: Rename
    order: Sequence[Any]
    merge: Merge = field(default_factory=Merge)

    def members(
        self, path: Path, base: Mapping[str, Any], theirs: Mapping[str, Any], ours: Mapping[str, Any]
    ) -> None:
        after = ""
        for key in [*ours, *(k for k in base if k not in ours)]:
            mine = MISSING if theirs.get(key) is None else theirs[key]
            old, new = base.get(key, MISSING), ours.get(key, MISSING)
            if key in NAMED_LISTS and all(v is MISSING or isinstance(v, list) for v in (old, mine, new)):
                self.named((*path, key), _entries(old), _entries(mine), _entries(new), after)
            elif self.has_base:
                self.three((*path, key), old, mine, new, after)
            else:
                self.two((*path, key), mine, new, after)
            after = after if mine is MISSING else key

    def three(self, path: Path, base: Any, theirs: Any, ours: Any, after: str) -> None:
        if same(base, ours) or same(theirs, self._local(path, ours)):
            return
        new = {} if ours is MISSING and isinstance(base, dict) and not same(base, theirs) else ours
        if isinstance(theirs, dict) and isinstance(new, dict) and path[-1] not in ATOMIC:
            self.members(path, base if isinstance(base, dict) else {}, theirs, new)
        elif same(base, theirs) or (IMPORTS_OWN in path and ours is not MISSING):
            self.take(path, base, theirs, ours, after)
        elif not _is_peoples(path):
            self.conflict(path, base, theirs, ours, after)

    def two(self, path: Path, theirs: Any, ours: Any, after: str) -> None:
        if ours is MISSING or same(theirs, self._local(path, ours)):
            return
        if theirs is MISSING or path[-1] == IMPORTS_OWN:
            self.edit(path, ours, after)
        elif isinstance(ours, dict) and isinstance(theirs, dict) and path[-1] not in ATOMIC:
            self.members(path, {}, theirs, ours)
        elif self.policy is ConflictPolicy.TAKE:
            self.edit(path, ours, after)
        else:
            self.report(EventKind.KEPT, path, MISSING, theirs, ours)

    def named(
        self, path: Path, base: Sequence[Any], theirs: Sequence[Any], ours: Sequence[Any], after: str
    ) -> None:
        """Entry by entry; what comes is put in after the entry that it follows in the export."""
        inserts: list[Edit] = []
        removals: list[Edit] = []
        before = 0
        for b, t, o in align(base, theirs, ours):
            here = (*path, before if t is None else t)
            old = MISSING if b is None else base[b]
            if o is not None and t is not None:
                self.members(here, {} if b is None else base[b], theirs[t], ours[o])
                before = t + 1
            elif o is not None and self._is_partition_key(path, ours[o]):
                if b is not None and not same(old, ours[o]):
                    self.report(EventKind.PARTITION, ("partitions", "keys"), old, MISSING, ours[o])
            elif o is not None and self._comes(here, old, ours[o]):
                inserts.append(Edit(here, self.rename(ours[o]), insert=True))
            elif o is None and t is not None and self._goes(here, old, theirs[t]):
                removals.append(Edit(here, MISSING))
        self._order(path, base, theirs, ours)
        if inserts and not theirs:
            self.merge.edits.append(Edit(path, [edit.value for edit in inserts], after))
        elif removals and len(removals) == len(theirs) and not inserts:
            self.merge.edits.append(Edit(path, MISSING))
        else:
            self.merge.edits += [*inserts, *removals]

    def _is_partition_key(self, path: Path, entry: Any) -> bool:
        return path == ("columns",) and name_of(entry) in self.partition_keys

    def _comes(self, place: Path, base: Any, ours: Any) -> bool:
        """Whether an entry that the file lacks is to be put in."""
        if base is MISSING:
            if self.has_base:
                self.report(EventKind.TAKEN, place, MISSING, MISSING, ours)
            return True
        if same(base, ours):
            return False  # people deleted it
        self.report(EventKind.CONFLICT, place, base, MISSING, ours)
        return self.policy is ConflictPolicy.TAKE

    def _goes(self, place: Path, base: Any, theirs: Any) -> bool:
        """Whether an entry that the export lacks is to be taken away."""
        if base is MISSING:  # people's own, or nobody knows
            from_export = isinstance(theirs, dict) and isinstance(theirs.get(IMPORTS_OWN), dict)
            if from_export and not self.has_base and place[0] == "columns":
                self.report(EventKind.GONE, place, MISSING, theirs, MISSING)
            return False
        if same(base, theirs) and not self.commented(place):
            self.report(EventKind.TAKEN, place, base, theirs, MISSING)
            return True
        self.report(EventKind.CONFLICT, place, base, theirs, MISSING)
        return self.policy is ConflictPolicy.TAKE

    def _order(self, path: Path, base: Sequence[Any], theirs: Sequence[Any], ours: Sequence[Any]) -> None:
        """Columns that the export moved are reported and stay here: people's comments stand between them."""
        if path != ("columns",) or not self.has_base:
            return
        exported = self.order or ours
        rows = [(b, t) for b, t, o in align(base, theirs, exported) if None not in (b, t, o)]
        before, here = [row[0] for row in rows], [row[1] for row in rows]
        if not _is_rising(before) and not _is_rising(here):
            self.report(EventKind.ORDER, path, MISSING, MISSING, [name_of(entry) for entry in exported])

    def take(self, path: Path, base: Any, theirs: Any, ours: Any, after: str) -> None:
        self.edit(path, ours, after)
        self.report(EventKind.TAKEN, path, base, theirs, ours)

    def conflict(self, path: Path, base: Any, theirs: Any, ours: Any, after: str) -> None:
        self.report(EventKind.CONFLICT, path, base, theirs, ours)
        if self.policy is ConflictPolicy.TAKE:
            self.edit(path, ours, after)

    def edit(self, path: Path, value: Any, after: str) -> None:
        if value is not MISSING or path:
            self.merge.edits.append(Edit(path, self._local(path, value), after))

    def report(self, kind: EventKind, path: Path, base: Any, theirs: Any, ours: Any) -> None:
        self.merge.events.append(MergeEvent(kind, path, base, theirs, ours))

    def _local(self, path: Path, value: Any) -> Any:
        """A value with references as the file's people have them."""
        if isinstance(value, dict | list):
            return self.rename(value)
        return self.rename({path[-1]: value})[path[-1]] if path[-1] == "to" else value


def _is_peoples(path: Path) -> bool:
    """True for what no export holds: it comes from the context file, and what is typed into a spec wins."""
    return any(block == "business" and key in PEOPLES for block, key in pairwise(path))


def _entries(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _is_rising(numbers: Sequence[int | None]) -> bool:
    return all(a is not None and b is not None and a < b for a, b in pairwise(numbers))


# --- which entries are the same ---


# --- the edits on plain data: what the file must then hold ---
