"""A partition taken apart: a leaf is a member of it or of a part of it, each parameter by itself.

Columns are none: they are looked at as a whole. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Leaf = tuple[str, ...]
Leaves = dict[Leaf, Any]

STORAGE, SERDE, PARAMETERS = "StorageDescriptor", "SerdeInfo", "Parameters"
LOCATION: Leaf = (STORAGE, "Location")
LIBRARY: Leaf = (STORAGE, SERDE, "SerializationLibrary")


def leaves_of(partition: Mapping[str, Any]) -> Leaves:
    """Every leaf of a Partition or PartitionInput that holds something; an empty parameter does."""
    found: Leaves = {}
    for top in (PARAMETERS, STORAGE):
        found.update(_walk(partition.get(top) or {}, (top,)))
    return found


def _walk(part: Mapping[str, Any], at: Leaf) -> Iterator[tuple[Leaf, Any]]:
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield from _walk(value, (*at, name))
        elif (value and name != "Columns") or at[-1] == PARAMETERS:
            yield (*at, name), value
