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
# Element members that are read or say nothing of the column.
ELEMENT_MEMBERS = TYPE_MEMBERS | {
    "key",
    "notNull",
    "virtual",
    "localized",
    "default",
    "target",
    "targetAspect",
    "keys",
    "on",
    "cardinality",
    "doc",
    "value",
    "$calc",
    "origin",
    "kind",
}


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
