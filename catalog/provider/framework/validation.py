"""Whether inputs can be sent: required and unknown properties, types of values, Glue's limits.

Takes a shape and decoded inputs, yields one text for each problem, each starting with the property's
path. Never stops at the first. Values that a preview does not know yet pass. Of column types only those are
problems that no engine can read; a name that is not known here may be another engine's, and is only doubted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from catalog.aws.shapes.fields import Field, Kind, Shape
from catalog.aws.shapes.properties import UNKNOWN
from catalog.language.findings import listed
from catalog.language.glue import types as glue_types
from catalog.language.glue.limits import PARAMETER_KEY_LIMIT, PARAMETER_VALUE_LIMIT
from catalog.language.glue.names import nearest

SHOWN = 10  # names that a message lists

# written by the engine or by the official plugin, in any resource
TOLERATED = frozenset({"__defaults", "__meta", "__internal"})

# pulumi-aws's properties that this plugin has no code for
UNSERVED = frozenset({"viewDefinition", "icebergTableInput"})


def problems(shape: Shape, inputs: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """What is wrong with `inputs`, such as `storageDescriptor.columns[2].comment: ...`."""
    known = shape.by_name
    for name, value in inputs.items():
        field = known.get(name)
        if field is not None:
            yield from FORMS[field.kind](field, value, f"{at}{name}")
        elif name in UNSERVED:
            yield f"{at}{name}: is not served by this plugin, only by the official aws plugin"
        elif name not in TOLERATED:
            names = [f.name for f in shape.fields if not f.output]
            yield f"{at}{name}: there is no such property{nearest(name, names)}"
    for field in shape.fields:
        if field.required and not inputs.get(field.name) and inputs.get(field.name) != 0:
            yield f"{at}{field.name}: is required and was not given"


def refused_types(shape: Shape, inputs: Mapping[str, Any], held: Mapping[str, Any]) -> Iterator[str]:
    """Types of columns that no engine reads; those of `held`, the old inputs, are in Glue and pass."""
    unread = [
        (at, text, why) for at, text in _types(shape, inputs, "") if (why := glue_types.never_read(text))
    ]
    in_glue = {text for _, text in _types(shape, held, "")} if unread else set()
    yield from (f"{at}: {why}" for at, text, why in unread if text not in in_glue)


def doubted_types(shape: Shape, inputs: Mapping[str, Any]) -> Iterator[str]:
    """Types that Glue takes and engines may not: others may have written them, so they are sent."""
    for at, text in _types(shape, inputs, ""):
        doubt = _doubt(text)
        if doubt:
            yield f"{at}: {doubt}"


@lru_cache(maxsize=4096)
def _doubt(text: str) -> str:
    try:
        dotted = glue_types.dotted_fields(glue_types.parse(text))
    except glue_types.GlueTypeError as error:
        return f"{error}; it is sent as it is"
    fields = listed(dotted, SHOWN)
    return f"a dot in the name of the struct field {fields}, which engines read as a path" if dotted else ""


def _types(shape: Shape, inputs: Mapping[str, Any], at: str) -> Iterator[tuple[str, str]]:
    """Each column type in `inputs` that is known and given, with its path."""
    for field in shape.fields:
        value = inputs.get(field.name) if field.shape is not None else None
        indexed = enumerate(value) if isinstance(value, list) else ()
        members = [(f"{at}{field.name}[{i}]", item) for i, item in indexed] or [(f"{at}{field.name}", value)]
        for place, member in members:
            text = member.get("type") if isinstance(member, dict) else None
            if field.kind is Kind.COLUMNS:
                yield from [(f"{place}.type", text)] if isinstance(text, str) and text else ()
            elif field.shape is not None and isinstance(member, dict):
                yield from _types(field.shape, member, f"{place}.")


def _text(field: Field, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield from _wrong_kind(field, value, at)
        return
    if field.limit and len(value) > field.limit:
        yield f"{at}: is {len(value):,} characters long, Glue takes at most {field.limit:,}"
    if field.lower and value != value.lower():
        yield f"{at}: {value!r} has upper-case letters, which Glue would fold; write {value.lower()!r}"
    if field.single_line and ("\n" in value or "\r" in value):
        yield f"{at}: has more than one line, Glue takes one"


def _number(field: Field, value: Any, at: str) -> Iterator[str]:
    if isinstance(value, str) and value.lstrip("-").isdigit():
        return  # the engine keeps what configuration gives as text
    if isinstance(value, bool) or not isinstance(value, int):
        yield from _wrong_kind(field, value, at)


def _flag(field: Field, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield from _wrong_kind(field, value, at)


def _texts(field: Field, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) or v is UNKNOWN for v in value):
        yield from _wrong_kind(field, value, at)


def _map(field: Field, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield from _wrong_kind(field, value, at)
        return
    for key, text in value.items():
        if len(key) > PARAMETER_KEY_LIMIT or not key:
            yield f"{at}[{key[:40]!r}]: a key has 1 to {PARAMETER_KEY_LIMIT} characters, not {len(key):,}"
        if text is UNKNOWN:
            continue
        if not isinstance(text, str):
            yield f"{at}[{key[:40]!r}]: a string was expected, not {_shown(text)}"
        elif len(text) > PARAMETER_VALUE_LIMIT:
            yield f"{at}[{key[:40]!r}]: has {len(text):,} characters, Glue takes {PARAMETER_VALUE_LIMIT:,}"


def _object(field: Field, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict) or field.shape is None:
        yield from _wrong_kind(field, value, at)
    else:
        yield from problems(field.shape, value, f"{at}.")


def _objects(field: Field, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, list) or field.shape is None:
        yield from _wrong_kind(field, value, at)
        return
    if field.limit and len(value) > field.limit:
        yield f"{at}: has {len(value)} members, Glue takes at most {field.limit}"
    for index, item in enumerate(value):
        if item is not UNKNOWN:
            yield from _object(field, item, f"{at}[{index}]")


def _columns(field: Field, value: Any, at: str) -> Iterator[str]:
    yield from _objects(field, value, at)
    if not isinstance(value, list):
        return
    seen: dict[str, int] = {}
    for index, column in enumerate(value):
        name = column.get("name") if isinstance(column, dict) else None
        if isinstance(name, str):
            first = seen.setdefault(name.lower(), index)
            if first != index:
                yield f"{at}[{index}].name: {name!r} is already the name of column {first}"


def _known(check: Callable[[Field, Any, str], Iterator[str]]) -> Callable[[Field, Any, str], Iterator[str]]:
    """`check` for values that are known; the others pass."""

    def checked(field: Field, value: Any, at: str) -> Iterator[str]:
        return iter(()) if value is UNKNOWN else check(field, value, at)

    return checked


def _wrong_kind(field: Field, value: Any, at: str) -> Iterator[str]:
    yield f"{at}: {field.kind.value} was expected, not {_shown(value)}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


FORMS: dict[Kind, Callable[[Field, Any, str], Iterator[str]]] = {
    Kind.TEXT: _known(_text),
    Kind.NUMBER: _known(_number),
    Kind.FLAG: _known(_flag),
    Kind.TEXTS: _known(_texts),
    Kind.MAP: _known(_map),
    Kind.OBJECT: _known(_object),
    Kind.OBJECTS: _known(_objects),
    Kind.COLUMNS: _known(_columns),
    Kind.DATA: lambda field, value, at: iter(()),
}
