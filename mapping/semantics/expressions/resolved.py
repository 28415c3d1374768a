"""What a type or an element comes down to: the answer of `type_resolver`, and of foreign keys."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mapping.model import Element, Entity, TypeRef


@dataclass(frozen=True, slots=True)
class Resolved:
    """A type of built-in names only, or why there is none (`problem`, a MAP code), and where it came from."""

    type: TypeRef
    problem: str = ""
    origin: Element | None = None
    origin_entity: Entity | None = None
    missing: str = ""  # what there would have to be for a type: `'FACT' has no column 'NET'`
    derived: str = ""  # kind of the measure that is made of the origin, where it isn't the origin itself


UNRESOLVED = Resolved(TypeRef(), "MAP006")


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """One foreign key of a managed association: its name here, the path of its column there, its type."""

    local: str
    remote: tuple[str, ...]
    resolved: Resolved


def inside(resolved: Resolved, steps: list[str]) -> Resolved:
    """A field of a structure, by path; one through an association of it ends in one of its keys."""
    for i, step in enumerate(steps):
        field = dict(resolved.type.fields).get(step)
        if field is None:
            path = tuple(steps[i:])
            keys = (field for _, field in resolved.type.fields if field.foreign_key == path)
            return replace(resolved, type=key) if (key := next(keys, None)) else UNRESOLVED
        resolved = replace(resolved, type=field)
    return resolved


def type_of_element(element: Element) -> TypeRef:
    """An element's type; of an association the type that leads to its target."""
    return TypeRef.leading(element.association) if element.association else element.type


def overlay(base: TypeRef, ref: TypeRef) -> TypeRef:
    """The definition's type with the facets that the reference states itself."""
    if base.items or base.fields:
        return base
    return replace(
        base,
        length=base.length if ref.length is None else ref.length,
        precision=base.precision if ref.precision is None else ref.precision,
        scale=base.scale if ref.scale is None else ref.scale,
        srid=base.srid if ref.srid is None else ref.srid,
        enum=ref.enum or base.enum,
        more=tuple((dict(base.more) | dict(ref.more)).items()),
    )
