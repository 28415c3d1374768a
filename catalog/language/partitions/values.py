"""The partitions that a spec declares, as a set: cross products, explicit tuples, a CSV file, exclusions.

Takes the `partitions` block of a resolved spec; gives a TupleSet, compact however many partitions it stands
for, and complaints with their place in the block. Reads no file: who calls hands over the rows of a CSV file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain
from math import prod
from typing import Any

from catalog.language.findings import format_path
from catalog.language.glue import types
from catalog.language.glue.storage_formats import text_of

from . import ranges
from .hive import DEFAULT_PARTITION
from .ranges import RangeError
from .tuple_sets import Box, Side, Tuple, TupleSet, boxed, difference, sides_of

NULL = DEFAULT_PARTITION  # in Glue the value of null, too
PLACED = re.compile(r"\{(\w+)\}")
ENDS = ("from", "to")
NUMBERS = (*ranges.INTEGERS, "float", "double", "decimal")
Place = tuple[str | int, ...]
Rows = Callable[[str], Sequence[tuple[int, Sequence[str]]]]  # each with its line
SHOWN = 3  # tuples of a kind that a complaint names


@dataclass(frozen=True, slots=True)
class Key:
    """A partition key: name and Glue type, in the one spelling that types have here."""

    name: str
    type: str


def keys_of(block: Mapping[str, Any]) -> tuple[Key, ...]:
    """The partition keys of a block; a text that is no Glue type stays, for whoever tells of it."""
    return tuple(Key(k["name"], _canonical(k["type"])) for k in block.get("keys", ()))


def _canonical(written: str) -> str:
    try:
        return types.canonical(written)
    except types.GlueTypeError:
        return written


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong at a place of the `partitions` block, and what to do."""

    place: Place
    message: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Partitions:
    """What a block declares: the set, how many tuples its products repeat, and where single tuples stand.

    `idle`: the entries of `except` that leave out nothing. `lines`: where those of a `file` stand.
    """

    keys: tuple[Key, ...]
    values: TupleSet
    repeated: int
    places: Mapping[Tuple, Place]
    complaints: tuple[Complaint, ...]
    idle: tuple[Place, ...] = ()
    file: str = ""
    lines: Mapping[Tuple, int] = field(default_factory=dict)


def closed(block: Mapping[str, Any], today: date | None) -> Mapping[str, Any]:
    """The block with a date in the place of each `today`, also by itself; without a date as it is."""
    if today is None:
        return block
    closing = _Closing(keys_of(block), today)
    found = {k: closing.entries(v) if k in ("values", "except") else v for k, v in block.items()}
    overrides = [{**o, "where": closing.product(o["where"])} for o in block.get("overrides", ())]
    return found | ({"overrides": overrides} if overrides else {})


class _Closing:
    """Puts a date in the place of `today`; what means no date stays, for whoever expands it to tell."""

    def __init__(self, keys: Sequence[Key], today: date) -> None:
        self._types = {key.name: key.type for key in keys}
        self._in_order = [key.type for key in keys]
        self._today = today

    def entries(self, written: Any) -> Any:
        """`values` or `except`: a product, a list of products and tuples, or a file's name, which stays."""
        if isinstance(written, Mapping):
            return self.product(written)
        return [self._entry(entry) for entry in written] if isinstance(written, list) else written

    def product(self, written: Mapping[str, Any]) -> Mapping[str, Any]:
        return {name: self._side(side, self._types.get(name, "")) for name, side in written.items()}

    def _entry(self, entry: Any) -> Any:
        if isinstance(entry, Mapping):
            return self.product(entry)
        row = entry if isinstance(entry, list) else [entry]
        closed_row = [self._value(v, t) for v, t in zip(row, self._in_order, strict=False)]
        return closed_row + row[len(closed_row) :]  # of another length: told by whoever reads it

    def _side(self, side: Any, key_type: str) -> Any:
        if isinstance(side, list):
            return [self._side(entry, key_type) for entry in side]
        if isinstance(side, Mapping):
            return {k: self._day(v) if k in ENDS else v for k, v in side.items()}
        return self._value(side, key_type)

    def _value(self, value: Any, key_type: str) -> Any:
        """A value by itself: as keys of its type hold a day, if they do."""
        return _DAYS.get(_kind(key_type), str)(self._day(value)) if _is_day(value, key_type) else value

    def _day(self, value: Any) -> Any:
        try:
            return ranges.closed(value, self._today)
        except RangeError:
            return value


