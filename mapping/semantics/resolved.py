"""What came of looking for a type: the type, or why there is none, and where it was stated."""

from __future__ import annotations

from dataclasses import dataclass

from mapping.model import Element, Entity, TypeRef


@dataclass(frozen=True, slots=True)
class Resolved:
    """A type of built-in names only, or why there is none (`problem`, a MAP code), and where it came from."""

    type: TypeRef
    problem: str = ""
    origin: Element | None = None
    origin_entity: Entity | None = None
    derived: str = ""  # kind of the measure that is made of the origin, where it isn't the origin itself


UNRESOLVED = Resolved(TypeRef(), "MAP006")
