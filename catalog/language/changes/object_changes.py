"""Changes of a database, and of whole objects: what comes, goes, or gets another name or stack. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .change import Change, Transition, parameter_line, value_line
from .model import DATABASE_FIELDS, Database, Table

WORDS = dict(DATABASE_FIELDS)


@dataclass(frozen=True, slots=True)
class CreateTable(Change):
    """A table that is new."""

    table: Table = field(hash=False)

    def lines(self) -> tuple[str, ...]:
        """`+ table sales.orders`."""
        return (f"+ table {self.table.full_name}",)

    def reverse(self) -> Change:
        """The table goes again."""
        return DropTable(self.table)


@dataclass(frozen=True, slots=True)
class DropTable(Change):
    """A table that goes, with its partitions."""

    table: Table = field(hash=False)

    def lines(self) -> tuple[str, ...]:
        """`- table sales.orders`."""
        return (f"- table {self.table.full_name}",)

    def reverse(self) -> Change:
        """The table comes again."""
        return CreateTable(self.table)


@dataclass(frozen=True, slots=True)
class RenameTable(Transition):
    """A table under another name, both `<database>.<table>`: Glue has no rename, it is made anew."""

    old: str
    new: str

    def lines(self) -> tuple[str, ...]:
        """`~ table sales.orders: renamed sales.orders -> sales.orders_v2`."""
        return (f"~ table {self.old}: renamed {self.old} -> {self.new}",)


@dataclass(frozen=True, slots=True)
class MoveTable(Change):
    """A table that another stack declares from now on; it stays in Glue."""

    table: str
    old_stack: str
    new_stack: str

    def lines(self) -> tuple[str, ...]:
        """`~ table sales.orders: moved from stack dev to stack dev-2`."""
        return (f"~ table {self.table}: moved from stack {self.old_stack} to stack {self.new_stack}",)

    def reverse(self) -> Change:
        """Back to the first stack."""
        return MoveTable(self.table, self.new_stack, self.old_stack)


@dataclass(frozen=True, slots=True)
class CreateDatabase(Change):
    """A database that is new."""

    database: Database = field(hash=False)

    def lines(self) -> tuple[str, ...]:
        """`+ database sales`."""
        return (f"+ database {self.database.name}",)

    def reverse(self) -> Change:
        """The database goes again."""
        return DropDatabase(self.database)


@dataclass(frozen=True, slots=True)
class DropDatabase(Change):
    """A database that goes, with all that is in it."""

    database: Database = field(hash=False)

    def lines(self) -> tuple[str, ...]:
        """`- database sales`."""
        return (f"- database {self.database.name}",)

    def reverse(self) -> Change:
        """The database comes again."""
        return CreateDatabase(self.database)


@dataclass(frozen=True, slots=True)
class ChangeDatabase(Transition):
    """Another value of a database's property, or of a parameter where `parameter` is set; None for none."""

    name: str
    old: Any = field(hash=False)
    new: Any = field(hash=False)
    parameter: bool = False

    def lines(self) -> tuple[str, ...]:
        """`~ location: 's3://a/' -> ''`."""
        if self.parameter:
            return (parameter_line("parameter", self.name, self.old, self.new),)
        old, new = ("" if side is None else side for side in (self.old, self.new))
        return (value_line(WORDS[self.name], old, new),)
