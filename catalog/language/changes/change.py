"""A change of a Glue object as a value: what preview prints and later gates classify.

Takes two property dicts in pulumi-aws's spelling (`storageDescriptor.columns`, ...), normalises
both, and gives the changes by name, where a positional diff would name the wrong column. Never
does I/O.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from catalog.language.glue import parameters, types

Action = Literal["add", "drop", "change", "move"]
MARKS: dict[Action, str] = {"add": "+", "drop": "-", "change": "~", "move": "~"}
SHOWN = 120  # characters of a value in a line; longer ones are cut in the middle


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `what` says of which kind of thing (`column`, `parameter`, `location`, ...).

    `name` is the thing's name if there are many of its kind, `aspect` what of it changed (`type`,
    `comment`), `old` and `new` the values as text, both empty where they are not to be shown; `at` is a
    column's new position from 0.
    """

    action: Action
    what: str
    name: str = ""
    aspect: str = ""
    old: str = ""
    new: str = ""
    at: int = -1

    def describe(self) -> str:
        """`~ column b: int -> bigint`, `+ column x: string (at 3)`, ..."""
        head = " ".join(w for w in (MARKS[self.action], self.what, self.name, self.aspect) if w)
        return head + self._tail()

    def _tail(self) -> str:
        if not (self.old or self.new):
            return " changed" if self.action == "change" else ""
        if self.action == "add":
            return f": {cut(self.new)}" + (f" (at {self.at})" if self.at >= 0 else "")
        if self.action == "drop":
            return f": {cut(self.old)}"
        if self.action == "move":
            return f": moved {self.old} -> {self.new}"
        old, new = cut_pair(self.old, self.new)
        return f": {old} -> {new}"


def table_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs between two property dicts of `aws:glue/catalogTable:CatalogTable`."""
    return tuple(_table_changes(old, new))


def database_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs between two property dicts of `aws:glue/catalogDatabase:CatalogDatabase`."""
    fields = (("name", "name"), ("description", "description"), ("locationUri", "location"))
    return (*_scalars(old, new, fields), *_parameters(old.get("parameters"), new.get("parameters")))


def _table_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    yield from _scalars(old, new, TABLE_FIELDS)
    before, after = old.get("storageDescriptor") or {}, new.get("storageDescriptor") or {}
    yield from _columns("column", before.get("columns"), after.get("columns"))
    yield from _columns("partition key", old.get("partitionKeys"), new.get("partitionKeys"))
    yield from _scalars(before, after, STORAGE_FIELDS)
    yield from _scalars(before.get("serDeInfo") or {}, after.get("serDeInfo") or {}, SERDE_FIELDS)
    serde = [(s.get("serDeInfo") or {}).get("parameters") for s in (before, after)]
    yield from _parameters(serde[0], serde[1], "SerDe parameter")
    yield from _parameters(before.get("parameters"), after.get("parameters"), "storage parameter")
    yield from _parameters(old.get("parameters"), new.get("parameters"))


TABLE_FIELDS = (
    ("databaseName", "database"),
    ("name", "name"),
    ("description", "description"),
    ("owner", "owner"),
    ("retention", "retention"),
    ("tableType", "table type"),
    ("viewOriginalText", "view text"),
    ("viewExpandedText", "expanded view text"),
)
STORAGE_FIELDS = (
    ("location", "location"),
    ("inputFormat", "input format"),
    ("outputFormat", "output format"),
    ("compressed", "compressed"),
    ("numberOfBuckets", "number of buckets"),
    ("bucketColumns", "bucket columns"),
    ("sortColumns", "sort columns"),
    ("storedAsSubDirectories", "stored as subdirectories"),
)
SERDE_FIELDS = (("name", "SerDe name"), ("serializationLibrary", "SerDe"))


def _scalars(
    old: Mapping[str, Any], new: Mapping[str, Any], fields: Sequence[tuple[str, str]]
) -> Iterator[Change]:
    for key, what in fields:
        before, after = old.get(key) or "", new.get(key) or ""
        if before != after:
            yield Change("change", what, old=_shown(before), new=_shown(after))


