"""What differs between two tables or two databases. Pure.

Columns are compared by name, because a comparison by position would name the wrong column.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.language.glue.parameters import COLUMN_PARAMETER, UNREADABLE, is_own

from .change import Change
from .column_changes import (
    AddColumn,
    ChangeColumnContext,
    ChangeColumnType,
    ChangeKeyContext,
    ChangeKeys,
    ChangeNullability,
    ChangePartitionKeys,
    DropColumn,
    MoveColumn,
    RenameColumn,
    RespellColumnType,
    changed_keys,
)
from .model import DATABASE_FIELDS, SET_FIELDS, STORAGE_FIELDS, TABLE_FIELDS, Column, Database, Table
from .object_changes import ChangeDatabase
from .ordering import moves
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
    Form,
    Owner,
    RemovePartitions,
)

NO_RENAMES: Mapping[str, str] = {}
CONTEXT_FIELDS = ("description", "owner")
OF_FORM = ("inputFormat", "outputFormat")


def table_changes(old: Table, new: Table, renames: Mapping[str, str] = NO_RENAMES) -> tuple[Change, ...]:
    """What leads from one table to the other; none for equal ones.

    `renames`: the old name by the new one, of columns that stay under another name. One whose old name is
    not there, or still is, or whose new one was there or is not, counts for nothing.
    """
    return tuple(_table_changes(old, new, renames))


def _table_changes(old: Table, new: Table, renames: Mapping[str, str]) -> Iterator[Change]:
    yield from _field_changes(old, new)
    yield from column_changes(old.columns, new.columns, renames)
    yield from _key_changes(old, new)
    yield from _storage_changes(old, new)
    yield from _foreign_parameters("SerDe", old.serde_parameters, new.serde_parameters)
    yield from _foreign_parameters("storage", old.storage_parameters, new.storage_parameters)
    yield from _parameter_changes(old.parameters, new.parameters)
    yield from _partition_changes(old, new)
    yield from map(DropIndex, sorted(old.indexes - new.indexes))
    yield from map(AddIndex, sorted(new.indexes - old.indexes))


def database_changes(old: Database, new: Database) -> tuple[Change, ...]:
    """What leads from one database to the other."""
    fields = (name for name, _ in DATABASE_FIELDS if old.fields.get(name) != new.fields.get(name))
    names = changed_keys(old.parameters, new.parameters)
    return (
        *(ChangeDatabase(name, old.fields.get(name), new.fields.get(name)) for name in fields),
        *(ChangeDatabase(n, old.parameters.get(n), new.parameters.get(n), parameter=True) for n in names),
    )


def _field_changes(old: Table, new: Table) -> Iterator[Change]:
    for name, _ in TABLE_FIELDS:
        before, after = old.fields.get(name), new.fields.get(name)
        if before != after:
            kind = ChangeBusinessContext if name in CONTEXT_FIELDS else ChangeTableField
            yield kind(name, before, after)


# --- columns


def column_changes(
    old: tuple[Column, ...], new: tuple[Column, ...], renames: Mapping[str, str] = NO_RENAMES
) -> Iterator[Change]:
    """Columns renamed, dropped, added, changed and moved.

    Where none has a type, they are another tool's with their context declared: they neither come nor go.
    """
    before, after = {c.name: c for c in old}, {c.name: c for c in new}
    if not any(column.type for column in (*old, *new)):
        for name in dict.fromkeys((*before, *after)):
            yield from _of_context(before.get(name, Column(name)), after.get(name, Column(name)))
        return
    renamed = {
        was: now
        for now, was in renames.items()
        if was in before and was not in after and now in after and now not in before
    }
    yield from (RenameColumn(was, now) for was, now in renamed.items())
    old = tuple(_renamed(column, renamed) for column in old)
    before = {c.name: c for c in old}
    yield from _dropped(old, after)
    yield from _kept_and_added(before, new)
    yield from (MoveColumn(*each) for each in moves([*before], [*after]))
    keys = tuple(tuple(name for name, c in side.items() if _says(c).get("key")) for side in (before, after))
    if keys[0] != keys[1]:
        yield ChangeKeys(*keys)


def source_renames(old: Iterable[Column], new: Iterable[Column]) -> dict[str, str]:
    """Which columns stay under another name, the old by the new one: those of the same element of an export,
    as `source.name` of their context says, where it is the only one on each side.
    """
    before, after = _by_source(old), _by_source(new)
    return {
        after[element]: before[element]
        for element in before
        if after.get(element, "") not in ("", before[element])
    }


def _by_source(columns: Iterable[Column]) -> dict[str, str]:
    """The name of the column of each element; an element of several columns is nobody's."""
    found: dict[str, str] = {}
    for column in columns:
        source = _says(column).get("source")
        element = source.get("name") if isinstance(source, dict) else None
        if isinstance(element, str):
            found[element] = "" if element in found else column.name
    return found


