"""Between pulumi's camelCase properties and Glue's request and response members.

Pure, driven by the shapes. `respelled` gives properties the one spelling that is sent, `declared` builds
what a program says, `filled` makes a request's structure of it, `to_glue` does all three. `to_outputs` is
what a program reads back, with typed zeros where Glue says nothing, and `to_inputs` what a program would
have to declare to get the live object: the base of import, and with the declared inputs beside it of refresh.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.language.glue import parameters as glue_parameters

from .fields import Field, Kind, Shape
from .properties import UNKNOWN, Properties
from .table_formats import pointers

Members = dict[str, Any]  # of a Glue structure

ZERO: dict[Kind, Any] = {Kind.TEXT: "", Kind.NUMBER: 0, Kind.FLAG: False}
LISTS = frozenset({Kind.TEXTS, Kind.OBJECTS, Kind.COLUMNS})
EMPTY: dict[Kind, Any] = {**ZERO, Kind.MAP: {}, **{kind: [] for kind in LISTS}}


class AsItIs(dict[str, Any]):
    """A Glue structure of another writer's, which a request repeats without an empty more or less."""


def to_glue(shape: Shape, properties: Mapping[str, Any]) -> Members:
    """The Glue structure for `properties`; empties only where upstream sends them or they are declared."""
    return filled(shape, declared(shape, respelled(shape, properties)))


def respelled(shape: Shape, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """`properties` with types in their canonical spelling; the very same if nothing is to be changed."""
    changed = {
        field.name: new
        for field in shape.fields
        if (old := properties.get(field.name)) and (new := _respelled_value(field, old)) is not old
    }
    return {**properties, **changed} if changed else properties


def spelt(field: Field, value: Any) -> Any:
    """A value in the field's canonical spelling, if it has one."""
    return field.canonical(value) if field.canonical is not None and isinstance(value, str) else value


def _respelled_value(field: Field, value: Any) -> Any:
    shape = field.shape
    if field.canonical is not None:
        text = spelt(field, value)
        return value if text == value else text
    if shape is None or value is UNKNOWN:
        return value
    if field.kind is Kind.OBJECT:
        return respelled(shape, value) if isinstance(value, Mapping) else value
    if not isinstance(value, list):
        return value
    items = [_respelled_item(shape, item) for item in value]
    return items if any(new is not old for new, old in zip(items, value, strict=True)) else value


def _respelled_item(shape: Shape, item: Any) -> Any:
    return respelled(shape, item) if isinstance(item, Mapping) else item


def declared(shape: Shape, properties: Mapping[str, Any]) -> Members:
    """What the program says, as Glue's members: its own alone, those declared as empty included."""
    return {
        field.glue: _declared_value(field, value)
        for field in shape.fields
        if not field.output
        and (value := properties.get(field.name)) is not None
        and not (_left_to_aws(field) and not value)
    }


def _declared_value(field: Field, value: Any) -> Any:
    shape = field.shape
    if shape is None:
        return value
    return declared(shape, value) if field.kind is Kind.OBJECT else [declared(shape, item) for item in value]


def _left_to_aws(field: Field) -> bool:
    """An empty list counts as left out where AWS fills it in and an empty one can't be asked for."""
    return field.computed and field.kind in LISTS and not field.blank


def filled(shape: Shape, members: Mapping[str, Any]) -> Members:
    """A request's structure: with the empties that are always sent, without those that never are.

    Members that the shape doesn't know, as another writer's have them, stay.
    """
    if isinstance(members, AsItIs):
        return dict(members)
    sent: Members = {}
    for field in shape.fields:
        value = members.get(field.glue)
        if value or (value is not None and (field.kind is Kind.OBJECT or field.required or field.blank)):
            sent[field.glue] = _filled_value(field, value)
        elif field.always and field.kind in EMPTY:
            sent[field.glue] = _fresh(field.kind)
    return sent | {member: value for member, value in members.items() if member not in shape.by_member}


def _filled_value(field: Field, value: Any) -> Any:
    shape = field.shape
    if shape is None:
        return value
    return filled(shape, value) if field.kind is Kind.OBJECT else [filled(shape, item) for item in value]


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


def to_inputs(
    shape: Shape,
    live: Mapping[str, Any],
    was: Mapping[str, Any] | None,
    kinds: frozenset[str] = frozenset(),
) -> Properties:
    """The live structure as inputs (`was`: those that are declared; None: nothing is known, an import).

    Only what is declared is an input: all else is AWS's or another writer's, and taken for ours it would be
    removed one day. What an engine has the say over in an object of these `kinds` (`Field.yields_in`) stays
    as it is declared. A declared value that equals the live one keeps its spelling. An import takes over
    everything, of parameters those that this project marks as its own.
    """
    found: Properties = {}
    for field in shape.fields:
        before = None if was is None else was.get(field.name)
        if field.output or (was is not None and before is None):
            continue
        value = _input(field, live.get(field.glue), before, kinds)
        if value is not None:
            found[field.name] = value
    return found


def _input(field: Field, value: Any, was: Any, kinds: frozenset[str]) -> Any:
    if field.kind is Kind.MAP and field.by_key:
        return _keys_input(field, value or {}, was, pointers(kinds))
    if field.kind is Kind.COLUMNS:
        return _columns_input(field, value or (), was, kinds)
    if was is not None and field.yields_in & kinds:
        return was
    if not value:
        return None if was else was  # declared as empty: stays so
    if field.kind is Kind.OBJECT and field.shape:
        return to_inputs(field.shape, value, was, kinds) or was
    if field.shape:  # a list that is one value: declared in part it would be another one
        value = [to_inputs(field.shape, item, None) for item in value]
    return was if was is not None and same(field, was, value) else value


def _keys_input(
    field: Field, live: Mapping[str, str], was: Mapping[str, str] | None, engines: frozenset[str]
) -> Any:
    if was is not None:
        return {k: v if k in engines else live[k] for k, v in was.items() if k in live or k in engines}
    keys = frozenset(live) if field.imported else glue_parameters.managed_keys(live)
    return {k: v for k, v in live.items() if k in keys} or None


def _columns_input(
    field: Field, live: Sequence[Mapping[str, Any]], was: Sequence[Any] | None, kinds: frozenset[str]
) -> list[Properties] | None:
    """The declared columns in Glue's order; in their own where the order is an engine's."""
    assert field.shape is not None
    if was is None:
        return [to_inputs(field.shape, c, None) for c in live] or None
    there = {c["Name"].lower(): c for c in live}
    ours = {str(c.get("name", "")).lower(): c for c in was if isinstance(c, Mapping)}
    if field.yields_in & kinds:
        return [to_inputs(field.shape, there[n], c, kinds) if n in there else {**c} for n, c in ours.items()]
    others = there.keys() if field.exact else ()
    return [
        to_inputs(field.shape, c, ours.get(n), kinds) for n, c in there.items() if n in ours or n in others
    ]


def same(field: Field, one: Any, other: Any) -> bool:
    """True if both values mean the same to Glue: `""` is absent, names are in any case."""
    return bool(normal_value(field, one) == normal_value(field, other))


def normal(shape: Shape, properties: Mapping[str, Any]) -> Properties:
    """`properties` with all that Glue does not tell apart made one: empties dropped, names in lower case."""
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
