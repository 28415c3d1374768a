"""Which breaks of a table its entries of `changes.accept` cover. Pure.

An entry names one transition of one thing. It covers a break that is this transition, and takes part in a
chain of them. What it names is what a judgement's own `entry` names: a column, also inside of a structure, a
parameter, or the table's one aspect that the code is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from catalog.language.changes.change import Change
from catalog.language.changes.column_changes import AddColumn, ChangeColumnType, DropColumn, RenameColumn
from catalog.language.changes.model import Table
from catalog.language.changes.table_changes import ChangeParameter, ChangeProjection, RemovePartitions
from catalog.language.changes.verdicts.judge import judge, worst
from catalog.language.changes.verdicts.verdict import Circumstances, Judgement, Verdict
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.language.partitions.values import read

from .transitions import ABSENT, Node, Step, leads, text_of

Entry = Mapping[str, Any]

RENAME, DROP_OR_RENAME_FIELD, PARTITIONS_GONE = "CHG102", "CHG303", "CHG421"
OF_COLUMNS = ("CHG1", "CHG2", "CHG3")  # one aspect: whether a column is there, and of which type
PLACES = frozenset({"CHG104", "CHG105"})  # where a column stands is no matter of what it is
SAME_ASPECT = {"CHG605": "CHG501"}  # both are the format
UNTIL = "until"


@dataclass(frozen=True, slots=True)
class Accepting:
    """The entries of a table that count on a day, beside the tables and readers that breaks are judged by."""

    entries: tuple[Entry, ...]
    expired: tuple[Entry, ...]
    changes: tuple[Change, ...]
    old: Table
    new: Table
    circumstances: Circumstances

    @staticmethod
    def of(
        written: Iterable[Entry],
        day: date | None,
        changes: Sequence[Change],
        tables: tuple[Table, Table],
        circumstances: Circumstances,
    ) -> Accepting:
        """`written` are all entries; `day` is the run's, None for none: then all count."""
        entries = tuple(written)
        count = tuple(e for e in entries if counts(e, day))
        late = tuple(e for e in entries if not counts(e, day))
        return Accepting(count, late, tuple(changes), *tables, circumstances)

    def covers(self, broken: Judgement) -> bool:
        """Whether a break is accepted."""
        return self._covers(broken, self.entries)

    def covered_once(self, broken: Judgement) -> str:
        """The last day on which entries did, if they count no more; '' if they never did."""
        if not self.expired or not self._covers(broken, (*self.entries, *self.expired)):
            return ""
        return max(str(e[UNTIL]) for e in self.expired)

    def _covers(self, broken: Judgement, entries: Sequence[Entry]) -> bool:
        if any(_is_same(entry, broken.entry) for entry in entries):
            return True
        if isinstance(broken.change, RemovePartitions):
            return _partitions_covered(broken.change, self.old, entries)
        if broken.code.startswith(OF_COLUMNS) and broken.code not in PLACES:
            return self._column_covered(broken, [*_column_steps(entries)])
        return self._aspect_covered(broken, entries)

    # --- columns

    def _column_covered(self, broken: Judgement, steps: Sequence[Step]) -> bool:
        change = broken.change
        if isinstance(change, ChangeColumnType) and broken.path != change.column:
            return self._part_covered(broken, steps) or self._whole_covered(change.column, steps)
        if isinstance(change, DropColumn):
            came = [c.column for c in self.changes if isinstance(c, AddColumn)]
            ends = [(change.column.name, ABSENT), *((c.name, c.canonical_type) for c in came)]
            return leads((change.column.name, change.column.canonical_type), ends, steps, self._is_mild)
        column = change.new if isinstance(change, RenameColumn) else broken.path
        return self._whole_covered(column, steps)

    def _whole_covered(self, column: str, steps: Sequence[Step]) -> bool:
        """A column of the new table, from what it was: a change of its type counts from each of its names."""
        was = {c.new: c.old for c in self.changes if isinstance(c, RenameColumn)}.get(column, column)
        before = {c.name: c.canonical_type for c in self.old.columns}.get(was)
        after = {c.name: c.canonical_type for c in self.new.columns}.get(column)
        if before is None or after is None:
            return False
        end = (column, after)
        if leads((was, before), [end], steps, self._is_mild):
            return True
        if was == column:
            return False
        of_name = leads((was, before), [(column, before)], steps, self._is_mild)
        return of_name and (before == after or self._is_mild((column, before), end))

    def _part_covered(self, broken: Judgement, steps: Sequence[Step]) -> bool:
        old, new = (text_of(broken.entry.get(side)) for side in ("from", "to"))
        if broken.code == DROP_OR_RENAME_FIELD and new:  # renamed: both are names
            parent, _, _ = broken.path.rpartition(".")
            kinds = {state for step in steps for state in (step.old, step.new) if state}
            return any(
                leads((broken.path, kind), [(f"{parent}.{new}", kind)], steps, self._is_mild)
                for kind in kinds or {"?"}
            )
        return leads((broken.path, old), [(broken.path, new)], steps, self._is_mild)

    def _is_mild(self, start: Node, end: Node) -> bool:
        """Whether a column, or a field of one, gets from one state to another without a break."""
        (name, old), (_, new) = start, end
        if ABSENT in (old, new):
            return old == ABSENT  # that comes again; where it stands is judged by itself
        if "." in name or "[]" in name:
            old, new, name = f"struct<f:{old}>", f"struct<f:{new}>", name.partition(".")[0].partition("[")[0]
        return self._breaks_nobody(ChangeColumnType(name, old, new))

    def _breaks_nobody(self, change: Change) -> bool:
        return worst(judge((change,), self.old, self.new, self.circumstances)) < Verdict.BREAKING

    # --- everything else

    def _aspect_covered(self, broken: Judgement, entries: Sequence[Entry]) -> bool:
        aspect = _aspect(broken.entry)
        steps = [
            Step("", "", text_of(e.get("from")), text_of(e.get("to")))
            for e in entries
            if _aspect(e) == aspect
        ]
        start, end = (("", text_of(broken.entry.get(side))) for side in ("from", "to"))

        def mild(before: Node, after: Node) -> bool:
            between = _between(broken, before[1] or None, after[1] or None)
            return between is not None and self._breaks_nobody(between)

        return leads(start, [end], steps, mild)


