"""What changed in a list of columns, as the index paths that the engine's display understands.

The engine looks a path up in the old list and in the new one alike. So an insertion in the middle may
only name the new index, and a removal the old one; a column that changed and also moved is a removal
plus an addition; a column that others merely shifted is not named at all. Where a removal and an
addition of different columns would need the same index, only the whole list can be named truthfully.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.aws.shapes.properties import UNKNOWN
from catalog.language.changes.ordering import longest_in_order

from .property_diff import ADD, DELETE, Delta

Columns = Sequence[Any]  # objects in normal form, or UNKNOWN


def column_deltas(path: str, old: Columns, new: Columns) -> list[Delta] | None:
    """The deltas between two lists in normal form, without those inside a column that kept its index.

    None where index paths can't tell the truth: the caller names the whole list.
    """
    old_at, new_at = _positions(old), _positions(new)
    if old_at is None or new_at is None:
        return None
    gone = {i for name, i in old_at.items() if name not in new_at}
    come = {i for name, i in new_at.items() if name not in old_at}
    for name in _out_of_place(old, new, old_at, new_at):
        gone.add(old_at[name])
        come.add(new_at[name])
    if gone & come:
        return None
    return [Delta(f"{path}[{i}]", DELETE) for i in sorted(gone)] + [
        Delta(f"{path}[{i}]", ADD) for i in sorted(come)
    ]


def changed_in_place(old: Columns, new: Columns) -> list[int]:
    """The indices at which the same column stands in both lists, and differs."""
    pairs = enumerate(zip(old, new, strict=False))
    return [i for i, (a, b) in pairs if a is not UNKNOWN and b is not UNKNOWN and _same_name(a, b) and a != b]


def _same_name(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one.get("name") == other.get("name")


def _positions(columns: Columns) -> dict[str, int] | None:
    """Index by name; None where a name is unknown, missing or twice there."""
    found: dict[str, int] = {}
    for index, column in enumerate(columns):
        name = None if column is UNKNOWN else column.get("name")
        if not isinstance(name, str) or name in found:
            return None
        found[name] = index
    return found


def _out_of_place(old: Columns, new: Columns, old_at: dict[str, int], new_at: dict[str, int]) -> list[str]:
    """Columns in both lists that changed places among those that stayed, or changed under another index."""
    stayed = [name for name in new_at if name in old_at]
    keep = longest_in_order([old_at[name] for name in stayed])
    return [
        name
        for name in stayed
        if old_at[name] not in keep
        or (old_at[name] != new_at[name] and old[old_at[name]] != new[new_at[name]])
    ]