# how keys of types that hold days hold one
_DAYS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("date", "string", "char", "varchar"), str),
    "timestamp": "{} 00:00:00".format,
}


def _kind(key_type: str) -> str:
    return key_type.partition("(")[0]


def _is_day(value: Any, key_type: str) -> bool:
    """True for `today` and the like where a key of that type can hold a day."""
    return ranges.is_open(value) and _kind(key_type) in _DAYS


def read(block: Mapping[str, Any], rows: Rows | None = None) -> Partitions:
    """The set that the block's `values` less its `except` mean.

    `rows` gives the rows of a CSV file that the block names, each with its line and in the order of the keys,
    and raises RangeError; without it no file may be named.
    """
    keys = keys_of(block)
    reader = _Reader(keys, rows or _no_rows)
    given = reader.read(block.get("values"), ("values",), None)
    less = reader.read(block.get("except"), ("except",), given.sides(len(keys)))
    everything = TupleSet.of(given.boxes, given.listed)
    repeated = given.named - everything.count
    values = everything - TupleSet.of(less.boxes, less.listed)
    idle = tuple(_idle(everything, less))
    complaints = tuple(reader.complaints)
    return Partitions(keys, values, repeated, given.listed, complaints, idle, given.file, given.lines)


def _idle(everything: TupleSet, less: _Given) -> Iterator[Place]:
    """Where exceptions stand that hold nothing of what is given."""
    for box, place in zip(less.boxes, less.at, strict=True):
        if not everything & TupleSet((box,)):
            yield place
    for row, place in less.listed.items():
        if row not in everything:
            yield place


@dataclass(slots=True)
class _Given:
    """Boxes and tuples as they are written, and how many tuples that are with repetitions.

    `again` are tuples that were listed before; those of a `file` have lines.
    """

    boxes: list[Box] = field(default_factory=list)
    at: list[Place] = field(default_factory=list)  # where each of the boxes stands
    listed: dict[Tuple, Place] = field(default_factory=dict)
    named: int = 0
    again: list[tuple[Tuple, Place, int]] = field(default_factory=list)
    file: str = ""
    lines: dict[Tuple, int] = field(default_factory=dict)

    def sides(self, length: int) -> list[frozenset[str]]:
        """All values that each key has."""
        return sides_of(self.boxes, self.listed, length)


