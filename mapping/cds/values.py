"""Defaults and allowed values in the spec's words: of a column, and of the fields inside its type."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from mapping.model import Element, EnumValue, FieldFacts, TypeRef


def enum_of(ref: TypeRef) -> list[dict[str, Any]]:
    """The allowed values of a type; of an array those of its items."""
    while ref.items is not None and not ref.enum:
        ref = ref.items
    return [_enum(value) for value in ref.enum]


def _enum(of: EnumValue) -> dict[str, Any]:
    found = {"value": of.value}
    if of.name != of.value:
        found["name"] = of.name
    if of.label and of.label != of.name:
        found["label"] = of.label
    return found


def default_of(value: Any, ref: TypeRef) -> Any:
    """A default as the data has it: an enum symbol stands for its value."""
    if isinstance(value, dict) and "#" in value:
        return next((e.value for e in ref.enum if e.name == value["#"]), value["#"])
    return value


def fields_of(ref: TypeRef) -> dict[str, dict[str, Any]]:
    """What the fields of a structure say beside their types, by their paths (`address.city`).

    A Glue column has no place for it, so it stays in the column's `source`. Arrays leave no step of
    their own in a path. Fields that say nothing are left out.
    """
    return {".".join(path): facts for path, facts in _fields(ref, ()) if facts}


def privacy_of_fields(ref: TypeRef) -> Iterator[Mapping[str, Any]]:
    """What the fields of a structure, or of an array's items, say of personal data, as far as they do."""
    waiting = [ref]
    while waiting:
        each = waiting.pop()
        for _, inner in each.fields:
            if inner.privacy:
                yield inner.privacy
            waiting.append(inner)
        if each.items:
            waiting.append(each.items)


def field_facts(facts: Mapping[str, Any]) -> FieldFacts:
    """What a field states beside its type, by the keys that a column has for it; None is not stated."""
    return tuple((key, json.dumps(value)) for key, value in facts.items() if value is not None)


def facts_of_element(element: Element) -> FieldFacts:
    """What an element says beside its type, as that of a structure's field: an entity is used as a type."""
    facts = {
        "nullable": False if element.not_null else None,
        "label": element.label or None,
        "description": element.description or None,
        "default": element.default,
        "expression": element.expression or None,
        "key": element.key or None,
    }
    return field_facts(facts)


def _fields(ref: TypeRef, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    while ref.items is not None:
        ref = ref.items
    for name, field in ref.fields:
        facts = {key: json.loads(text) for key, text in field.facts}
        if "default" in facts:
            facts["default"] = default_of(facts["default"], field)
        if enum := enum_of(field):
            facts["enum"] = enum
        yield (*path, name), facts
        yield from _fields(field, (*path, name))
