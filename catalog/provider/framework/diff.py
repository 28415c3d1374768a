"""What differs between two sets of inputs: deltas with paths, and whether they replace the resource.

Pure. Both sides are brought to the normal form first, so spelling never shows. Properties that AWS
fills in when they are left out are not compared when the new inputs leave them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from catalog.aws.shapes import conversion
from catalog.aws.shapes.fields import Field, Kind, Shape
from catalog.aws.shapes.properties import UNKNOWN

from .column_diff import changed_in_place, column_deltas
from .property_diff import ADD, DELETE, UPDATE, Delta, member


def deltas(shape: Shape, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Delta]:
    """The deltas from `old` to `new`, both as inputs; empty if Glue would see no difference."""
    return list(_object(shape, conversion.normal(shape, old), conversion.normal(shape, new), new, ""))


def _object(
    shape: Shape, old: Mapping[str, Any], new: Mapping[str, Any], given: Mapping[str, Any], path: str
) -> Iterator[Delta]:
    """Field by field; `given` are the new inputs as they are, for what is left out of them on purpose."""
    for field in shape.fields:
        before, after = old.get(field.name), new.get(field.name)
        if before == after or (field.computed and given.get(field.name) is None):
            continue
        raw = given.get(field.name)
        if after is None and raw is not None and field.kind is Kind.OBJECT:
            after = {}  # given, with nothing in it that counts
        inside = raw if isinstance(raw, Mapping) else {}
        found = _field(field, before, after, inside, member(path, field.name))
        yield from (replace(delta, replaces=True) for delta in found) if field.replaces else found


def _field(field: Field, old: Any, new: Any, given: Mapping[str, Any], path: str) -> Iterator[Delta]:
    if old is None:
        yield Delta(path, ADD)
    elif new is None:
        if not _left_to_aws(field):
            yield Delta(path, DELETE)
    elif old is UNKNOWN or new is UNKNOWN:
        yield Delta(path, UPDATE)
    elif field.kind is Kind.OBJECT and field.shape:
        yield from _object(field.shape, old, new, given, path)
    elif field.kind is Kind.COLUMNS and field.shape:
        yield from _columns(field.shape, old, new, path)
    elif field.kind is Kind.MAP:
        yield from _map(old, new, path)
    else:
        yield Delta(path, UPDATE)


def _left_to_aws(field: Field) -> bool:
    """An empty list of a computed field counts as left out, unless an empty one can be asked for."""
    return field.computed and field.kind in conversion.LISTS and not field.blank


def _columns(shape: Shape, old: Any, new: Any, path: str) -> Iterator[Delta]:
    found = column_deltas(path, old, new)
    if found is None:
        yield Delta(path, UPDATE)
        return
    yield from found
    for index in changed_in_place(old, new):
        yield from _object(shape, old[index], new[index], new[index], f"{path}[{index}]")


def _map(old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> Iterator[Delta]:
    for key in {**old, **new}:
        if key not in new:
            yield Delta(member(path, key), DELETE)
        elif key not in old:
            yield Delta(member(path, key), ADD)
        elif old[key] != new[key]:
            yield Delta(member(path, key), UPDATE)
