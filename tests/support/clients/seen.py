"""What differs between two readings of a table, and what a preview with refresh would change, by name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.support.engine import Engine

OF_EACH_UPDATE = ("VersionId", "UpdateTime")
SAME = ("same", "refresh")


def members(value: Any, path: str = "") -> dict[str, Any]:
    """Every member below `value` by its path: columns by their names, and their order as one member."""
    if isinstance(value, Mapping) and value:
        found: dict[str, Any] = {}
        for name, inner in value.items():
            found |= members(inner, f"{path}.{name}" if path else name)
        return found
    if path.endswith(("Columns", "PartitionKeys")) and _named(value):
        found = {f"{path}.*": [column["Name"] for column in value]}
        for column in value:
            found |= members(column, f"{path}.{column['Name']}")
        return found
    return {path: value}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The members that are not as they were, with what they are now; None is gone.

    Both are tables as GetTable gives them; what every update moves is left out, and an empty member is none.
    """
    old, new = _filled(before), _filled(after)
    paths = (old.keys() | new.keys()) - set(OF_EACH_UPDATE)
    return {path: new.get(path) for path in sorted(paths) if old.get(path) != new.get(path)}


def drift(engine: Engine) -> dict[str, set[str]]:
    """What `pulumi preview --refresh` would change: each resource's properties by path, or else the step.

    Resources are named by their class and their own name: `CatalogTable sales.orders`.
    """
    done = engine.run("preview", "--refresh", "--json")
    assert done.status == 0, done.output
    plan, _ = json.JSONDecoder().raw_decode(done.output, done.output.index("{\n"))
    found: dict[str, set[str]] = {}
    for step in plan["steps"]:
        if step["op"] not in SAME:
            kind, name = step["urn"].split("::")[-2:]
            paths = step.get("detailedDiff") or {step["op"]}
            found.setdefault(f"{kind.rpartition(':')[2]} {name}", set()).update(paths)
    assert bool(found) == any(op != "same" for op in plan["changeSummary"])
    return found


def _filled(table: Mapping[str, Any]) -> dict[str, Any]:
    return {path: value for path, value in members(table).items() if value not in ("", [], {}, None)}


def _named(value: Any) -> bool:
    return isinstance(value, Sequence) and all(isinstance(c, Mapping) and "Name" in c for c in value)
