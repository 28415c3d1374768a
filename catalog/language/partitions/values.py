"""The partitions that a spec declares, as a set: cross products, explicit tuples, a CSV file, exclusions.

Takes the `partitions` block of a resolved spec; gives a TupleSet, compact however many partitions it stands
for, and violations with their path in the block. Reads no file: the caller hands over the rows of a CSV file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from catalog.language.findings import Path, Violation, format_path, listed, short
from catalog.language.visible import cell

from . import ranges
from .boxes import Box, Side, Tuple, boxed, sides_of
from .keys import NUMBERS, Key, base_type, glue_text, keys_of, stands_for_day
from .ranges import RangeError
from .tuple_sets import TupleSet

Rows = Callable[[str], Sequence[tuple[int, Sequence[str]]]]  # each with its line
CODE = "SPEC021"  # of values that do not fit their keys
CUT_LIMIT = 20_000_000  # exceptions times values: what is left is written in boxes of values
RANGED_LIMIT = 2 * ranges.LIMIT  # values of all ranges of a block: a line stands for a million of them
NAMED = 10  # names of keys that a message lists
SHOWN = 3  # tuples of a kind that a violation names


@dataclass(frozen=True, slots=True)
class Partitions:
    """What a block declares: the set, how many tuples its products repeat, and the paths of single tuples.

    `idle`: the paths of entries of `except` that leave out nothing. `lines`: lines of the tuples of a `file`.
    """

    keys: tuple[Key, ...]
    values: TupleSet
    repeated: int
    places: Mapping[Tuple, Path]
    violations: tuple[Violation, ...]
    idle: tuple[Path, ...] = ()
    file: str = ""
    lines: Mapping[Tuple, int] = field(default_factory=dict)


def read(block: Mapping[str, Any], rows: Rows | None = None) -> Partitions:
    """The set of the block's `values` without its `except`.

    `rows` gives the rows of a CSV file that the block names, each with its line and in the order of the keys,
    and raises RangeError; without it no file may be named.
    """
    keys = keys_of(block)
    reader = _Reader(keys, rows or _no_rows)
    given = reader.read(block.get("values"), ("values",), None)
    less = reader.read(block.get("except"), ("except",), given.sides(len(keys)))
    everything = TupleSet.of(given.boxes, given.listed)
    repeated = given.named - everything.count
    if reader.cuts_too_small(given, less):
        less = _Given()
    values = everything - TupleSet.of(less.boxes, less.listed)
    idle = tuple(_idle(everything, less))
    violations = tuple(reader.violations)
    return Partitions(keys, values, repeated, given.listed, violations, idle, given.file, given.lines)


def _idle(everything: TupleSet, less: _Given) -> Iterator[Path]:
    """The paths of exceptions that leave out nothing."""
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
    at: list[Path] = field(default_factory=list)  # where each of the boxes stands
    listed: dict[Tuple, Path] = field(default_factory=dict)
    named: int = 0
    again: list[tuple[Tuple, Path, int]] = field(default_factory=list)
    file: str = ""
    lines: dict[Tuple, int] = field(default_factory=dict)

    def sides(self, length: int) -> list[frozenset[str]]:
        """All values that each key has."""
        return sides_of(self.boxes, self.listed, length)


WRITE_THE_DAY = "Write the day itself: today with that distance is beyond the calendar, or this is no spec"


class _Reader:
    """Reads one block; collects violations instead of raising, so that all are reported at once."""

    def __init__(self, keys: Sequence[Key], rows: Rows) -> None:
        self.keys = keys
        self.names = [key.name for key in keys]
        self.known = frozenset(self.names)
        self.rows = rows
        self.violations: list[Violation] = []
        self.ranged = 0  # values that ranges stand for

    def read(self, written: Any, place: Path, every: Sequence[Side] | None) -> _Given:
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
                    self._row(entry, (*place, i), given, WRITE_THE_DAY)
        if given.again:
            self._repeated(given)
        return given

    def _file(self, name: str, place: Path, given: _Given) -> None:
        try:
            given.file = name
            for line, row in self.rows(name):
                self._row(list(row), place, given, "Write the day itself: a file is taken as it is", line)
        except RangeError as error:
            self._report(place, str(error), error.remedy)

    def _row(self, entry: Any, place: Path, given: _Given, dated: str, line: int = 0) -> None:
        """`dated`: what to do about a `today` that nothing closed."""
        row = entry if isinstance(entry, list) else [entry]
        for value, key in zip(row, self.keys, strict=False):
            self._value(value, key, place, dated)
        self._tuple(entry, place, given, line)

    def _value(self, value: Any, key: Key, place: Path, dated: str) -> None:
        """Reports a single value that would become another than the one written."""
        if stands_for_day(value, key.type):
            self._report(place, f"{short(str(value))} found, which is no date here", dated)
        elif isinstance(value, float) and base_type(key.type) not in NUMBERS:
            message = f"{glue_text(value)} found for {key.name}: a number, which loses its last zeros"
            self._report(place, message, f"Put it in quotes: {key.name} is of type {key.type}")

    def _tuple(self, entry: Any, place: Path, given: _Given, line: int = 0) -> None:
        row = tuple(map(glue_text, entry if isinstance(entry, list) else [entry]))
        if len(row) != len(self.keys):
            message = f"{cell(list(row))} has {len(row)} value(s) for {len(self.keys)} partition key(s)"
            self._report(place, message, f"Give one for each of {listed(self.names, NAMED)}, in this order")
            return
        if row in given.listed:
            given.again.append((row, place, line))
            return
        given.listed[row] = place
        given.named += 1
        if line:
            given.lines[row] = line

    def _repeated(self, given: _Given) -> None:
        """One violation for all tuples that are listed again, at the first of them."""

        def at(place: Path, line: int) -> str:
            return f"{given.file}:{line}" if line else format_path(place)

        def name(row: Tuple, line: int, place: Path) -> str:  # of a file nothing is quoted
            return at(place, line) if line else cell("/".join(row))

        first = [at(given.listed[row], given.lines.get(row, 0)) for row, *_ in given.again]
        row, place, line = given.again[0]
        message = f"partition {name(row, line, place)} appears twice (see {first[0]})"
        if len(given.again) > 1:
            names = [
                f"{name(row, line, place)} ({'' if line else f'{at(place, line)}, '}see {before})"
                for (row, place, line), before in zip(given.again[:SHOWN], first, strict=False)
            ]
            more = listed([*names, *first[SHOWN:]], SHOWN)
            message = f"{len(given.again):,} partitions appear again: {more}"
        self._report(given.again[0][1], message, "Name each once")

    def _product(
        self, entry: Mapping[str, Any], place: Path, given: _Given, every: Sequence[Side] | None
    ) -> None:
        unknown = [name for name in entry if name not in self.known]
        missing = [name for name in self.names if name not in entry] if every is None else []
        for name in unknown:
            remedy = f"The keys are {listed(self.names, NAMED)}"
            self._report((*place, name), f"{short(name)} is no partition key", remedy)
        if missing:
            message = f"no values for the partition key {listed(missing, NAMED)}"
            self._report(place, message, "A cross product names every key")
        if not entry and not missing:
            self._report(place, "an empty product found, which stands for everything", "Name keys in it")
        if unknown or missing:
            return
        sides = [
            self._side(entry[key.name], key, (*place, key.name)) if key.name in entry else rest
            for key, rest in zip(self.keys, every or [frozenset()] * len(self.keys), strict=True)
        ]
        given.boxes.append(tuple(map(frozenset, sides)))
        given.at.append(place)
        given.named += prod(map(len, sides))

    def _side(self, written: Any, key: Key, place: Path) -> Collection[str]:
        """The values of one key: a value, a range, or a list of both."""
        if written is None or written == []:  # a key that somebody means to fill in later
            remedy = "Write values, or [null] for Hive's null"
            self._report(place, f"no value found for the partition key {key.name}", remedy)
            return []
        found: list[str] = []
        for i, entry in enumerate(written if isinstance(written, list) else [written]):
            inside = (*place, i) if isinstance(written, list) else place
            if not isinstance(entry, Mapping):
                self._value(entry, key, inside, WRITE_THE_DAY)
                found.append(glue_text(entry))
                continue
            try:
                found += self._expanded(entry, key)
            except RangeError as error:
                self._report(inside, str(error), error.remedy)
        return found

    def _expanded(self, entry: Mapping[str, Any], key: Key) -> list[str]:
        """The values of a range. Raises RangeError, also where all ranges together have too many."""
        found = ranges.expand(entry, key.type)
        self.ranged += len(found)
        if self.ranged > RANGED_LIMIT:
            raise RangeError(
                f"the ranges up to here have more than {RANGED_LIMIT:,} values",
                "Write fewer or shorter ranges, or partitions.projection",
            )
        return found

    def cuts_too_small(self, given: _Given, less: _Given) -> bool:
        """Reports exceptions of which too many boxes would be left, each nearly as large as the whole."""
        values = sum(map(len, given.sides(len(self.keys)))) if less.named else 0
        pieces = len(less.boxes) + len(less.listed)
        if pieces * values > CUT_LIMIT and less.listed:
            pieces = len(less.boxes) + len(boxed(less.listed))  # many rows may be a few boxes
        if pieces * values <= CUT_LIMIT:
            return False
        message = f"{pieces:,} exceptions of {values:,} values cut them into too many pieces"
        self._report(("except",), message, "Write the values themselves without these, as rows or in a file")
        return True

    def _report(self, place: Path, message: str, remedy: str = "") -> None:
        self.violations.append(Violation(CODE, place, message, remedy))


def side_of(written: Any, key: Key) -> Side:
    """The values that are written for one key: a value, a range, or a list of both. Raises RangeError."""
    reader = _Reader((key,), _no_rows)
    found = frozenset(reader._side(written, key, ()))
    if reader.violations:
        raise RangeError(f"{key.name}: {reader.violations[0].message}", reader.violations[0].remedy)
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
    return glue_text(written)


def _side_in_text(side: Any) -> Any:
    if isinstance(side, list):
        return [_side_in_text(entry) for entry in side]
    return side if isinstance(side, Mapping) else glue_text(side)


def _no_rows(name: str) -> Sequence[tuple[int, Sequence[str]]]:
    raise RangeError(f"{name}: a file can't be named here", "Write the values themselves")
