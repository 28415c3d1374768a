"""All trials, and those that a reader takes part in."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from . import column_changes, storage, structures, type_changes
from .model import Trial

# What a reader reads at all. Spark finds ORC's columns by name where a file has names; Hive's readers are
# tried where they differ from Spark's own.
MODES: Mapping[str, tuple[str, ...]] = {
    "spark-3.5": ("PN", "ON", "TX", "JS", "AV"),
    "spark-4.0": ("PN", "ON", "TX", "JS", "AV"),
    "hive": ("PN", "PI", "ON", "OI"),
    "duckdb": ("PN", "TX", "JS"),
    "pyarrow": ("PN", "ON", "TX", "JS"),
}
BY_TABLE = ("spark-3.5", "spark-4.0")  # that read by a table in a metastore: the others have no partitions
PARTITIONED = {  # what is tried with a partition that keeps the old columns as well
    *("add last column", "add column", "drop column", "rename column", "move column"),
    *("int -> bigint", "float -> double", "string -> int", "bigint -> int", "int -> string"),
    *("add last field", "add field", "drop field", "rename field", "reorder fields"),
}


def trials() -> Iterator[Trial]:
    """Every trial of every mode."""
    for each in (*column_changes.trials(), *structures.trials(), *type_changes.trials(), *storage.trials()):
        yield each
        if each.change in PARTITIONED:
            yield dataclasses.replace(each, partitioned=True)


def trials_of(reader: str) -> Iterator[Trial]:
    """Those of a reader: what needs a table (partitions, SerDes) is for those that know tables."""
    for each in trials():
        needs_table = each.partitioned or each.written or each.serde or each.options or each.by_spark
        if each.mode in MODES[reader] and (reader in BY_TABLE or not needs_table):
            yield each
