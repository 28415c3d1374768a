"""The verdict table of what is inside of structs, arrays and maps. Types in them are those of `types`."""

from __future__ import annotations

from collections.abc import Mapping

from ..row import ALL, Case, case, everywhere, row

_UNKNOWN = "how this SerDe reads structs is not known here"
_ANOTHER_TYPE = "partitions have another type: HIVE_PARTITION_SCHEMA_MISMATCH"
_MISMATCH = "structs of table and partition are compared field by field: HIVE_PARTITION_SCHEMA_MISMATCH"
_REMEDY = (
    "Add the field at the end, or write partitions.cascade: true, where the spec declares the partitions, "
    "so that they get the struct"
)

CASES: Mapping[str, Case] = {
    "add last field": case(
        "CHG301",
        "a field added at the end of a struct",
        row("XX", ALL, ALL, "B", _UNKNOWN, "A1 I"),
        row("AV", "athena", ALL, "A", "it is NULL in files written before", "A10 I"),
        row(
            "PN ON JS AV",
            "spark-3.5",
            ALL,
            "A",
            "it is NULL in files written before",
            "X1 X3 T",
            outcome="null",
        ),
        row(
            "PN PI OI ON JS AV", "athena trino", "OLD", "A", "it shows once partitions have it, too", "TR10 S"
        ),
        row("IC", ALL, ALL, "A", "it is NULL in files written before", "IC1 D"),
        row(ALL, ALL, ALL, "A", "it is NULL in files written before", "TR10 X1 I"),
    ),
    "add field": case(
        "CHG302",
        "a field added to a struct before others",
        row("XX", ALL, ALL, "B", _UNKNOWN, "A1 I"),
        row(
            "TX OI PI",
            ALL,
            ALL,
            "B",
            "fields of a struct are taken by their position: those behind it get their neighbour's values",
            "A1 I",
        ),
        row("PN ON JS AV", "athena trino", "OLD", "B", _MISMATCH, "TR10 S", remedy=_REMEDY),
        row(
            "PN ON JS AV",
            "spark-3.5",
            ALL,
            "C",
            "it is NULL in files written before",
            "X1 X3 T",
            outcome="null",
        ),
        row("IC", ALL, ALL, "C", "it is NULL in files written before", "IC1 D"),
        row(ALL, ALL, ALL, "C", "it is NULL in files written before", "X1 X3 I"),
    ),
    "reorder fields": case(
        "CHG302",
        "the fields of a struct in another order",
        row("XX", ALL, ALL, "B", _UNKNOWN, "A1 I"),
        row(
            "TX OI PI",
            ALL,
            ALL,
            "B",
            "fields of a struct are taken by their position: they get each other's values",
            "A1 I",
        ),
        row("PN ON JS AV", "athena trino", "OLD", "B", _MISMATCH, "TR10 S", remedy=_REMEDY),
        row("PN ON JS AV", "spark-3.5", ALL, "C", "fields are found by name", "X1 X3 T", outcome="same"),
        row("IC", ALL, ALL, "C", "fields are found by their ID", "IC1 D"),
        row(ALL, ALL, ALL, "C", "fields are found by name", "X1 X3 I"),
    ),
    "drop field": case(
        "CHG303",
        "a field of a struct dropped",
        row(
            "PN ON JS AV",
            "athena trino",
            "OLD",
            "B",
            "queries that name it fail; and where it was not the last, HIVE_PARTITION_SCHEMA_MISMATCH",
            "TR10 S",
        ),
        row("PN ON JS AV", "spark-3.5", ALL, "B", "queries that name it fail", "X1 X3 T", outcome="same"),
        row(ALL, ALL, ALL, "B", "queries that name it fail", "X1 X3 I"),
    ),
    "rename field": case(
        "CHG303",
        "a field of a struct renamed",
        row(
            "PN ON JS AV",
            "athena trino",
            "OLD",
            "B",
            "queries by the old name fail, and so do those over "
            "partitions that have it: HIVE_PARTITION_SCHEMA_MISMATCH",
            "TR10 S",
        ),
        row(
            "PN ON JS AV",
            "spark-3.5",
            ALL,
            "B",
            "the new name is NULL in files written before, and queries by the old one fail",
            "X1 X3 T",
            outcome="null",
        ),
        row(
            ALL,
            ALL,
            ALL,
            "B",
            "the new name is NULL in files written before, and queries by the old one fail",
            "X1 X3 I",
        ),
    ),
    "change shape": case(
        "CHG305",
        "struct, map, array and simple types for each other",
        row("JS", "spark-3.5", ALL, "B", "old files give other values, or none", "X1 T", outcome="other"),
        row(
            "PN ON AV",
            "spark-3.5",
            ALL,
            "B",
            "the column can't be read in files written before",
            "X1 T",
            outcome="error",
        ),
        row(
            "TX JS",
            "athena trino",
            "OLD",
            "B",
            _ANOTHER_TYPE,
            "A3 A4 D",
        ),
        row("PN PI ON OI AV XX", "athena trino", "OLD AUTO", "B", _ANOTHER_TYPE, "A3 A4 D"),
        row(ALL, ALL, ALL, "B", "the column can't be read in files written before", "X1 I"),
    ),
    "unknown structure": everywhere(
        "CHG999", "what this version has no verdict for", "B", "what it means is not known here", "A1 I"
    ),
}
