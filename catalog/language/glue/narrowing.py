"""Whether a column that gets another type may lose values that it holds now. Pure.

The question is of values, not of engines: a reader of `new` is to see each value of `old` as it was. Integers
are two's complement of 1, 2, 4 and 8 bytes, float and double are IEEE 754, so that they hold integers up to
24 and 53 bits (Hive, LanguageManual Types; AWS Glue developer guide, "Common data types").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .types import (
    Array,
    Char,
    Decimal,
    GlueType,
    GlueTypeError,
    Map,
    Primitive,
    Struct,
    UnionType,
    Varchar,
    parse,
)

# decimal digits that are needed for, and that surely fit into, each
DIGITS_NEEDED = {"tinyint": 3, "smallint": 5, "int": 10, "bigint": 19}
DIGITS_THAT_FIT = {"tinyint": 2, "smallint": 4, "int": 9, "bigint": 18}
WIDER = {  # beside the type itself
    "tinyint": {"smallint", "int", "bigint", "float", "double"},
    "smallint": {"int", "bigint", "float", "double"},
    "int": {"bigint", "double"},
    "float": {"double"},
    "date": {"timestamp"},
}
# characters of the longest value
TEXTS = {"boolean": 5, "tinyint": 4, "smallint": 6, "int": 11, "bigint": 20, "date": 10}

Pair = tuple[GlueType, GlueType]


def narrows(old: str, new: str) -> bool:
    """True if some value of the type `old` does not fit into `new`, also inside of structs, arrays and maps.

    So is a field of a struct that goes. A type that is not known here, such as another engine's own, is taken
    to hold what only itself holds. Nothing is lost where no type was declared, or none is any more.
    """
    if not old.strip() or not new.strip() or old.lower() == new.lower():
        return False
    try:
        pairs = [(parse(old), parse(new))]
    except GlueTypeError:
        return True
    while pairs:  # types nest as deep as their text is long
        inner = _inside(*pairs.pop())
        if inner is None:
            return True
        pairs += inner
    return False


def _inside(old: GlueType, new: GlueType) -> list[Pair] | None:
    """What has to fit for `old` to fit into `new`; None if it can't."""
    match old, new:
        case Array(one), Array(other):
            return [(one, other)]
        case Map(key, value), Map(other_key, other_value):
            return [(key, other_key), (value, other_value)]
        case Struct(), Struct():
            return _fields(old, new)
        case UnionType(ones), UnionType(others):
            return [*zip(ones, others, strict=False)] if len(ones) <= len(others) else None
    rule = _RULES.get(type(old))
    return [] if rule is not None and rule(old, new) else None


def _fields(old: Struct, new: Struct) -> list[Pair] | None:
    """The fields of both, by name: Glue has names in lower case."""
    kinds = {name.lower(): kind for name, kind in new.fields}
    if any(name.lower() not in kinds for name, _ in old.fields):
        return None
    return [(kind, kinds[name.lower()]) for name, kind in old.fields]


def _primitive_fits(old: Primitive, new: GlueType) -> bool:
    match new:
        case Primitive("string"):
            return old.name != "binary"
        case Primitive(name):
            return name == old.name or name in WIDER.get(old.name, ())
        case Decimal(precision, scale):
            return precision - scale >= DIGITS_NEEDED.get(old.name, precision + 1)
        case Varchar(length):
            return length >= TEXTS.get(old.name, length + 1)
    return False


def _decimal_fits(old: Decimal, new: GlueType) -> bool:
    match new:
        case Decimal(precision, scale):
            return scale >= old.scale and precision - scale >= old.precision - old.scale
        case Primitive("string"):
            return True
        case Primitive("double"):
            return old.precision <= 15
        case Primitive("float"):
            return old.precision <= 6
        case Primitive(name):
            return old.scale == 0 and old.precision <= DIGITS_THAT_FIT.get(name, 0)
        case Varchar(length):
            return length >= old.precision + 2  # a sign and a point
    return False


def _text_fits(old: Char | Varchar, new: GlueType) -> bool:
    """`char` is padded with blanks that a reader does not see, so its values are not those of `varchar`."""
    match new:
        case Primitive(name):
            return name == "string"
        case Varchar(length):
            return length >= old.length
        case Char(length):
            return isinstance(old, Char) and length >= old.length
    return False


_RULES: dict[type, Callable[[Any, GlueType], bool]] = {
    Primitive: _primitive_fits,
    Decimal: _decimal_fits,
    Char: _text_fits,
    Varchar: _text_fits,
}
