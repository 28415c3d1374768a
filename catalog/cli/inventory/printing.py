"""Prints entries as a list of tables, or one table with its columns: text, JSON, Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.cli.terminal.console import print_table
from catalog.cli.terminal.formats import JSON, MARKDOWN, markdown_table, print_json
from catalog.cli.terminal.tables import Column
from catalog.language.glue import parameters as glue_parameters
from catalog.language.visible import cell, line

from .entry import Entry, Json, mapping

LISTED: Mapping[str, Column] = {
    "database": Column("database"),
    "table": Column("table"),
    "columns": Column("columns", 4),
    "partitions": Column("partitions", 5),
    "indexes": Column("indexes", 7),
    "role": Column("role", 6),
    "label": Column("label", 2),
    "steward": Column("steward", 1, 20),
    "classification": Column("classification", 3),
}
# with --wide, and in JSON
MORE = {
    name: Column(name.replace("_", " "), 8) for name in ("glue_database", "layer", "domain", "description")
}
DESCRIBED = (Column("column"), Column("type", 1, 16), Column("key", 3), Column("label", 2), Column("more", 4))
SEPARATE = ("name", "type", "key", "label", "source")  # of a column: they stand in no `more`


@dataclass(frozen=True, slots=True)
class View:
    """Where entries were read, and how they are wanted."""

    shape: str
    stack: str
    live: bool
    wide: bool = False

    @property
    def origin(self) -> dict[str, Any]:
        """What a JSON document says of where it comes from."""
        return {"stack": self.stack or None, "live": self.live}


def print_list(entries: Sequence[Entry], view: View, nothing: str) -> None:
    """Prints one line for each table; `nothing` where there is none."""
    if view.shape == JSON:
        print_json("list", {**view.origin, "tables": [_listed(e) for e in entries]})
        return
    if not entries:
        print(nothing)
        return
    columns = {**LISTED, **MORE} if view.wide else LISTED
    headings = list(columns.values())
    found = map(_listed, entries)
    rows = [["" if one[name] is None else one[name] for name in columns] for one in found]
    if view.shape == MARKDOWN:
        print("\n".join(markdown_table([c.heading for c in headings], rows)))
        return
    print_table(headings, rows, wide=view.wide)
    databases = len({e.glue_database for e in entries})
    print(f"{counted(len(rows), 'table')} in {counted(databases, 'database')}")


def counted(number: int, word: str) -> str:
    """`1 table`, `2,000 tables`."""
    return f"{number:,} {word}{'s'[: number != 1]}"


def _listed(entry: Entry) -> dict[str, Any]:
    """What a list says of a table, by column; None where nothing is said."""
    tags = entry.tags
    return {
        "database": entry.database,
        "table": entry.table,
        "columns": len(entry.columns) + len(entry.keys),
        "partitions": entry.partitions,
        "indexes": entry.indexes,
        **{name: entry.said(name) or None for name in ("role", "label", "steward", "classification")},
        "glue_database": entry.glue_database,
        **{name: None if tags.get(name) is None else str(tags[name]) for name in ("layer", "domain")},
        "description": entry.description or None,
        "tags": tags,
    }


def print_description(entry: Entry, title: str, context: Json, view: View) -> None:
    """Prints one table: its own context, then its columns with type, key, label and what else they say."""
    columns = [(c, "key" if c.get("key") else "") for c in entry.columns]
    rows = [_row(c, key) for c, key in [*columns, *((c, "partition") for c in entry.keys)]]
    if view.shape == JSON:
        print_json("table", {**view.origin, **_document(entry, context)})
        return
    said = [f"  description: {line(entry.description)}"] if entry.description else []
    head = [title, *said, *_context_lines(context)]
    if view.shape == MARKDOWN:
        print("\n".join([f"{head[0]}\n", *(f"- {text.strip()}" for text in head[1:]), ""]))
        print("\n".join(markdown_table([c.heading for c in DESCRIBED], rows)))
        return
    print("\n".join([*head, ""]))
    print_table(DESCRIBED, rows, wide=view.wide)


def _document(entry: Entry, context: Json) -> dict[str, Any]:
    keys = [{**dict(c), "partition_key": True} for c in entry.keys]
    return {
        "database": entry.database,
        "table": entry.table,
        "glue_database": entry.glue_database,
        "description": entry.description or None,
        "context": dict(context),
        "columns": [*({**dict(c), "partition_key": False} for c in entry.columns), *keys],
    }


def _row(column: Json, key: str) -> tuple[str, str, str, str, str]:
    more = {k: v for k, v in column.items() if k not in SEPARATE}
    text = glue_parameters.json_text(more) if more else ""
    return column["name"], column.get("type", ""), key, column.get("label", ""), text


def _context_lines(context: Json) -> Iterator[str]:
    for block in glue_parameters.BLOCKS:
        for key, value in sorted(mapping(context.get(block)).items()):
            text = value if isinstance(value, str) else glue_parameters.json_text(value)
            yield f"  {block}.{cell(key)}: {line(text)}"
    for name in glue_parameters.STRUCTURES:
        for item in context.get(name) or ():
            yield f"  {name}: {line(glue_parameters.json_text(item))}"
    for key, value in mapping(context.get("deprecated")).items():
        yield f"  deprecated.{cell(key)}: {line(str(value))}"
    for key, value in mapping(context.get("access")).items():
        yield f"  access.{cell(key)}: {line(glue_parameters.json_text(value))}"
