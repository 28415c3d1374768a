"""References in specs that come new, as the folder's people have the tables: to what they renamed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def renamer(renames: Mapping[str, str]) -> Callable[[Any], Any]:
    """Turns `to` of relationships: {to: sales.orders} -> {to: sales.people_call_it_so}.

    `renames`: logical name of a table or database as imported -> as people have it.
    """
    if not renames:
        return lambda value: value

    def rename(value: Any) -> Any:
        if isinstance(value, list):
            return [rename(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        return {k: _reference(v, renames) if k == "to" else rename(v) for k, v in value.items()}

    return rename


def _reference(value: Any, renames: Mapping[str, str]) -> Any:
    if not isinstance(value, str) or value in renames:
        return renames.get(value, value) if isinstance(value, str) else value
    folder, dot, name = value.partition(".")
    return f"{renames.get(folder, folder)}{dot}{name}"
