"""EDM types: a property's type and facets, enum types, type definitions, complex types, default values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from catalog.language.findings import Path
from mapping.cds.annotations import is_told_by_its_column, of_a_field, privacy_of
from mapping.cds.labels import DESCRIPTIONS, LABELS, first_text
from mapping.cds.values import field_facts
from mapping.documents.xml_tree import Node
from mapping.model import Association, EnumValue, FieldFacts, TypeRef

from .document import Service
from .vocabulary import ALLOWED_VALUES, canonical

_COLLECTION = re.compile(r"Collection\((.+)\)")
_WORDS: dict[str, dict[str, str | None]] = {
    "MaxLength": {"max": None},
    "SRID": {"variable": None},
    "Scale": {"variable": "variable", "floating": "floating"},
}
# What a Property and a TypeDefinition may state (CSDL 4.01, 7)
_READ = frozenset(
    [
        "Name",
        "Type",
        "UnderlyingType",
        "Nullable",
        "MaxLength",
        "Precision",
        "Scale",
        "SRID",
        "Unicode",
        "DefaultValue",
        "FixedLength",
        "display-format",
    ]
)
# Facets that only the original type has, by the words that say more than leaving them out
_ONLY_STATED = {
    "MaxLength": ("max",),
    "SRID": ("variable",),
    "Unicode": ("false",),
    "FixedLength": ("true",),  # of V2 and V3, as is the next
    "display-format": ("date",),
}
_WHOLE = frozenset({"Edm.Byte", "Edm.SByte", "Edm.Int16", "Edm.Int32", "Edm.Int64"})
_REAL = frozenset({"Edm.Double", "Edm.Single", "Edm.Decimal"})


def type_of(service: Service, node: Node, path: Path, attribute: str = "Type") -> TypeRef:
    """The type that a Property, TypeDefinition or EnumType states, with its facets."""
    stated = node.get(attribute)
    if not stated:
        service.wrong(f"{node.name} {node.get('Name')!r} states no type", path, node)
        return TypeRef("Edm.Untyped")
    many = _COLLECTION.fullmatch(stated)
    scale = _facet(service, node, "Scale", path)
    for unknown in sorted(node.attributes.keys() - _READ):
        message = f"attribute {unknown} of a property has no place in a spec"
        service.note("MAP031", message, (*path, unknown), node)
    one = TypeRef(
        service.full(many[1] if many else stated),
        _number(_facet(service, node, "MaxLength", path)),
        _number(_facet(service, node, "Precision", path)),
        scale,
        _number(_facet(service, node, "SRID", path)),
        more=_more(node, many=many is not None),
    )
    return TypeRef(items=one) if many else one


def _more(node: Node, *, many: bool) -> tuple[tuple[str, str], ...]:
    """The facets whose values are words that change nothing of the Glue type."""
    stated = ((name, node.get(name)) for name in _ONLY_STATED)
    found = tuple((name, text) for name, text in stated if text and text.lower() in _ONLY_STATED[name])
    # Nullable speaks of a collection's items (CSDL 4.01, 7.2.1): of no column
    return (*found, ("Nullable", "false")) if many and node.get("Nullable") == "false" else found


def _number(facet: int | str | None) -> int | None:
    return facet if isinstance(facet, int) else None


def _facet(service: Service, node: Node, name: str, path: Path) -> int | str | None:
    text = node.get(name)
    words = _WORDS.get(name, {})
    if not text or text.lower() in words:
        return words.get(text.lower())
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    service.wrong(f"{name} of {node.get('Name')!r} is no number", (*path, name), node)
    return None


def named_type(
    service: Service, name: str, node: Node, association: Callable[[Node], Association]
) -> TypeRef:
    """What a complex type, an enum type or a type definition stands for.

    `association` reads a navigation property of a complex type.
    """
    path: Path = (node.name, name)
    if node.name == "TypeDefinition":
        return type_of(service, node, path, "UnderlyingType")
    if node.name == "EnumType":
        values = tuple(_enum_members(service, name, node, path))
        return TypeRef(node.get("UnderlyingType") or "Edm.Int32", enum=values)
    fields = []
    for owner, part in service.chain(name):
        for child in part.children:
            place = (*path, child.get("Name"))
            if child.name == "Property":
                kind = type_of(service, child, place)
                own = service.annotations(service.written(f"{owner}/{child.get('Name')}", child), place, str)
                fields.append(
                    (
                        child.get("Name"),
                        replace(kind, facts=_facts(child, kind, own), privacy=privacy_of(own)),
                    )
                )
                texts = {next((n for n in names if n in own), "") for names in (LABELS, DESCRIPTIONS)}
                carried = texts | set(filter(is_told_by_its_column, own))
                if others := sorted(name.removeprefix("@") for name in own.keys() - carried):
                    message, alike = of_a_field(child.get("Name"), others)
                    service.note("MAP030", message, place, child, alike)
            elif child.name == "NavigationProperty":
                lead = TypeRef.leading(association(child))
                own = service.annotations(service.written(f"{owner}/{child.get('Name')}", child), place, str)
                label = first_text(own, LABELS)
                fields.append((child.get("Name"), replace(lead, facts=field_facts({"label": label or None}))))
                if others := sorted(name[1:] for name in own.keys() - set(LABELS)):
                    message, alike = of_a_field(child.get("Name"), others)
                    service.note("MAP030", message, place, child, alike)
    if terms := sorted({canonical(w.node.get("Term"), service.aliases) for w in service.written(name, node)}):
        message = f"annotations of a structure have no place in a spec: {', '.join(terms)}"
        service.note("MAP030", message, path, node)
    return TypeRef(fields=tuple(fields)) if fields else TypeRef("Edm.ComplexType")


def _facts(node: Node, kind: TypeRef, annotations: dict[str, Any]) -> FieldFacts:
    """What a structure's property says beside its type, by the keys that a column has for it."""
    default = default_of(node, kind.name)
    nullable = node.get("Nullable") == "false" and kind.items is None
    texts = {
        "label": first_text(annotations, LABELS) or None,
        "description": first_text(annotations, DESCRIPTIONS) or None,
    }
    return field_facts({"nullable": False if nullable else None, **texts, "default": default})


