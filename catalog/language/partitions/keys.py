"""Partition keys: their names and types, and what a value of one is as text in Glue. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalog.language.glue import types as glue_types
from catalog.language.glue.storage_formats import text_of

from . import ranges
from .hive import DEFAULT_PARTITION

NULL = DEFAULT_PARTITION  # in Glue the value of null, too


KEY_IN_TEMPLATE = re.compile(r"\{(\w+)\}")


NUMBERS = (*ranges.INTEGERS, "float", "double", "decimal")


@dataclass(frozen=True, slots=True)
class Key:
    """A partition key: name and Glue type, in the one spelling that types have here."""

    name: str
    type: str


def keys_of(block: Mapping[str, Any]) -> tuple[Key, ...]:
    """The partition keys of a block. A text that is no Glue type stays: the rule about types reports it."""
    return tuple(Key(k["name"], _canonical(k["type"])) for k in block.get("keys", ()))


def _canonical(written: str) -> str:
    try:
        return glue_types.canonical(written)
    except glue_types.GlueTypeError:
        return written


def keys_in(template: str) -> list[str]:
    """The keys that a location template names as `{key}`."""
    return KEY_IN_TEMPLATE.findall(template)


# how keys of types that hold days hold one
DAY_FORMS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("date", "string", "char", "varchar"), str),
    "timestamp": "{} 00:00:00".format,
}


def base_type(key_type: str) -> str:
    """`decimal` of `decimal(15,2)`."""
    return key_type.partition("(")[0]


def stands_for_day(value: Any, key_type: str) -> bool:
    """True for `today` and the like where a key of that type can hold a day."""
    return ranges.names_today(value) and base_type(key_type) in DAY_FORMS


def glue_text(value: Any) -> str:
    """A value as Glue holds it; a number with all its digits, and never as 1e-07."""
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"
    return NULL if value is None else text_of(value)
