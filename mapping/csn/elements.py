"""Members of a CSN element beside its type: which are read, what a default and a calculation say."""

from __future__ import annotations

import json
import math
import reprlib
from collections.abc import Mapping
from typing import Any

MAX_DEFAULT = 200  # characters of an expression that is a default; a longer one is no value

# Members that say the type; arrays' items have no others that a spec could hold.
TYPE_MEMBERS = frozenset({"type", "length", "precision", "scale", "srid", "items", "elements", "enum"})
# What a type definition states for the elements that have it (cds-compiler: what a type's name propagates).
TYPE_STATES = frozenset({"notNull", "default", "localized"})
# Element members that are read or say nothing of the column.
_MEMBERS = TYPE_MEMBERS | TYPE_STATES | {"key", "virtual", "doc", "value", "$calc", "kind"}
_OF_ASSOCIATIONS = frozenset({"target", "targetAspect", "keys", "on", "cardinality"})
_OF_VALUES = TYPE_MEMBERS - {"type"}  # an association's fields are of its target's types
_MEMBERS_THAT_LEAD = _MEMBERS - _OF_VALUES | _OF_ASSOCIATIONS


def unread(member: Mapping[str, Any], *, leads: bool) -> list[tuple[str, str]]:
    """Members of an element that no spec has a place for, each with the words for it in a message.

    Those of an association say nothing of an element that is none, nor those of a type of one that `leads`
    to a target.
    """
    found = []
    for name in sorted(member.keys() - (_MEMBERS_THAT_LEAD if leads else _MEMBERS)):
        if name[:1] != "@" and member[name] is not None:
            where = ", which is an association," if leads and name in _OF_VALUES else ""
            where = ", which is no association," if name in _OF_ASSOCIATIONS else where
            found.append((name, where))
    return found


def value_of(default: Any) -> Any:
    """A default's value; an enum symbol (`{#: open}`) or an expression stays in CSN's own words."""
    value = default["val"] if isinstance(default, dict) and "val" in default else default
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict | list):
        return value if len(shown := reprlib.repr(value)) < MAX_DEFAULT and "..." not in shown else None
    return value


def is_lost(default: Any) -> bool:
    """True for an expression that is too long to be a default; `null` is as good as none."""
    return value_of(default) is None and default not in (None, {"val": None})


def expression_of(member: Mapping[str, Any]) -> str:
    """What a calculated element is calculated by, as CSN's JSON; nothing where that is not stated."""
    value = member.get("value", member.get("$calc"))
    return written(value) if isinstance(value, dict | list | str) else ""


def written(value: Any) -> str:
    """A JSON value on one line: a text that YAML holds however deep the value is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
