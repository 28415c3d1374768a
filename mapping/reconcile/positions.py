"""The order of columns in specs whose files are read by position.

Such files have no names: a column that comes in the middle would take the values of the next one. So a spec
keeps its order, and new columns go last, unless a rule says that the files follow the export
(`column_order: export`). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.changes.model import Table
from catalog.language.changes.spec_changes import readers_of
from catalog.language.changes.verdicts.access import access
from catalog.language.specs.resolver import TableSpec

from .alignment import align

BY_POSITION = frozenset({"TX", "PI", "OI"})  # modes of access


def is_read_by_position(table: Table, spec: TableSpec) -> bool:
    """Whether any of the table's readers finds columns by their position in the file."""
    return any(access(table, reader).mode in BY_POSITION for reader in readers_of(spec))


def in_order_of(here: Mapping[str, Any], incoming: dict[str, Any]) -> dict[str, Any]:
    """The incoming spec with its columns in the order of those here, and new ones last."""
    ours, theirs = incoming.get("columns"), here.get("columns")
    if not isinstance(ours, list) or not isinstance(theirs, list):
        return incoming
    places = {o: t for _, t, o in align([], theirs, ours) if None not in (t, o)}
    order = sorted(range(len(ours)), key=lambda o: (places.get(o, len(theirs)), o))
    return {**incoming, "columns": [ours[o] for o in order]}
