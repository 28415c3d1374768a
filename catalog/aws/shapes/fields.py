"""What a resource's properties look like: fields as data, read by check, diff and conversion alike.

A `Shape` is a list of `Field`s; a `Field` says a property's pulumi-aws name, its Glue member, its
kind, and the rules that differ from field to field: whether it must be given, replaces the resource,
is filled in by AWS when left out, is sent even when empty. A kind's shapes are in the file of its name; a
test holds them against botocore's own service model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from catalog.language.glue import types as glue_types


class Kind(Enum):
    """The form of a property's value."""

    TEXT = "a string"
    NUMBER = "a whole number"
    FLAG = "a boolean"
    TEXTS = "a list of strings"

    MAP = "a map of strings"
    OBJECT = "an object"
    OBJECTS = "a list of objects"
    COLUMNS = "a list of columns"
    DATA = "a value of any form"


@lru_cache(maxsize=4096)
def canonical_type(text: str) -> str:
    """A column type in its one spelling; a text that is no type stays as it is."""
    try:
        return glue_types.canonical(text)
    except glue_types.GlueTypeError:
        return text


@dataclass(frozen=True, slots=True)
class Field:
    """One property. `always`: sent even when empty. `computed`: AWS's value stands when it is left out."""

    name: str
    glue: str = ""
    kind: Kind = Kind.TEXT
    shape: Shape | None = None
    required: bool = False
    replaces: bool = False
    computed: bool = False
    output: bool = False  # read only
    always: bool = False
    open: bool = False  # others write here too: what is not declared, a key or the whole value, is theirs
    whole: bool = False  # an open map that an import takes over with all that is in it
    unordered: bool = False
    lower: bool = False  # upper case is refused, as upstream does
    limit: int = 0  # most characters of a text, most members of a list; 0: none
    single_line: bool = False
    fold: Callable[[str], str] | None = None  # texts equal after it are the same to Glue


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


@dataclass(frozen=True, slots=True, init=False)
class Shape:
    """Fields by name, in order. `glue` names the botocore shape they are members of, for the tests."""

    glue: str
    fields: tuple[Field, ...]
    by_name: dict[str, Field] = field(compare=False, hash=False)

    def __init__(self, glue: str, *fields: Field) -> None:
        named = tuple(f if f.glue else _with_glue_name(f) for f in fields)
        object.__setattr__(self, "glue", glue)
        object.__setattr__(self, "fields", named)
        object.__setattr__(self, "by_name", {f.name: f for f in named})


def _with_glue_name(plain: Field) -> Field:
    from dataclasses import replace

    return replace(plain, glue=_capitalised(plain.name))
