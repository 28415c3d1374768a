"""Variables of expressions: parameters of the view, and those of the session that CDS defines."""

from __future__ import annotations

from mapping.model import Entity, TypeRef

from .function_types import TEXT, TIMESTAMP

_PARAMETERS = "$parameters"
_OF_SESSION = {"$user": TEXT, "$session": TEXT, "$now": TIMESTAMP, "$at": TIMESTAMP, "$valid": TIMESTAMP}


def is_variable(name: str) -> bool:
    """True for the first step of a path that leads to no column."""
    return name in _OF_SESSION or name == _PARAMETERS


def variable_type(entity: Entity, steps: list[str]) -> TypeRef:
    """The type that a variable is declared with; nothing stated for one that is unknown."""
    if steps[0] in _OF_SESSION:
        return _OF_SESSION[steps[0]]
    name = steps[-1] if steps[0] == _PARAMETERS else steps[0]
    return next((p.type for p in entity.parameters if p.name == name), TypeRef())
