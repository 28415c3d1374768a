"""The part of docs/commands.md about what `--json` prints: one section a schema of catalog/schemas/output."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tools.pages.markdown import code, table

Schema = Mapping[str, Any]
SCHEMAS = Path(__file__).resolve().parents[2] / "catalog" / "schemas" / "output"
HEAD = """\
## JSON documents

Each document says what it is: `"format": "catalog.check", "version": 1`. Within a version keys are only
added; where one goes or changes its meaning, the version counts up. The schemas are in
`catalog/schemas/output` of the tool. A run ends with the same exit status as with text and prints nothing
else to stdout; where it could not do its work there is no document, and stderr says why.
"""
IN_EVERY = ("format", "version")  # told once, in the head


def section() -> Iterator[str]:
    """The lines of the whole part."""
    yield HEAD
    for path in sorted(SCHEMAS.glob("*.schema.json")):
        schema = json.loads(path.read_text("utf-8"))
        yield f"### `catalog.{path.name.removesuffix('.schema.json')}`\n"
        yield f"Version {schema['properties']['version']['const']}, by {_commands(schema['title'])}.\n"
        yield from table(("key", "value", "what it is"), keys(schema, schema))


def _commands(title: str) -> str:
    return " and ".join(code(command) for command in title.split(", "))


def keys(schema: Schema, root: Schema, place: str = "") -> Iterator[tuple[str, str, str]]:
    """Each key of a document: where it stands (`findings[].code`), its type, and what it is."""
    for name, inner in schema.get("properties", {}).items():
        if place or name not in IN_EVERY:
            yield code(f"{place}{name}"), value(inner, root), inner.get("description", "")
            yield from _below(inner, root, f"{place}{name}")


def _below(schema: Schema, root: Schema, place: str) -> Iterator[tuple[str, str, str]]:
    whole = _resolved(schema, root)
    if "items" in whole:
        yield from _below(whole["items"], root, f"{place}[]")
    else:
        yield from keys(whole, root, f"{place}.")


def value(schema: Schema, root: Schema) -> str:
    """What stands there, in words: `text`, `list of text`, `error, warning or info`."""
    whole = _resolved(schema, root)
    if "enum" in whole:
        return ", ".join(map(code, whole["enum"]))
    types = whole["type"] if isinstance(whole["type"], list) else [whole["type"]]
    words = [WORDS[each] for each in types]
    if "items" in whole:
        words[types.index("array")] = f"list of {_plural(whole['items'], root)}"
    return " or ".join(words)


def _plural(schema: Schema, root: Schema) -> str:
    return value(schema, root).replace("mapping", "mappings").replace("whole number", "whole numbers")


WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
    "array": "list",
    "object": "mapping",
}


def _resolved(schema: Schema, root: Schema) -> Schema:
    """The schema that a `$ref` to `$defs` names, else the schema itself."""
    if "$ref" not in schema:
        return schema
    return dict(root["$defs"][schema["$ref"].rpartition("/")[2]])
