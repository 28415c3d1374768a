"""Kinds of object in which another writer than the program has the say over some members.

An open table format keeps its schema in files of its own and copies it to Glue with each commit; who replaces
a view writes its text and its columns at once; partitions are moved one by one (ALTER TABLE ... PARTITION SET
LOCATION). A `Field` names in `yields_in` the kinds in which it is so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

ICEBERG: Final = "iceberg"
DELTA: Final = "delta"
HUDI: Final = "hudi"
VIEW: Final = "view"
PARTITION: Final = "partition"
CONTEXT: Final = (
    "context"  # of which the program manages the context alone: catalog/provider/merging/context.py
)
OPEN_FORMATS: Final = frozenset({ICEBERG, DELTA, HUDI})

# by their parameters: Iceberg's GlueTableOperations, Athena and Delta's and Hudi's sync to the catalog
MARKS: Final = ("table_type", "spark.sql.sources.provider")
# Parameters that the engine writes with each commit: the live values stand, whatever is declared.
POINTERS: Final[Mapping[str, frozenset[str]]] = {
    ICEBERG: frozenset({"table_type", "metadata_location", "previous_metadata_location"}),
}


def kinds_of(table: Mapping[str, Any]) -> frozenset[str]:
    """What of the above a table or partition in Glue's spelling is; usually nothing."""
    parameters = table.get("Parameters") or {}
    marks = {str(parameters.get(mark) or "").lower() for mark in MARKS}
    found = OPEN_FORMATS & marks
    if table.get("TableType") == "VIRTUAL_VIEW":
        found |= {VIEW}
    if "Values" in table:
        found |= {PARTITION}
    return found


def pointers(kinds: frozenset[str]) -> frozenset[str]:
    """The parameters that are always the engine's in an object of these kinds."""
    return frozenset().union(*(POINTERS.get(kind, frozenset()) for kind in kinds))
