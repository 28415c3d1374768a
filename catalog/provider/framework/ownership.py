"""Whose parameters and whose objects: the three-way merge, and adopting what an earlier run made.

Spark, Athena and crawlers write parameters of their own into what we declare. An update keeps them: the
live parameters, minus the keys that were declared and no longer are, plus the declared ones. Where the
Pulumi state is lost, the keys we wrote are known by their prefixes and by `catalog.managed`. An existing
object is ours if it bears the stamp that the program declares; the provider only ever reads stamps.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from catalog.aws.errors import ProviderError
from catalog.language.findings import listed
from catalog.language.glue import parameters as glue_parameters

from .urn import Urn

Members = Mapping[str, Any]

COLUMN_LISTS = ("Columns", "PartitionKeys")
SHOWN_TABLES = 10


def merge_keys(live: Mapping[str, str], base: Members | None, wanted: Mapping[str, str]) -> dict[str, str]:
    """`live` without the keys that `base` had and `wanted` lacks, then `wanted`. No base: what we marked."""
    mine = glue_parameters.managed_keys(live) if base is None else base
    return {k: v for k, v in live.items() if k in wanted or k not in mine} | dict(wanted)


def merge(sent: Members, base: Members | None, live: Members) -> dict[str, Any]:
    """`sent` (a TableInput, DatabaseInput or PartitionInput) with others' parameters of `live` kept.

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
    for name in COLUMN_LISTS:
        if name in merged:
            merged[name] = _columns(
                merged[name], None if base is None else base.get(name) or [], live.get(name) or []
            )
    return merged


def _columns(sent: list[Members], base: list[Members] | None, live: list[Members]) -> list[dict[str, Any]]:
    was = None if base is None else {c["Name"].lower(): c for c in base}
    found = {c["Name"].lower(): c for c in live if c.get("Parameters")}
    if not found:
        return [dict(c) for c in sent]
    return [_column(c, was, found.get(c["Name"].lower())) for c in sent]


def _column(sent: Members, was: Mapping[str, Members] | None, live: Members | None) -> dict[str, Any]:
    if live is None:
        return dict(sent)
    base = None if was is None else (was.get(sent["Name"].lower()) or {}).get("Parameters") or {}
    parameters = merge_keys(live["Parameters"], base, sent.get("Parameters") or {})
    return {**sent, "Parameters": parameters} if parameters or "Parameters" in sent else dict(sent)


def already_there(declared: Members, outputs: Members) -> dict[str, Any]:
    """Those of the declared parameters that the last read found, whoever wrote them: no additions."""
    live = outputs.get("parameters") or {}
    return {k: v for k, v in declared.items() if live.get(k) == v}


def stamp(urn: Urn) -> dict[str, str]:
    """The parameters that an object of this stack bears at least."""
    return {glue_parameters.STAMP: urn.stamp}


def stamp_of(parameters: Members | None) -> str:
    """The stamp in parameters, or ''."""
    return str((parameters or {}).get(glue_parameters.STAMP) or "")


def is_ours(declared: Members | None, live: Members | None) -> bool:
    """True if the live object bears the stamp that the program declares."""
    stamp = stamp_of(declared)
    return bool(stamp) and stamp == stamp_of(live)


def refuse_foreign(what: str, urn: Urn, id: str, live: Members | None) -> ProviderError:
    """The error for an object that exists and is not known to be ours: whose it is and how to adopt it."""
    stamp = stamp_of(live)
    whose = (
        f"it bears the stamp of {stamp!r}" if stamp else "it bears no stamp, so this project did not make it"
    )
    project, _, stack = stamp.rpartition("/")
    if project and project == urn.project and stack != urn.stack:
        whose += (
            f". If stack {stack} holds it still and this one is to have it from now on: catalog move (with "
            f"--from {stack} if that has no file any more)"
        )
    return ProviderError(
        f"{what} exists already and is not this stack's: {whose}. To bring it under this stack as it is, "
        f"run: pulumi import {urn.type} {shlex.quote(urn.name)} {shlex.quote(id)} --generate-code=false"
    )


def adoption_line(what: str) -> str:
    """The line about an adoption."""
    return f"took up existing {what} (made by an earlier run of this stack)"


def refuse_delete(database: str, foreign: list[str], stamp: str, urn: Urn) -> ProviderError:
    """The error for a database that still holds tables of others; Glue would delete them without a word."""
    names = listed(sorted(foreign), SHOWN_TABLES)
    whose = f"do not bear this stack's stamp {stamp!r}" if stamp else "this stack does not manage"
    return ProviderError(
        f"database {database} is not deleted: it holds tables that {whose}, and Glue would delete them with "
        f"it: {names}. Move or delete them first, or keep the database and forget it "
        f"here: pulumi state delete '{urn.text}'"
    )
