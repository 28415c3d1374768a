"""What kind of value an annotation takes, and the finding where an export has another.

A value of the wrong kind says nothing that a spec could hold; left alone it would vanish, or make a
spec that the checks refuse. `null` is CDS's way to take an annotation back, and no wrong value. A value
that is right in its vocabulary and has no place in a spec is not called wrong either: see `vocabulary_forms`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mapping.diagnostics.collector import Diagnostics
from mapping.model import Entity

from .annotations import is_dynamic, is_expression, lost_value, references, symbols
from .conditions import is_literal
from .vocabulary_forms import is_allowed


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value: its name in messages, the test for it, and the kind of the entries of a list."""

    name: str
    fits: Callable[[Any], bool]
    entry: Kind | None = None


def _each(read: Callable[[Any], list[str]]) -> Callable[[Any], bool]:
    """True where every value of a list, or the single value, can be read."""
    return lambda value: len(read(value)) == (len(value) if isinstance(value, list) else 1)


def _objects(value: Any) -> bool:
    return all(isinstance(v, dict) for v in value) if isinstance(value, list) else isinstance(value, dict)


TEXT = Kind("a text", lambda value: isinstance(value, str))
FLAG = Kind("true or false", lambda value: isinstance(value, bool))
SYMBOL = Kind('an enum symbol such as {"#": "SUM"}', lambda value: symbols([value]) != [])
SYMBOLS = Kind("a list of enum symbols", _each(symbols), SYMBOL)
NAME = Kind(
    "the name of an element or association",
    lambda value: references([value]) != [] and not is_expression(value),
)
NAMES = Kind("names of elements or associations", _each(references), NAME)
OBJECT = Kind("an object", lambda value: isinstance(value, dict))
OBJECTS = Kind("a list of objects", _objects, OBJECT)
VALUE = Kind("a text, a number, true or false", lambda value: is_literal({"val": value}))
MARK = Kind("true, false or an enum symbol", lambda value: isinstance(value, bool) or symbols([value]) != [])


def of_kind(
    kinds: Mapping[str, Kind], entity: Entity, element: str, name: str, value: Any, diagnostics: Diagnostics
) -> bool:
    """True if `value` is what a spec has a place for; else it is a finding, but for `null`.

    MAP030, and no fault of the source, where the vocabulary of annotation `name` allows it.
    """
    kind = kinds.get(name)
    if value is None or kind is None or kind.fits(value):
        return value is not None
    place = entity.place(*(("elements", element) if element else ()), name)
    if is_allowed(name, value):
        why = ", as it depends on the data of each row" if is_dynamic(value) else ""
        spec = "a column's spec" if element else "a table's spec"
        message, alike = lost_value(name, value, spec, why)
        diagnostics.count("MAP030", message, file=entity.file, path=place, kind=alike)
        return False
    kind, step = _misfit(kind, value)
    owner = f"element {element!r} of {entity.key.name!r}" if element else repr(entity.key.name)
    at = "".join(f"[{i}]" for i in step)
    message = (
        f"annotation {name}{at} of {owner} is not {kind.name}: {'all of it is ' if at else ''}not carried"
    )
    diagnostics.add(
        "MAP037",
        message,
        f"Write {kind.name} there in the source, and export again",
        file=entity.file,
        path=(*place, *step),
    )
    return False


def _misfit(kind: Kind, value: Any) -> tuple[Kind, tuple[int, ...]]:
    """The kind that a value has not, and where in it: of a list the first entry that is of another kind."""
    entries = enumerate(value if isinstance(value, list) and kind.entry else ())
    at = next((i for i, each in entries if kind.entry and not kind.entry.fits(each)), None)
    return (kind, ()) if kind.entry is None or at is None else (kind.entry, (at,))
