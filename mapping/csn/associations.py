"""What a CSN member says of an association: target, condition, foreign keys, cardinality."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.findings import Path
from mapping.cds.members import Members, named
from mapping.model import Association, Scope

ASSOCIATIONS = ("cds.Association", "cds.Composition")
UP = "up_"  # CAP: what leads from the rows of a composition of an aspect to their owner


def is_association(member: Mapping[str, Any]) -> bool:
    """True for a member that leads to a target, whatever the name of its type."""
    get = member.get
    if get("target") is not None or get("targetAspect") is not None:
        return True
    return isinstance(get("type"), str) and member["type"] in ASSOCIATIONS


def read_association(
    member: Mapping[str, Any], path: Path, scope: Scope, members: Members
) -> Association | None:
    """The association of one element; nothing where it names no target.

    A composition of an aspect whose target the compiler did not write leads to the definition that CAP
    generates: `<definition>.<element>`, which has an association `up_` back to the owner.
    """
    target, on = member.get("target"), member.get("on")
    if target is None and member.get("targetAspect") is not None:
        target = ".".join(str(step) for step in path[1:] if step != "elements")
        on = on or [{"ref": [str(path[-1]), UP]}, "=", {"ref": ["$self"]}]
    if not isinstance(target, str):
        members.wrong((*path, "target"), "the name of a definition", target)
        return None
    cardinality = members.object(member, "cardinality", path)
    source = cardinality.get("src")
    return Association(
        target=scope.key(target),
        target_name=target,
        on=tuple(members.array({"on": on}, "on", path)),
        keys=tuple(_keys(member, path, members)),
        composition=member.get("type") == "cds.Composition",
        source_many=None if source is None else _is_many(source),
        many=_is_many(cardinality.get("max", 1)),
        numbers=_numbers(cardinality, path, members),
    )


# The numbers that a spec's word for a cardinality says as well
_SAID = {"src": (1, "*"), "srcmin": (0,), "min": (0,), "max": (1, "*")}


def _numbers(cardinality: Mapping[str, Any], path: Path, members: Members) -> dict[str, Any]:
    """The numbers of a cardinality as they are; nothing if its word says them all."""
    found = {}
    for name, value in cardinality.items():
        if name in _SAID and (value == "*" or (isinstance(value, int) and not isinstance(value, bool))):
            found[name] = value
        else:
            members.wrong((*path, "cardinality", name), "src, srcmin, min or max with a number or '*'", value)
    return found if any(value not in _SAID[name] for name, value in found.items()) else {}


def _keys(member: Mapping[str, Any], path: Path, members: Members) -> list[tuple[tuple[str, ...], str]]:
    """(path in the target, alias): CDS names a key without `as` by the last step of its path."""
    found = []
    for i, key in enumerate(members.array(member, "keys", path)):
        steps = key.get("ref") if isinstance(key, dict) else None
        if isinstance(steps, list) and steps and all(isinstance(s, str) for s in steps):
            alias = key.get("as")
            found.append((tuple(steps), alias if isinstance(alias, str) else steps[-1]))
            for lost in sorted(name for name in key.keys() - {"ref", "as"} if name[:1] != "$"):
                alike = f"{lost!r} of a foreign key has no place in a spec"
                message = f"{lost!r} of {named((*path, 'keys', i))} has no place in a spec"
                code = "MAP030" if lost[:1] == "@" else "MAP031"
                members.diagnostics.count(
                    code, message, file=members.file, path=(*path, "keys", i, lost), kind=alike
                )
        else:
            members.wrong((*path, "keys", i), "{ref: [...]}", key)
    return found


def _is_many(value: Any) -> bool:
    return value == "*" or (isinstance(value, int) and not isinstance(value, bool) and value > 1)
