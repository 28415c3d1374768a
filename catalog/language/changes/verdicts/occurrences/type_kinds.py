"""Which kind of change of `cases.types` a change of one simple type is. Pure.

Widths: integers of 1, 2, 4 and 8 bytes; Parquet holds decimals of up to 9 digits in 4 bytes, of up to 18
in 8, and longer ones as bytes (Parquet's logical types).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from catalog.language.glue.narrowing import narrows
from catalog.language.glue.types import (
    Char,
    Decimal,
    GlueType,
    GlueTypeError,
    NestedType,
    Primitive,
    Varchar,
    parse,
    render,
)

_INTEGERS = {"tinyint": 1, "smallint": 2, "int": 4, "bigint": 8}
_FLOATS = {"float": 4, "double": 8}
_COERCED = ("int", "bigint", "smallint", "tinyint", "timestamp")  # which Athena casts to string
OTHER, UNKNOWN, SHAPE = "other", "unknown type", "change shape"


def kind_of(old: str, new: str) -> str:
    """The name of the kind, `OTHER` where there is none of its own; `SHAPE` where one of both is nested."""
    try:
        before, after = parse(old), parse(new)
    except GlueTypeError:
        return UNKNOWN
    if isinstance(before, NestedType) or isinstance(after, NestedType):
        return SHAPE
    return next((name for rule in _RULES if (name := rule(before, after))), OTHER)


def is_known(type_: str) -> bool:
    """Whether a type, with all that it holds, is one of Glue's."""
    try:
        parse(type_)
    except GlueTypeError:
        return False
    return True


def _size(given: GlueType, sizes: dict[str, int]) -> int:
    return sizes.get(given.name, 0) if isinstance(given, Primitive) else 0


def _is(given: GlueType, *names: str) -> bool:
    return isinstance(given, Primitive) and given.name in names


def _number(given: GlueType) -> bool:
    return isinstance(given, Decimal) or bool(_size(given, {**_INTEGERS, **_FLOATS}))


def _integers(old: GlueType, new: GlueType) -> str:
    before, after = _size(old, _INTEGERS), _size(new, _INTEGERS)
    if not before or not after:
        return ""
    if before < after:
        return _WIDER[before, after]
    return "int to smallint or tinyint" if before <= 4 else "narrower integer"


_WIDER = {
    (1, 2): "tinyint to smallint or int",
    (1, 4): "tinyint to smallint or int",
    (1, 8): "tinyint to bigint",
    (2, 4): "smallint to int",
    (2, 8): "smallint to bigint",
    (4, 8): "int to bigint",
}


def _floats(old: GlueType, new: GlueType) -> str:
    before, after = _size(old, _FLOATS), _size(new, _FLOATS)
    if not before or not after:
        return ""
    return "float to double" if before < after else "narrower float"


def _decimals(old: GlueType, new: GlueType) -> str:
    if not isinstance(old, Decimal) or not isinstance(new, Decimal):
        return ""
    if narrows(render(old), render(new)):
        return "narrower decimal"
    if old.scale != new.scale:
        return "decimal scale up"
    return f"decimal precision {'up' if _bytes(old) == _bytes(new) else 'far up'}"


def _bytes(given: Decimal) -> int:
    return 4 if given.precision <= 9 else 8 if given.precision <= 18 else 16


def _numbers(old: GlueType, new: GlueType) -> str:
    if not _number(old) or not _number(new):
        return ""
    if isinstance(old, Decimal) and _size(new, _INTEGERS):
        return "decimal to integer"
    if narrows(render(old), render(new)):
        return "number that holds less"
    if isinstance(old, Decimal):
        return "decimal to float"
    return "integer to decimal" if isinstance(new, Decimal) else "integer to float"


def _reread(old: GlueType, new: GlueType) -> str:
    """The same bytes taken for another thing."""
    for one, other in ((old, new), (new, old)):
        if _size(other, _INTEGERS):
            if _is(one, "date"):
                return "date and number"
            if _is(one, "timestamp"):
                return "timestamp and number"
        if _is(one, "binary") and (_is(other, "string") or isinstance(other, Char | Varchar)):
            return "binary and string"
    return ""


def _texts(old: GlueType, new: GlueType) -> str:
    if isinstance(old, Varchar) and (_is(new, "string") or _longer(old, new)):
        return "longer text"
    if isinstance(old, Char) and isinstance(new, Char) and new.length > old.length:
        return "longer text"
    text = isinstance(old, Char | Varchar) or _is(old, "string")
    return "shorter text" if text and isinstance(new, Char | Varchar) else ""


def _longer(old: Varchar, new: GlueType) -> bool:
    return isinstance(new, Varchar) and new.length > old.length


def _to_string(old: GlueType, new: GlueType) -> str:
    if not _is(new, "string") and not (isinstance(new, Varchar) and not narrows(render(old), render(new))):
        return ""
    if _is(old, "boolean"):
        return "boolean to string"
    if isinstance(old, Decimal) or _is(old, *_COERCED):
        return "to string"
    return "to string, not cast" if _is(old, "date", *_FLOATS) else ""


_RULES: tuple[Callable[[Any, Any], str], ...] = (
    _integers,
    _floats,
    _decimals,
    _numbers,
    _reread,
    _texts,
    _to_string,
)
