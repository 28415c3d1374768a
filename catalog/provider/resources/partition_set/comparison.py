"""Whether a live partition is what a set declares of it, columns aside: its form, and where it lies. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .declared import Declared

NOT_COMPARED = frozenset({"Columns", "Location", "Parameters", "SerdeInfo"})  # each in a way of its own
LIBRARY = "SerializationLibrary"


def same_place(one: str, other: str) -> bool:
    """Whether two locations are one: a slash at the end means nothing."""
    return one.rstrip("/") == other.rstrip("/")


def place_of(partition: Mapping[str, Any]) -> str:
    """The location of a Partition or PartitionInput; '' for none."""
    return str((partition.get("StorageDescriptor") or {}).get("Location") or "")


def is_as_declared(declared: Declared, live: Mapping[str, Any]) -> bool:
    """Whether a live partition that is declared has the declared form, and lies where it is declared."""
    wanted = declared.input_of(tuple(live["Values"]))
    return same_place(place_of(wanted), place_of(live)) and has_declared_form(declared, wanted, live)


def has_declared_form(declared: Declared, wanted: Mapping[str, Any], live: Mapping[str, Any]) -> bool:
    """Whether formats, SerDe and parameters are the declared ones; `wanted` is its PartitionInput."""
    members = declared.variants.of_row(tuple(live["Values"])).declared_members - NOT_COMPARED
    sent, there = wanted["StorageDescriptor"], live.get("StorageDescriptor") or {}
    serde, live_serde = sent.get("SerdeInfo") or {}, there.get("SerdeInfo") or {}
    return (
        all((sent.get(name) or "") == (there.get(name) or "") for name in members)
        and _within(sent.get("Parameters"), there.get("Parameters"))
        and (not serde or serde.get(LIBRARY) == live_serde.get(LIBRARY))
        and _within(serde.get("Parameters"), live_serde.get("Parameters"))
        and _within(wanted.get("Parameters"), live.get("Parameters"))
    )


def _within(declared: Mapping[str, str] | None, live: Mapping[str, str] | None) -> bool:
    return not declared or declared.items() <= (live or {}).items()
