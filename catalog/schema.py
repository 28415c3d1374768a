"""Holds a document against its JSON Schema and says what differs in words for people.

The same schema files serve editors (`# yaml-language-server: $schema=...`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from .findings import Finding, Path, Severity, format_path
from .names import nearest

KINDS = {"Catalog": "catalog", "Database": "database", "Table": "table"}
TYPE_NAMES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "boolean": "true or false",
    "null": "nothing",
}


@cache
def schema_text(kind: str) -> str:
    """The JSON Schema file of `Catalog`, `Database` or `Table`, as text."""
    return files("catalog").joinpath("schemas", f"{KINDS[kind]}.schema.json").read_text("utf-8")


@cache
def validator(kind: str) -> Draft202012Validator:
    """The schema's validator."""
    return Draft202012Validator(json.loads(schema_text(kind)))


def check_document(data: Any, kind: str) -> list[Finding]:
    """Every way in which `data` is no `kind` document (SPEC002, SPEC003), without file and line."""
    return check_against(data, validator(kind))


def check_against(data: Any, against: Draft202012Validator) -> list[Finding]:
    """The same for a schema that is not among the spec language's own."""
    found = [f for error in against.iter_errors(data) for f in _findings(error)]
    return sorted(found, key=lambda f: [str(step) for step in f.path])


def deepest(error: ValidationError) -> ValidationError:
    """The error itself, or of alternatives the one that the value comes closest to."""
    if error.validator in ("anyOf", "oneOf") and error.context:
        return best_match([error]) or error
    return error


def _findings(error: ValidationError) -> Iterator[Finding]:
    error = deepest(error)
    path = tuple(error.absolute_path)
    wanted: Any = error.validator_value
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        rule: Any = error.schema
        known: list[str] = list(rule.get("properties", {}))
        for key in error.instance:
            if key not in known:
                yield _unknown_key(key, path, known)
    elif error.validator == "required":
        instance: Any = error.instance
        missing = [k for k in wanted if k not in instance]
        todo = f"Add {' and '.join(repr(k) for k in missing)}"
        if error.message.startswith(
            repr(missing[0])
        ):  # jsonschema gives one error a missing key: say all once
            yield Finding(
                "SPEC002", Severity.ERROR, f"{format_path(path)}: {_list(missing)} missing", todo, path=path
            )
    else:
        yield Finding("SPEC002", Severity.ERROR, f"{format_path(path)}: {_explain(error)}", path=path)


def _unknown_key(key: str, path: Path, known: list[str]) -> Finding:
    message = f"unknown key {key!r} in {format_path(path)}{nearest(key, known)}"
    return Finding("SPEC003", Severity.ERROR, message, f"Known keys: {', '.join(known)}", path=(*path, key))


def _explain(error: ValidationError) -> str:
    found = _shown(error.instance)
    wanted: Any = error.validator_value
    match error.validator:
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            return f"{found} found, {' or '.join(TYPE_NAMES.get(k, k) for k in kinds)} expected"
        case "enum":
            hint = nearest(str(error.instance), wanted)
            return f"{found} found, one of {', '.join(map(str, wanted))} expected{hint}"
        case "const":
            return f"{found} found, {wanted!r} expected"
        case "pattern":
            return f"{found} found, 1 to 255 of a-z, 0-9 and _ expected"
        case "minItems":
            return "the list is empty, at least one entry expected"
        case _:
            return error.message[:200]


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _list(keys: list[str]) -> str:
    return " and ".join(repr(k) for k in keys) + (" is" if len(keys) == 1 else " are")
