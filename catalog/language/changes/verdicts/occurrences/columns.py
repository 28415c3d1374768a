"""Which cases changes of columns are. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ... import column_changes as columns
from ...model import Table
from ...type_changes import TypePart, parts
from ..access import LITERAL, access, has_default
from .occurrence import Occurrence, transition
from .type_kinds import UNKNOWN, is_known, kind_of

NESTED_TYPE = "CHG304"


def added(change: columns.AddColumn, old: Table, new: Table) -> Iterator[Occurrence]:
    """A column at the end takes the place of one that goes in the same run: by position it is that one."""
    column = change.column
    if not column.type or _untyped(old):
        yield Occurrence("describe column", column.name)
        return
    entry = transition("", column.canonical_type, column=column.name)
    case = "add column"
    if change.last:
        case = "add last column" if change.at >= len(old.columns) else "replace last column"
    yield Occurrence(
        case, column.name, entry, case_of=partial(_by_schema, case, column.name, new), maps_columns=True
    )
    if not is_known(column.type):
        yield Occurrence(UNKNOWN, column.name, entry)


def _untyped(table: Table) -> bool:
    """Whether only the context of its columns is declared: which ones it has is another tool's."""
    return bool(table.columns) and not any(column.type for column in table.columns)


def _by_schema(case: str, column: str, new: Table, reader: str) -> str:
    replaced = LITERAL in access(new, reader).traits and not has_default(new, column)
    return "add column without default" if replaced else case


def dropped(change: columns.DropColumn, old: Table, new: Table) -> Iterator[Occurrence]:
    """One whose context alone was declared goes out of the spec, not out of the table."""
    column = change.column
    if not column.type or _untyped(new):
        yield Occurrence("describe column", column.name)
        return
    entry = transition(column.canonical_type, "", column=column.name)
    case = "drop last column" if change.last else "drop column"
    yield Occurrence(case, column.name, entry, maps_columns=True)


def renamed(change: columns.RenameColumn, old: Table, new: Table) -> Iterator[Occurrence]:
    """Readers ask by name."""
    case = "change case" if change.old.lower() == change.new.lower() else "rename column"
    yield Occurrence(case, change.new, transition(change.old, change.new), maps_columns=True)


def moved(change: columns.MoveColumn, old: Table, new: Table) -> Iterator[Occurrence]:
    """Positions count from 0."""
    entry = {"column": change.column, "from": change.old, "to": change.new}
    yield Occurrence("move column", change.column, entry, maps_columns=True)


def retyped(change: columns.ChangeColumnType, old: Table, new: Table) -> Iterator[Occurrence]:
    """Each part of the type. Where none was declared before, or none is any more, no change is known."""
    if not change.old or not change.new:
        yield Occurrence("describe column", change.column)
        return
    for part in parts(change.old, change.new):
        yield _of_part(change.column, part)


_OF_KIND = {
    "drop field": "drop field",
    "rename field": "rename field",
    "reorder fields": "reorder fields",
    "shape": "change shape",
    "unknown": UNKNOWN,
}


def _of_part(column: str, part: TypePart) -> Occurrence:
    path = join(column, part.place)
    entry = transition(part.old, part.new, column=path)
    if part.kind == "type":
        code = NESTED_TYPE if part.path else ""
        return Occurrence(kind_of(part.old, part.new), path, entry, code, maps_columns=True)
    if part.kind == "add field":
        return Occurrence("add last field" if part.last else "add field", path, entry, maps_columns=True)
    return Occurrence(_OF_KIND[part.kind], path, entry, maps_columns=True)


def join(column: str, place: str) -> str:
    """`address.zip`, `items[].price`."""
    return f"{column}{place}" if place.startswith("[]") or not place else f"{column}.{place}"


def respelled(change: columns.RespellColumnType, old: Table, new: Table) -> Iterator[Occurrence]:
    """The same type."""
    yield Occurrence("describe column", change.column)


def nullability(change: columns.ChangeNullability, old: Table, new: Table) -> Iterator[Occurrence]:
    """Hive's formats hold no such promise; open ones do."""
    words = ["nullable" if side else "not null" for side in (change.old, change.new)]
    entry = transition(*words, column=change.column)
    yield Occurrence("make nullable" if change.new else "make not nullable", change.column, entry)


def keys(change: columns.ChangeKeys, old: Table, new: Table) -> Iterator[Occurrence]:
    """The primary key of the business context."""
    yield Occurrence("change keys", "", transition([*change.old], [*change.new]))


def context(change: columns.ChangeColumnContext, old: Table, new: Table) -> Iterator[Occurrence]:
    """Comment and our own parameters."""
    yield Occurrence("describe column", change.column)
