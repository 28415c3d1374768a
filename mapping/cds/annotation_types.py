"""What kind of value an annotation takes, and the finding where an export has another.

A value of the wrong kind says nothing that a spec could hold; left alone it would vanish, or make a
spec that the checks refuse. `null` is CDS's way to take an annotation back, and no wrong value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mapping.diagnostics.collector import Diagnostics
from mapping.model import Entity

from .annotations import references, symbols


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value: its name in messages, and the test for it."""

    name: str
    fits: Callable[[Any], bool]


def _each(read: Callable[[Any], list[str]]) -> Callable[[Any], bool]:
    """True where every value of a list, or the single value, can be read."""
    return lambda value: len(read(value)) == (len(value) if isinstance(value, list) else 1)


def _objects(value: Any) -> bool:
    return all(isinstance(v, dict) for v in value) if isinstance(value, list) else isinstance(value, dict)


TEXT = Kind("a text", lambda value: isinstance(value, str))
FLAG = Kind("true or false", lambda value: isinstance(value, bool))
SYMBOL = Kind('an enum symbol such as {"#": "SUM"}', lambda value: symbols([value]) != [])
SYMBOLS = Kind("a list of enum symbols", _each(symbols))
NAME = Kind("the name of an element or association", lambda value: references([value]) != [])
NAMES = Kind("names of elements or associations", _each(references))
OBJECT = Kind("an object", lambda value: isinstance(value, dict))
OBJECTS = Kind("a list of objects", _objects)
MARK = Kind("true, false or an enum symbol", lambda value: isinstance(value, bool) or symbols([value]) != [])


def of_kind(
    kinds: Mapping[str, Kind], entity: Entity, element: str, name: str, value: Any, diagnostics: Diagnostics
) -> bool:
    """True if `value` is what annotation `name` takes; else it is a finding, but for `null`."""
    kind = kinds.get(name)
    if value is None or kind is None or kind.fits(value):
        return value is not None
    owner = f"element {element!r} of {entity.key.name!r}" if element else repr(entity.key.name)
    message = f"annotation {name} of {owner} is not {kind.name}: not carried"
    place = entity.place(*(("elements", element) if element else ()), name)
    diagnostics.add(
        "MAP037",
        message,
        f"Write {kind.name} there in the source, and export again",
        file=entity.file,
        path=place,
    )
    return False
