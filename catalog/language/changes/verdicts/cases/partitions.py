"""The verdict table of partitions: their keys, the values that are declared, projection, and indexes."""

from __future__ import annotations

from collections.abc import Mapping

from ..row import ALL, Case, case, everywhere, row

_UNTOUCHED = "projection makes no difference: registered partitions are read"
_NO_ROWS = "folders that are not computed any more give no rows, without an error"

CASES: Mapping[str, Case] = {
    "rename key": case(
        "CHG401",
        "a partition key renamed",
        row("IC", ALL, ALL, "C", "data stay: a partition spec evolves", "IC1 D"),
        row(
            ALL,
            "athena",
            ALL,
            "B",
            "queries by the old name fail; MSCK and projection find no folder of the new one",
            "A6 A18 D",
        ),
        row(
            ALL,
            "spark-3.5",
            ALL,
            "B",
            "queries by the old name fail; MSCK finds no folder of the new one: no rows",
            "X8 I",
        ),
        row(
            ALL, ALL, ALL, "B", "queries by the old name fail; repairs find no folder of the new one", "X8 I"
        ),
    ),
    "change key type": case(
        "CHG402",
        "the type of a partition key changed",
        row(
            ALL,
            "athena trino",
            ALL,
            "B",
            "values that are none of the type are an error: HIVE_INVALID_PARTITION_VALUE",
            "TR14 S",
        ),
        row(
            ALL,
            "spark-3.5",
            ALL,
            "B",
            "values that are none of the type are NULL, and 01 and 1 are taken for one",
            "X4 I",
            outcome="other",
        ),
        row(ALL, ALL, ALL, "B", "values of partitions are read as another type", "TR14 X4 I"),
    ),
    "change keys of partitions": case(
        "CHG403",
        "partition keys added, dropped or in another order",
        row("IC", ALL, ALL, "C", "data stay: a partition spec evolves", "IC1 D"),
        row(
            ALL,
            "athena",
            ALL,
            "B",
            "queries fail: old partitions have another number of values, and values are by position",
            "A8 G6 D",
        ),
        row(
            ALL, "spark-3.5", ALL, "B", "no rows are found: values of old partitions are by position", "X8 I"
        ),
        row(ALL, "redshift", ALL, "B", "a partition column can't be dropped; values are by position", "R5 D"),
        row(ALL, ALL, ALL, "B", "no rows are found: values of old partitions are by position", "G6 I"),
    ),
    "column becomes key": case(
        "CHG404",
        "a column becomes a partition key, or the reverse",
        row(
            ALL,
            "spark-3.5",
            ALL,
            "B",
            "a name that is in files and in keys is refused, or no rows are found",
            "X8 I",
        ),
        row(ALL, "redshift", ALL, "B", "a name that is in files and in keys is refused", "R2 D"),
        row(ALL, ALL, ALL, "B", "the column is looked for in another place than before", "G6 I"),
    ),
    "describe key": everywhere(
        "CHG602", "comment, label or context of a partition key changed", "C", "values are the same", "A1 I"
    ),
    "switch projection": case(
        "CHG411",
        "projection switched on or off",
        row(
            ALL,
            "athena",
            ALL,
            "B",
            "partitions are computed, or not any more: rows of those that are not in both are gone, "
            "without an error",
            "A5 D",
        ),
        row(
            ALL,
            "trino",
            ALL,
            "B",
            "partitions are computed, or not any more: rows of those that are not in both are gone",
            "A5 I",
        ),
        row(ALL, "redshift spark-3.5 spark-4.0", ALL, "C", _UNTOUCHED, "A5 D"),
        row(ALL, ALL, ALL, "C", _UNTOUCHED, "A5 I"),
    ),
    "narrow projection": case(
        "CHG412",
        "projection narrowed, or computed in another way",
        row(ALL, "athena", ALL, "B", _NO_ROWS, "A5 A6 D"),
        row(ALL, "trino", ALL, "B", _NO_ROWS, "A5 I"),
        row(ALL, "redshift spark-3.5 spark-4.0", ALL, "C", _UNTOUCHED, "A5 D"),
        row(ALL, ALL, ALL, "C", _UNTOUCHED, "A5 I"),
    ),
    "widen projection": case(
        "CHG413",
        "projection widened",
        row(ALL, ALL, ALL, "A", "rows are the same; Athena looks into more folders", "A5 D"),
    ),
    "remove partitions": case(
        "CHG421",
        "partitions removed that were declared",
        row(
            ALL,
            "athena",
            "PROJECTED",
            "C",
            "partitions are computed, registered ones are not asked for",
            "A5 D",
        ),
        row(ALL, ALL, ALL, "B", "rows of these partitions are gone, without an error", "G6 A5 D"),
    ),
    "partitions leave": case(
        "CHG421",
        "partitions that `today` leaves behind: the spec says the same as before",
        row(ALL, ALL, ALL, "C", "rows of these partitions are gone, as the spec says since before", "G6 D"),
    ),
    "add partitions": everywhere("CHG422", "partitions added", "A", "there are more rows", "G6 D"),
    "change indexes": everywhere(
        "CHG423", "a partition index added or removed", "C", "rows are the same, slower or faster", "G6 I"
    ),
    "change partition set": everywhere(
        "CHG424",
        "who may hold partitions, and whether they follow the table (`ownership`, `cascade`)",
        "C",
        "reading goes by what partitions are like after the run",
        "A3 G3 I",
    ),
    "change partition layout": everywhere(
        "CHG425",
        "where partitions lie, or how their own files are read (`location`, `overrides`)",
        "B",
        "other files are found, or read otherwise",
        "X10 A3 I",
    ),
}
