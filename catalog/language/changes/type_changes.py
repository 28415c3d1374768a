"""What of a column's type changes, with the path into its structure. Pure.

A struct's fields are compared by name, as Glue has them in lower case. A path names a field, or `[]` for an
array's element, `{key}` and `{value}` for a map's, and the number of a union's member.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from catalog.language.glue.types import (
    Array,
    GlueType,
    GlueTypeError,
    Map,
    Struct,
    UnionType,
    parse,
    render,
)

from .ordering import moves, renamed_in_place

PartKind = Literal["type", "add field", "drop field", "rename field", "reorder fields", "shape", "unknown"]
NESTED = (Array, Map, Struct, UnionType)


@dataclass(frozen=True, slots=True)
class TypePart:
    """One change at `path`: `old` and `new` are types, '' for none; of a renamed field its names.

    `last`: of a field that comes or goes, that only others which do so follow it. `shape`: a structure that
    becomes another one or a plain type. `unknown`: one side is no type that is known here.
    """

    path: tuple[str, ...]
    kind: PartKind
    old: str
    new: str
    last: bool = True

    @property
    def place(self) -> str:
        """`address.zip`, `items[].price`; '' for the whole."""
        text = ""
        for step in self.path:
            joined = step if step == "[]" or not text else f".{step}"
            text += joined
        return text


def parts(old: str, new: str) -> tuple[TypePart, ...]:
    """Every change from one type to the other, outermost first; none for equal types."""
    try:
        before, after = parse(old), parse(new)
    except GlueTypeError:
        return () if old == new else (TypePart((), "unknown", old, new),)
    found: list[TypePart] = []
    pairs: list[tuple[tuple[str, ...], GlueType, GlueType]] = [((), before, after)]
    while pairs:  # types nest as deep as their text is long
        path, one, other = pairs.pop(0)
        if one == other:
            continue
        inner = _inner(one, other)
        if inner is None:
            kind: PartKind = "shape" if isinstance(one, NESTED) or isinstance(other, NESTED) else "type"
            found.append(TypePart(path, kind, render(one), render(other)))
            continue
        if isinstance(one, Struct) and isinstance(other, Struct):
            found += _field_parts(path, one, other)
        pairs += [((*path, step), a, b) for step, a, b in inner]
    return tuple(found)


def _inner(old: GlueType, new: GlueType) -> list[tuple[str, GlueType, GlueType]] | None:
    """What both structures hold at the same place; None where they are not alike."""
    match old, new:
        case Array(one), Array(other):
            return [("[]", one, other)]
        case Map(key, value), Map(other_key, other_value):
            return [("{key}", key, other_key), ("{value}", value, other_value)]
        case Struct(), Struct():
            after = {name.lower(): kind for name, kind in new.fields}
            return [(n.lower(), kind, after[n.lower()]) for n, kind in old.fields if n.lower() in after]
        case UnionType(ones), UnionType(others) if len(ones) == len(others):
            return [(str(at), a, b) for at, (a, b) in enumerate(zip(ones, others, strict=True))]
    return None


def _field_parts(path: tuple[str, ...], old: Struct, new: Struct) -> Iterator[TypePart]:
    before = {name.lower(): kind for name, kind in old.fields}
    after = {name.lower(): kind for name, kind in new.fields}
    renamed = renamed_in_place([*before.items()], [*after.items()])
    gone = [name for name in before if name not in after and name not in renamed]
    come = [name for name in after if name not in before and name not in renamed.values()]
    yield from (TypePart((*path, was), "rename field", was, now) for was, now in renamed.items())
    yield from _fields_at_the_end(path, before, gone, "drop field")
    yield from _fields_at_the_end(path, after, come, "add field")
    names = [renamed.get(name, name) for name in before]
    if any(moves(names, [*after])):
        yield TypePart(path, "reorder fields", ", ".join(before), ", ".join(after))


def _fields_at_the_end(
    path: tuple[str, ...], fields: dict[str, GlueType], which: list[str], kind: PartKind
) -> Iterator[TypePart]:
    stay = max((at for at, name in enumerate(fields) if name not in which), default=-1)
    for at, (name, of) in enumerate(fields.items()):
        if name in which:
            types = ("", render(of)) if kind == "add field" else (render(of), "")
            yield TypePart((*path, name), kind, *types, at > stay)
