"""Others' parameters, key by key, and in a structure that is sent whole, as a set's partition is. Pure.

The live parameters, minus the keys that were declared and no longer are, plus the declared ones. Where the
Pulumi state is lost, the keys we wrote are known by their prefixes and by `catalog.managed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.glue import parameters as glue_parameters

Members = Mapping[str, Any]


def merge_keys(live: Mapping[str, str], base: Members | None, wanted: Mapping[str, str]) -> dict[str, str]:
    """`live` without the keys that `base` had and `wanted` lacks, then `wanted`. No base: what we marked."""
    mine = glue_parameters.managed_keys(live) if base is None else base
    return {k: v for k, v in live.items() if k in wanted or k not in mine} | dict(wanted)


def merge_parameters(sent: Members, base: Members | None, live: Members) -> dict[str, Any]:
    """`sent` (a PartitionInput) with others' parameters of `live` kept.

    `base` is what the program declared before, in the same form; None if that is not known.
    Parameters are merged at the top, in the storage descriptor, in its SerDe as long as that is the same
    one, and in each column by its name.
    """
    merged = _with_parameters(sent, base, live)
    storage = merged.get("StorageDescriptor")
    if storage is not None:
        was = None if base is None else base.get("StorageDescriptor") or {}
        merged["StorageDescriptor"] = _storage(storage, was, live.get("StorageDescriptor") or {})
    return merged


def _storage(sent: Members, base: Members | None, live: Members) -> dict[str, Any]:
    merged = _with_parameters(sent, base, live)
    if "Columns" in merged:
        was = None if base is None else base.get("Columns") or []
        merged["Columns"] = _columns(merged["Columns"], was, live.get("Columns") or [])
    serde, there = merged.get("SerdeInfo"), live.get("SerdeInfo") or {}
    if serde and serde.get("SerializationLibrary") == there.get("SerializationLibrary"):
        was = None if base is None else base.get("SerdeInfo") or {}
        merged["SerdeInfo"] = _with_parameters(serde, was, there)
    return merged


def _with_parameters(sent: Members, base: Members | None, live: Members) -> dict[str, Any]:
    was = None if base is None else base.get("Parameters") or {}
    parameters = merge_keys(live.get("Parameters") or {}, was, sent.get("Parameters") or {})
    merged = dict(sent)
    if parameters or "Parameters" in sent:
        merged["Parameters"] = parameters
    return merged


def _columns(sent: list[Members], base: list[Members] | None, live: list[Members]) -> list[dict[str, Any]]:
    was = None if base is None else {c["Name"].lower(): c for c in base}
    found = {c["Name"].lower(): c for c in live if c.get("Parameters")}
    named = ((c, c["Name"].lower()) for c in sent)
    return [
        _with_parameters(c, None if was is None else was.get(name) or {}, found[name])
        if name in found
        else dict(c)
        for c, name in named
    ]
