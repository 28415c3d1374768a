"""Tables as another tool writes them: what it read, changed and given back whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# what a GetTable gives and an UpdateTable takes
WRITABLE = (
    *("Name", "Description", "Owner", "Parameters", "PartitionKeys", "Retention", "StorageDescriptor"),
    *("TableType", "ViewExpandedText", "ViewOriginalText"),
)


def writable(table: Mapping[str, Any]) -> dict[str, Any]:
    """The TableInput that leaves a table as it is."""
    return {member: table[member] for member in WRITABLE if member in table}
