"""Words for what stands in an export where something else was expected: its kind, never the value itself."""

from __future__ import annotations

from typing import Any

_KINDS: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a text",
    int: "a number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}


def kind_of(value: Any) -> str:
    """`a list`, `a text`, `a number`: what a JSON value is."""
    return _KINDS.get(type(value), "something else")
