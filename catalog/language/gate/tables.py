"""The breaks of a table that stays: what its spec makes of what was last applied. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from catalog.language.changes.change import Change
from catalog.language.changes.column_changes import ChangePartitionKeys, DropColumn
from catalog.language.changes.comparison import table_changes
from catalog.language.changes.model import Table
from catalog.language.changes.spec_changes import among_readers, breaks, comparable, partitions_after, renames
from catalog.language.changes.table_changes import RemovePartitions
from catalog.language.changes.verdicts.verdict import Circumstances, Judgement
from catalog.language.findings import Finding
from catalog.language.partitions.today import with_today
from catalog.language.specs.management import only_context
from catalog.language.specs.partitions import read_partitions
from catalog.language.specs.resolver import TableSpec

from .acceptance import Accepting
from .base import Base, Held, table_of, with_declared_types
from .declared import DeclaredTable
from .placeholders import with_variables
from .record import TableRecord
from .strictness import Strictness
from .way_back import is_way_back
from .wording import break_of_table, path_of


@dataclass(frozen=True, slots=True)
class Kept:
    """What the gate says of a table that stays. `remade`: the engine removes it and makes it anew;
    `is_refused`: it has breaks that nobody accepted, told or not.
    """

    findings: tuple[Finding, ...] = ()
    remade: bool = False
    is_refused: bool = False


NOTHING = Kept()


def of_kept(
    held: Held,
    now: DeclaredTable,
    base: Base,
    day: date | None,
    live: Mapping[str, Any] | None = None,
) -> Kept:
    """The breaks of a table that the base has too, under the same name in Glue.

    The stricter of both sides counts, and the readers of both. `live` is what Glue has, where that was asked:
    a column that another tool added is no new one when it is declared.
    """
    record = base.record.tables.get(now.address) if base.record else None
    if record is not None and record.digest == now.record.digest:
        return NOTHING
    outputs = held.outputs()
    if now.is_others or only_context(outputs):
        return NOTHING
    strict = max(now.record.strictness, record.strictness if record else Strictness.ALLOW)
    old, new = _with_columns_of_others(_old(outputs, now, base, record), live, now), now.table
    changes = _changes(old, new, now.spec, base)
    readers = among_readers(now.record.readers, record.readers if record else ())
    circumstances = Circumstances(readers, partitions_after(now.spec, old, new))
    broken = breaks(changes, old, new, circumstances)
    written = (now.spec.data.get("changes") or {}).get("accept") or ()
    accepting = Accepting.of(written, day, changes, (old, new), circumstances)
    refused = [j for j in broken if not accepting.covers(j) and not _announced(j, record, day)]
    remade = any(isinstance(c, ChangePartitionKeys) and len(c.old) != len(c.new) for c in changes)
    found = () if strict is Strictness.ALLOW else tuple(_told(refused, now.spec, strict, accepting, record))
    return Kept(found, remade, bool(refused))


def _told(
    refused: list[Judgement],
    spec: TableSpec,
    strict: Strictness,
    accepting: Accepting,
    record: TableRecord | None,
) -> Iterator[Finding]:
    for broken in refused:
        place = path_of(broken, spec.data), spec.documents
        once = accepting.covered_once(broken)
        back = is_way_back(broken, record)
        everywhere = replace(broken, entry=with_variables(broken.entry, spec))
        yield break_of_table(spec.full_name, everywhere, strict, place, once, is_way_back=back)


def _old(outputs: Mapping[str, Any], now: DeclaredTable, base: Base, record: TableRecord | None) -> Table:
    if record is None and base.record is not None:  # made by a run that did not come to its end
        return table_of(outputs, replace(now.record, partition_set=None))
    old = table_of(outputs, record)
    return with_declared_types(old, record, now.record.columns) if record else old


def _with_columns_of_others(old: Table, live: Mapping[str, Any] | None, now: DeclaredTable) -> Table:
    """The table with those columns of others in Glue that are declared from now on, at their places there."""
    if live is None:
        return old
    ours = {column.name: column for column in old.columns}
    there = [c for c in Table.of(live).columns if c.name in ours or c.name in now.record.columns]
    found = {column.name: ours.get(column.name, column) for column in there}
    return replace(old, columns=(*found.values(), *(c for name, c in ours.items() if name not in found)))


def _changes(old: Table, new: Table, spec: TableSpec, base: Base) -> tuple[Change, ...]:
    record = base.record.tables.get(new.full_name) if base.record else None
    if record is None:  # which partitions were declared is not known
        old, new = replace(old, partitions=None), replace(new, partitions=None)
    old, new = comparable(old, new)
    found = table_changes(old, new, renames(old, new, spec))
    return tuple(_as_written(c, spec, base) if isinstance(c, RemovePartitions) else c for c in found)


def _as_written(change: RemovePartitions, spec: TableSpec, base: Base) -> RemovePartitions:
    """With the rows by which what is written shrank: those that it did not have on the base's day either."""
    then = base.record.day if base.record else None
    block = spec.undated
    if block is None or then is None or change.last:
        return change
    folder = FilePath(spec.documents[0].file).parent
    on_that_day = read_partitions(with_today(block, then), folder).values
    return replace(change, written=change.written - on_that_day)


def _announced(broken: Judgement, record: TableRecord | None, day: date | None) -> bool:
    """Whether a column goes whose end was announced: the base has had its last day."""
    change = broken.change
    return record is not None and isinstance(change, DropColumn) and record.is_over(change.column.name, day)
