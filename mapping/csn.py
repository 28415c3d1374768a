"""The CSN reader: a document's definitions to the model's values.

Takes a `Document` and the space it was exported from, gives spaces, entities and named types.
Contexts that name a space put their objects there. A part of another shape than CSN's is an error
with its CSN path, and the reader goes on, so that all are reported at once. What an annotation
means is not decided here.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.findings import Path

from .model import (
    Association,
    Element,
    Entity,
    EnumValue,
    NamedType,
    ObjectKey,
    Parameter,
    Scope,
    Space,
    TypeRef,
)
from .notes import Notes
from .reading import Document, Format
from .texts import DESCRIPTIONS, LABELS, PREFERRED, first_text, i18n_texts, placeholder_key

SYSTEMS = {Format.DATASPHERE_CSN: "SAP Datasphere", Format.OBJECT_CSN: "SAP CAP"}
MAX_DEFAULT = 200  # characters of an expression that is a default; a longer one is no value
MAX_TYPE_DEPTH = 40  # structures in arrays in structures ...; Glue's own limit is the text's length

ASSOCIATIONS = ("cds.Association", "cds.Composition")
# Sections of an export that hold no columns.
_SECTIONS = {
    "dataflows": "data flows",
    "replicationflows": "replication flows",
    "transformationflows": "transformation flows",
    "taskchains": "task chains",
    "sharing": "sharing",
    "dataAccessControls": "data access controls",
}
_KINDS_WITHOUT_COLUMNS = frozenset({"context", "namespace", "annotation", "event", "action", "function"})
# Element members that are read below or say nothing of the column.
_ELEMENT_MEMBERS = frozenset(
    [
        "type",
        "length",
        "precision",
        "scale",
        "srid",
        "items",
        "elements",
        "enum",
        "key",
        "notNull",
        "virtual",
        "localized",
        "default",
        "target",
        "keys",
        "on",
        "cardinality",
        "doc",
        "value",
        "$calc",
        "origin",
        "kind",
    ]
)


@dataclass(slots=True)
class Fragment:
    """What one file adds to the model."""

    spaces: list[Space] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    types: dict[ObjectKey, NamedType] = field(default_factory=dict)


def read_csn(
    document: Document, space: str, notes: Notes, languages: tuple[str, ...] = PREFERRED
) -> Fragment:
    """The spaces, entities and types of a document exported from `space`; labels as `languages` prefer."""
    reader = _Reader(document, space, notes, languages)
    return reader.fragment()


class _Reader:
    def __init__(self, document: Document, space: str, notes: Notes, languages: tuple[str, ...]) -> None:
        self.file = document.file
        self.root = document.root
        self.system = SYSTEMS[document.format]
        self.definitions: dict[str, Any] = document.root["definitions"]
        self.notes = notes
        self.texts = i18n_texts(document.root, languages)
        self.simple_types: dict[tuple[Any, ...], TypeRef] = {}
        self.out = Fragment([Space(space, system=self.system)])
        self.scope = Scope(space, self._foreign_contexts(space))
        self.services = [
            n for n, d in self.definitions.items() if isinstance(d, dict) and d.get("kind") == "service"
        ]

    def fragment(self) -> Fragment:
        for key, what in _SECTIONS.items():
            if self.root.get(key):
                self.notes.add("CSN010", f"{what} hold no columns: not carried", file=self.file, path=(key,))
        for name, definition in self.definitions.items():
            path: Path = ("definitions", name)
            if isinstance(definition, dict):
                self._definition(name, definition, path)
            else:
                self._wrong(path, "a definition", definition)
        self._unmatched_business_layers()
        return self.out

    def _foreign_contexts(self, own: str) -> dict[str, str]:
        """Contexts that stand for another space, and those spaces."""
        found: dict[str, str] = {}
        for name, definition in self.definitions.items():
            if not isinstance(definition, dict) or definition.get("kind") != "context":
                continue
            space = definition.get("@DataWarehouse.space.name")
            if isinstance(space, str) and space:
                found[name] = space
                self.out.spaces.append(
                    Space(space, self._text(definition, LABELS, ("definitions", name)), self.system)
                )
        return found

    # --- definitions ---

    def _definition(self, name: str, definition: dict[str, Any], path: Path) -> None:
        kind = definition.get("kind", "entity")
        if not isinstance(kind, str):
            self._wrong((*path, "kind"), "a kind of definition", kind)
        elif kind == "entity":
            self._entity(name, definition, path)
        elif kind in ("type", "aspect"):
            self._named_type(name, definition, path)
        elif kind == "service":
            message = f"service {name!r}: its projections are a view of the tables, not tables"
            self.notes.add("CSN010", message, file=self.file, path=path)
        elif kind in _KINDS_WITHOUT_COLUMNS:
            if kind not in {"context", "namespace"}:
                self.notes.count(
                    "CSN010", f"definitions of kind {kind!r} hold no columns", file=self.file, path=path
                )
        else:
            message = f"definition of unknown kind {kind!r}: not carried"
            self.notes.count("CSN010", message, file=self.file, path=path)

    def _entity(self, name: str, definition: dict[str, Any], path: Path) -> None:
        if any(name.startswith(service + ".") for service in self.services):
            self.notes.count(
                "CSN010", "projections of a service are no tables: skipped", file=self.file, path=path
            )
            return
        members = self._dict(definition, "elements", path)
        foreign = self.scope.is_foreign(name)
        elements = self._elements(members, (*path, "elements"))
        self.out.entities.append(
            Entity(
                key=self.scope.key(name),
                file=self.file,
                path=path,
                scope=self.scope,
                system=self.system,
                elements=elements,
                label=self._text(definition, LABELS, path),
                description=self._text(definition, DESCRIPTIONS, path),
                annotations={k: v for k, v in definition.items() if k[:1] == "@"},
                query=self._query(definition, path),
                parameters=self._parameters(definition, path),
                copy=foreign and definition.get("@cds.persistence.exists") is True,
                business_layer=self._business_layer(name),
            )
        )

    def _elements(self, members: dict[str, Any], path: Path) -> dict[str, Element]:
        found: dict[str, Element] = {}
        for name, member in members.items():
            if isinstance(member, dict):
                found[name] = self._element(name, member, (*path, name))
            else:
                self._wrong((*path, name), "an element", member)
        return found

    def _named_type(self, name: str, definition: dict[str, Any], path: Path) -> None:
        self.out.types[self.scope.key(name)] = NamedType(self._type(definition, path, 0), self.scope)

    def _query(self, definition: dict[str, Any], path: Path) -> dict[str, Any] | None:
        query = self._dict(definition, "query", path)
        if not query and definition.get("projection"):
            query = {"SELECT": self._dict(definition, "projection", path)}
        return query or None

    def _parameters(self, definition: dict[str, Any], path: Path) -> tuple[Parameter, ...]:
        found = []
        for name, member in self._dict(definition, "params", path).items():
            place = (*path, "params", name)
            if not isinstance(member, dict):
                self._wrong(place, "a parameter", member)
                continue
            label = self._text(member, LABELS, place)
            found.append(
                Parameter(name, self._type(member, place, 0), label, _value_of(member.get("default")))
            )
        return tuple(found)

    def _business_layer(self, name: str) -> Mapping[str, Any] | None:
        layers = self.root.get("businessLayerDefinitions")
        layer = layers.get(name) if isinstance(layers, dict) else None
        return layer if isinstance(layer, dict) else None

    def _unmatched_business_layers(self) -> None:
        layers = self.root.get("businessLayerDefinitions")
        for name in layers if isinstance(layers, dict) else ():
            if name not in self.definitions:
                message = f"business layer of {name!r}, which the file does not define: not carried"
                self.notes.add("MAP035", message, file=self.file, path=("businessLayerDefinitions", name))

    # --- elements ---

    def _element(self, name: str, member: dict[str, Any], path: Path) -> Element:
        for unknown in member.keys() - _ELEMENT_MEMBERS:
            if unknown[:1] != "@":
                message = f"element property {unknown!r} has no place in a spec"
                self.notes.count("MAP031", message, file=self.file, path=(*path, unknown))
        association = None
        if member.get("type") in ASSOCIATIONS:
            association = self._association(member, path)
        return Element(
            name=name,
            type=TypeRef() if association else self._type(member, path, 0),
            key=member.get("key") is True,
            not_null=member.get("notNull") is True,
            virtual=member.get("virtual") is True,
            localized=member.get("localized") is True,
            calculated="value" in member or "$calc" in member,
            default=_value_of(member.get("default")),
            label=self._text(member, LABELS, path),
            description=self._text(member, DESCRIPTIONS, path),
            annotations=member,
            association=association,
        )

    def _type(self, member: Mapping[str, Any], path: Path, depth: int) -> TypeRef:
        name = member.get("type")
        structure = member.keys() & {"items", "elements", "enum"}
        if isinstance(name, str) and not structure:
            return self._simple_type(name, member, path)
        if depth > MAX_TYPE_DEPTH:
            message = f"structures nested more than {MAX_TYPE_DEPTH} deep: string"
            self.notes.add("MAP008", message, file=self.file, path=path)
            return TypeRef("cds.LargeString")
        reference = self._type_reference(name, path) if isinstance(name, dict) else ()
        if name is not None and not isinstance(name, str | dict):
            self._wrong((*path, "type"), "a type", name)
        base = self._simple_type(name if isinstance(name, str) else "", member, path)
        return TypeRef(
            name=base.name,
            length=base.length,
            precision=base.precision,
            scale=base.scale,
            srid=base.srid,
            items=self._items(member, path, depth),
            fields=self._fields(member, path, depth),
            enum=self._enum(member, path),
            reference=reference,
        )

    def _simple_type(self, name: str, member: Mapping[str, Any], path: Path) -> TypeRef:
        get = member.get
        facets = (name, get("length"), get("precision"), get("scale"), get("srid"))
        try:
            known = self.simple_types.get(facets)
        except TypeError:  # a facet that is a list or an object
            known = None
        if known is None:
            length, precision, srid = (self._number(member, n, path) for n in ("length", "precision", "srid"))
            scale: int | str | None = (
                get("scale") if isinstance(get("scale"), str) else self._number(member, "scale", path)
            )
            if isinstance(scale, str) and scale.isascii() and scale.isdigit():
                scale = int(scale)
            known = TypeRef(name, length, precision, scale, srid)
            if all(isinstance(f, str | int | None) for f in facets):
                self.simple_types[facets] = known
        return known

    def _number(self, member: Mapping[str, Any], name: str, path: Path) -> int | None:
        value = member.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            return int(value)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        self._wrong((*path, name), "a number of 0 or more", value)
        return None

    def _type_reference(self, name: Mapping[str, Any], path: Path) -> tuple[str, ...]:
        steps = name.get("ref")
        if isinstance(steps, list) and steps and all(isinstance(s, str) for s in steps):
            return tuple(steps)
        self._wrong((*path, "type"), "a type name or {ref: [...]}", name)
        return ()

    def _items(self, member: Mapping[str, Any], path: Path, depth: int) -> TypeRef | None:
        items = member.get("items")
        if items is None:
            return None
        if not isinstance(items, dict):
            self._wrong((*path, "items"), "an object", items)
            return None
        return self._type(items, (*path, "items"), depth + 1)

    def _fields(self, member: Mapping[str, Any], path: Path, depth: int) -> tuple[tuple[str, TypeRef], ...]:
        found = []
        for name, inner in self._dict(member, "elements", path).items():
            place = (*path, "elements", name)
            if not isinstance(inner, dict):
                self._wrong(place, "an element", inner)
            elif inner.get("type") in ASSOCIATIONS:
                message = "associations inside a structure have no place in a spec"
                self.notes.count("MAP031", message, file=self.file, path=place)
            else:
                found.append((name, self._type(inner, place, depth + 1)))
        return tuple(found)

    def _enum(self, member: Mapping[str, Any], path: Path) -> tuple[EnumValue, ...]:
        found = []
        for name, value in self._dict(member, "enum", path).items():
            place = (*path, "enum", name)
            if not isinstance(value, dict):
                self._wrong(place, "an enum value", value)
                continue
            allowed = value.get("val", name)
            if isinstance(allowed, str | int | float | bool):
                found.append(EnumValue(name, allowed, self._text(value, LABELS, place)))
            else:
                self._wrong((*place, "val"), "a plain value", allowed)
        return tuple(found)

    # --- associations ---

    def _association(self, member: Mapping[str, Any], path: Path) -> Association | None:
        target = member.get("target")
        if not isinstance(target, str):
            self._wrong((*path, "target"), "the name of a definition", target)
            return None
        cardinality = self._dict(member, "cardinality", path)
        source = cardinality.get("src")
        return Association(
            target=self.scope.key(target),
            target_name=target,
            on=tuple(self._list(member, "on", path)),
            keys=tuple(self._keys(member, path)),
            composition=member.get("type") == "cds.Composition",
            source_many=None if source is None else _is_many(source),
            many=_is_many(cardinality.get("max", 1)),
        )

    def _keys(self, member: Mapping[str, Any], path: Path) -> list[tuple[tuple[str, ...], str]]:
        found = []
        for i, key in enumerate(self._list(member, "keys", path)):
            steps = key.get("ref") if isinstance(key, dict) else None
            if isinstance(steps, list) and steps and all(isinstance(s, str) for s in steps):
                alias = key.get("as")
                found.append((tuple(steps), alias if isinstance(alias, str) else "_".join(steps)))
            else:
                self._wrong((*path, "keys", i), "{ref: [...]}", key)
        return found

    # --- getters ---

    def _dict(self, source: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
        value = source.get(name)
        if isinstance(value, dict):
            return value
        if value is not None:
            self._wrong((*path, name), "an object", value)
        return {}

    def _list(self, source: Mapping[str, Any], name: str, path: Path) -> list[Any]:
        value = source.get(name)
        if isinstance(value, list):
            return value
        if value is not None:
            self._wrong((*path, name), "a list", value)
        return []

    def _text(self, source: Mapping[str, Any], names: tuple[str, ...], path: Path) -> str:
        text = first_text(source, names)
        key = placeholder_key(text) if text else ""
        if not key:
            return text
        if key not in self.texts:
            message = f"no text for {text!r} in the file: left out"
            self.notes.count("CSN014", message, file=self.file, path=path)
        return self.texts.get(key, "")

    def _wrong(self, path: Path, expected: str, found: Any) -> None:
        shown = reprlib.repr(found)  # bounded in depth and length
        self.notes.add(
            "CSN008",
            f"{expected} was expected, {shown} found",
            "Export the object again",
            file=self.file,
            path=path,
        )


def _is_many(value: Any) -> bool:
    return value == "*" or (isinstance(value, int) and not isinstance(value, bool) and value > 1)


def _value_of(default: Any) -> Any:
    """A default's value; an enum symbol (`{#: open}`) or an expression stays in CSN's own words."""
    value = default["val"] if isinstance(default, dict) and "val" in default else default
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict | list):
        return value if len(shown := reprlib.repr(value)) < MAX_DEFAULT and "..." not in shown else None
    return value
