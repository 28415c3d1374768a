"""Walks of a grammar: one member at a time is put into a document, and what becomes of it is looked at.

A `Row` says where a member stands, a value that it may have, and its fate: a part of the path in the specs
that changes by it (`columns.x.label`), the code of a finding that tells it, or `nothing: <why>` where
it has nothing to say of data. A member that changes nothing and that no finding tells is silent.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from catalog.language.findings import Severity

from .exports import Imported, imported_document

_CODE = re.compile(r"[A-Z]{3}\d{3}")
NOTHING = "nothing: "


@dataclass(frozen=True, slots=True)
class Row:
    """One member: its place, with `/` between the steps, a value, and its fate."""

    place: str
    value: Any
    fate: str

    def __str__(self) -> str:
        return f"{self.place}={json.dumps(self.value)[:40]}"


def rows(base: str, members: dict[str, tuple[Any, str]]) -> list[Row]:
    """Rows of members at one place; a name may be followed by ` (...)` to have it twice."""
    return [Row(base + re.sub(r" \(.*\)", "", name), *rest) for name, rest in members.items()]


def each(table: Sequence[Row]) -> Any:
    """The parametrization of a test by rows."""
    return pytest.mark.parametrize("row", table, ids=map(str, table))


def put(document: dict[str, Any], row: Row) -> dict[str, Any]:
    """A copy of a document with the row's value in its place."""
    changed = copy.deepcopy(document)
    *steps, last = row.place.split("/")
    place: Any = changed
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
    place[int(last) if isinstance(place, list) else last] = row.value
    return changed


def assert_not_silent(
    document: dict[str, Any],
    row: Row,
    bring: Callable[[dict[str, Any]], Imported] = imported_document,
) -> None:
    """The row's member has its fate, and one that says nothing changes nothing."""
    before, after = bring(document), bring(put(document, row))
    changed = sorted(_differences(_named(before.tables), _named(after.tables), ""))
    known = {(f.code, f.message) for f in before.findings}
    told = [f for f in after.findings if (f.code, f.message) not in known]
    if row.fate.startswith(NOTHING):
        assert (changed, told) == ([], [])
    elif _CODE.fullmatch(row.fate):
        assert any(f.code == row.fate and _is_along(f.path, row.place) for f in told), (changed, told)
    else:
        assert any(row.fate in path for path in changed), (changed, told)


ODD: list[Any] = [None, 7, "x", "", [], [7], {}, {"a": {"b": [None]}}, {"ref": [7]}]


def assert_told_or_brought(document: dict[str, Any], row: Row) -> None:
    """Whatever stands in the row's place, an import gives specs, or an error that says where."""
    for odd in ODD:
        found = imported_document(put(document, Row(row.place, odd, row.fate)))
        assert found.tables or found.codes(Severity.ERROR), odd


def places(*tables: Sequence[Row]) -> list[Row]:
    """One row for each place of these tables."""
    return [*{row.place: row for table in tables for row in table}.values()]


def _is_along(path: Sequence[str | int], place: str) -> bool:
    """Whether a finding is about the place itself, a part of it, or what it is a part or neighbour of."""
    found, wanted = [str(step) for step in path], place.split("/")[:-1]
    return bool(found) and all(one == other for one, other in zip(found, wanted, strict=False))


def _named(value: Any) -> Any:
    """A spec with its lists of named parts as objects by their names."""
    if isinstance(value, dict):
        return {key: _named(inner) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    names = [each.get("name") if isinstance(each, dict) else None for each in value]
    if all(isinstance(name, str) for name in names):
        return {name: _named(inner) for name, inner in zip(names, value, strict=True)}
    return dict(enumerate(map(_named, value)))


def _differences(one: Any, other: Any, path: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            here = f"{path}.{key}"
            if key not in one or key not in other:
                yield from _leaves(one.get(key, other.get(key)), here)
            else:
                yield from _differences(one[key], other[key], here)
    elif one != other:
        yield path


def _leaves(value: Any, path: str) -> Iterator[str]:
    """Every path inside of a part that came or went."""
    yield path
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield from _leaves(inner, f"{path}.{key}")
