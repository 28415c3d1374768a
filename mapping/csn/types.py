"""What a CSN member says of its type: built-in names with facets, structures, arrays, enums, references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog.language.findings import Path
from mapping.cds.annotations import is_told_by_its_column, of_a_field, privacy_of
from mapping.cds.labels import DESCRIPTIONS, LABELS
from mapping.cds.members import Members, named
from mapping.cds.values import field_facts
from mapping.model import MAX_TYPE_DEPTH, EnumValue, FieldFacts, Scope, TypeRef
from mapping.types import EMPTY_STRUCTURE

from .associations import is_association, read_association
from .elements import TYPE_MEMBERS, expression_of, is_lost, unread, value_of
from .inherited import Inherited

_OF_ASSOCIATIONS = frozenset({"target", "targetAspect", "keys", "on", "cardinality"})
_TEXTS = frozenset({*LABELS, *DESCRIPTIONS})


class TypeReader:
    """Reads types; those without parts are made once for each set of facets."""

    def __init__(self, members: Members, scope: Scope, inherited: Inherited) -> None:
        self.members = members
        self.inherited = inherited
        self.scope = scope
        self.simple_types: dict[tuple[Any, ...], TypeRef] = {}
        self._of_aspects: list[tuple[str, str, Path, str]] = []  # name, message, path, kind

    def read(self, member: Mapping[str, Any], path: Path, depth: int = 0) -> TypeRef:
        """The type of one member; `depth` counts the structures around it."""
        if is_association(member):
            association = read_association(member, path, self.scope, self.members)
            return TypeRef.leading(association) if association else TypeRef()
        name = member.get("type")
        structure = member.keys() & {"items", "elements", "enum"}
        if isinstance(name, str) and not structure:
            return self._simple_type(name, member, path)
        if depth > MAX_TYPE_DEPTH:
            return TypeRef(too_deep=True)  # the column that it is a type of gets the finding
        reference = self._type_reference(name, path) if isinstance(name, dict) else ()
        if name is not None and not isinstance(name, str | dict):
            self.members.wrong((*path, "type"), "a type", name)
        base = self._simple_type(name if isinstance(name, str) else "", member, path)
        fields = self._fields(member, path, depth)
        is_empty = member.get("elements") == {} and name is None
        return TypeRef(
            name=EMPTY_STRUCTURE if is_empty else base.name,
            length=base.length,
            precision=base.precision,
            scale=base.scale,
            srid=base.srid,
            items=self._items(member, path, depth),
            fields=fields,
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
            length, precision, srid = (
                self.members.number(member, n, path) for n in ("length", "precision", "srid")
            )
            scale: int | str | None = (
                get("scale") if isinstance(get("scale"), str) else self.members.number(member, "scale", path)
            )
            if isinstance(scale, str) and scale.isascii() and scale.isdigit():
                scale = int(scale)
            known = TypeRef(name, length, precision, scale, srid)
            if all(isinstance(f, str | int | None) for f in facets):
                self.simple_types[facets] = known
        return known

    def _type_reference(self, name: Mapping[str, Any], path: Path) -> tuple[str, ...]:
        steps = name.get("ref")
        if isinstance(steps, list) and steps and all(isinstance(s, str) for s in steps):
            return tuple(steps)
        self.members.wrong((*path, "type"), "a type name or {ref: [...]}", name)
        return ()

    def _items(self, member: Mapping[str, Any], path: Path, depth: int) -> TypeRef | None:
        items = member.get("items")
        if items is None:
            return None
        if not isinstance(items, dict):
            self.members.wrong((*path, "items"), "an object", items)
            return None
        known = TYPE_MEMBERS | _OF_ASSOCIATIONS if is_association(items) else TYPE_MEMBERS
        for unknown in sorted(items.keys() - known):
            message = f"{unknown!r} of the items of {named(path)} has no place in a spec"
            code = "MAP030" if unknown[:1] == "@" else "MAP031"
            self.members.diagnostics.add(
                code, message, file=self.members.file, path=(*path, "items", unknown)
            )
        return self.read(items, (*path, "items"), depth + 1)

    def _fields(self, member: Mapping[str, Any], path: Path, depth: int) -> tuple[tuple[str, TypeRef], ...]:
        found = []
        for name, inner in self.members.object(member, "elements", path).items():
            place = (*path, "elements", name)
            if not isinstance(inner, dict):
                self.members.wrong(place, "an element", inner)
            else:
                annotations = sorted(
                    member
                    for member in inner
                    if member[:1] == "@" and member not in _TEXTS and not is_told_by_its_column(member)
                )
                if annotations:
                    self._note_annotations(place, *of_a_field(name, annotations))
                beside = self._facts(inner, place)
                kind = self.read(inner, place, depth + 1)
                privacy = privacy_of(inner)
                found.append(
                    (name, replace(kind, facts=beside, privacy=privacy) if beside or privacy else kind)
                )
        return tuple(found)

    def _note_annotations(self, place: Path, message: str, alike: str) -> None:
        """Those of a field. What includes an aspect has its elements with theirs: see `note_aspects`."""
        name = str(place[1]) if len(place) > 1 else ""
        definition = self.inherited.definitions.get(name)
        if isinstance(definition, dict) and definition.get("kind") == "aspect":
            self._of_aspects.append((name, message, place, alike))
        else:
            self._tell(message, place, alike)

    def note_aspects(self) -> None:
        """Findings about the fields of aspects that are types of elements. After all was read."""
        used = {facets[0] for facets in self.simple_types}
        for name, message, place, alike in self._of_aspects:
            if name in used:
                self._tell(message, place, alike)

    def _tell(self, message: str, place: Path, alike: str) -> None:
        self.members.diagnostics.count("MAP030", message, file=self.members.file, path=place, kind=alike)

    def _facts(self, inner: Mapping[str, Any], path: Path) -> FieldFacts:
        """What a structure's field says beside its type, by the keys that a column has for it."""
        for lost, _ in unread(inner, leads=is_association(inner)):
            message = f"{lost!r} of {named(path)} has no place in a spec"
            self.members.diagnostics.add("MAP031", message, file=self.members.file, path=(*path, lost))
        if is_lost(inner.get("default")):
            message = f"default of {named(path)} is an expression too long for a spec: not carried"
            self.members.diagnostics.add("MAP031", message, file=self.members.file, path=(*path, "default"))
        facts = {
            "nullable": False if self.members.flag(inner, "notNull", path) else None,
            "label": self.inherited.text(inner, LABELS, path, own=True) or None,
            "description": self.inherited.text(inner, DESCRIPTIONS, path, own=True) or None,
            "default": value_of(inner.get("default")),
            "expression": expression_of(inner) or None,
            **{
                name: True for name in ("key", "virtual", "localized") if self.members.flag(inner, name, path)
            },
        }
        return field_facts(facts)

    def _enum(self, member: Mapping[str, Any], path: Path) -> tuple[EnumValue, ...]:
        found = []
        for name, value in self.members.object(member, "enum", path).items():
            place = (*path, "enum", name)
            if not isinstance(value, dict):
                self.members.wrong(place, "an enum value", value)
                continue
            for lost in sorted(value.keys() - {"val", *LABELS}):
                message = f"{lost!r} of an allowed value has no place in a spec"
                self.members.diagnostics.count("MAP031", message, file=self.members.file, path=(*place, lost))
            allowed = value.get("val", name)
            if isinstance(allowed, str | int | float | bool):
                found.append(EnumValue(name, allowed, self.members.text(value, LABELS, place)))
            else:
                self.members.wrong((*place, "val"), "a plain value", allowed)
        return tuple(found)
