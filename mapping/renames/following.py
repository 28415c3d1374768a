"""The edits by which a spec follows a rename: names of columns and tables wherever a spec has them.

What says how things were stays: entries of `changes`, columns of single partitions, queries. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from catalog.language.editing.edits import Edit
from catalog.language.findings import Path

ANY = "*"  # each entry of a list
Steps = tuple[str, ...]
Names = Mapping[str, str]  # old -> new

_OF_COLUMN: tuple[Steps, ...] = (
    ("currency",),
    ("unit",),
    ("text",),
    ("measure", "currency"),
    ("measure", "unit"),
    ("measure", "exception_dimensions"),
    ("deprecated", "replaced_by"),
)
# where a spec names columns of its own table: a name or a list of names
OWN: tuple[Steps, ...] = (
    *(("columns", ANY, *place) for place in _OF_COLUMN),
    *(("partitions", "keys", ANY, *place) for place in _OF_COLUMN),
    ("business", "representative_key"),
    ("business", "default_text"),
    ("business", "custom", "compound_key"),
    ("hierarchies", ANY, "parent"),
    ("hierarchies", ANY, "child"),
    ("hierarchies", ANY, "levels"),
    ("source", "delta", "mode"),
    ("source", "delta", "time"),
)
OWN_KEYS: tuple[Steps, ...] = (("relationships", ANY, "on"), ("access", "controls", ANY, "columns"))
# the columns of each control that people answer for
ACKNOWLEDGED: Steps = ("access", "acknowledged", "controls")
TABLES: tuple[Steps, ...] = (
    ("relationships", ANY, "to"),
    ("deprecated", "replaced_by"),
    ("conforms_to", "table"),
)
REPLACED: tuple[Steps, ...] = (
    ("columns", ANY, "deprecated", "replaced_by"),
    ("partitions", "keys", ANY, "deprecated", "replaced_by"),
)


def own_columns(spec: Mapping[str, Any], names: Names) -> list[Edit]:
    """Edits for columns of the spec's own table that have other names now."""
    found = [Edit(path, now) for place in OWN for path, now in _changed(spec, place, names)]
    for place in OWN_KEYS:
        for path, value in _at(spec, place):
            if isinstance(value, dict) and names.keys() & value.keys():
                found.append(Edit(path, {names.get(key, key): each for key, each in value.items()}))
    for path, value in _at(spec, ("conforms_to", "columns")):
        found += _values(path, value, names)
    for path, value in _at(spec, ACKNOWLEDGED):
        for control in value if isinstance(value, dict) else ():
            found += [Edit((*path, *at), now) for at, now in _changed(value, (control,), names)]
    return [*found, *_conditions(spec, names, "source", lambda _: True)]


def others_columns(spec: Mapping[str, Any], table: str, names: Names) -> list[Edit]:
    """Edits for columns of another table, `<database>.<table>`, that have other names now."""
    found: list[Edit] = []
    for path, relationship in _at(spec, ("relationships", ANY)):
        if isinstance(relationship, dict) and relationship.get("to") == table:
            found += _values((*path, "on"), relationship.get("on"), names)
    found += _conditions(spec, names, "target", lambda relationship: relationship.get("to") == table)
    whole = {f"{table}.{old}": f"{table}.{new}" for old, new in names.items()}
    found += [Edit(path, now) for place in REPLACED for path, now in _changed(spec, place, whole)]
    canonical = spec.get("conforms_to")
    if isinstance(canonical, dict) and canonical.get("table") == table:
        columns = canonical.get("columns")
        if isinstance(columns, dict) and names.keys() & columns.keys():
            kept = {names.get(key, key): each for key, each in columns.items()}
            found.append(Edit(("conforms_to", "columns"), kept))
        found += [Edit(path, now) for path, now in _changed(spec, ("conforms_to", "missing"), names)]
    return found


def tables(spec: Mapping[str, Any], names: Names) -> list[Edit]:
    """Edits for tables, `<database>.<table>`, that have other names now."""
    found = [Edit(path, now) for place in TABLES for path, now in _changed(spec, place, names)]
    for place in REPLACED:
        for path, value in _at(spec, place):
            table, dot, column = value.rpartition(".") if isinstance(value, str) else ("", "", "")
            if table in names:
                found.append(Edit(path, f"{names[table]}{dot}{column}"))
    return found


def _changed(spec: Mapping[str, Any], place: Steps, names: Names) -> Iterator[tuple[Path, Any]]:
    """(path, new value) of names, and of lists that hold names."""
    for path, value in _at(spec, place):
        if isinstance(value, str) and value in names:
            yield path, names[value]
        elif isinstance(value, list) and any(isinstance(each, str) and each in names for each in value):
            yield path, [names.get(each, each) if isinstance(each, str) else each for each in value]


def _values(path: Path, value: Any, names: Names) -> Iterator[Edit]:
    if isinstance(value, dict):
        for key, each in value.items():
            if isinstance(each, str) and each in names:
                yield Edit((*path, key), names[each])


def _conditions(
    spec: Mapping[str, Any], names: Names, of: str, counts: Callable[[Mapping[str, Any]], bool]
) -> Iterator[Edit]:
    """Edits for the columns of `where` of relationships that are of this table, or of the other."""
    for path, relationship in _at(spec, ("relationships", ANY)):
        if not isinstance(relationship, dict) or not counts(relationship):
            continue
        for inner, condition in _at(relationship, ("where", ANY)):
            if isinstance(condition, dict) and condition.get("of") == of:
                column = condition.get("column")
                if isinstance(column, str) and column in names:
                    yield Edit((*path, *inner, "column"), names[column])


def _at(value: Any, place: Steps, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """All that stands in a place of plain data, with its path."""
    if not place:
        yield path, value
    elif place[0] == ANY:
        for i, each in enumerate(value if isinstance(value, list) else ()):
            yield from _at(each, place[1:], (*path, i))
    elif isinstance(value, dict) and value.get(place[0]) is not None:
        yield from _at(value[place[0]], place[1:], (*path, place[0]))
