"""Glue types as Arrow's, and Parquet and ORC files written from them.

The Parquet files are as Spark 3.5 writes them: timestamps of 96 bits, decimals of up to 18 digits as integers
(spark.sql.parquet.outputTimestampType INT96, writeLegacyFormat false).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.orc
import pyarrow.parquet

from catalog.language.glue.types import Array, Char, Decimal, GlueType, Map, Primitive, Struct, Varchar, parse
from lab.trials.model import Columns, Row

_PRIMITIVES: Mapping[str, Any] = {
    "tinyint": pa.int8(),
    "smallint": pa.int16(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "string": pa.string(),
    "binary": pa.binary(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}


def arrow_type(kind: GlueType) -> Any:
    """The Arrow type of a Glue type."""
    match kind:
        case Primitive():
            return _PRIMITIVES[kind.name]
        case Decimal():
            return pa.decimal128(kind.precision, kind.scale)
        case Char() | Varchar():
            return pa.string()
        case Array():
            return pa.list_(arrow_type(kind.element))
        case Map():
            return pa.map_(arrow_type(kind.key), arrow_type(kind.value))
        case Struct():
            return pa.struct([(name, arrow_type(each)) for name, each in kind.fields])
    raise ValueError(f"{kind}: no trial has such a type")


def schema(columns: Columns) -> Any:
    """The Arrow schema of columns."""
    return pa.schema([(name, arrow_type(parse(kind))) for name, kind in columns])


def table(columns: Columns, rows: tuple[Row, ...]) -> Any:
    """Rows as an Arrow table."""
    fields = schema(columns)
    arrays = [
        pa.array([_value(row[at], each.type) for row in rows], each.type) for at, each in enumerate(fields)
    ]
    return pa.Table.from_arrays(arrays, schema=fields)


def _value(value: Any, kind: Any) -> Any:
    return list(value.items()) if pa.types.is_map(kind) and isinstance(value, dict) else value


def write_parquet(path: Path, columns: Columns, rows: tuple[Row, ...]) -> None:
    """Write a Parquet file."""
    pyarrow.parquet.write_table(
        table(columns, rows), path, use_deprecated_int96_timestamps=True, store_decimal_as_integer=True
    )


def write_orc(path: Path, columns: Columns, rows: tuple[Row, ...]) -> None:
    """Write an ORC file."""
    pyarrow.orc.write_table(table(columns, rows), path)
