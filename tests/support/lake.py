"""SQL over Parquet files as Athena does it: the catalog alone says which files, columns and key values are.

DuckDB is handed one SELECT for each partition that `GetPartitions` gives for an expression, over the files
below that partition's location. It never sees a table's root, and takes no key from a folder's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from tests.support.engine import glue

if TYPE_CHECKING:
    from mypy_boto3_glue.type_defs import PartitionTypeDef, TableTypeDef

NULL = "__HIVE_DEFAULT_PARTITION__"  # Hive's and Glue's partition value for null
PART = "part-0.parquet"  # what `write` calls a file
UNSEEN = ("_", ".")  # Hive and Trino skip what starts so: _SUCCESS, .part-0.parquet.crc
OPENED = "SELECT DISTINCT path FROM duckdb_logs_parsed('FileSystem') WHERE op = 'OPEN'"
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Lake:
    """A folder that stands for S3: `s3://bucket/key` is `root/bucket/key`, byte for byte."""

    root: Path

    def path(self, location: str) -> Path:
        """Where a location lies. Escapes in it are part of the key, as in S3."""
        return self.root / location.removeprefix("s3://")

    def files(self, location: str) -> list[Path]:
        """The data files below a location."""
        below = self.path(location)
        found = (file for file in below.rglob("*") if file.is_file())
        return sorted(f for f in found if not any(p.startswith(UNSEEN) for p in f.relative_to(below).parts))

    def write(self, location: str, columns: Sequence[str], rows: Sequence[Row]) -> Path:
        """The one Parquet file at a location, with these columns (`amount decimal(15,2)`) and rows."""
        folder = self.path(location)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / PART
        con = _writer()
        con.execute(f"CREATE OR REPLACE TABLE rows ({', '.join(columns)})")
        con.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(columns))})", rows)
        con.execute(f"COPY rows TO {_text(str(file))} (FORMAT parquet)")
        return file


@dataclass
class Athena:
    """Answers SQL over the tables of one Glue database; `opened` are the files that the last query opened."""

    lake: Lake
    endpoint: str
    database: str
    opened: set[Path] = field(default_factory=set)

    def query(self, sql: str, **pruned: str) -> list[Row]:
        """The rows of `sql` over the tables named in `pruned`, each with the expression that Glue is asked.

        An expression may be wider than the query's own WHERE, never narrower; empty, it is all partitions.
        Raises duckdb.Error where a file can't be read.
        """
        with _connected() as con:
            con.execute("CALL enable_logging('FileSystem')")  # first, for views open files as well
            for table, expression in pruned.items():
                con.execute(f"CREATE VIEW {_name(table)} AS {self._relation(table, expression)}")
            rows = con.execute(sql).fetchall()
            self.opened = {Path(path) for (path,) in con.execute(OPENED).fetchall()}
        return rows

    def _relation(self, name: str, expression: str) -> str:
        client = glue(self.endpoint)
        table = client.get_table(DatabaseName=self.database, Name=name)["Table"]
        asked: Any = {"Expression": expression} if expression else {}
        pages = client.get_paginator("get_partitions").paginate(
            DatabaseName=self.database, TableName=name, **asked
        )
        partitions = (partition for page in pages for partition in page["Partitions"])
        return " UNION ALL ".join([_nothing(table), *self._selects(table, partitions)])

    def _selects(self, table: TableTypeDef, partitions: Iterator[PartitionTypeDef]) -> Iterator[str]:
        for partition in partitions:
            files = self.lake.files(partition["StorageDescriptor"]["Location"])
            if files:  # a partition may be declared before its files come
                listed = ", ".join(_text(str(file)) for file in files)
                source = f"read_parquet([{listed}], hive_partitioning = false)"
                yield f"SELECT {', '.join(_columns(table, partition))} FROM {source}"


def _nothing(table: TableTypeDef) -> str:
    """The table's columns and keys without a row: what a query over no partition reads."""
    described = [*table["StorageDescriptor"]["Columns"], *table["PartitionKeys"]]
    return f"SELECT {', '.join(_cast('NULL', c['Type'], c['Name']) for c in described)} WHERE false"


def _columns(table: TableTypeDef, partition: PartitionTypeDef) -> Iterator[str]:
    """A partition's columns in the table's order and types; null where it has none, keys by its values."""
    own = {column["Name"]: column["Type"] for column in partition["StorageDescriptor"]["Columns"]}
    for column in table["StorageDescriptor"]["Columns"]:
        name = column["Name"]
        read = f"CAST({_name(name)} AS {own[name]})" if name in own else "NULL"
        yield _cast(read, column["Type"], name)
    for key, value in zip(table["PartitionKeys"], partition["Values"], strict=True):
        yield _cast("NULL" if value == NULL else _text(value), key["Type"], key["Name"])


def _cast(value: str, glue_type: str, name: str) -> str:
    return f"CAST({value} AS {glue_type}) AS {_name(name)}"  # DuckDB knows Glue's primitive types by name


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _connected() -> duckdb.DuckDBPyConnection:
    """A database in memory that fetches nothing from anywhere."""
    return duckdb.connect(config={"autoinstall_known_extensions": "false"})


@cache
def _writer() -> duckdb.DuckDBPyConnection:
    """One for all files: to open a database takes longer than to write one of them."""
    return _connected()
