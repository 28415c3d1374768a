"""What the rules add to a table that no export says: storage, partition keys, technical columns.

Pure functions of one table's parts; what can't be made goes to the diagnostics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.language.findings import Path
from mapping.diagnostics.collector import Diagnostics
from mapping.model import ObjectKey
from mapping.rules.rules import Rules
from mapping.rules.templates import ENVIRONMENT, fill, pieces_in
from mapping.semantics.columns import Layout

# What a replication flow adds to each row it writes to an object store (SAP Help, "Replication Flows:
# Cloud Storage Target"): I, U, D, B (before image), X, M, A (initial load); a number; UTC.
REPLICATION_FLOW: tuple[dict[str, Any], ...] = (
    {"name": "__operation_type", "type": "string", "label": "Operation (I, U, D, ...)"},
    {"name": "__sequence_number", "type": "bigint", "label": "Sequence number of the change"},
    {"name": "__timestamp", "type": "timestamp", "label": "Time of the change (UTC)"},
)
COLUMN_SETS = {"replication-flow": REPLICATION_FLOW}
OF_A_KEY = ("name", "type", "label", "description", "comment", "source")  # what a partition key's spec holds


def storage(
    given: Mapping[str, Any],
    pieces: Mapping[str, str],
    rules: Rules,
    layout: Layout,
    diagnostics: Diagnostics,
) -> dict[str, Any]:
    """The spec's `storage`; `pieces` are the object's, with its `database` and `table`."""
    location = given.get("location")
    if location is None:
        return {**given, "location": f"s3://${{lake}}/{pieces['database']}/{pieces['table']}/"}
    for name in pieces_in(location):
        if name != ENVIRONMENT and not pieces.get(name):
            key = layout.entity.key
            message = f"the location {location!r} of {str(key)!r} needs a {name}, which no rule gives"
            remedy = f"Add an entry with {name} to `pieces` of the rules"
            _refuse(message, remedy, key, rules, rules.table_place(key, "storage", "location"), diagnostics)
    return {**given, "location": fill(location, pieces, f"${{{ENVIRONMENT}}}", rules.letters)}


def _refuse(
    message: str, remedy: str, key: ObjectKey, rules: Rules, place: Path, diagnostics: Diagnostics
) -> None:
    """What the rules say at `place` can't be made of an object: a finding there, where it can be changed."""
    diagnostics.add_about(key, "MAP045", message, remedy, file=rules.file, path=place, line=rules.line(place))


def with_added(
    columns: list[dict[str, Any]], rules: Rules, layout: Layout, diagnostics: Diagnostics
) -> list[dict[str, Any]]:
    """The columns with those that the rules add; one that the export has stays as it is there."""
    entity = layout.entity
    first: list[dict[str, Any]] = []
    last: list[dict[str, Any]] = []
    names = {column["name"] for column in columns}
    for entry in rules.added_columns(entity.key):
        place = first if entry.get("position") == "first" else last
        for column in _added(entry):
            if column["name"] in names:
                message = f"{str(entity.key)!r} has a column {column['name']!r}: the rules add none"
                diagnostics.add("MAP049", message, file=entity.file, path=entity.path)
            else:
                names.add(column["name"])
                place.append(column)
    return [*first, *columns, *last] if first or last else columns


def _added(entry: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    origin = entry.get("set", "rules")
    for column in COLUMN_SETS.get(origin, entry.get("columns", ())):
        yield {**column, "source": {"added_by": origin}}


def partitioned(
    columns: list[dict[str, Any]],
    given: Mapping[str, Any],
    rules: Rules,
    layout: Layout,
    diagnostics: Diagnostics,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The columns that stay, and the spec's `partitions`."""
    entity = layout.entity
    by_name = {column["name"]: column for column in columns}
    keys: list[dict[str, Any]] = []
    for i, key in enumerate(given["keys"]):
        name = layout.name_of(key["column"]) or key["column"] if "column" in key else key["name"]
        column = by_name.get(name)
        if "column" in key and column is not None:
            keys.append(_as_key(column, layout, diagnostics))
        elif "column" not in key and column is None:
            keys.append(dict(key))
        else:
            what = "is no column" if column is None else "is a column, too"
            message = f"the rules' partition key {name!r} {what} of {str(entity.key)!r}"
            remedy = f"Write {{column: {name}}} to move it, or give the key another name"
            if column is None:
                remedy = (
                    "Write a column's name, give the key a type too, or leave the object out of the pattern"
                )
            place = (*rules.table_place(entity.key, "partitions"), "keys", i)
            _refuse(message, remedy, entity.key, rules, place, diagnostics)
    moved = {key["name"] for key in keys}
    return [c for c in columns if c["name"] not in moved], {**given, "keys": keys}


def _as_key(column: Mapping[str, Any], layout: Layout, diagnostics: Diagnostics) -> dict[str, Any]:
    lost = [name for name in column if name not in OF_A_KEY]
    if lost:
        entity = layout.entity
        message = f"partition key {column['name']!r} of {str(entity.key)!r} does not hold {', '.join(lost)}"
        source = column.get("source", {}).get("name", "")
        diagnostics.add("MAP050", message, file=entity.file, path=entity.place("elements", source))
    return {name: column[name] for name in OF_A_KEY if name in column}
