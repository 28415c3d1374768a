"""What a type or an element comes down to: the answer of `type_resolver`, and of foreign keys."""

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


UNRESOLVED = Resolved(TypeRef(), "MAP006")


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """One foreign key of a managed association: its name here, the path of its column there, its type."""

    local: str
    remote: tuple[str, ...]
    resolved: Resolved
