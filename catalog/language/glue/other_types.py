"""Types of other languages and databases that people write where a Glue type belongs, and what to write.

No near word is offered for these: `datetime` is near to `date` and means another thing. Names are those of
SQL's standard, SAP HANA, PostgreSQL, SQL Server, Oracle, BigQuery, Snowflake, Arrow and Python.
"""

from __future__ import annotations

from collections.abc import Mapping

_INSTEAD: Mapping[str, tuple[str, ...]] = {
    "string": (
        *("text", "str", "nvarchar", "nvarchar2", "varchar2", "nchar", "ntext", "alphanum", "shorttext"),
        *("clob", "nclob", "longtext", "mediumtext", "tinytext", "character", "utf8", "xml", "inet", "cidr"),
    ),
    "string, which can hold JSON; where the data is nested, struct<a:int> or map<string,string>": (
        *("json", "jsonb", "variant", "object", "dict", "document"),
    ),
    "string, with the UUID as text": ("uuid", "guid", "uniqueidentifier"),
    "string: Glue has no type for a time of day": ("time", "timetz", "timeofday"),
    "string: Glue has no type for geometries": ("geometry", "geography", "st_geometry", "st_point"),
    "boolean": ("bool", "bit", "logical"),
    "tinyint": ("int8", "byte"),
    "smallint": ("int16", "int2", "short", "uint8"),
    "int": ("int32", "int4", "uint16", "mediumint", "serial"),
    "bigint": ("int64", "long", "bigserial", "uint32", "uint"),
    "decimal(20,0): no type of whole numbers has as many digits": ("uint64", "hugeint", "int128"),
    "float": ("float4", "float32", "single", "float16", "half"),
    "interval_day_time, or interval_year_month for months": ("interval", "duration"),
    "array<float>": ("vector", "real_vector"),
    "double": ("float8", "float64", "binary_double"),
    "decimal(15,2), with your digits in all and behind the point": (
        *("number", "money", "smallmoney", "currency", "smalldecimal", "decimal128", "bignumeric", "fixed"),
    ),
    "timestamp": (
        *("datetime", "datetime2", "smalldatetime", "seconddate", "longdate", "timestamp_ntz"),
        *("timestamp_ns", "timestamp_ms", "timestamp_us", "instant"),
    ),
    "timestamp, with the moment in UTC": (
        *("timestamptz", "timestamp_tz", "timestamp_ltz", "datetimeoffset"),
    ),
    "date": ("date32", "daydate", "localdate"),
    "binary": ("blob", "bytes", "bytea", "varbinary", "longblob", "image", "raw"),
    "array<string>, with the type of its elements": ("list", "set", "sequence"),
    "struct<a:int,b:string>, with its fields": ("row", "record", "tuple"),
}
_BY_NAME: Mapping[str, str] = {name: glue for glue, names in _INSTEAD.items() for name in names}


def remedy_for(name: str) -> str:
    """What to write for a type of another language, `name` in lower case; empty if it is none of these."""
    glue = _BY_NAME.get(name)
    return f"Write {glue}" if glue else ""
