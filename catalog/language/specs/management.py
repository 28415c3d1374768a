"""What of an object a spec manages: all of it, or its context alone (`manage: context`).

Such an object is another tool's: the spec says what it means, never how it is stored. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CONTEXT = "context"
# by the `kind:` of a spec, its keys that say more than what the object means
BEYOND_CONTEXT: Mapping[str, tuple[str, ...]] = {
    "Database": ("location", "permissions"),
    "Table": ("storage", "partitions"),
}


def only_context(data: Mapping[str, Any]) -> bool:
    """Whether a document, or what is resolved of it, has `manage: context`."""
    return data.get("manage") == CONTEXT


def managed_part(data: dict[str, Any], kind: str) -> dict[str, Any]:
    """What of a resolved document is managed: all, or what its object means; a table always has columns."""
    if not only_context(data):
        return data
    found = {key: value for key, value in data.items() if key not in BEYOND_CONTEXT[kind]}
    return {**found, "columns": found.get("columns", [])} if kind == "Table" else found
