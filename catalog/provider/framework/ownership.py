"""Whose an object is: the stamp, adopting what an earlier run made, refusing what others did.

An existing object is ours if it bears the stamp that the program declares; the provider only ever reads
stamps. Whose its members are is the business of `catalog.provider.merging`.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from catalog.aws.errors import ProviderError
from catalog.language.changes import forms
from catalog.language.findings import listed
from catalog.language.glue import parameters as glue_parameters

from .urn import Urn

Members = Mapping[str, Any]
SHOWN_TABLES = 10


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
    return forms.ADOPTED.text(what)


def refuse_delete(database: str, foreign: list[str], stamp: str, urn: Urn) -> ProviderError:
    """The error for a database that still holds tables of others; Glue would delete them without a word."""
    names = listed(sorted(foreign), SHOWN_TABLES)
    whose = f"do not bear this stack's stamp {stamp!r}" if stamp else "this stack does not manage"
    return ProviderError(
        f"database {database} is not deleted: it holds tables that {whose}, and Glue would delete them with "
        f"it: {names}. Move or delete them first, or keep the database and forget it "
        f"here: pulumi state delete '{urn.text}'"
    )
