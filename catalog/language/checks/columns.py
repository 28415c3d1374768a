"""The rules about a table's columns, partition keys and partition indexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.language.findings import Path, Violation, format_path, listed, short
from catalog.language.glue import types as glue_types
from catalog.language.glue.limits import COMMENT_LIMIT, INDEX_LIMIT, TYPE_LIMIT
from catalog.language.glue.names import nearest
from catalog.language.partitions.hive import index_keys, index_name
from catalog.language.partitions.keys import keys_of
from catalog.language.specs.resolver import TableSpec

from .rule import Context, Violations, is_unknown

SHOWN = 10  # names that a message lists
CLOSE = "Close the bracket; inside { } put the type in quotes, as a comma ends a value there"

# AWS Glue developer guide, "Creating partition indexes": types of keys that an index can hold
INDEXED = ("string", "char", "varchar", "tinyint", "smallint", "int", "bigint", "date")


def columns(table: TableSpec, _: Context) -> Violations:
    """Each column has a name of its own, a Glue type and a comment that Glue takes."""
    yield from column_list(table.data["columns"], ("columns",))


def column_list(given: Sequence[Mapping[str, Any]], path: Path) -> Violations:
    """The rules for any list of columns, such as those of an override."""
    seen: dict[str, int] = {}
    for i, column in enumerate(given):
        first = seen.setdefault(column["name"], i)
        if first != i:
            message = f"column {short(column['name'])} is {format_path((*path, first))} already"
            yield Violation("SPEC011", (*path, i, "name"), message, "Rename or remove one of them")
        yield from _column(column, (*path, i))


def _column(column: Mapping[str, Any], path: Path) -> Violations:
    if "type" in column:  # one of a table whose context alone is managed may have none
        yield from _type(column["type"], (*path, "type"))
    source = "comment" if "comment" in column else "label"
    comment = column.get(source) or ""
    if len(comment) > COMMENT_LIMIT:
        message = f"{len(comment)} characters, Glue's column comment takes {COMMENT_LIMIT}"
        yield Violation("SPEC018", (*path, source), message, _shorter(source))
    elif not comment.isprintable():
        yield Violation(
            "SPEC018",
            (*path, source),
            "a line end or control character in a column comment",
            _shorter(source),
        )


def _type(text: str, path: Path) -> Violations:
    try:
        dotted = glue_types.dotted_fields(glue_types.parse(text))
    except glue_types.GlueTypeError as e:
        cut = any(text.count(a) > text.count(b) for a, b in ("()", "<>"))
        yield Violation("SPEC012", path, str(e), CLOSE if cut else e.remedy or _another(text))
        return
    if dotted:
        message = f"a dot in the name of {_fields(dotted)}, which engines read as a path"
        yield Violation("SPEC029", path, message, "Write _ for it, if the data's files allow")


def _another(text: str) -> str:
    if not glue_types.never_read(text) or not 0 < len(text.strip()) <= TYPE_LIMIT:
        return "Write a Glue type, e.g. string, decimal(15,2), array<int>"
    return "Write the type on one line, without COMMENT: what it says can go to the column's comment"


def _fields(names: Sequence[str]) -> str:
    return f"the struct field{'s' if len(names) > 1 else ''} {listed(names, SHOWN)}"


def _shorter(source: str) -> str:
    return "Shorten it" if source == "comment" else "Write a short one-line comment: beside the label"


def partition_keys(table: TableSpec, _: Context) -> Violations:
    """Each partition key has a name of its own, which no column has, and a primitive type."""
    names = {c["name"] for c in table.data["columns"]}
    seen: set[str] = set()
    for i, key in enumerate((table.data.get("partitions") or {}).get("keys", ())):
        path: Path = ("partitions", "keys", i)
        if key["name"] in names:
            remedy = "Keep it under partitions.keys only: in Glue a partition key is no column"
            yield Violation(
                "SPEC014", (*path, "name"), f"partition key {key['name']!r} is also a column", remedy
            )
        if key["name"] in seen:
            yield Violation(
                "SPEC011", (*path, "name"), f"partition key {key['name']!r} appears twice", "Remove one"
            )
        seen.add(key["name"])
        yield from _column(key, path)
        yield from _key_type(key, path)


def _key_type(key: Mapping[str, Any], path: Path) -> Violations:
    try:
        parsed = glue_types.parse(key["type"])
    except glue_types.GlueTypeError:
        return  # the rule about the column reports it
    if isinstance(parsed, glue_types.NestedType):
        message = f"{glue_types.render(parsed)[:60]} can't be the type of a partition key"
        yield Violation("SPEC012", (*path, "type"), message, "Use a primitive type, such as string or date")


def _is_past_indexing(key_type: str) -> bool:
    """True for a primitive type that no index holds; other rules report texts that are no type."""
    try:
        parsed = glue_types.parse(key_type)
    except glue_types.GlueTypeError:
        return False
    nested = isinstance(parsed, glue_types.NestedType)
    return not nested and glue_types.render(parsed).partition("(")[0] not in INDEXED


def indexes(table: TableSpec, _: Context) -> Violations:
    """At most as many indexes as Glue takes, none twice, of partition keys that Glue can index."""
    block = table.data.get("partitions") or {}
    types = {key.name: key.type for key in keys_of(block)}
    keys, known = [*types], frozenset(types)
    given = block.get("indexes") or ()
    if len(given) > INDEX_LIMIT:
        path: Path = ("partitions", "indexes", INDEX_LIMIT)
        yield Violation(
            "SPEC016", path, f"{len(given)} indexes, Glue takes {INDEX_LIMIT} a table", "Remove the others"
        )
    seen: set[tuple[str, ...]] = set()
    called: set[str] = set()
    for i, index in enumerate(given):
        names, called_now = tuple(index_keys(index)), index_name(index).lower()
        if called_now in called and names not in seen:
            remedy = "Give it a name of its own: {name: ..., keys: [...]}"
            yield Violation(
                "SPEC016", ("partitions", "indexes", i), f"the name {called_now!r} appears twice", remedy
            )
        called.add(called_now)
        for j, name in enumerate(names):
            path = ("partitions", "indexes", i, *(("keys", j) if isinstance(index, Mapping) else (j,)))
            if is_unknown(name, types):
                message = f"{short(name)} is no partition key{nearest(name, known)}"
                remedy = f"An index holds partition keys: {listed(keys, SHOWN)}"
                yield Violation("SPEC015", path, message, remedy)
            elif _is_past_indexing(types.get(name, "")):
                message = f"{name} is of type {types[name]}, which Glue can't index"
                remedy = f"Leave it out, or make the key one of {', '.join(INDEXED)}"
                yield Violation("SPEC016", path, message, remedy)
        if names in seen or len(set(names)) < len(names):
            remedy = "Remove the repetition"
            yield Violation(
                "SPEC016",
                ("partitions", "indexes", i),
                f"the keys {listed(names, SHOWN)} appear twice",
                remedy,
            )
        seen.add(names)