class _Reader:
    """Reads one block; complains instead of raising, so that all is told at once."""

    def __init__(self, keys: Sequence[Key], rows: Rows) -> None:
        self.keys = keys
        self.names = [key.name for key in keys]
        self.rows = rows
        self.complaints: list[Complaint] = []

    def read(self, written: Any, place: Place, every: Sequence[Side] | None) -> _Given:
        """`every`: what the keys that a product leaves out stand for; without it, none may be left out."""
        given = _Given()
        if isinstance(written, str):
            self._file(written, place, given)
        elif isinstance(written, Mapping):
            self._product(written, place, given, every)
        elif written is not None:
            for i, entry in enumerate(written):
                if isinstance(entry, Mapping):
                    self._product(entry, (*place, i), given, every)
                else:
                    self._row(entry, (*place, i), given, "Set catalog:date of the stack")
        if given.again:
            self._repeated(given)
        return given

    def _file(self, name: str, place: Place, given: _Given) -> None:
        try:
            given.file = name
            for line, row in self.rows(name):
                self._row(list(row), place, given, "Write the day itself: a file is taken as it is", line)
        except RangeError as error:
            self._complain(place, str(error))

    def _row(self, entry: Any, place: Place, given: _Given, dated: str, line: int = 0) -> None:
        """`dated`: what to do about a `today` that nothing closed."""
        row = entry if isinstance(entry, list) else [entry]
        for value, key in zip(row, self.keys, strict=False):
            self._value(value, key, place, dated)
        self._tuple(entry, place, given, line)

    def _value(self, value: Any, key: Key, place: Place, dated: str) -> None:
        """Complains of a single value that is written as one thing and would be another."""
        if _is_day(value, key.type):
            self._complain(place, f"{value!r} found, and no date for today", dated)
        elif isinstance(value, float) and _kind(key.type) not in NUMBERS:
            message = f"{_text(value)} found for {key.name}: a number, which loses its last zeros"
            self._complain(place, message, f"Put it in quotes: {key.name} is of type {key.type}")

    def _tuple(self, entry: Any, place: Place, given: _Given, line: int = 0) -> None:
        row = tuple(map(_text, entry if isinstance(entry, list) else [entry]))
        if len(row) != len(self.keys):
            message = f"{list(row)} has {len(row)} value(s) for {len(self.keys)} partition key(s)"
            self._complain(place, message, f"Give one for each of {', '.join(self.names)}, in this order")
            return
        if row in given.listed:
            given.again.append((row, place, line))
            return
        given.listed[row] = place
        given.named += 1
        if line:
            given.lines[row] = line

    def _repeated(self, given: _Given) -> None:
        """One complaint for all tuples that are listed again, at the first of them."""

        def at(place: Place, line: int) -> str:
            return f"{given.file}:{line}" if line else format_path(place)

        told = [
            (row, at(place, line), at(given.listed[row], given.lines.get(row, 0)))
            for row, place, line in given.again[:SHOWN]
        ]
        row, where, first = told[0]
        message = f"partition {'/'.join(row)} appears twice ({f'{where}, ' if given.file else ''}see {first})"
        if len(given.again) > 1:
            some = ", ".join(f"{'/'.join(row)} ({where}, see {first})" for row, where, first in told)
            more = f", and {len(given.again) - len(told):,} more" if len(given.again) > len(told) else ""
            message = f"{len(given.again):,} partitions appear again: {some}{more}"
        self._complain(given.again[0][1], message, "Name each once")

    def _product(
        self, entry: Mapping[str, Any], place: Place, given: _Given, every: Sequence[Side] | None
    ) -> None:
        unknown = [name for name in entry if name not in self.names]
        missing = [name for name in self.names if name not in entry] if every is None else []
        for name in unknown:
            todo = f"The keys are {', '.join(self.names)}"
            self._complain((*place, name), f"{name!r} is no partition key", todo)
        if missing:
            message = f"no values for the partition key {', '.join(missing)}"
            self._complain(place, message, "A cross product names every key")
        if not entry and not missing:
            self._complain(place, "an empty product found, which stands for everything", "Name keys in it")
        if unknown or missing:
            return
        sides = [
            self._side(entry[key.name], key, (*place, key.name)) if key.name in entry else rest
            for key, rest in zip(self.keys, every or [frozenset()] * len(self.keys), strict=True)
        ]
        given.boxes.append(tuple(map(frozenset, sides)))
        given.at.append(place)
        given.named += prod(map(len, sides))

    def _side(self, written: Any, key: Key, place: Place) -> Collection[str]:
        """The values of one key: a value, a range, or a list of both."""
        if written is None or written == []:  # a key that somebody means to fill in later
            todo = "Write values, or [null] for Hive's null"
            self._complain(place, f"no value found for the partition key {key.name}", todo)
            return []
        found: list[str] = []
        for i, entry in enumerate(written if isinstance(written, list) else [written]):
            inside = (*place, i) if isinstance(written, list) else place
            if not isinstance(entry, Mapping):
                self._value(entry, key, inside, "Set catalog:date of the stack")
                found.append(_text(entry))
                continue
            try:
                found += ranges.expand(entry, key.type)
            except RangeError as error:
                self._complain(inside, str(error))
        return found

    def _complain(self, place: Place, message: str, todo: str = "") -> None:
        self.complaints.append(Complaint(place, message, todo))


