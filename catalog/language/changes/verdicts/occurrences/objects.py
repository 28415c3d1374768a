"""Which cases changes of whole tables and of databases are. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.language.glue.parameters import is_own

from ... import object_changes as objects
from ...model import Table
from .occurrence import Occurrence, transition

_OF_DATABASE = {"name": "rename table", "description": "describe"}


def table_created(change: objects.CreateTable, old: Table, new: Table) -> Iterator[Occurrence]:
    """Something more."""
    yield Occurrence("create", change.table.full_name)


def table_dropped(change: objects.DropTable, old: Table, new: Table) -> Iterator[Occurrence]:
    """Accepted by `removed` of the database's file."""
    yield Occurrence("drop table", change.table.full_name, {"table": change.table.full_name})


def table_renamed(change: objects.RenameTable, old: Table, new: Table) -> Iterator[Occurrence]:
    """Accepted in the spec of the new one."""
    yield Occurrence("rename table", change.new, transition(change.old, change.new))


def table_moved(change: objects.MoveTable, old: Table, new: Table) -> Iterator[Occurrence]:
    """`catalog move` is the way."""
    entry = transition(change.old_stack, change.new_stack)
    yield Occurrence("move table", change.table, entry)


def database_created(change: objects.CreateDatabase, old: Table, new: Table) -> Iterator[Occurrence]:
    """Something more."""
    yield Occurrence("create", change.database.name)


def database_dropped(change: objects.DropDatabase, old: Table, new: Table) -> Iterator[Occurrence]:
    """Accepted by `removed` of the catalog's file."""
    yield Occurrence("drop database", change.database.name, {"database": change.database.name})


def database(change: objects.ChangeDatabase, old: Table, new: Table) -> Iterator[Occurrence]:
    """A property of a database, or a parameter."""
    entry = transition(
        change.old, change.new, **({} if change.name == "name" else {"parameter": change.name})
    )
    if change.parameter:
        case = "describe" if is_own(change.name) else "change parameter"
    else:
        case = _OF_DATABASE.get(change.name, "change database")
    yield Occurrence(case, change.name, entry)
