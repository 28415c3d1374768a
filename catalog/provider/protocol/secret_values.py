"""Secrets in answers: what came marked as secret goes back marked, wherever it turns up.

The engine encrypts a marked value in the state and shows `[secret]` in previews. A value of an answer is
marked where the request has a secret at its place (as the engine itself did for plugins that take none), and
where its text has the text of one: `tagsAll` repeats `tags`, an ARN a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from google.protobuf.struct_pb2 import Struct, Value

from catalog.aws.errors import Secrets

from .wire import OUTPUT, SECRET, SIGNATURE


def texts_in(values: Iterable[Any]) -> Iterator[str]:
    """The texts of plain values, at any depth."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from texts_in(value.values())
        elif isinstance(value, list):
            yield from texts_in(value)


def mark(answer: Struct, like: Struct, secrets: Secrets) -> None:
    """Marks the values of `answer` that are secret by their places in `like` or by their texts."""
    for key in list(answer.fields):
        value = answer.fields[key]
        _mark_by_place(value, like.fields.get(key))
        _mark_by_text(value, secrets)


def wrap(value: Value) -> None:
    """Makes a value a secret; one that is one stays as it is."""
    if _is_secret(value):
        return
    inner = Value()
    inner.CopyFrom(value)
    value.Clear()
    value.struct_value.fields[SIGNATURE].string_value = SECRET
    value.struct_value.fields["value"].CopyFrom(inner)


def _mark_by_place(value: Value, like: Value | None) -> None:
    if like is None:
        return
    if value.HasField("struct_value") and like.HasField("struct_value") and not _is_secret(like):
        for key in list(value.struct_value.fields):
            below = like.struct_value.fields
            _mark_by_place(value.struct_value.fields[key], below.get(key))
    elif _holds_secret(like):  # of a list nobody knows which item is which: all of it
        wrap(value)


def _mark_by_text(value: Value, secrets: Secrets) -> None:
    if _is_secret(value):
        return
    if value.HasField("string_value"):
        if secrets.stand_in(value.string_value):
            wrap(value)
    elif value.HasField("list_value"):
        for item in value.list_value.values:
            _mark_by_text(item, secrets)
    elif value.HasField("struct_value"):
        if any(map(secrets.stand_in, value.struct_value.fields)):  # a key can't be marked
            wrap(value)
            return
        for key in list(value.struct_value.fields):
            _mark_by_text(value.struct_value.fields[key], secrets)


def _is_secret(value: Value) -> bool:
    fields = value.struct_value.fields if value.HasField("struct_value") else {}
    if SIGNATURE not in fields:
        return False
    signature = fields[SIGNATURE].string_value
    marked = signature == OUTPUT and "secret" in fields and fields["secret"].bool_value
    return marked or signature == SECRET


def _holds_secret(value: Value) -> bool:
    if _is_secret(value):
        return True
    if value.HasField("list_value"):
        return any(map(_holds_secret, value.list_value.values))
    return value.HasField("struct_value") and any(map(_holds_secret, value.struct_value.fields.values()))
