"""The input parameters of a CSN view: type, texts, default, allowed values; all else of them is told.

CDS "Views with parameters": a parameter is an element without a key, an association or a calculation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.findings import Path
from mapping.cds.annotations import lost_of_parameter, says_nothing
from mapping.cds.labels import DESCRIPTIONS, LABELS
from mapping.cds.members import Members, named
from mapping.model import Parameter

from .elements import TYPE_MEMBERS, is_lost, value_of
from .inherited import Inherited
from .types import TypeReader

_READ = TYPE_MEMBERS | {"notNull", "default", "doc", "kind"}


def read_parameters(
    definition: Mapping[str, Any], path: Path, members: Members, types: TypeReader, inherited: Inherited
) -> tuple[Parameter, ...]:
    """The parameters of one definition; `path` is the definition's."""
    parameters = []
    for name, member in members.object(definition, "params", path).items():
        place = (*path, "params", name)
        if not isinstance(member, dict):
            members.wrong(place, "a parameter", member)
            continue
        label, description = (inherited.text(member, names, place) for names in (LABELS, DESCRIPTIONS))
        _tell_the_rest(member, place, {label, description}, members)
        parameters.append(
            Parameter(
                name,
                types.read(member, place),
                label,
                value_of(member.get("default")),
                description,
                not_null=members.flag(member, "notNull", place),
            )
        )
    return tuple(parameters)


def _tell_the_rest(member: Mapping[str, Any], place: Path, carried: set[str], members: Members) -> None:
    """A finding for each annotation and member that no spec has a place for."""
    owner, name = str(place[1]), str(place[-1])
    for part, value in sorted(member.items()):
        is_text = part in LABELS or part in DESCRIPTIONS
        is_other_text = is_text and isinstance(value, str) and members.looked_up(member, (part,), place)[0]
        if part in _READ - {"doc"} or says_nothing(value) or part[:1] == "$":
            continue
        if is_text and (is_other_text in carried or is_other_text == ""):
            continue
        message, kind = lost_of_parameter(part, name, owner)
        code = "MAP030" if part[:1] == "@" else "MAP031"
        members.diagnostics.count(code, message, file=members.file, path=(*place, part), kind=kind)
    if is_lost(member.get("default")):
        message = f"default of {named(place)} is an expression too long for a spec: not carried"
        members.diagnostics.add("MAP031", message, file=members.file, path=(*place, "default"))