def _renamed(column: Column, renamed: Mapping[str, str]) -> Column:
    if column.name not in renamed:
        return column
    return Column(renamed[column.name], column.type, column.comment, column.parameters)


def _dropped(old: tuple[Column, ...], after: Mapping[str, Column]) -> Iterator[Change]:
    """The columns that go; those after the last one that stays are last."""
    stay = max((at for at, column in enumerate(old) if column.name in after), default=-1)
    for at, column in enumerate(old):
        if column.name not in after:
            yield DropColumn(column, at, at > stay)


def _kept_and_added(before: Mapping[str, Column], new: tuple[Column, ...]) -> Iterator[Change]:
    stay = max((at for at, column in enumerate(new) if column.name in before), default=-1)
    for at, column in enumerate(new):
        if column.name in before:
            yield from _of_column(before[column.name], column)
        else:
            yield AddColumn(column, at, at > stay)


def _of_column(old: Column, new: Column) -> Iterator[Change]:
    if old.canonical_type != new.canonical_type:
        yield ChangeColumnType(new.name, old.type, new.type)
    elif old.type != new.type:
        yield RespellColumnType(new.name, old.type, new.type)
    yield from _of_context(old, new)
    nullable = [_says(column).get("nullable", True) is not False for column in (old, new)]
    if nullable[0] != nullable[1]:
        yield ChangeNullability(new.name, *nullable)


def _of_context(old: Column, new: Column) -> Iterator[Change]:
    ours = [tuple(sorted((k, v) for k, v in c.parameters.items() if is_own(k))) for c in (old, new)]
    if old.comment != new.comment or ours[0] != ours[1]:
        yield ChangeColumnContext(new.name, old.comment, new.comment, *ours)
    yield from _foreign_parameters("column", old.parameters, new.parameters, new.name)


def _says(column: Column) -> Mapping[str, Any]:
    """What the context of a column says beside its label; nothing where someone spoiled it."""
    text = column.parameters.get(COLUMN_PARAMETER)
    try:
        found = json.loads(text) if text else {}
    except UNREADABLE:
        return {}
    return found if isinstance(found, dict) else {}


# --- the rest


def _key_changes(old: Table, new: Table) -> Iterator[Change]:
    if old.keys == new.keys:
        return
    same = [[(key.name, key.canonical_type) for key in table.keys] for table in (old, new)]
    yield (ChangeKeyContext if same[0] == same[1] else ChangePartitionKeys)(old.keys, new.keys)


def _storage_changes(old: Table, new: Table) -> Iterator[Change]:
    forms = form_of(old), form_of(new)
    if forms[0] != forms[1]:
        yield (ChangeSerde if forms[0].name == forms[1].name else ChangeFormat)(*forms)
    for name, _ in STORAGE_FIELDS:
        before, after = old.storage.get(name), new.storage.get(name)
        if name in OF_FORM or before == after:
            continue
        if name == "location":
            yield ChangeLocation(before or "", after or "")
        else:
            yield ChangeStorage(name, before, after)
    names = [str(table.serde.get("name", "")) for table in (old, new)]
    if names[0] != names[1]:
        yield ChangeSerdeName(*names)


def form_of(table: Table) -> Form:
    """How the table's files are read."""
    input_format, output_format = (str(table.storage.get(name, "")) for name in OF_FORM)
    return Form(input_format, output_format, table.library)


def _foreign_parameters(
    owner: Owner, old: Mapping[str, str], new: Mapping[str, str], column: str = ""
) -> Iterator[Change]:
    for name in changed_keys(old, new):
        if owner != "column" or not is_own(name):  # a column's own are its context
            yield ChangeParameter(owner, name, old.get(name), new.get(name), column)


def _parameter_changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in changed_keys(old, new):
        if is_own(name):
            yield ChangeBusinessContext(name, old.get(name), new.get(name), parameter=True)
        elif not is_projection(name):
            yield ChangeParameter("table", name, old.get(name), new.get(name))
    before, after = ({k: v for k, v in side.items() if is_projection(k)} for side in (old, new))
    if before != after:
        yield ChangeProjection(before, after)


def is_projection(name: str) -> bool:
    """Whether a table's parameter is of partition projection (Athena, "Setting up partition projection")."""
    return name.startswith("projection.") or name == "storage.location.template"


def _partition_changes(old: Table, new: Table) -> Iterator[Change]:
    were, are = (tuple(key.name for key in table.keys) for table in (old, new))
    before, after = old.partitions, new.partitions
    if before is not None and after is not None:
        if gone := before - after:
            yield RemovePartitions(were, gone, gone)
        if come := after - before:
            yield AddPartitions(are, come)
    elif before is not None:
        yield RemovePartitions(were, before, before, last=True)
    elif after is not None:
        yield AddPartitions(are, after, first=True)
    for name, _ in SET_FIELDS:
        if old.set_fields.get(name) != new.set_fields.get(name):
            yield ChangePartitionSet(name, old.set_fields.get(name), new.set_fields.get(name))
