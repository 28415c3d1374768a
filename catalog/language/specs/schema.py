"""Validates a document against its JSON Schema, with findings in words for people.

The same schema files serve editors (`# yaml-language-server: $schema=...`).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend

from catalog.language.codes import finding
from catalog.language.findings import Finding, Path, format_path, short
from catalog.language.glue.kinds import KINDS
from catalog.language.glue.names import nearest
from catalog.language.visible import cut

from .management import only_context
from .yaml_text import WHOLE_LIMIT

# by the `kind:` of a spec file, the name of its schema
SCHEMAS = {"Catalog": "catalog"} | {kind.spec: kind.word for kind in KINDS.values() if kind.spec}
MOST = 1000  # findings of one document
TYPE_NAMES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "boolean": "true or false",
    "null": "nothing",
    "number": "a number",
    "integer": "a number",
}
_FOLDED = re.compile("[^a-z0-9]+")
# Keys that people write in the wrong place: by where they stand (None: any) and their name, what to do.
_MISPLACED: dict[tuple[Path | None, str], str] = {
    (
        ("defaults", "changes"),
        "accept",
    ): "An entry accepts one change of one table: write it below changes: of that table's spec",
    ((), "readers"): "Write it below defaults: here, or as readers: of a table's spec",
    ((), "changes"): "Write it below defaults: here, or as changes: of a table's spec",
    (
        None,
        "removed",
    ): "Tables that go stand under removed: of their database.yaml, databases under removed: of catalog.yaml",
}
QUOTE = 'Put the whole value in quotes, as in {type: "decimal(17,4)"}: inside { } a comma ends a value'


@cache
def schema_text(kind: str) -> str:
    """The JSON Schema file of `Catalog`, `Database` or `Table`, as text."""
    return files("catalog").joinpath("schemas", f"{SCHEMAS[kind]}.schema.json").read_text("utf-8")


def validator(kind: str, data: Any) -> Draft202012Validator:
    """The validator of documents that manage as much of their object as `data` does."""
    return _validator_of_kind(kind, isinstance(data, dict) and only_context(data))


@cache
def _validator_of_kind(kind: str, only_context: bool) -> Draft202012Validator:
    """The schema without its condition, so that what it asks for is found at each place.

    What it adds `then` is for editors: the rule about it has better words.
    """
    schema = json.loads(schema_text(kind))
    branches = {key: schema.pop(key, {}) for key in ("if", "then", "else")}
    return _made(schema if only_context else _merged(schema, branches["else"]))


def _merged(schema: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """A schema with what another one asks for at the same places."""
    nested = {k: _merged(schema[k], v) for k, v in more.items() if isinstance(v, dict) and k in schema}
    return {**schema, **more, **nested}


def validator_of(schema: str) -> Draft202012Validator:
    """The validator of a JSON Schema in text."""
    return _made(json.loads(schema))


def _made(schema: dict[str, Any]) -> Draft202012Validator:
    made: Draft202012Validator = _Validator(schema)
    return made


def _matches(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    """`pattern` as ECMA-262 means it: to Python's `$`, a line end after the name would be no part of it."""
    if isinstance(instance, str) and not re.search(pattern.removesuffix("$") + _END[pattern[-1:]], instance):
        yield ValidationError(f"does not match {pattern}")


_END = defaultdict(str, {"$": r"\Z"})
_Validator: Any = cast(Any, extend)(Draft202012Validator, {"pattern": _matches})


def check_document(data: Any, kind: str) -> list[Finding]:
    """Every way in which `data` is no `kind` document (SPEC002, SPEC003), without file and line."""
    return check_against(data, validator(kind, data))


def check_against(data: Any, against: Draft202012Validator) -> list[Finding]:
    """The same for a schema that is not among the spec language's own."""
    every = (f for error in against.iter_errors(data) for f in _findings(error))
    found = sorted(islice(every, MOST), key=lambda f: [str(step) for step in f.path])
    if next(every, None):
        message = f"more than {MOST:,} findings in this file"
        found.append(finding("SPEC027", message, "Mend these first and check again"))
    return found


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
        unknown = [key for key in error.instance if key not in known]
        rests = [key for key in unknown if key.endswith((")", ">"))]
        yield from [_rest(rests[-1], path)] if rests else (_unknown_key(key, path, known) for key in unknown)
    elif error.validator == "required":
        instance: Any = error.instance
        missing = [k for k in wanted if k not in instance]
        remedy = f"Add {_joined(list(map(repr, missing)))}"
        if error.message.startswith(
            repr(missing[0])
        ):  # jsonschema gives one error a missing key: say all once
            yield finding("SPEC002", f"{format_path(path)}: {_list(missing)} missing", remedy, path=path)
    else:
        message = f"{format_path(path)}: {_explain(error)}"
        yield finding("SPEC002", message, _remedy(error), path=path)