def _enum_members(service: Service, name: str, node: Node, path: Path) -> list[EnumValue]:
    found: list[EnumValue] = []
    if node.get("IsFlags") == "true":
        service.note("MAP031", "IsFlags of an enum type has no place in a spec", path, node)
    members = list(node.all("Member"))
    if len({bool(member.get("Value")) for member in members}) > 1:
        message = (
            f"only some members of enum type {name!r} have a value: the others are numbered on from these"
        )
        service.note("EDM008", message, path, node)
    value: Any = -1
    for member in members:
        own = member.get("Name")
        value = _whole(member.get("Value")) if member.get("Value") else _next(value)
        written = service.written(f"{name}/{own}", member)
        annotations = service.annotations(written, (*path, own), lambda text: text)
        found.append(EnumValue(own, value, first_text(annotations, (*LABELS, *DESCRIPTIONS))))
        if others := sorted(name[1:] for name in annotations.keys() - {*LABELS, *DESCRIPTIONS}):
            message, alike = of_a_field(own, others)
            service.note("MAP030", message, (*path, own), member, alike)
    return found


def _next(value: Any) -> Any:
    """What a member without a value has after one of `value` (CSDL 10.2)."""
    return value + 1 if isinstance(value, int) else value


def _whole(text: str) -> Any:
    return int(text) if re.fullmatch(r"-?[0-9]{1,20}", text) else text


def allowed_values(annotations: dict[str, Any]) -> tuple[EnumValue, ...]:
    """The values of `Validation.AllowedValues`, taken out of `annotations`; none if it is no list of them."""
    records = annotations.get(ALLOWED_VALUES)
    found = []
    for record in records if isinstance(records, list) else ():
        value = record.get("Value") if isinstance(record, dict) else None
        if not isinstance(value, str | int | bool):
            return ()
        symbol = record.get("@Core.SymbolicName")
        label = first_text(record, (*LABELS, *DESCRIPTIONS))
        found.append(EnumValue(symbol if isinstance(symbol, str) else str(value), value, label))
    if found:
        del annotations[ALLOWED_VALUES]
    return tuple(found)


def default_of(node: Node, type_name: str) -> Any:
    """The DefaultValue as the data has it."""
    text = node.attributes.get("DefaultValue")
    if text is None:
        return None
    if type_name == "Edm.Boolean":
        return text == "true"
    if type_name in _WHOLE:
        whole = _whole(text)
        return whole if isinstance(whole, int) else {"#": text}  # a member of an enum type, by its name
    if type_name in _REAL:
        whole = _whole(text)
        if isinstance(whole, int):
            return whole
        try:
            real = float(text)
        except ValueError:
            return text
        return real if math.isfinite(real) and repr(real) == text else text
    return text
