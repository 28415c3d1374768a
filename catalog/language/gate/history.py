"""What a record keeps of the one before: each table's last change, and runs that were cut short. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .record import DatabaseRecord, Record, TableRecord

UNKNOWN = ""  # a digest, or a type, that may be the one of before or the new one


def following(record: Record, before: Record | None) -> Record:
    """The record of a run that came to its end, with what its tables were before."""
    if before is None:
        return record
    tables = {n: _with_former(each, before.tables.get(n)) for n, each in record.tables.items()}
    return replace(record, tables=tables)


def _with_former(now: TableRecord, before: TableRecord | None) -> TableRecord:
    if before is None:
        return now
    names = dict.fromkeys((*before.columns, *now.columns))
    changed = {n: before.columns.get(n, "") for n in names if before.columns.get(n) != now.columns.get(n)}
    return replace(now, former=changed or before.former)


def begun(record: Record, before: Record) -> Record | None:
    """What is true however far a run comes: its objects as they were or as they are declared. None where it
    changes none.

    The stricter of both holds; columns, parameters and partitions of both are ours.
    """
    tables, databases = {**before.tables}, {**before.databases}
    for name, each in record.tables.items():
        if (old := tables.get(name)) is None or old.digest != each.digest:
            tables[name] = _either(old, each)
    for name, of_database in record.databases.items():
        if (known := databases.get(name)) is None or known.digest != of_database.digest:
            databases[name] = _either_database(known, of_database)
    if (tables, databases) == (before.tables, before.databases):
        return None
    return Record(before.day, before.protect or record.protect, databases, tables)


def _either(old: TableRecord | None, new: TableRecord) -> TableRecord:
    if old is None:
        return replace(new, digest=UNKNOWN)
    return TableRecord(
        max(old.strictness, new.strictness),
        tuple(dict.fromkeys((*old.readers, *new.readers))),
        _types(old.columns, new.columns),
        old.parameters | new.parameters,
        UNKNOWN,
        old.partition_set,
        old.until,
        (*old.accepted, *(entry for entry in new.accepted if entry not in old.accepted)),
        old.former,
        new.partition_set if new.partition_set != old.partition_set else old.pending,
    )


def _types(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """One of which both say another type has none that is known: the state has it."""
    return {**old, **{n: t if old.get(n, t) == t else UNKNOWN for n, t in new.items()}}


def _either_database(old: DatabaseRecord | None, new: DatabaseRecord) -> DatabaseRecord:
    if old is None:
        return replace(new, digest=UNKNOWN)
    return DatabaseRecord(max(old.strictness, new.strictness), old.parameters | new.parameters, UNKNOWN)