def _unknown_key(key: str, path: Path, known: list[str]) -> Finding:
    misplaced = _MISPLACED.get((path, key)) or _MISPLACED.get((None, key))
    hint = "" if misplaced else nearest(key, known)
    message = f"unknown key {short(key)} in {format_path(path)}{hint}"
    return finding("SPEC003", message, misplaced or f"Known keys: {', '.join(known)}", path=(*path, key))


def _rest(key: str, path: Path) -> Finding:
    """A key such as `4)`: what `{type: decimal(17,4)}` is to YAML."""
    message = f"{short(key)} in {format_path(path)} is the rest of a value that a comma cut"
    return finding("SPEC003", message, QUOTE, path=(*path, key))


def _explain(error: ValidationError) -> str:
    found = _shown(error.instance)
    wanted: Any = error.validator_value
    match error.validator:
        case "type" if wanted in ("integer", "number") and _is_huge(error.instance):
            return f"{found} found, a number from -{'9' * (WHOLE_LIMIT - 1)} to {'9' * WHOLE_LIMIT} expected"
        case "type":
            return f"{found} found, {_kinds([wanted])} expected"
        case "anyOf" | "oneOf":
            return f"{found} found, {_kinds([w.get('type', []) for w in wanted])} expected"
        case "enum":
            hint = nearest(str(error.instance), wanted)
            return f"{found} found, one of {', '.join(map(str, wanted))} expected{hint}"
        case "const":
            return f"{found} found, {wanted!r} expected"
        case "pattern":
            return f"{found} found, 1 to 255 of a-z, 0-9 and _ expected"
        case "minItems":
            return "the list is empty, at least one entry expected"
        case "minProperties":
            return "the mapping is empty, at least one key expected"
        case "uniqueItems":
            items: Any = error.instance
            twice = next(item for i, item in enumerate(items) if item in items[:i])
            return f"{_shown(twice)} stands there twice"
        case "minLength" | "maxLength":
            rule: Any = error.schema
            least, most = rule.get("minLength", 0), rule.get("maxLength")
            size = "one character" if least == most == 1 else f"{least} to {most} characters"
            size = size if most else "a text"
            return f"{found} found, {size} expected"
        case _:
            return error.message[:200]


def _is_huge(value: Any) -> bool:
    """True for a whole number with more digits than are read as one."""
    return isinstance(value, str) and len(value) > WHOLE_LIMIT and value.removeprefix("-").isdigit()


_REMEDIES = {  # where they don't depend on the value
    "uniqueItems": "Remove one of the two",
    "minProperties": "Write keys with values, as in key: value, or remove it",
}


def _remedy(error: ValidationError) -> str:
    """What to write instead, where the schema alone doesn't say it."""
    value: Any = error.instance
    wanted: Any = error.schema
    kind = wanted.get("type")
    if value is None:
        return "Write a value, or remove the key"
    if error.validator in _REMEDIES:
        return _REMEDIES[error.validator]
    if error.validator == "pattern" and isinstance(value, str):
        folded = _FOLDED.sub("_", value.lower()).strip("_")
        return f"Write {folded}, say" if re.fullmatch("[a-z0-9_]{1,100}", folded) else ""
    if error.validator != "type":
        return ""
    if kind == "object":
        needed = wanted.get("required", ())
        return f"Write its keys: {_joined(needed)}" if needed else "Write keys with values, as in key: value"
    single = not isinstance(value, dict | list)
    hints = {"array": "Begin each entry with a dash", "string": "Put it in quotes" if single else ""}
    return hints.get(kind, "") if isinstance(kind, str) else ""


def _kinds(kinds: list[Any]) -> str:
    """`text or a number` for `["string", ["integer", "number"]]`."""
    names = [name for kind in kinds for name in ([kind] if isinstance(kind, str) else kind)]
    return _joined(list(dict.fromkeys(TYPE_NAMES.get(n, n) for n in names)), "or")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else str(value).lower()
    return short(value) if isinstance(value, str) else cut(repr(value), 80)


def _list(keys: list[str]) -> str:
    return _joined(list(map(repr, keys))) + (" is" if len(keys) == 1 else " are")


def _joined(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
