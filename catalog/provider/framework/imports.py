"""What `pulumi import` found and no program has declared yet: it is still another's. Pure.

An import's inputs are all that is there, and the state keeps them as if a program had declared them. So the
outputs bear a note of them; as long as the inputs are the noted ones, what the first program leaves out is
not the program's to remove.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from catalog.aws.shapes.properties import Properties, PropertyMap
from catalog.language.glue.kinds import IMPORTED

BOOKKEEPING = "__"


def note(inputs: PropertyMap) -> Properties:
    """The output that goes with an import's inputs."""
    return {IMPORTED: _digest(inputs)}


def kept_note(inputs: PropertyMap, read: PropertyMap, outputs: PropertyMap) -> Properties:
    """The same after a refresh: with the inputs as they were `read`, if they still are an import's."""
    return note(read) if _are_imported(inputs, outputs) else {}


def program_of(inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap) -> PropertyMap:
    """What a program declared so far: `inputs`; of an import's those alone that the new program names."""
    return named(inputs, new_inputs) if _are_imported(inputs, outputs) else inputs


def _are_imported(inputs: PropertyMap, outputs: PropertyMap) -> bool:
    return IMPORTED in outputs and outputs[IMPORTED] == _digest(inputs)


def _digest(inputs: PropertyMap) -> str:
    plain = {name: value for name, value in inputs.items() if not name.startswith(BOOKKEEPING)}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()[:16]


def named(old: Any, new: Any) -> Any:
    """Of `old` what `new` names, too: members of objects, and columns by their names."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {name: named(old[name], new[name]) for name in old if name in new}
    if _are_columns(old) and _are_columns(new):
        wanted = {column["name"].lower(): column for column in new}
        there = ((column, wanted.get(column["name"].lower())) for column in old)
        return [named(column, its) for column, its in there if its is not None]
    return old


def _are_columns(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(v, Mapping) and isinstance(v.get("name"), str) for v in value
    )
