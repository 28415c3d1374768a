"""`manage: context`: the description, comments and parameters that we put on an object of others. Pure.

What stood in their places before is noted in the object's parameter `catalog.replaced` (JSON: pairs of a path
and a text or null), except of parameters with our own prefixes. So it comes back when the context goes, even
if the state was lost.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from catalog.aws.shapes.conversion import AsItIs
from catalog.aws.shapes.table_formats import CONTEXT
from catalog.language.findings import listed
from catalog.language.glue import parameters as glue_parameters

from .foreign_change import ForeignChange
from .three_way import Merged

MANAGE, ALL = "manage", "all"
SHOWN = 10  # columns that a message names
Path = tuple[str, ...]  # ("description",), ("columns", "a", "comment"), ("parameters", "business.steward")
Values = dict[Path, str]
Members = Mapping[str, Any]
REPLACED = ("parameters", glue_parameters.REPLACED)


def context_only(inputs: Members | None) -> bool:
    """Whether a resource manages the context alone of an object that others make."""
    return (inputs or {}).get(MANAGE) == CONTEXT


def said(inputs: Mapping[str, Any]) -> Values:
    """The context that inputs declare."""
    found: Values = {}
    if inputs.get("description") is not None:
        found[("description",)] = inputs["description"]
    found |= {("parameters", k): v for k, v in (inputs.get("parameters") or {}).items()}
    for column in _declared_columns(inputs):
        at = "columns", str(column["name"]).lower()
        if column.get("comment") is not None:
            found[*at, "comment"] = column["comment"]
        found |= {(*at, "parameters", k): v for k, v in (column.get("parameters") or {}).items()}
    return found


def context_inputs(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Of a resource's inputs those that stay the program's when it comes to manage the context alone."""
    names = "name", "databaseName", "region", "catalogId", "description", "parameters"
    kept = {name: inputs[name] for name in names if name in inputs}
    own = {k: v for k, v in (inputs.get("parameters") or {}).items() if glue_parameters.is_own(k)}
    kept |= {"parameters": own} if "parameters" in kept else {}
    members = ("name", "comment", "parameters")
    plain = [{n: column[n] for n in members if n in column} for column in _declared_columns(inputs)]
    return kept | ({"storageDescriptor": {"columns": plain}} if plain else {})


def management_problems(inputs: Members) -> list[str]:
    """What is wrong with `manage`."""
    manage = inputs.get(MANAGE, ALL)
    return [] if manage in (ALL, CONTEXT) else [f"{MANAGE}: {ALL} or {CONTEXT} was expected, not {manage!r}"]


def context_refusal(inputs: Members, live: Members | None, stamp: str) -> str:
    """Why the context of `inputs` can't be put on an object, to follow its name; '' if it can.

    `stamp`: this stack's. A column may be a partition key.
    """
    if live is None:
        return (
            "does not exist: with manage: context it is taken up as another tool made it, and never created. "
            "Make it first, or let this stack manage all of it"
        )
    parameters = live.get("Parameters") or {}
    for key in (glue_parameters.STAMP, glue_parameters.CONTEXT_STAMP):
        if parameters.get(key, stamp) not in ("", stamp):
            return f"gets its context from stack {parameters[key]} ({key}): take it out of one of the two"
    return missing_columns(inputs, None, live)


def missing_columns(inputs: Members, before: Members | None, live: Members) -> str:
    """Why a table has no place for the context of columns that were not declared before; '' if it has."""
    given, known = (
        {str(c["name"]).lower(): c["name"] for c in _declared_columns(side)}
        for side in (inputs, before or {})
    )
    there = _columns(live)
    missing = [name for key, name in given.items() if key not in known and key not in there]
    return f"has no column {listed(missing, SHOWN)}: correct its name or take it out" if missing else ""


def with_keys_as_columns(live: Mapping[str, Any]) -> dict[str, Any]:
    """The live table with its partition keys among the columns, where a program names them."""
    columns = _columns_and_keys(live)
    if not columns:
        return dict(live)
    return {**live, "StorageDescriptor": {**(live.get("StorageDescriptor") or {}), "Columns": columns}}


