"""The readable part of a document that breaks its schema, so that the rules can go on with the rest.

What breaks the schema is left out where it may be left out, else a blank stands in its place: lists keep
their length, so places stay right. The places are remembered as holes, and no rule reports on a hole:
the schema's finding reports it.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from jsonschema.exceptions import ValidationError

from catalog.language.findings import Path

from .schema import deepest, validator

Holes = frozenset[Path]
BLANK = ""  # a name or type that is not known; no name that fits the schema is empty


def readable_part(data: dict[str, Any], kind: str) -> tuple[dict[str, Any], Holes]:
    """`data` as far as rules can read it, and the places where it differs from the file.

    The document is empty where nothing of it can be read.
    """
    schema: Any = validator(kind, data).schema
    found, holes = deepcopy(data), set[Path]()
    for raw in validator(kind, data).iter_errors(data):
        error = deepest(raw)
        path = tuple(error.absolute_path)
        if _is_unknown_key(raw):
            continue
        missing = error.validator == "required" and _schema_at(schema, path) is not None
        holes |= _fill(found, path, schema) if missing else {_mend(found, path, schema)}
    left = (e for e in validator(kind, data).iter_errors(found) if not _is_unknown_key(e))
    readable = all(lies_in(tuple(e.absolute_path), holes) for e in left)
    return (found, frozenset(holes)) if readable else ({}, frozenset({()}))


def _is_unknown_key(error: ValidationError) -> bool:
    """True for a key that may stay: no rule asks for it. (Among alternatives, more may be wrong.)"""
    return error.validator == "additionalProperties"


def lies_in(path: Path, holes: Collection[Path]) -> bool:
    """True if `path` is one of the holes or lies in one."""
    return bool(holes) and any(path[:steps] in holes for steps in range(len(path) + 1))


def at(data: Any, path: Path) -> Any:
    """What stands at `path` of plain data; KeyError or IndexError if nothing does, TypeError on the way."""
    for step in path:
        data = data[step]
    return data


def has(data: Any, path: Path) -> bool:
    """True if something stands at `path`."""
    try:
        at(data, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _fill(found: dict[str, Any], path: Path, schema: Any) -> set[Path]:
    """Blanks for the keys that a mapping should have and has not."""
    wanted, holder = _schema_at(schema, path), _get(found, path)
    if not isinstance(holder, dict):
        return set()  # all of it is a blank by now
    missing = [k for k in wanted["required"] if k not in holder]
    holder.update({k: _blank(wanted["properties"][k]) for k in missing})
    return {(*path, k) for k in missing}


def _mend(found: dict[str, Any], path: Path, schema: Any) -> Path:
    """Leave out what stands at `path`, or put a blank there; gives the place that changed."""
    while path:
        holder, wanted, step = _get(found, path[:-1]), _schema_at(schema, path[:-1]), path[-1]
        if wanted is None:
            path = path[:-1]
            continue
        if isinstance(holder, dict) and step in wanted.get("required", ()):
            holder[str(step)] = _blank(wanted["properties"][step])
            break
        if isinstance(holder, dict):
            holder.pop(str(step), None)
            break
        if isinstance(holder, list) and "type" in wanted.get("items", {}):
            holder[int(step)] = _blank(wanted["items"])
            break
        path = path[:-1]
    return path


def _get(data: Any, path: Path) -> Any:
    return at(data, path) if has(data, path) else None


def _schema_at(schema: Any, path: Path) -> Any:
    """The schema of the place, or None where it depends on the value (anyOf) or any value goes."""
    for step in path:
        more = schema.get("additionalProperties")
        inside = (
            schema.get("items") if isinstance(step, int) else schema.get("properties", {}).get(step, more)
        )
        if not isinstance(inside, dict) or "type" not in inside:
            return None
        schema = inside
    return schema


def _blank(schema: Any) -> Any:
    """The least value of a schema's type: its required keys blank, as many entries as it must have."""
    if "const" in schema:
        return schema["const"]
    match schema.get("type"):
        case "object":
            return {k: _blank(schema["properties"][k]) for k in schema.get("required", ())}
        case "array":
            return [_blank(schema["items"])] * schema.get("minItems", 0)
        case _:
            return BLANK
