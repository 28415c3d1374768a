"""The verdict table of whole tables and databases, and of what describes them."""

from __future__ import annotations

from collections.abc import Mapping

from ..row import ALL, Case, case, everywhere, row

CASES: Mapping[str, Case] = {
    "drop table": everywhere(
        "CHG601", "a table dropped", "B", "queries, views and grants over it fail", "A4 A20 D"
    ),
    "rename table": everywhere(
        "CHG601",
        "a table or a database renamed",
        "B",
        "queries by the old name fail: Glue makes a new one; partitions, grants and views are made again",
        "A4 A20 D",
    ),
    "drop database": everywhere(
        "CHG606", "a database dropped", "B", "queries of all its tables fail", "A20 D"
    ),
    "move table": everywhere(
        "CHG607",
        "a table leaves this stack, which would remove it",
        "B",
        "queries fail until the other stack makes it",
        "A20 I",
    ),
    "create": everywhere("CHG610", "a table or a database made", "A", "there is something more", "A20 I"),
    "describe": everywhere(
        "CHG602", "description, owner or business context changed", "C", "rows are the same", "A1 I"
    ),
    "change database": everywhere(
        "CHG611",
        "where tables lie that are made later, or who may read them",
        "C",
        "tables that there are stay as they are",
        "A17 I",
    ),
    "change table type": everywhere(
        "CHG514",
        "the table's kind changed (`tableType`, `EXTERNAL`)",
        "B",
        "it may be taken for another kind of table",
        "A17 I",
    ),
    "change view text": case(
        "CHG515",
        "the query of a view changed",
        row(ALL, ALL, ALL, "B", "another query runs: its columns and rows may be others", "A15 D"),
    ),
}