def _columns(what: str, old: Sequence[Any] | None, new: Sequence[Any] | None) -> Iterator[Change]:
    before = {_name(c): c for c in old or ()}
    after = {_name(c): c for c in new or ()}
    for name, column in before.items():
        if name not in after:
            yield Change("drop", what, name, old=_type(column))
    for at, (name, column) in enumerate(after.items()):
        if name in before:
            yield from _column(what, name, before[name], column)
        else:
            yield Change("add", what, name, new=_type(column), at=at)
    yield from _moves(what, list(before), list(after))


def _column(what: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = _type(old), _type(new)
    if before != after:
        yield Change("change", what, name, old=before, new=after)
    if (old.get("comment") or "") != (new.get("comment") or ""):
        yield Change(
            "change",
            what,
            name,
            "comment",
            _shown(old.get("comment") or ""),
            _shown(new.get("comment") or ""),
        )
    for change in _parameters(old.get("parameters"), new.get("parameters")):
        yield Change(change.action, what, name, f"parameter {change.name}", change.old, change.new)


def _moves(what: str, old: list[str], new: list[str]) -> Iterator[Change]:
    """Columns whose order among those that stay differs: insertions alone move nobody."""
    places = {name: at for at, name in enumerate(old)}
    stay = [n for n in new if n in places]
    keep = longest_in_order([places[n] for n in stay])
    for name in stay:
        if places[name] not in keep:
            yield Change("move", what, name, old=str(places[name]), new=str(new.index(name)))


def longest_in_order(numbers: Sequence[int]) -> set[int]:
    """The members of one longest increasing subsequence: the columns that need not be called moved."""
    tails: list[int] = []  # the smallest last number of a subsequence of each length
    length_at = []
    for number in numbers:
        place = bisect_left(tails, number)
        tails[place : place + 1] = [number]
        length_at.append(place)
    kept: set[int] = set()
    wanted = len(tails) - 1
    limit = None
    for number, length in zip(reversed(numbers), reversed(length_at), strict=True):
        if length == wanted and (limit is None or number < limit):
            kept.add(number)
            wanted, limit = wanted - 1, number
    return kept


def _parameters(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, what: str = "parameter"
) -> Iterator[Change]:
    """Values are shown for our own keys only: of others none can know here which are secret."""
    before, after = old or {}, new or {}
    for key in sorted({*before, *after}):
        shown = _shown if parameters.is_own(key) else _hidden
        if key not in after:
            yield Change("drop", what, key, old=shown(before[key]))
        elif key not in before:
            yield Change("add", what, key, new=shown(after[key]))
        elif before[key] != after[key]:
            yield Change("change", what, key, old=shown(before[key]), new=shown(after[key]))


def _name(column: Mapping[str, Any]) -> str:
    return str(column.get("name") or "").lower()


def _type(column: Mapping[str, Any]) -> str:
    """The canonical type, or the text as it is where it is none."""
    text = str(column.get("type") or "")
    try:
        return types.canonical(text)
    except types.GlueTypeError:
        return text


def _shown(value: Any) -> str:
    """A value in quotes as Python shows it, so that blanks and line ends can be seen."""
    return repr(value)


def _hidden(_: Any) -> str:
    return ""


def cut(text: str) -> str:
    """`text`, or its first and last characters around `...` where it is long."""
    half = (SHOWN - 3) // 2
    return text if len(text) <= SHOWN else f"{text[:half]}...{text[-half:]}"


def cut_pair(old: str, new: str) -> tuple[str, str]:
    """Both texts cut to the neighbourhood of where they differ, if they are long."""
    if len(old) <= SHOWN and len(new) <= SHOWN:
        return old, new
    limit = min(len(old), len(new))
    first = next((i for i in range(limit) if old[i] != new[i]), limit)
    start = max(0, first - SHOWN // 3)
    return _window(old, start), _window(new, start)


def _window(text: str, start: int) -> str:
    head, tail = "..." if start else "", "..." if len(text) > start + SHOWN else ""
    return f"{head}{text[start : start + SHOWN]}{tail}"
