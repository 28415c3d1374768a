"""The breaks of a table that stays: what its spec makes of what was last applied. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from catalog.language.changes.change import Change
from catalog.language.changes.column_changes import ChangePartitionKeys, DropColumn
from catalog.language.changes.comparison import table_changes
from catalog.language.changes.model import Column, Table
from catalog.language.changes.table_changes import ChangeFormat, RemovePartitions
from catalog.language.changes.verdicts.judge import judge
from catalog.language.changes.verdicts.readers import READERS
from catalog.language.changes.verdicts.verdict import (
    Circumstances,
    Judgement,
    PartitionSchema,
    Verdict,
    partition_schema,
)
from catalog.language.findings import Finding
from catalog.language.glue.parameters import COLUMN_PARAMETER, UNREADABLE
from catalog.language.partitions.today import with_today
from catalog.language.specs.partitions import read_partitions
from catalog.language.specs.resolver import TableSpec

from .acceptance import Accepting
from .base import Base, Held, is_others, table_of, with_declared_types
from .declared import DeclaredTable
from .record import TableRecord
from .strictness import Strictness
from .wording import break_of_table, path_of

PROJECTED = "projection.enabled"
# what another format brings along: its SerDe, that one's parameters, and the name of the format
OF_FORMAT = frozenset({"CHG502", "CHG503", "CHG506", "CHG507", "CHG510"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What the gate says of a table that stays. `remade`: the engine removes it and makes it anew;
    `is_refused`: it has breaks that nobody accepted, told or not.
    """

    findings: tuple[Finding, ...] = ()
    remade: bool = False
    is_refused: bool = False


NOTHING = Kept()


def of_kept(held: Held, now: DeclaredTable, base: Base, day: date | None) -> Kept:
    """The breaks of a table that the base has too, under the same name in Glue.

    The stricter of both sides counts, and the readers of both.
    """
    record = base.record.tables.get(now.address) if base.record else None
    if record is not None and record.digest == now.record.digest:
        return NOTHING
    outputs = held.outputs()
    if now.is_others or is_others(outputs):
        return NOTHING
    strict = max(now.record.strictness, record.strictness if record else Strictness.ALLOW)
    old, new = _old(outputs, now, base, record), now.table
    changes = _changes(old, new, now.spec, base)
    circumstances = Circumstances(_readers(now, record), _schema(old, now))
    broken = [j for j in judge(changes, old, new, circumstances) if j.verdict is Verdict.BREAKING]
    if any(isinstance(change, ChangeFormat) for change in changes):
        broken = [j for j in broken if j.code not in OF_FORMAT]
    written = (now.spec.data.get("changes") or {}).get("accept") or ()
    accepting = Accepting.of(written, str(day or ""), changes, (old, new), circumstances)
    refused = [j for j in broken if not accepting.covers(j) and not _announced(j, record, day)]
    remade = any(isinstance(c, ChangePartitionKeys) and len(c.old) != len(c.new) for c in changes)
    found = () if strict is Strictness.ALLOW else tuple(_told(refused, now.spec, strict, accepting))
    return Kept(found, remade, bool(refused))


def _told(
    refused: list[Judgement], spec: TableSpec, strict: Strictness, accepting: Accepting
) -> Iterator[Finding]:
    for broken in refused:
        place = path_of(broken, spec.data), spec.documents
        once = accepting.covered_once(broken)
        yield break_of_table(spec.full_name, broken, strict, place, once)


def _old(outputs: Mapping[str, Any], now: DeclaredTable, base: Base, record: TableRecord | None) -> Table:
    if record is None and base.record is not None:  # made by a run that did not come to its end
        return table_of(outputs, replace(now.record, partition_set=None))
    old = table_of(outputs, record)
    return with_declared_types(old, record, now.record.columns) if record else old


def _changes(old: Table, new: Table, spec: TableSpec, base: Base) -> tuple[Change, ...]:
    record = base.record.tables.get(new.full_name) if base.record else None
    if len(old.keys) != len(new.keys) or record is None:  # rows of other lengths, or none that are known
        old, new = replace(old, partitions=None), replace(new, partitions=None)
    found = table_changes(old, new, renames(old, spec))
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


def renames(old: Table, spec: TableSpec) -> dict[str, str]:
    """The old name by the new one: by `renamed_from`, or as both come from the same element of the source."""
    found = {c["name"]: c["renamed_from"] for c in spec.data["columns"] if c.get("renamed_from")}
    before = {column.name for column in old.columns}
    names = {c["name"] for c in spec.data["columns"]}
    sources = {
        name: column.name
        for column in old.columns
        if column.name not in names and (name := _source(column)) is not None
    }
    for column in spec.data["columns"]:
        source = (column.get("source") or {}).get("name")
        if column["name"] not in before and column["name"] not in found and source in sources:
            found[column["name"]] = sources[source]
    return found


def _source(column: Column) -> str | None:
    """The name of the source's element, as the column's own parameter has it."""
    try:
        said = json.loads(column.parameters.get(COLUMN_PARAMETER) or "{}")
        name = (said.get("source") or {}).get("name")
    except (*UNREADABLE, AttributeError):
        return None
    return name if isinstance(name, str) else None


def _readers(now: DeclaredTable, record: TableRecord | None) -> tuple[str, ...]:
    named = {*now.record.readers, *(record.readers if record else ())}
    return tuple(reader for reader in READERS if reader in named)


def _schema(old: Table, now: DeclaredTable) -> PartitionSchema:
    """Partitions that nobody declares are others': no run of ours gives them another schema."""
    if PROJECTED in now.table.parameters and now.table.parameters[PROJECTED].lower() == "true":
        return PartitionSchema.PROJECTED
    block = now.spec.data.get("partitions") or {}
    if now.table.keys and old.partitions is None and now.partition_set is None:
        return PartitionSchema.OLD
    return partition_schema(bool(now.table.keys), False, block.get("cascade"))


def _announced(broken: Judgement, record: TableRecord | None, day: date | None) -> bool:
    """Whether a column goes whose end was announced: the base has had its last day."""
    change = broken.change
    until = record.until.get(change.column.name) if record and isinstance(change, DropColumn) else None
    return until is not None and day is not None and until < str(day)
