"""What a resource's properties look like: fields as data, read by check, diff and conversion alike.

A `Shape` is a list of `Field`s; a `Field` says a property's pulumi-aws name, its Glue member, its
kind, and the rules that differ from field to field: whether it must be given, replaces the resource,
is sent even when empty, and whose it is. A kind's shapes are in the file of its name; a test holds them
against botocore's own service model.

Ownership. What a program declares is the program's, also after it is no longer declared: then it is
removed. What neither the old nor the new program names is another's and kept, whatever it is. The rest is
data: `computed` (AWS fills it in: left out, the value that is there stands), `by_key` (each key of a map is
a member of its own) and `yields_in` (kinds of object in which an engine writes it: its value stands until
the program changes its own). The merge of an update, the drift that a refresh shows, the preview and
docs/ownership.md all read this.
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
    """One property. `always`: sent even when left out. `blank`: sent when it is declared as empty; any other
    that is declared so is left out of the request, which empties it. `computed` and `yields_in`: see above.
    """

    name: str
    glue: str = ""
    kind: Kind = Kind.TEXT
    shape: Shape | None = None
    required: bool = False
    replaces: bool = False
    computed: bool = False
    output: bool = False  # read only
    always: bool = False
    blank: bool = False
    by_key: bool = False  # a map in which others have keys of their own
    imported: bool = False  # of such a map: an import takes over all keys, not only those marked as ours
    exact: bool = False  # a list of columns that holds the declared ones alone
    identity: bool = False  # where it changes, what else is in the structure belonged to another thing
    yields_in: frozenset[str] = frozenset()
    unordered: bool = False
    lower: bool = False  # upper case is refused, as upstream does
    limit: int = 0  # most characters of a text, most members of a list; 0: none
    single_line: bool = False
    fold: Callable[[str], str] | None = None  # texts equal after it are the same to Glue
    canonical: Callable[[str], str] | None = None  # the one spelling that is sent; any other is put right


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


@dataclass(frozen=True, slots=True, init=False)
class Shape:
    """Fields by name, in order. `glue` names the botocore shape they are members of, for the tests."""

    glue: str
    fields: tuple[Field, ...]
    by_name: dict[str, Field] = field(compare=False, hash=False)
    by_member: dict[str, Field] = field(compare=False, hash=False)

    def __init__(self, glue: str, *fields: Field) -> None:
        named = tuple(f if f.glue else _with_glue_name(f) for f in fields)
        object.__setattr__(self, "glue", glue)
        object.__setattr__(self, "fields", named)
        object.__setattr__(self, "by_name", {f.name: f for f in named})
        object.__setattr__(self, "by_member", {f.glue: f for f in named if not f.output})


def _with_glue_name(plain: Field) -> Field:
    from dataclasses import replace

    return replace(plain, glue=_capitalised(plain.name))
