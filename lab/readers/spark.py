"""Spark: an external table of the new columns over the old files, in a metastore of its own.

The table says what a Glue table says: columns, SerDe and its properties. Hive's own Parquet and ORC readers
are Spark's with the conversion of metastore tables switched off. The metastore is in memory, the warehouse in
the run's folder, and every address is this machine's own.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyspark
from pyspark.sql import SparkSession
from pyspark.sql.types import Row as SparkRow

from lab.files.places import folder
from lab.readers.rounds import ReadError
from lab.readers.spark_errors import first_line
from lab.trials.model import Columns, Row, Trial

VERSION = pyspark.__version__
_HIVE = "org.apache.hadoop.hive"
_SETTINGS = {
    "spark.master": "local[1]",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.driver.extraJavaOptions": "-Duser.timezone=UTC -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "1",
    "spark.hadoop.javax.jdo.option.ConnectionURL": "jdbc:derby:memory:lab;create=true",
    "spark.hadoop.hive.metastore.disallow.incompatible.col.type.changes": "false",
    "spark.hadoop.datanucleus.schema.autoCreateAll": "true",
    "spark.hadoop.hive.metastore.schema.verification": "false",
}
_CSV = f"ROW FORMAT SERDE '{_HIVE}.serde2.lazy.LazySimpleSerDe'"
_OPEN_CSV = f"ROW FORMAT SERDE '{_HIVE}.serde2.OpenCSVSerde' STORED AS TEXTFILE"
_STORED: Mapping[str, str] = {
    "PN": "STORED AS PARQUET",
    "PI": f"ROW FORMAT SERDE '{_HIVE}.ql.io.parquet.serde.ParquetHiveSerDe' WITH SERDEPROPERTIES"
    " ('parquet.column.index.access' = 'true') STORED AS PARQUET",
    "ON": "STORED AS ORC",
    "OI": "STORED AS ORC",
    "AV": "STORED AS AVRO",
    "JS": "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe' STORED AS TEXTFILE",
}
_BY_POSITION = "orc.force.positional.evolution"


class Spark:
    """A session, and the tables that it makes."""

    def __init__(self, files: Path, scratch: Path, jars: Sequence[Path], *, hive: bool) -> None:
        builder = SparkSession.builder.appName("lab").config(map=_SETTINGS)
        builder = builder.config("spark.sql.warehouse.dir", str(scratch / "warehouse"))
        if jars:
            builder = builder.config("spark.jars", ",".join(map(str, jars)))
        self.session = builder.enableHiveSupport().getOrCreate()
        self.session.sparkContext.setLogLevel("OFF")
        self._files, self._scratch, self._hive = files, scratch, hive
        self._numbers: Iterator[int] = itertools.count()

    def read(self, trial: Trial, part: str) -> Sequence[Row]:
        """The rows of a trial's table; raises ReadError with what the engine said."""
        native = "false" if self._hive else "true"
        self.session.conf.set("spark.sql.hive.convertMetastoreParquet", native)
        self.session.conf.set("spark.sql.hive.convertMetastoreOrc", native)
        self.session.conf.set(_BY_POSITION, "true" if trial.mode == "OI" else "false")
        place = self._written(trial, part) if trial.by_spark else folder(self._files, trial, part)
        try:
            table = (self._partitioned if trial.partitioned else self._table)(trial, place)
            names = ", ".join(f"`{name}`" for name, _ in trial.new)
            found = self.session.sql(f"SELECT {names} FROM {table}").collect()
        except Exception as error:  # whatever the engine raises is what is looked for
            raise ReadError(first_line(error)) from None
        return [tuple(plain(value) for value in row) for row in found]

    def _table(self, trial: Trial, place: Path) -> str:
        name = f"t{next(self._numbers)}"
        self.session.sql(
            f"CREATE EXTERNAL TABLE {name} ({_declared(trial.new)}) {_stored(trial)} LOCATION '{place}'"
        )
        return name

    def _partitioned(self, trial: Trial, place: Path) -> str:
        """A table whose only partition was made before its columns changed."""
        name = f"t{next(self._numbers)}"
        empty = self._scratch / "empty"
        empty.mkdir(exist_ok=True)
        self.session.sql(
            f"CREATE EXTERNAL TABLE {name} ({_declared(trial.columns)}) PARTITIONED BY (day string)"
            f" {_stored(trial)} LOCATION '{empty}'"
        )
        self.session.sql(f"ALTER TABLE {name} ADD PARTITION (day='1') LOCATION '{place}'")
        session: Any = self.session  # the metastore itself, which Spark's own SQL does not let at columns
        fields = session._jvm.org.apache.spark.sql.types.StructType.fromDDL(_declared(trial.new))
        session._jsparkSession.sharedState().externalCatalog().alterTableDataSchema("default", name, fields)
        self.session.sql(f"REFRESH TABLE {name}")
        return name

    def _written(self, trial: Trial, part: str) -> Path:
        """The folder of a table that Spark writes by Hive's SerDe, from Parquet of the same rows."""
        place = self._scratch / f"written-{next(self._numbers)}"
        place.mkdir()
        name = f"w{next(self._numbers)}"
        declared = _declared(trial.columns)
        self.session.sql(
            f"CREATE EXTERNAL TABLE {name} ({declared}) {_STORED[trial.mode]} LOCATION '{place}'"
        )
        written = folder(self._files, dataclasses.replace(trial, written="parquet"), part)
        self.session.sql(f"INSERT INTO {name} SELECT * FROM parquet.`{written}`")
        return place


def _declared(columns: Columns) -> str:
    return ", ".join(f"`{name}` {kind}" for name, kind in columns)


def _stored(trial: Trial) -> str:
    if trial.serde:
        return _OPEN_CSV
    if trial.mode != "TX":
        return _STORED[trial.mode]
    skip = {key: value for key, value in trial.options.items() if key.startswith("skip.")}
    options = {"field.delim": ",", **trial.options}
    said = ", ".join(f"'{key}' = '{value}'" for key, value in options.items() if key not in skip)
    table = "".join(f" TBLPROPERTIES ('{key}' = '{value}')" for key, value in skip.items())
    return f"{_CSV} WITH SERDEPROPERTIES ({said}) STORED AS TEXTFILE{table}"


def plain(value: Any) -> Any:
    """A value as the other readers give it."""
    if isinstance(value, SparkRow):
        return {key: plain(each) for key, each in value.asDict().items()}
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return bytes(value) if isinstance(value, bytearray) else value
