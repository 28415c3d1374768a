"""What a CSN query is made of: its SELECTs, the steps of a path, a column's name, a cast's type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapping.model import TypeRef

MAX_STEPS = 60  # unions in unions, views upon views, definitions upon definitions

OWN = frozenset({"$projection", "$self"})  # before a column of the query's own


def selects(query: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Each SELECT of a query: itself, or a union's arguments."""
    if not isinstance(query, dict) or depth > MAX_STEPS:
        return
    if isinstance(query.get("SELECT"), dict):
        yield query["SELECT"]
    union = query.get("SET")
    if isinstance(union, dict) and isinstance(union.get("args"), list):
        for argument in union["args"]:
            yield from selects(argument, depth + 1)


def steps_of(ref: Any) -> list[str]:
    """A path's names; filters and arguments of a step (`{id, where, args}`) don't change where it leads."""
    if not isinstance(ref, list):
        return []
    names = [step.get("id") if isinstance(step, dict) else step for step in ref]
    return [name for name in names if isinstance(name, str)] if all(isinstance(n, str) for n in names) else []


def out_name(column: Mapping[str, Any]) -> str:
    """The name that a SELECT gives a column out by: its alias, else the last step of its path."""
    alias = column.get("as")
    if isinstance(alias, str):
        return alias
    steps = steps_of(column.get("ref"))
    return steps[-1] if steps else str(column["func"]) if isinstance(column.get("func"), str) else ""


def cast_type(expression: Mapping[str, Any]) -> TypeRef | None:
    """The type that an expression is cast to; None where it isn't."""
    cast = expression.get("cast")
    if not isinstance(cast, dict) or not isinstance(cast.get("type"), str):
        return None
    length, precision, srid = (
        v if isinstance(v := cast.get(n), int) else None for n in ("length", "precision", "srid")
    )
    scale = cast.get("scale")
    return TypeRef(cast["type"], length, precision, scale if isinstance(scale, int | str) else None, srid)
