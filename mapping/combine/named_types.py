"""The type definitions of all files: those of one name are one, as definitions of objects are.

Two that contradict each other are an error where a column has that type, for its meaning would depend on the
order of the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.language.findings import Path
from mapping.model import Entity, Fragment, NamedType, ObjectKey, Scope, TypeRef
from mapping.types import spell
from mapping.unions.definitions import Difference
from mapping.unions.types import is_same_type, type_union

from .overlap_findings import OverlapFindings
from .preference import preferred


@dataclass(frozen=True, slots=True)
class _InFile:
    file: str
    path: Path
    named: NamedType


def named_types(
    fragments: Sequence[Fragment], entities: Iterable[Entity], told: OverlapFindings, prefer: Sequence[str]
) -> dict[ObjectKey, NamedType]:
    """Each type by its name; of two that differ the preferred one."""
    types: dict[ObjectKey, NamedType] = {}
    several: dict[ObjectKey, list[_InFile]] = {}
    for fragment in fragments:
        for key, named in fragment.types.items():
            if not is_same_type(types.setdefault(key, named).type, named.type):
                several.setdefault(key, [])
    if not several:
        return types
    for fragment in fragments:
        for key in several.keys() & fragment.types.keys():
            several[key].append(_InFile(fragment.file, ("definitions", key.name), fragment.types[key]))
    contradicting: dict[ObjectKey, tuple[list[_InFile], list[_InFile]]] = {}
    for key, found in several.items():
        found.sort(key=lambda each: (-len(repr(each.named.type)), repr(each.named.type), each.file))
        one = _one(found)
        kept = [] if one else preferred(prefer, found, lambda each: each.file)
        if one is None:
            contradicting[key] = (sorted(found, key=lambda each: each.file), kept)
        types[key] = one or _one(kept) or found[0].named
    for key in sorted(contradicting.keys() & _used(entities, types)):
        _tell(f"type {key}", *contradicting[key], told)
    return types


def _tell(name: str, found: Sequence[_InFile], kept: Sequence[_InFile], told: OverlapFindings) -> None:
    difference = Difference("type", "", tuple((each, spell(each.named.type)) for each in found))
    if _one(kept):
        told.chosen(name, kept[0], [each for each in found if each not in kept], [difference])
    else:
        told.differ(name, kept or found, [difference])


def _one(found: Sequence[_InFile]) -> NamedType | None:
    whole: TypeRef | None = found[0].named.type if found else None
    for each in found[1:]:
        whole = type_union(whole, each.named.type) if whole is not None else None
    return None if whole is None else NamedType(whole, found[0].named.scope)


def _used(entities: Iterable[Entity], types: Mapping[ObjectKey, NamedType]) -> set[ObjectKey]:
    """The types that a column or parameter has, itself or through another type."""
    used: set[ObjectKey] = set()
    ahead: list[ObjectKey] = []
    for entity in entities:
        for each in entity.elements.values():
            ahead += _names(each.type, entity.scope)
        for parameter in entity.parameters:
            ahead += _names(parameter.type, entity.scope)
    while ahead:
        key = ahead.pop()
        if key in types and key not in used:
            used.add(key)
            ahead += _names(types[key].type, types[key].scope)
    return used


def _names(ref: TypeRef, scope: Scope) -> Iterator[ObjectKey]:
    if ref.name:
        yield scope.key(ref.name)
    if ref.reference:
        yield scope.key(ref.reference[0])
    for inside in (ref.items, *(each for _, each in ref.fields)):
        if inside is not None:
            yield from _names(inside, scope)
