"""What Athena casts to what, and how its SQL spells Glue's types. Pure; no recursion, as types nest deep.

Athena engine version 3 is Trino's: its casts are those of Trino's documentation, "Conversion functions" and
"Data types". Rows are cast by position, so only structs with the same fields in the same order are.
"""

from __future__ import annotations

from catalog.language.glue.types import (
    Array,
    Char,
    Decimal,
    GlueType,
    Map,
    Primitive,
    Struct,
    UnionType,
    Varchar,
)

NUMBERS = frozenset(("tinyint", "smallint", "int", "bigint", "float", "double"))
SPELLED = {"string": "varchar", "binary": "varbinary", "float": "real", "int": "integer"}
_NUMBER, _TEXT, _CHAR = "number", "text", "char"
# By the kind of a type, the kinds that it is cast to; of a kind that is not here, only itself.
_CASTS: dict[str, frozenset[str]] = {
    _NUMBER: frozenset((_NUMBER, _TEXT, "boolean")),
    "boolean": frozenset((_NUMBER, _TEXT)),
    "date": frozenset((_TEXT, "timestamp")),
    "timestamp": frozenset((_TEXT, "date")),
    _TEXT: frozenset((_NUMBER, _TEXT, _CHAR, "boolean", "date", "timestamp")),
    _CHAR: frozenset((_TEXT, _CHAR)),
}


def castable(old: GlueType, new: GlueType) -> bool:
    """Whether Athena has a CAST from one type to the other; values may still not fit."""
    pairs = [(old, new)]
    while pairs:
        one, other = pairs.pop()
        match one, other:
            case Array(element), Array(wanted):
                pairs.append((element, wanted))
            case Map(key, value), Map(wanted_key, wanted):
                pairs += [(key, wanted_key), (value, wanted)]
            case Struct(fields), Struct(others):
                if [name for name, _ in fields] != [name for name, _ in others]:
                    return False
                pairs += [(kind, wanted) for (_, kind), (_, wanted) in zip(fields, others, strict=True)]
            case _:
                if one != other and _kind(other) not in _CASTS.get(_kind(one), ()):
                    return False
    return True


def _kind(glue_type: GlueType) -> str:
    match glue_type:
        case Decimal():
            return _NUMBER
        case Varchar():
            return _TEXT
        case Char():
            return _CHAR
        case Primitive("string"):
            return _TEXT
        case Primitive(name):
            return _NUMBER if name in NUMBERS else name
    return ""


def has_sql(glue_type: GlueType) -> bool:
    """Whether Athena's SQL can name the type: it has no union types."""
    waiting = [glue_type]
    while waiting:
        item = waiting.pop()
        if isinstance(item, UnionType):
            return False
        waiting += [part for part in _pieces(item) if not isinstance(part, str)]
    return True


def in_sql(glue_type: GlueType) -> str:
    """The type as a SELECT of Athena writes it: `array(row("a" integer))`."""
    out: list[str] = []
    waiting: list[GlueType | str] = [glue_type]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            out.append(item)
        else:
            waiting += reversed(_pieces(item))
    return "".join(out)


def _pieces(glue_type: GlueType) -> list[GlueType | str]:
    match glue_type:
        case Primitive(name):
            return [SPELLED.get(name, name)]
        case Decimal(precision, scale):
            return [f"decimal({precision},{scale})"]
        case Char(length):
            return [f"char({length})"]
        case Varchar(length):
            return [f"varchar({length})"]
        case Array(element):
            return ["array(", element, ")"]
        case Map(key, value):
            return ["map(", key, ", ", value, ")"]
        case Struct(fields):
            pieces: list[GlueType | str] = ["row("]
            for i, (name, kind) in enumerate(fields):
                pieces += [f"{', ' if i else ''}{quoted_name(name)} ", kind]
            return [*pieces, ")"]
        case UnionType(members):
            return ["uniontype(", *members, ")"]


def quoted_name(name: str) -> str:
    """A name as SQL quotes it."""
    return '"' + name.replace('"', '""') + '"'
