"""Changes of columns and partition keys, as values. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.language.glue.narrowing import narrows

from .change import MAY_LOSE, Change, Transition, cut, cut_pair, parameter_line, value_line
from .model import Column
from .ordering import moves

COLUMN, KEY = "column", "partition key"


@dataclass(frozen=True, slots=True)
class AddColumn(Change):
    """A column that is new at position `at`, from 0; `last`: only other new ones follow it."""

    column: Column
    at: int
    last: bool

    def lines(self) -> tuple[str, ...]:
        """`+ column x: string (at 3)`."""
        return (_added(COLUMN, self.column, self.at),)

    def reverse(self) -> Change:
        """The column goes again."""
        return DropColumn(self.column, self.at, self.last)


@dataclass(frozen=True, slots=True)
class DropColumn(Change):
    """A column that goes from position `at`; `last`: only others that go followed it."""

    column: Column
    at: int
    last: bool

    def lines(self) -> tuple[str, ...]:
        """`- column x: string`."""
        return (_dropped(COLUMN, self.column),)

    def reverse(self) -> Change:
        """The column comes again."""
        return AddColumn(self.column, self.at, self.last)


@dataclass(frozen=True, slots=True)
class RenameColumn(Transition):
    """A column that stays under another name."""

    old: str
    new: str

    def lines(self) -> tuple[str, ...]:
        """`~ column amount renamed: amount -> amount_total`."""
        return (f"~ {COLUMN} {self.old}: renamed {self.old} -> {self.new}",)


@dataclass(frozen=True, slots=True)
class ChangeColumnType(Transition):
    """Another type; both as they are written. What of a structure changes: `type_changes.parts`."""

    column: str
    old: str
    new: str

    def lines(self) -> tuple[str, ...]:
        """`~ column b: int -> tinyint (may lose values)`."""
        return (_retyped(COLUMN, Column(self.column, self.old), Column(self.column, self.new)),)


@dataclass(frozen=True, slots=True)
class RespellColumnType(Transition):
    """The same type in another spelling: `decimal(10, 2)`, `decimal(10,2)`."""

    column: str
    old: str
    new: str

    def lines(self) -> tuple[str, ...]:
        """`~ column b spelling of the type: 'decimal(10, 2)' -> 'decimal(10,2)'`."""
        return (value_line(f"{COLUMN} {self.column} spelling of the type", self.old, self.new),)


@dataclass(frozen=True, slots=True)
class MoveColumn(Transition):
    """A column at another position among those that stay."""

    column: str
    old: int
    new: int

    def lines(self) -> tuple[str, ...]:
        """`~ column b: moved 2 -> 0`."""
        return (_moved(COLUMN, self.column, self.old, self.new),)


@dataclass(frozen=True, slots=True)
class ChangeNullability(Transition):
    """Whether the column may hold no value, as its context says: Glue itself has no word for it."""

    column: str
    old: bool
    new: bool

    def lines(self) -> tuple[str, ...]:
        """`~ column b: nullable -> not null`."""
        words = ["nullable" if side else "not null" for side in (self.old, self.new)]
        return (f"~ {COLUMN} {self.column}: {' -> '.join(words)}",)


@dataclass(frozen=True, slots=True)
class ChangeKeys(Transition):
    """Which columns are the primary key, as their context says, in the order of the columns."""

    old: tuple[str, ...]
    new: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """`~ primary key: order_id -> order_id, item`."""
        return (f"~ primary key: {' -> '.join(', '.join(side) or 'none' for side in (self.old, self.new))}",)


@dataclass(frozen=True, slots=True)
class ChangeColumnContext(Change):
    """What a column means: its comment, and our own parameters."""

    column: str
    old_comment: str
    new_comment: str
    old: tuple[tuple[str, str], ...] = ()
    new: tuple[tuple[str, str], ...] = ()

    def lines(self) -> tuple[str, ...]:
        """`~ column b comment: 'x' -> 'y'`, and a line a parameter."""
        before, after = _column_of(self)
        return tuple(_context_lines(COLUMN, before, after))

    def reverse(self) -> Change:
        """The old context again."""
        return ChangeColumnContext(self.column, self.new_comment, self.old_comment, self.new, self.old)


@dataclass(frozen=True, slots=True)
class ChangePartitionKeys(Transition):
    """Other partition keys: other names, types, number or order."""

    old: tuple[Column, ...]
    new: tuple[Column, ...]

    def lines(self) -> tuple[str, ...]:
        """A line a key: `+ partition key region: string (at 1)`."""
        return tuple(key_lines(self.old, self.new))


@dataclass(frozen=True, slots=True)
class ChangeKeyContext(Transition):
    """What the partition keys mean: the same keys, with other comments or parameters."""

    old: tuple[Column, ...]
    new: tuple[Column, ...]

    def lines(self) -> tuple[str, ...]:
        """`~ partition key dt comment: 'x' -> 'y'`."""
        return tuple(key_lines(self.old, self.new))


def key_lines(old: tuple[Column, ...], new: tuple[Column, ...]) -> Iterator[str]:
    """The lines about partition keys, by name as those about columns."""
    before, after = {key.name: key for key in old}, {key.name: key for key in new}
    yield from (_dropped(KEY, key) for name, key in before.items() if name not in after)
    for at, (name, key) in enumerate(after.items()):
        if name not in before:
            yield _added(KEY, key, at)
            continue
        if before[name].canonical_type != key.canonical_type:
            yield _retyped(KEY, before[name], key)
        elif before[name].type != key.type:
            yield value_line(f"{KEY} {name} spelling of the type", before[name].type, key.type)
        yield from _context_lines(KEY, before[name], key)
    yield from (_moved(KEY, name, was, now) for name, was, now in moves([*before], [*after]))


def _added(what: str, column: Column, at: int) -> str:
    return f"+ {what} {column.name}: {cut(column.canonical_type)} (at {at})"


def _dropped(what: str, column: Column) -> str:
    return f"- {what} {column.name}: {cut(column.canonical_type)}"


def _moved(what: str, name: str, old: int, new: int) -> str:
    return f"~ {what} {name}: moved {old} -> {new}"


def _retyped(what: str, old: Column, new: Column) -> str:
    before, after = cut_pair(old.canonical_type, new.canonical_type)
    loss = MAY_LOSE if narrows(old.canonical_type, new.canonical_type) else ""
    return f"~ {what} {new.name}: {before} -> {after}{loss}"


def _column_of(change: ChangeColumnContext) -> tuple[Column, Column]:
    return (
        Column(change.column, "", change.old_comment, dict(change.old)),
        Column(change.column, "", change.new_comment, dict(change.new)),
    )


def _context_lines(what: str, old: Column, new: Column) -> Iterator[str]:
    if old.comment != new.comment:
        yield value_line(f"{what} {new.name} comment", old.comment, new.comment)
    for name in changed_keys(old.parameters, new.parameters):
        yield parameter_line(
            f"{what} {new.name} parameter", name, old.parameters.get(name), new.parameters.get(name)
        )


def changed_keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The keys whose values differ, sorted."""
    return sorted(key for key in {*old, *new} if old.get(key) != new.get(key))
