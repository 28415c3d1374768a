"""The verdict table of columns: dropped, renamed, added, moved, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping

from ..access import CASE, LITERAL
from ..row import ALL, Case, case, everywhere, row

_NAME = "queries that name it fail"
_UNKNOWN = "how this SerDe finds columns is not known here"
_VIEW = "views over SELECT * are stale until they are made again"
_SHIFT = f"{_NAME}, and each column behind it gets its neighbour's values in files written before"
_INSERTED = "each column behind it gets its neighbour's values in files written before"
_SWAPPED = "files written before give the columns each other's values, without an error where types fit"
_PAIRED = (
    "columns of table and partition are compared by position: HIVE_PARTITION_SCHEMA_MISMATCH, or "
    "values of other columns"
)
_WHERE = "partitions.cascade: true, where the spec declares the partitions, so that they get the new"
_CASCADE = f"Move it to the end, or write {_WHERE} columns"

CASES: Mapping[str, Case] = {
    "drop last column": case(
        "CHG101",
        "the last column dropped",
        row("AV", ALL, ALL, "B", f"{_NAME}; avro.schema.literal may hold it still", "A10 X3 I", LITERAL),
        row("PN ON TX JS AV", "spark-3.5", ALL, "B", _NAME, "A1 X1 X3 T", outcome="same"),
        row(ALL, ALL, ALL, "B", _NAME, "A1 D"),
    ),
    "drop column": case(
        "CHG101",
        "a column before the last dropped",
        row("TX", "spark-3.5", ALL, "B", _SHIFT, "A1 L1 X1 X3 T", outcome="other"),
        row("TX OI PI", ALL, ALL, "B", _SHIFT, "A1 L1 D"),
        row("PN ON JS AV", "spark-3.5", ALL, "B", _NAME, "A1 X1 X3 T", outcome="same"),
        row(ALL, ALL, ALL, "B", _NAME, "A1 D"),
    ),
    "rename column": case(
        "CHG102",
        "a column renamed",
        row(
            "AV",
            ALL,
            ALL,
            "B",
            "queries by the old name fail, and so does reading where "
            "avro.schema.literal has no default for the new one",
            "A10 X3 I",
            LITERAL,
        ),
        row(
            "PN ON JS AV",
            "spark-3.5",
            ALL,
            "B",
            "files written before give NULL under the new name, "
            "without an error, and queries by the old name fail",
            "A1 X1 X3 T",
            outcome="null",
        ),
        row(
            "PN ON JS AV",
            ALL,
            ALL,
            "B",
            "files written before give NULL under the new name, without an "
            "error, and queries by the old name fail",
            "A1 D",
        ),
        row(
            "TX",
            "spark-3.5",
            ALL,
            "B",
            "queries by the old name fail, though files stay readable",
            "A1 X1 T",
            outcome="same",
        ),
        row("TX OI PI IC", ALL, ALL, "B", "queries by the old name fail, though files stay readable", "A1 D"),
        row(ALL, ALL, ALL, "B", "queries by the old name fail", "A1 D"),
    ),
    "add last column": case(
        "CHG103",
        "a column added at the end",
        row("XX", ALL, ALL, "B", _UNKNOWN, "A1 I"),
        row(
            "PN ON JS AV",
            "athena trino",
            "OLD",
            "A",
            "it is NULL in partitions that keep the old columns, even where their files hold it",
            "TR9 S",
            remedy="Write partitions.cascade: true, or leave it out, so that partitions get the column",
        ),
        row(
            "PN ON TX JS AV",
            "spark-3.5",
            ALL,
            "A",
            f"it is NULL in files written before; {_VIEW}",
            "A1 X1 X3 T",
            outcome="null",
        ),
        row(ALL, ALL, ALL, "A", f"it is NULL in files written before; {_VIEW}", "A1 IC1 D"),
    ),
    "add column without default": case(
        "CHG103",
        "a column added that avro.schema.literal has no default for",
        row(
            ALL,
            ALL,
            ALL,
            "B",
            "avro.schema.literal replaces the columns: a field without a "
            "default is an error, one that is not there is never read",
            "A10 X3 I",
            outcome="error",
            remedy="Add the field to avro.schema.literal, with a default",
        ),
    ),
    "add column": case(
        "CHG104",
        "a column added before others",
        row("XX", ALL, ALL, "B", _UNKNOWN, "A1 I"),
        row("TX", "spark-3.5", ALL, "B", _INSERTED, "A1 X1 X3 T", outcome="other"),
        row("TX OI PI", ALL, ALL, "B", _INSERTED, "A1 D"),
        row("JS AV", "athena", "OLD", "B", _PAIRED, "A3 D", remedy=_CASCADE),
        row(
            "PN ON", "athena trino", "OLD", "A", "it is NULL in partitions that keep the old columns", "TR9 S"
        ),
        row(
            "PN ON JS AV",
            "spark-3.5",
            ALL,
            "A",
            f"it is NULL in files written before; {_VIEW}",
            "A1 X1 X3 T",
            outcome="null",
        ),
        row(ALL, ALL, ALL, "A", f"it is NULL in files written before; {_VIEW}", "A1 IC1 D"),
    ),
    "replace last column": case(
        "CHG103",
        "a column added at the end, where another one was that goes",
        row("XX", ALL, ALL, "B", _UNKNOWN, "A1 I"),
        row(
            "TX OI PI",
            ALL,
            ALL,
            "B",
            "files written before give it the values of the column that was there",
            "A1 I",
            remedy="Add it behind the old columns, and drop the other one in a later run",
        ),
        row("JS AV", "athena", "OLD", "B", _PAIRED, "A3 D", remedy=_CASCADE),
        row(ALL, ALL, ALL, "A", f"it is NULL in files written before; {_VIEW}", "A1 IC1 D"),
    ),
    "move column": case(
        "CHG105",
        "a column moved",
        row("XX", ALL, ALL, "B", _UNKNOWN, "A1 I"),
        row("TX", "spark-3.5", ALL, "B", _SWAPPED, "A1 X3 X4 T", outcome="other"),
        row("TX OI PI", ALL, ALL, "B", _SWAPPED, "A1 D"),
        row(
            "JS AV",
            "athena",
            "OLD",
            "B",
            _PAIRED,
            "A3 D",
            remedy=f"Keep the order, or write {_WHERE} one",
        ),
        row(
            "PN ON JS AV",
            "spark-3.5",
            ALL,
            "C",
            "columns are found by name; INSERT without names swaps values",
            "A1 X3 X10 T",
            outcome="same",
        ),
        row(ALL, ALL, ALL, "C", "columns are found by name; INSERT without names swaps values", "A1 X10 D"),
    ),
    "change case": case(
        "CHG106",
        "only the case of a name changed",
        row(
            "JS",
            ALL,
            ALL,
            "B",
            "JSON keys count as they are spelled, by case.insensitive of the SerDe: another spelling is NULL",
            "A9 TR5 D",
            CASE,
        ),
        row("PN ON TX JS", "spark-3.5", ALL, "C", "case makes no difference", "X1 X3 I", outcome="same"),
        row(ALL, ALL, ALL, "C", "case makes no difference", "A1 A9 D"),
    ),
    "describe column": everywhere(
        "CHG602", "comment, label or context of a column changed", "C", "values are the same", "A1 I"
    ),
    "make nullable": case(
        "CHG603",
        "a column may be empty now",
        row(
            ALL,
            ALL,
            ALL,
            "C",
            "NULL comes where the spec promised none; Glue itself holds no such promise",
            "IC1 X6 I",
        ),
    ),
    "make not nullable": case(
        "CHG604",
        "a column may not be empty any more",
        row("IC", ALL, ALL, "B", "files that have NULL in the column are refused", "IC1 IC2 D"),
        row(ALL, ALL, ALL, "C", "reading is as before; who writes must fill the column", "IC1 I"),
    ),
    "change keys": everywhere(
        "CHG608",
        "the columns of the primary key changed",
        "C",
        "reading is as before: the key is context, no engine checks it",
        "G1 I",
    ),
}