def counts(entry: Entry, day: date | None) -> bool:
    """Whether an entry's last day is not past; None for no day at all."""
    return day is None or str(entry.get(UNTIL, day)) >= str(day)


def _between(broken: Judgement, old: str | None, new: str | None) -> Change | None:
    """The change of a break with other values, where it is one of values."""
    change = broken.change
    if isinstance(change, ChangeParameter):
        return replace(change, old=old, new=new)
    if isinstance(change, ChangeProjection):
        sides = [{**change.old}, {**change.old}]
        for side, value in zip(sides, (old, new), strict=True):
            side.pop(broken.path, None)
            side.update({broken.path: value} if value is not None else {})
        return ChangeProjection(*sides)
    return None


def _is_same(entry: Entry, named: Entry) -> bool:
    """Whether an entry names just this transition."""
    return (
        bool(named)
        and all(_text(entry, key) == _text(named, key) for key in (*_NAMES, "from", "to"))
        and ("values" not in named)
    )


_NAMES = ("code", "column", "parameter")


def _text(entry: Entry, key: str) -> str:
    return text_of(entry.get(key))


def _aspect(entry: Entry) -> tuple[str, ...]:
    code = str(entry.get("code", ""))
    return SAME_ASPECT.get(code, code), _text(entry, "column"), _text(entry, "parameter")


def _column_steps(entries: Iterable[Entry]) -> Iterator[Step]:
    """The entries about whether columns and fields are there, under which name and of which type."""
    for entry in entries:
        code, column = str(entry.get("code", "")), str(entry.get("column") or "").lower()
        if not code.startswith(OF_COLUMNS) or code in PLACES:
            continue
        old, new = _text(entry, "from"), _text(entry, "to")
        if code == RENAME:
            yield Step(old.lower(), new.lower(), None, None)
        elif code == DROP_OR_RENAME_FIELD and new:
            parent, dot, _ = column.rpartition(".")
            yield Step(column, f"{parent}{dot}{new.lower()}", None, None)
        else:
            yield Step(column, column, old, new)


def _partitions_covered(change: RemovePartitions, old: Table, entries: Iterable[Entry]) -> bool:
    """Whether the entries name all that goes, together: it may have gone in several runs."""
    left: TupleSet = change.written
    keys = [{"name": key.name, "type": key.type} for key in old.keys]
    for entry in entries:
        if entry.get("code") == PARTITIONS_GONE and entry.get("values") is not None:
            left = left - read({"keys": keys, "values": entry["values"]}).values
    return not left