def merge_context(now: Members, before: Members | None, live: Members) -> Merged:
    """The live structure with the context that `now` declares; nothing for inputs that declare none.

    `before` None: it is taken up in this run. Then ours is what an earlier run left a note of, if one did.
    """
    there, replaced, columns = _found(live), _replaced(live), _columns(live)
    wanted = {path: v for path, v in said(now).items() if path[0] != "columns" or path[1] in columns}
    ours = _ours(before, there, replaced)
    result: dict[Path, str | None] = {**there, **wanted}
    foreign = []
    for path, value in wanted.items():
        found = there.get(path)
        if found == value and path in ours:
            continue
        if path not in ours or found != ours[path]:
            if not _is_own(path):
                replaced[path] = found
            if found not in (None, "", value):
                conflict = path in ours and value != ours[path]
                foreign.append(ForeignChange(".".join(path), ours.get(path), found, value, conflict))
    for path in ours.keys() - wanted.keys():
        original = replaced.pop(path, None)
        if there.get(path) == ours[path]:
            result[path] = original
    result[REPLACED] = _note(replaced)
    return Merged(AsItIs(_written(live, result)), tuple(foreign))


def _ours(before: Members | None, there: Values, replaced: Mapping[Path, str | None]) -> Values:
    """What an earlier run put there: by the inputs it had, else by what bears our prefixes and its note."""
    if context_only(before):
        return said(before or {})
    noted = {path: there[path] for path in replaced if path in there}
    return noted | {path: value for path, value in there.items() if _is_own(path)}


def _is_own(path: Path) -> bool:
    return path[-2:-1] == ("parameters",) and glue_parameters.is_own(path[-1])


def _found(live: Members) -> Values:
    """The places of context that hold something in the live object; what others replaced is no context."""
    found: Values = {("parameters", k): v for k, v in (live.get("Parameters") or {}).items()}
    found.pop(REPLACED, None)
    if live.get("Description"):
        found[("description",)] = live["Description"]
    for name, column in _columns(live).items():
        if column.get("Comment"):
            found["columns", name, "comment"] = column["Comment"]
        found |= {("columns", name, "parameters", k): v for k, v in (column.get("Parameters") or {}).items()}
    return found


def _columns(live: Members) -> dict[str, Members]:
    """Columns and partition keys by name in lower case."""
    return {column["Name"].lower(): column for column in _columns_and_keys(live)}


def _columns_and_keys(live: Members) -> list[Members]:
    columns = (live.get("StorageDescriptor") or {}).get("Columns")
    return [*(columns or ()), *(live.get("PartitionKeys") or ())]


def _declared_columns(inputs: Members) -> Sequence[Members]:
    return (inputs.get("storageDescriptor") or {}).get("columns") or ()


def _written(live: Members, values: Mapping[Path, str | None]) -> dict[str, Any]:
    """The live object with these values in the places of context, and nothing in those of None."""
    written = {**live, "Parameters": _parameters(values, ("parameters",))}
    written.pop("Description", None)
    if values.get(("description",)) is not None:
        written["Description"] = values["description",]
    if live.get("StorageDescriptor"):
        storage = live["StorageDescriptor"]
        written["StorageDescriptor"] = {**storage, **_with_columns(storage, "Columns", values)}
    return written | _with_columns(live, "PartitionKeys", values)


def _with_columns(holder: Members, member: str, values: Mapping[Path, str | None]) -> dict[str, Any]:
    if not holder.get(member):
        return {}
    return {member: [_column(column, values) for column in holder[member]]}


def _column(column: Members, values: Mapping[Path, str | None]) -> dict[str, Any]:
    at = "columns", column["Name"].lower()
    plain = {name: value for name, value in column.items() if name not in ("Comment", "Parameters")}
    comment, parameters = values.get((*at, "comment")), _parameters(values, (*at, "parameters"))
    kept = {} if comment is None and "Comment" not in column else {"Comment": comment or ""}
    return plain | kept | ({"Parameters": parameters} if parameters or "Parameters" in column else {})


def _parameters(values: Mapping[Path, str | None], at: Path) -> dict[str, str]:
    return {path[-1]: v for path, v in values.items() if path[:-1] == at and v is not None}


def _replaced(live: Members) -> dict[Path, str | None]:
    """What stood where the context is now, as an earlier run noted it; None for nothing."""
    try:
        noted = json.loads((live.get("Parameters") or {}).get(glue_parameters.REPLACED) or "[]")
        return {tuple(path): original for path, original in noted}
    except (*glue_parameters.UNREADABLE, TypeError):
        return {}


def _note(replaced: Mapping[Path, str | None]) -> str | None:
    return (
        glue_parameters.json_text([[list(p), v] for p, v in sorted(replaced.items())]) if replaced else None
    )