def side_of(written: Any, key: Key) -> Side:
    """The values that are written for one key: a value, a range, or a list of both. Raises RangeError."""
    reader = _Reader((key,), _no_rows)
    found = frozenset(reader._side(written, key, ()))
    if reader.complaints:
        raise RangeError(f"{key.name}: {reader.complaints[0].message}")
    return found


def in_text(written: Any) -> Any:
    """A block's `values` or `except`, or an override's `where`, with each value as the text that Glue holds.

    For whoever hands them on: a property of a resource can't be null, and a number there is a double. Ranges
    stay as they are.
    """
    if isinstance(written, list):
        return [in_text(entry) for entry in written]
    if isinstance(written, Mapping):
        return {key: _side_in_text(side) for key, side in written.items()}
    return _text(written)


def _side_in_text(side: Any) -> Any:
    if isinstance(side, list):
        return [_side_in_text(entry) for entry in side]
    return side if isinstance(side, Mapping) else _text(side)


def placed(template: str) -> list[str]:
    """The keys that a location template names as `{key}`."""
    return PLACED.findall(template)


def _no_rows(name: str) -> Sequence[tuple[int, Sequence[str]]]:
    raise RangeError(f"{name}: a file can't be named here")


def _text(value: Any) -> str:
    """A value as Glue holds it; a number with all its digits, and never as 1e-07."""
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"
    return NULL if value is None else text_of(value)


def compact(values: TupleSet) -> list[Any]:
    """A set as plain data that stays small: a list of boxes, each a list of sides; days that follow each
    other as `{from, to}`. `restored` reads it.
    """
    whole = [*values.boxes, *boxed(values.listed)]
    if values.without:
        whole = difference(whole, boxed(values.without))
    return [[_compact_side(side) for side in box] for box in whole]


def _compact_side(side: Side) -> list[Any]:
    if len(side) == 1:
        return [*side]
    found: list[Any] = []
    for run in ranges.day_runs(side):
        found += [{"from": run[0], "to": run[-1]}] if len(run) > 2 else run
    return found


def restored(written: Any) -> TupleSet:
    """The set that `compact` wrote."""
    return TupleSet.apart([tuple(map(_restored_side, box)) for box in written or ()])


def _restored_side(written: Sequence[Any]) -> Side:
    spread = (ranges.expand(e, "date") if isinstance(e, Mapping) else [e] for e in written)
    return frozenset(chain.from_iterable(spread))


def named(keys: Sequence[str], row: Tuple) -> str:
    """A partition in words: `dt=2026-01-01/contributor=c01`, unescaped."""
    return "/".join(f"{key}={value}" for key, value in zip(keys, row, strict=True))


def words(keys: Sequence[str], values: TupleSet, most: int = 3) -> list[str]:
    """A set in words, a box or tuple each: `dt=2026-04-01..2026-06-30 x 35 contributors`; `most` of them, and
    how many more there are. To be joined with `and`.
    """
    boxes, single = [b for b in values.boxes if prod(map(len, b)) > 1], [*values.listed]
    single += [tuple(map(min, box)) for box in values.boxes if prod(map(len, box)) == 1]
    told = [" x ".join(_side_in_words(k, s) for k, s in zip(keys, box, strict=True)) for box in boxes]
    told += [named(keys, row) for row in sorted(single)]
    return told if len(told) <= most else [*told[:most], f"{len(told) - most:,} more"]


def _side_in_words(key: str, side: Side) -> str:
    """`dt=2026-04-01..2026-06-30`, `contributor=c01`, or `35 contributors`."""
    runs = ranges.runs(side)
    if len(side) <= 2 or (len(runs) <= 3 and all(run[0].isdigit() for run in runs)):
        return f"{key}={','.join(runs)}"
    return f"{len(side):,} {_plural(key)}"


def _plural(key: str) -> str:
    """`contributors`; `values of dt` where an s would make no word."""
    plain = len(key) < 3 or key[-1].isdigit() or key.lower().endswith("s")
    return f"values of {key}" if plain else f"{key}s"
