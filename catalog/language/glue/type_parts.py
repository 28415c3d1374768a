"""What a type is made of, at any depth, and whether it holds a type that somebody names. No recursion."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .types import (
    ALIASES,
    NESTED,
    PRIMITIVES,
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

NAMES = frozenset({*PRIMITIVES, *NESTED, "decimal", "char", "varchar"})
_WORDS: dict[type, str] = {
    **{Decimal: "decimal", Char: "char", Varchar: "varchar"},
    **{Array: "array", Map: "map", Struct: "struct", UnionType: "uniontype"},
}


def walk(glue_type: GlueType) -> Iterator[tuple[GlueType, int]]:
    """The type and all types in it, each with its depth: 0 for the type itself."""
    waiting = [(glue_type, 0)]
    while waiting:
        item, depth = waiting.pop()
        yield item, depth
        waiting += [(inner, depth + 1) for inner in reversed(parts_of(item))]


def parts_of(glue_type: GlueType) -> tuple[GlueType, ...]:
    """The types that a nested one is made of directly; none of another."""
    match glue_type:
        case Array(element):
            return (element,)
        case Map(key, value):
            return (key, value)
        case Struct(fields):
            return tuple(kind for _, kind in fields)
        case UnionType(members):
            return members
    return ()


def word_of(glue_type: GlueType) -> str:
    """The type's name without parameters: `decimal` of `decimal(15,2)`."""
    return glue_type.name if isinstance(glue_type, Primitive) else _WORDS[type(glue_type)]


def holder_of(wanted: str) -> Callable[[GlueType], bool]:
    """Whether a type is or holds the wanted one: any of its name (`decimal`), or just what is written.

    Raises GlueTypeError for a text that is neither.
    """
    name = wanted.strip().lower()
    name = ALIASES.get(name, name)
    if name in NAMES:
        return lambda glue_type: any(word_of(part) == name for part, _ in walk(glue_type))
    exactly = parse(wanted)
    return lambda glue_type: any(part == exactly for part, _ in walk(glue_type))


def parsed(text: object) -> GlueType | None:
    """The type that a spec's text spells; None where it is none, which is reported elsewhere."""
    try:
        return parse(text) if isinstance(text, str) else None
    except GlueTypeError:
        return None
