"""Property maps on the wire: protobuf Struct to plain Python values and back.

Takes and gives what the engine sends: strings, numbers, booleans, lists and objects. Three special
forms hide in them. An unknown value is a reserved string and becomes `UNKNOWN`. A secret and an
output value are objects marked by a signature member; both are read as the value they hold, and `seen`
remembers the secrets, so that answers can be marked again and messages be kept clear of them. A null member
of an object equals an absent one and is dropped. Hot: each Check and Diff passes here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from google.protobuf.struct_pb2 import Struct, Value

from catalog.aws.shapes.properties import UNKNOWN, Properties

# sdk/go/common/resource: the signatures of the protocol's special forms
UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # an unknown string, and of any type from SDKs
UNKNOWN_TEXTS: Final = frozenset(
    {
        UNKNOWN_TEXT,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # list
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"


class _Seen(threading.local):
    """The secrets that a request of this thread held, decoded; emptied when the next one begins."""

    def __init__(self) -> None:
        self.secrets: list[Any] = []


seen = _Seen()


class WireError(ValueError):
    """A value that no property of this plugin can hold, such as an asset."""


def decode(struct: Struct) -> Properties:
    """A property map as plain Python; null members are left out. Raises WireError."""
    found = {}
    for key, value in struct.fields.items():
        plain = _plain(value)
        if plain is not None:
            found[key] = plain
    return found


class Lazy(Mapping[str, Any]):
    """`decode(struct)`, each member decoded when it is asked for: for requests that need a few of many."""

    __slots__ = ("_fields",)

    def __init__(self, struct: Struct) -> None:
        self._fields = struct.fields

    def __getitem__(self, key: str) -> Any:
        plain = _plain(self._fields[key]) if key in self._fields else None  # a map field makes what it lacks
        if plain is None:
            raise KeyError(key)
        return plain

    def __iter__(self) -> Iterator[str]:
        return (key for key, value in self._fields.items() if _plain(value) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _plain(value: Value) -> Any:
    text = value.string_value
    if text:  # most leaves are texts, and this is four times faster than to ask for the kind first
        return UNKNOWN if len(text) == 36 and text in UNKNOWN_TEXTS else text
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return _object(value.struct_value)
    if kind == "list_value":
        return [_plain(v) for v in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    return "" if kind == "string_value" else None


def _object(struct: Struct) -> Any:
    found = decode(struct)
    return _special(found) if SIGNATURE in found else found


def _special(found: Properties) -> Any:
    signature = found[SIGNATURE]
    if signature in (SECRET, OUTPUT):
        value = found.get("value") if signature == SECRET else found.get("value", UNKNOWN)
        if signature == SECRET or found.get("secret"):
            seen.secrets.append(value)
        return value
    if signature == RESOURCE:
        return found.get("id") or found.get("urn", "")
    raise WireError(f"a value of the kind {signature!r} (asset, archive or bytes) is not accepted here")


def encode(properties: Mapping[str, Any]) -> Struct:
    """`properties` as a Struct; members that are None are left out."""
    struct = Struct()
    _fill_object(struct.fields, properties)
    return struct


def _fill_object(fields: Any, properties: Mapping[str, Any]) -> None:
    for key, value in properties.items():
        if value is not None:
            _fill(fields[key], value)


def _fill(target: Value, value: Any) -> None:
    if isinstance(value, str):
        target.string_value = value
    elif isinstance(value, Mapping):
        target.struct_value.SetInParent()
        _fill_object(target.struct_value.fields, value)
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, int | float):
        target.number_value = value
    elif value is UNKNOWN:
        target.string_value = UNKNOWN_TEXT
    elif value is None:
        target.null_value = 0  # type: ignore[assignment]  # the enum's only member
    elif isinstance(value, Sequence):
        target.list_value.SetInParent()
        for item in value:
            _fill(target.list_value.values.add(), item)
    else:
        raise WireError(f"{type(value).__name__} has no form on the wire")
