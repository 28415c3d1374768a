"""docs/spec-keys.md: every key that a spec may have, from `catalog/schemas`, with an example of each.

A part of a schema that stands in several places, such as `storage`, is one section that names its places.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.language.specs.yaml_emitter import flow
from tools.pages.examples import example_of
from tools.pages.markdown import NOTE, code, table

Schema = Mapping[str, Any]
SCHEMAS = Path(__file__).resolve().parents[2] / "catalog" / "schemas"
KINDS = ("table", "database", "catalog")  # files of schemas, in the order of the page
MOST = 90  # characters of an example
HEAD = """\
# Spec keys

You get every key that a spec may have: what it takes, what it means, what it is where you leave it out, and
an example.

{note}

A spec is a YAML file below `catalog_specs/`. Its first line, which import writes and editors read, names
its schema: editors with a YAML language server complete keys and show these texts while you type. A key
that is not listed here is an error that names the nearest one.

A table's own value goes before its database's `defaults:`, and those before the `defaults:` of
`catalog_specs/catalog.yaml`; mappings are merged key by key. `${{name}}` in a value is a variable of the
[stack](stacks.md#what-a-stack-may-set).

"""


@dataclass
class Section:
    """One mapping of the schemas: its keys, and every place that it stands in (`Table columns[]`)."""

    schema: Schema
    places: list[str] = field(default_factory=list)
    of_kind: bool = False  # another kind's mapping of other keys has the same place

    @property
    def title(self) -> str:
        """The first place without its kind unless that tells it from another, or the kind."""
        if self.of_kind:
            return self.places[0]
        return self.places[0].partition(" ")[2] or f"{self.places[0]} spec"

    @property
    def anchor(self) -> str:
        """The anchor of the section's heading."""
        return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", self.title.lower())).strip("-")


def page() -> str:
    """The whole page."""
    sections = found_sections()
    lines = [HEAD.format(note=NOTE.format(source="the schemas in `catalog/schemas`"))]
    for section in sections.values():
        lines += _section(section, sections)
    return "\n".join(lines).rstrip("\n") + "\n"


def found_sections() -> dict[str, Section]:
    """The sections by their schema's text, outermost first."""
    found: dict[str, Section] = {}
    for name in KINDS:
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
        _collect(schema, schema, schema["properties"]["kind"]["const"], found)
    return found


def _collect(schema: Schema, root: Schema, place: str, found: dict[str, Section]) -> None:
    titles = {section.title for section in found.values()}
    section = found.setdefault(_identity(schema), Section(schema))
    section.places.append(place)
    section.of_kind |= len(section.places) == 1 and section.title in titles
    for key, value in schema["properties"].items():
        for suffix, inner in mappings(value, root):
            _collect(inner, root, f"{place}{'.' if ' ' in place else ' '}{key}{suffix}", found)


def mappings(schema: Schema, root: Schema) -> Iterator[tuple[str, Schema]]:
    """The mappings with keys of their own that a value may be or hold, each with where it lies (`[]`)."""
    schema = resolved(schema, root)
    if "properties" in schema:
        yield "", schema
    for inner in schema.get("anyOf", schema.get("oneOf", ())):
        yield from mappings(inner, root)
    if isinstance(items := schema.get("items"), dict):
        yield from ((f"[]{suffix}", inner) for suffix, inner in mappings(items, root))
    if isinstance(more := schema.get("additionalProperties"), dict):
        yield from ((f".NAME{suffix}", inner) for suffix, inner in mappings(more, root))


def resolved(schema: Schema, root: Schema) -> Schema:
    """The schema that a `$ref` within the same document names, else the schema itself."""
    if "$ref" not in schema:
        return schema
    target: Any = root
    for part in schema["$ref"].removeprefix("#/").split("/"):
        target = target[part]
    return resolved({**target, **{k: v for k, v in schema.items() if k != "$ref"}}, root)


def _identity(schema: Schema) -> str:
    return json.dumps(schema["properties"], sort_keys=True)


def _section(section: Section, sections: Mapping[str, Section]) -> Iterator[str]:
    top = " " not in section.places[0]
    yield f"## {section.title}\n" if top else f"### {code(section.title)}\n"
    if text := section.schema.get("description"):
        yield f"{code(text.partition(':')[0]) if top else text}\n"
    if not top:
        yield f"{_places(section)}\n"
    kind = section.places[0].partition(" ")[0]
    root = json.loads((SCHEMAS / f"{kind.lower()}.schema.json").read_text("utf-8"))
    rows = [
        _row(key, value, section, sections, root)
        for key, value in section.schema["properties"].items()
        if value
    ]
    yield from table(("key", "takes", "what it is", "default", "example"), rows)


def _places(section: Section) -> str:
    by_kind: dict[str, list[str]] = {}
    for place in section.places:
        kind, _, path = place.partition(" ")
        by_kind.setdefault(kind, []).append(code(path))
    return (
        "Stands in "
        + "; ".join(f"a {kind} spec as {', '.join(paths)}" for kind, paths in by_kind.items())
        + "."
    )


def _row(
    key: str, value: Schema, section: Section, sections: Mapping[str, Section], root: Schema
) -> tuple[str, ...]:
    value = resolved(value, root)
    text = value.get("description", "")
    required = ", required" if key in required_keys(section.schema) else ""
    example = _example(section.places, key, linked=any(mappings(value, root)))
    return (code(key), takes(value, sections, root) + required, text, code(default_of(value)), example)


def _example(places: Sequence[str], key: str, *, linked: bool) -> str:
    """A key with an example value; none of a long one that has a section of its own, others are cut."""
    value = example_of(places, key)
    if value is None:
        return ""
    text = f"{key}: {flow(value)}"
    if len(text) <= MOST:
        return code(text)
    return "" if linked else code(f"{text[:MOST]} ...")


def required_keys(schema: Schema) -> set[str]:
    """The keys that a mapping must have, those that it must have in the usual case included."""
    return {*schema.get("required", ()), *schema.get("else", {}).get("required", ())}


def default_of(schema: Schema) -> str:
    """The value of a key that is left out, as its schema or its description says it."""
    if "default" in schema:
        return str(flow(schema["default"]))
    text = schema.get("description", "")
    said = re.search(r"(?:\bDefault:?|\bdefault:|\(default) ([^ .,;)]+)", text)
    named = re.search(r"(\w+) \(default\)", text)
    return named[1] if named else said[1] if said else ""


def takes(schema: Schema, sections: Mapping[str, Section], root: Schema) -> str:
    """What values a key takes, in words."""
    schema = resolved(schema, root)
    if "const" in schema:
        return code(str(schema["const"]))
    if "enum" in schema:
        return ", ".join(code(str(value)) for value in schema["enum"])
    if schema.get("format") == "date":
        return "day"
    choices = schema.get("anyOf", schema.get("oneOf"))
    if choices:
        return " or ".join(dict.fromkeys(takes(choice, sections, root) for choice in choices))
    kinds = schema.get("type", "object" if "properties" in schema else None)
    if kinds is None:
        return "any value"
    if isinstance(kinds, list):
        return " or ".join(_WORDS[str(kind)] for kind in kinds if kind != "integer" or "number" not in kinds)
    if kinds == "array":
        items = schema.get("items")
        return f"list of {_plural(takes(items, sections, root))}" if isinstance(items, dict) else "list"
    if kinds == "object":
        return _mapping(schema, sections, root)
    return _WORDS[str(kinds)]


_WORDS = {
    "string": "text",
    "boolean": "`true` or `false`",
    "integer": "whole number",
    "number": "number",
    "null": "`null`",
    "array": "list",
    "object": "mapping",
}


def _plural(words: str) -> str:
    return re.sub(r"\b(text|number|mapping|list)\b(?!s)", r"\1s", words)


def _mapping(schema: Schema, sections: Mapping[str, Section], root: Schema) -> str:
    if "properties" in schema:
        section = sections[_identity(schema)]
        return f"mapping: [{section.title}](#{section.anchor})"
    if isinstance(more := schema.get("additionalProperties"), dict):
        return f"mapping of names to {takes(more, sections, root)}"
    return "mapping"
