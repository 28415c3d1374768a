"""Compares the parts that objects have in common: single values, columns, parameters. Pure.

Takes property dicts in pulumi-aws's spelling and normalises both. Columns are compared by name, because a
diff by position would name the wrong column.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog.language.glue.narrowing import narrows
from catalog.language.glue.parameters import is_own
from catalog.language.glue.types import GlueTypeError, canonical

from .change import Change


def scalar_changes(
    old: Mapping[str, Any], new: Mapping[str, Any], fields: Sequence[tuple[str, str]]
) -> Iterator[Change]:
    """Changes of single values, of which a missing one is empty; `fields`: a property and the word for it."""
    for key, what in fields:
        before, after = old.get(key) or "", new.get(key) or ""
        if before != after:
            yield Change("change", what, old=_shown(before), new=_shown(after))


def column_changes(what: str, old: Sequence[Any] | None, new: Sequence[Any] | None) -> Iterator[Change]:
    """Columns added, dropped, changed and moved; `what` is the word for them (`column`, `partition key`).

    Where none has a type, they are another tool's with their context declared: they neither come nor go.
    """
    before = {_name(c): c for c in old or ()}
    after = {_name(c): c for c in new or ()}
    if not any(column.get("type") for column in (*before.values(), *after.values())):
        for name in dict.fromkeys((*before, *after)):
            yield from _column(what, name, before.get(name, {}), after.get(name, {}))
        return
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
        yield Change("change", what, name, old=before, new=after, narrows=narrows(before, after))
    elif (old.get("type") or "") != (new.get("type") or ""):
        yield Change("change", what, name, "spelling of the type", _shown(old["type"]), _shown(new["type"]))
    if (old.get("comment") or "") != (new.get("comment") or ""):
        yield Change(
            "change",
            what,
            name,
            "comment",
            _shown(old.get("comment") or ""),
            _shown(new.get("comment") or ""),
        )
    for change in parameter_changes(old.get("parameters"), new.get("parameters")):
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


def parameter_changes(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, what: str = "parameter"
) -> Iterator[Change]:
    """Values are shown for our own keys only: of others none can know here which are secret."""
    before, after = old or {}, new or {}
    for key in sorted({*before, *after}):
        shown = _shown if is_own(key) else _hidden
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
        return canonical(text)
    except GlueTypeError:
        return text


def _shown(value: Any) -> str:
    """A value in quotes as Python shows it, so that blanks and line ends can be seen."""
    return repr(value)


def _hidden(_: Any) -> str:
    return ""
