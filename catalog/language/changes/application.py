"""Applies changes to the table that they were found in: `apply(table_changes(a, b), a)` is `b`. Pure.

The changes of one table are applied together, as their positions are those of the whole: a column's old one
in the table before, its new one in the table after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from catalog.language.glue.parameters import is_own
from catalog.language.partitions.tuple_sets import TupleSet

from .change import Change
from .column_changes import (
    AddColumn,
    ChangeColumnContext,
    ChangeColumnType,
    ChangeKeyContext,
    ChangePartitionKeys,
    DropColumn,
    MoveColumn,
    RenameColumn,
    RespellColumnType,
)
from .model import Column, Database, Table
from .object_changes import ChangeDatabase
from .table_changes import (
    AddIndex,
    AddPartitions,
    ChangeBusinessContext,
    ChangeFormat,
    ChangeLocation,
    ChangeParameter,
    ChangePartitionSet,
    ChangeProjection,
    ChangeSerde,
    ChangeSerdeName,
    ChangeStorage,
    ChangeTableField,
    DropIndex,
    RemovePartitions,
)


def apply(changes: Sequence[Change], table: Table) -> Table:
    """The table after the changes. Those of whole objects, and of what context says of keys, change nothing
    in it. Raises KeyError where a change is about a column that the table lacks.
    """
    table = replace(table, columns=_columns(changes, table.columns))
    for change in changes:
        table = _applied(change, table)
    return table


def apply_database(changes: Iterable[Change], database: Database) -> Database:
    """The database after the changes."""
    for change in changes:
        if isinstance(change, ChangeDatabase):
            part = "parameters" if change.parameter else "fields"
            database = replace(database, **{part: _with(getattr(database, part), change.name, change.new)})
    return database


def reversed_changes(changes: Sequence[Change]) -> tuple[Change, ...]:
    """What leads back: each change reversed, the last one first."""
    return tuple(change.reverse() for change in reversed(changes))


def _columns(changes: Sequence[Change], columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns after the changes of columns: dropped, renamed, changed in place, put in order."""
    gone = {change.column.name for change in changes if isinstance(change, DropColumn)}
    names = {change.old: change.new for change in changes if isinstance(change, RenameColumn)}
    kept = {c.name: c for c in (_named(c, names) for c in columns if c.name not in gone)}
    placed: dict[int, Column] = {}
    for change in changes:
        _change_in_place(change, kept, names)
    for change in changes:
        if isinstance(change, MoveColumn):
            placed[change.new] = kept.pop(names.get(change.column, change.column))
        elif isinstance(change, AddColumn):
            placed[change.at] = change.column
    found = [*kept.values()]
    for at in sorted(placed):
        found.insert(at, placed[at])
    return tuple(found)


def _named(column: Column, names: Mapping[str, str]) -> Column:
    return replace(column, name=names[column.name]) if column.name in names else column


def _change_in_place(change: Change, kept: dict[str, Column], names: Mapping[str, str]) -> None:
    if isinstance(change, ChangeColumnType | RespellColumnType):
        name = names.get(change.column, change.column)
        kept[name] = replace(kept[name], type=change.new)
    elif isinstance(change, ChangeColumnContext):
        name = names.get(change.column, change.column)
        column = kept.get(name, Column(name))
        others = {k: v for k, v in column.parameters.items() if not is_own(k)}
        kept[name] = replace(column, comment=change.new_comment, parameters={**others, **dict(change.new)})
    elif isinstance(change, ChangeParameter) and change.owner == "column":
        name = names.get(change.column, change.column)
        column = kept.get(name, Column(name))
        kept[name] = replace(column, parameters=_with(column.parameters, change.name, change.new))


LIBRARY = "serializationLibrary"


def _applied(change: Change, table: Table) -> Table:
    match change:
        case ChangePartitionKeys() | ChangeKeyContext():
            return replace(table, keys=change.new)
        case ChangeBusinessContext(name, _, new, True):
            return replace(table, parameters=_with(table.parameters, name, new))
        case ChangeBusinessContext(name, _, new) | ChangeTableField(name, _, new):
            return replace(table, fields=_with(table.fields, name, new))
        case ChangeParameter("table", name, _, new):
            return replace(table, parameters=_with(table.parameters, name, new))
        case ChangeProjection(old, new):
            others = {k: v for k, v in table.parameters.items() if k not in old}
            return replace(table, parameters={**others, **new})
    return _set_applied(change, _storage_applied(change, table))


def _storage_applied(change: Change, table: Table) -> Table:
    match change:
        case ChangeFormat() | ChangeSerde():
            names = {"inputFormat": change.new.input_format, "outputFormat": change.new.output_format}
            storage = {name: value for name, value in {**table.storage, **names}.items() if value != ""}
            serde = _with(table.serde, LIBRARY, change.new.library or None)
            return replace(table, storage=storage, serde=serde)
        case ChangeLocation(_, new):
            return replace(table, storage=_with(table.storage, "location", new or None))
        case ChangeStorage(name, _, new):
            return replace(table, storage=_with(table.storage, name, new))
        case ChangeSerdeName(_, new):
            return replace(table, serde=_with(table.serde, "name", new or None))
        case ChangeParameter("storage", name, _, new):
            return replace(table, storage_parameters=_with(table.storage_parameters, name, new))
        case ChangeParameter("SerDe", name, _, new):
            return replace(table, serde_parameters=_with(table.serde_parameters, name, new))
    return table


def _set_applied(change: Change, table: Table) -> Table:
    match change:
        case AddPartitions(_, rows):
            return replace(table, partitions=(table.partitions or TupleSet()) | rows)
        case RemovePartitions():
            left = None if change.last else (table.partitions or TupleSet()) - change.rows
            return replace(table, partitions=left)
        case AddIndex(index):
            return replace(table, indexes=table.indexes | {index})
        case DropIndex(index):
            return replace(table, indexes=table.indexes - {index})
        case ChangePartitionSet(name, _, new):
            return replace(table, set_fields=_with(table.set_fields, name, new))
    return table


def _with(values: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """The values with another one of a name; None is none."""
    return {n: v for n, v in {**values, name: value}.items() if v is not None}
