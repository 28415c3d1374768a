"""Text of an export in a spec: `${` is no variable of ours there, so it is written `$${`."""

from __future__ import annotations

from typing import TypeVar, cast

Value = TypeVar("Value")


def literal(value: Value) -> Value:
    """`value` with `$${` for every `${` in its texts, to any depth; keys stay."""
    return cast(Value, _literal(value))


def _literal(value: object) -> object:
    if isinstance(value, str):
        return value.replace("${", "$${") if "${" in value else value
    if isinstance(value, dict):
        return {key: _literal(inner) for key, inner in value.items()}
    return [_literal(item) for item in value] if isinstance(value, list) else value
