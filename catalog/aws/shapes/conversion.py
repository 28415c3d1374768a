"""Between pulumi's camelCase properties and Glue's request and response members.

Pure, driven by the shapes. `to_glue` builds what is sent, `to_outputs` what a program reads back,
with typed zeros where Glue says nothing, and `to_inputs` what a program would have to declare to get
the live object: the base of import, and with the declared inputs beside it of refresh.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalog.language.glue import parameters as glue_parameters

from .fields import Field, Kind, Shape
from .properties import UNKNOWN, Properties

Members = dict[str, Any]  # of a Glue structure

ZERO: dict[Kind, Any] = {Kind.TEXT: "", Kind.NUMBER: 0, Kind.FLAG: False}
LISTS = frozenset({Kind.TEXTS, Kind.OBJECTS, Kind.COLUMNS})
EMPTY: dict[Kind, Any] = {**ZERO, Kind.MAP: {}, **{kind: [] for kind in LISTS}}


def to_glue(shape: Shape, properties: Mapping[str, Any]) -> Members:
    """The Glue structure for `properties`; empty values only where the field is `always` sent."""
    sent: Members = {}
    for field in shape.fields:
        if field.output:
            continue
        value = properties.get(field.name)
        if value or (value is not None and (field.kind is Kind.OBJECT or field.required)):
            sent[field.glue] = to_glue_value(field, value)
        elif field.always and field.kind in EMPTY:
            sent[field.glue] = _fresh(field.kind)
    return sent


def to_glue_value(field: Field, value: Any) -> Any:
    """The Glue member for one property's value."""
    shape = field.shape
    if shape is None:
        return value
    if field.kind is Kind.OBJECT:
        return to_glue(shape, value)
    return [to_glue(shape, item) for item in value]


def _fresh(kind: Kind) -> Any:
    empty = EMPTY[kind]
    return empty.copy() if isinstance(empty, dict | list) else empty


def to_outputs(shape: Shape, live: Mapping[str, Any]) -> Properties:
    """The outputs for a live structure: typed zeros for strings, numbers, flags and lists, no empty map."""
    return {
        field.name: value
        for field in shape.fields
        if (value := _output(field, live.get(field.glue))) is not None
    }


def _output(field: Field, value: Any) -> Any:
    shape, kind = field.shape, field.kind
    if not value:
        return _fresh(kind) if kind in ZERO or kind in LISTS else None
    if shape is None:
        return value
    return to_outputs(shape, value) if kind is Kind.OBJECT else [to_outputs(shape, item) for item in value]


def to_inputs(shape: Shape, live: Mapping[str, Any], declared: Mapping[str, Any] | None) -> Properties:
    """The live structure as inputs in the shape of `declared` (None: nothing is known, an import).

    What others may write and `declared` does not name is left out; on import all parameters but those
    that this project marks as its own. What AWS fills in is left out unless declared. A declared
    value that equals the live one keeps its spelling.
    """
    found: Properties = {}
    for field in shape.fields:
        if field.output:
            continue
        was = None if declared is None else declared.get(field.name)
        if declared is not None and (field.computed or field.open) and was is None:
            continue
        value = _input(field, live.get(field.glue), was, known=declared is not None)
        if value is not None:
            found[field.name] = value
    return found


def _input(field: Field, value: Any, was: Any, *, known: bool) -> Any:
    if field.kind is Kind.MAP:
        return _map_input(field, value or {}, was, known=known)
    if not value:
        return None if was else was  # declared as empty: stays so
    if field.kind is Kind.COLUMNS:
        return _columns_input(field, value, was)
    if field.kind is Kind.OBJECT and field.shape:
        return to_inputs(field.shape, value, was) or was
    if field.shape:
        return [
            to_inputs(field.shape, item, before)
            for item, before in zip(value, _padded(was, len(value)), strict=True)
        ]
    return was if was is not None and same(field, was, value) else value


def _map_input(field: Field, live: Mapping[str, str], was: Mapping[str, str] | None, *, known: bool) -> Any:
    if not field.open:
        return dict(live) or ({} if was == {} else None)
    if was is not None:
        return {k: live[k] for k in was if k in live}
    keys = frozenset(live) if field.whole else glue_parameters.managed_keys(live)
    return None if known else {k: v for k, v in live.items() if k in keys} or None


def _columns_input(
    field: Field, live: Sequence[Mapping[str, Any]], was: Sequence[Any] | None
) -> list[Properties]:
    assert field.shape is not None
    declared = {str(c.get("name", "")).lower(): c for c in was or () if isinstance(c, Mapping)}
    return [to_inputs(field.shape, c, declared.get(c["Name"].lower())) for c in live]


def _padded(items: Sequence[Any] | None, length: int) -> Iterable[Any]:
    known = list(items or ())[:length]
    return known + [None] * (length - len(known))


def same(field: Field, one: Any, other: Any) -> bool:
    """True if both values mean the same to Glue: `""` is absent, types and names in any spelling."""
    return bool(normal_value(field, one) == normal_value(field, other))


def normal(shape: Shape, properties: Mapping[str, Any]) -> Properties:
    """`properties` with all that Glue does not tell apart made one: empties dropped, types canonical."""
    found: Properties = {}
    given = properties.get
    for field in shape.fields:
        value = given(field.name)
        if value and not field.output:
            plain = normal_value(field, value)
            if plain:
                found[field.name] = plain
    return found


def normal_value(field: Field, value: Any) -> Any:
    """One value in normal form; an empty one as None."""
    if value is UNKNOWN or not value:
        return value or None
    shape, kind = field.shape, field.kind
    if shape is not None:
        if kind is Kind.OBJECT:
            return normal(shape, value) or None
        return [normal(shape, item) if item is not UNKNOWN else item for item in value]
    if field.fold is not None:
        return field.fold(value)
    if field.unordered:
        return sorted(value, key=str)
    return value


def equal(shape: Shape, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """True if two Glue structures mean the same."""
    return normal(shape, to_outputs(shape, one)) == normal(shape, to_outputs(shape, other))
