"""The rules about a table's columns, partition keys and partition indexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.language.findings import Path, format_path
from catalog.language.glue import types as gluetypes
from catalog.language.glue.limits import COMMENT_LIMIT, INDEX_LIMIT
from catalog.language.glue.names import nearest
from catalog.language.partitions.hive import index_keys, index_name
from catalog.language.partitions.values import keys_of
from catalog.language.specs.resolver import TableSpec

from .problem import Context, Problem, Problems, absent

CLOSE = "Close the bracket; inside { } put the type in quotes, as a comma ends a value there"

# AWS Glue developer guide, "Creating partition indexes": types of keys that an index can hold
INDEXED = ("string", "char", "varchar", "tinyint", "smallint", "int", "bigint", "date")


def columns(table: TableSpec, _: Context) -> Problems:
    """Each column by itself, and none twice."""
    yield from listed(table.data["columns"], ("columns",))


def listed(given: Sequence[Mapping[str, Any]], path: Path) -> Problems:
    """The same for any list of columns, such as those that some partitions have of their own."""
    seen: dict[str, int] = {}
    for i, column in enumerate(given):
        first = seen.setdefault(column["name"], i)
        if first != i:
            message = f"column {column['name']!r} is {format_path((*path, first))} already"
            yield Problem("SPEC011", (*path, i, "name"), message, "Rename or remove one of them")
        yield from _column(column, (*path, i))


def _column(column: Mapping[str, Any], path: Path) -> Problems:
    try:
        gluetypes.parse(column["type"])
    except gluetypes.GlueTypeError as e:
        cut = any(column["type"].count(a) > column["type"].count(b) for a, b in ("()", "<>"))
        todo = CLOSE if cut else "Write a Glue type, e.g. string, decimal(15,2), array<int>"
        yield Problem("SPEC012", (*path, "type"), str(e), todo)
    source = "comment" if "comment" in column else "label"
    comment = column.get(source) or ""
    if len(comment) > COMMENT_LIMIT:
        message = f"{len(comment)} characters, Glue's column comment takes {COMMENT_LIMIT}"
        yield Problem("SPEC018", (*path, source), message, _shorter(source))
    elif not comment.isprintable():
        yield Problem(
            "SPEC018",
            (*path, source),
            "a line end or control character in a column comment",
            _shorter(source),
        )


def _shorter(source: str) -> str:
    return "Shorten it" if source == "comment" else "Write a short one-line comment: beside the label"


def partition_keys(table: TableSpec, _: Context) -> Problems:
    """Each key by itself, none twice, none among the columns; of a primitive type."""
    names = {c["name"] for c in table.data["columns"]}
    seen: set[str] = set()
    for i, key in enumerate((table.data.get("partitions") or {}).get("keys", ())):
        path: Path = ("partitions", "keys", i)
        if key["name"] in names:
            todo = "Keep it under partitions.keys only: in Glue a partition key is no column"
            yield Problem("SPEC014", (*path, "name"), f"partition key {key['name']!r} is also a column", todo)
        if key["name"] in seen:
            yield Problem(
                "SPEC011", (*path, "name"), f"partition key {key['name']!r} appears twice", "Remove one"
            )
        seen.add(key["name"])
        yield from _column(key, path)
        yield from _key_type(key, path)


def _key_type(key: Mapping[str, Any], path: Path) -> Problems:
    try:
        parsed = gluetypes.parse(key["type"])
    except gluetypes.GlueTypeError:
        return  # said already
    if isinstance(parsed, gluetypes.Array | gluetypes.Map | gluetypes.Struct):
        message = f"{gluetypes.render(parsed)[:60]} can't be the type of a partition key"
        yield Problem("SPEC012", (*path, "type"), message, "Use a primitive type, such as string or date")


def _is_past_indexing(key_type: str) -> bool:
    """True for a primitive type that no index holds; of other texts something else is said."""
    try:
        parsed = gluetypes.parse(key_type)
    except gluetypes.GlueTypeError:
        return False
    nested = isinstance(parsed, gluetypes.Array | gluetypes.Map | gluetypes.Struct)
    return not nested and gluetypes.render(parsed).partition("(")[0] not in INDEXED


def indexes(table: TableSpec, _: Context) -> Problems:
    """At most as many as Glue takes, of partition keys of types that it can index, none twice."""
    block = table.data.get("partitions") or {}
    types = {key.name: key.type for key in keys_of(block)}
    keys = [*types]
    listed = block.get("indexes") or ()
    if len(listed) > INDEX_LIMIT:
        path: Path = ("partitions", "indexes", INDEX_LIMIT)
        yield Problem(
            "SPEC016", path, f"{len(listed)} indexes, Glue takes {INDEX_LIMIT} a table", "Remove the others"
        )
    seen: list[list[str]] = []
    called: set[str] = set()
    for i, index in enumerate(listed):
        names, called_now = index_keys(index), index_name(index).lower()
        if called_now in called and names not in seen:
            todo = "Give it a name of its own: {name: ..., keys: [...]}"
            yield Problem(
                "SPEC016", ("partitions", "indexes", i), f"the name {called_now!r} appears twice", todo
            )
        called.add(called_now)
        for j, name in enumerate(names):
            path = ("partitions", "indexes", i, *(("keys", j) if isinstance(index, Mapping) else (j,)))
            if absent(name, keys):
                message = f"{name!r} is no partition key{nearest(name, keys)}"
                todo = f"An index holds partition keys: {', '.join(keys)}"
                yield Problem("SPEC015", path, message, todo)
            elif _is_past_indexing(types.get(name, "")):
                message = f"{name} is of type {types[name]}, which Glue can't index"
                todo = f"Leave it out, or make the key one of {', '.join(INDEXED)}"
                yield Problem("SPEC016", path, message, todo)
        if names in seen or len(set(names)) < len(names):
            todo = "Remove the repetition"
            yield Problem(
                "SPEC016", ("partitions", "indexes", i), f"the keys {', '.join(names)} appear twice", todo
            )
        seen.append(names)
