"""How a reader finds a column in a file: the column-access mode of a table, by its SerDe and parameters.

A mode is of a table and a reader: Athena takes ORC columns by their position where Spark takes them by name
(Athena user guide, "Handle schema updates"; Redshift, "External tables").
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.language.glue import storage_formats
from catalog.language.glue.storage_formats import ORC_BY_POSITION, PARQUET_BY_POSITION

from ..model import Table

MODES: Mapping[str, str] = {
    "PN": "Parquet by name",
    "PI": "Parquet by position",
    "OI": "ORC by position",
    "ON": "ORC by name",
    "TX": "text by position (CSV, TSV)",
    "JS": "JSON by name",
    "AV": "Avro by name",
    "IC": "Iceberg, Delta",
    "XX": "any other",
}
OPENCSV, OPENX, CASE, LITERAL = "opencsv", "openx", "case-sensitive", "literal"
OPEN_FORMATS = ("iceberg", "delta", "hudi")  # with a metadata log of their own
AVRO_SCHEMA = "avro.schema.literal"
_CLASSES = {"iceberg": "iceberg", "hoodie": "hudi", "deltastorage": "delta", "deltainput": "delta"}
TABLE_FORMATS = ("table_type", "spark.sql.sources.provider")  # parameters that name an open format


@dataclass(frozen=True, slots=True)
class Access:
    """A mode of MODES, and what else of the SerDe matters."""

    mode: str
    traits: frozenset[str] = frozenset()


def format_of(table: Table) -> str:
    """`csv`, `parquet`, ...; the SerDe's library where it is none of those, and '' without any."""
    for key in TABLE_FORMATS:
        named = table.parameters.get(key, "").lower()
        if named in OPEN_FORMATS:
            return named
    input_format = str(table.storage.get("inputFormat") or "")
    classes = f"{input_format} {table.library}".lower()
    named = next((name for word, name in _CLASSES.items() if word in classes), "")
    return named or storage_formats.format_of(input_format, table.library) or table.library


def is_declared(table: Table) -> bool:
    """Whether how its files are read is declared at all: of others' tables their context alone may be."""
    return bool(table.library or table.storage.get("inputFormat"))


def access(table: Table, reader: str) -> Access:
    """How `reader` finds the columns of the table's files."""
    form = format_of(table)
    if form in _BY_READER:
        return Access(_BY_READER[form](table, reader))
    return Access(_ALWAYS.get(form, "XX"), frozenset(_traits(table, form)))


def _parquet(table: Table, reader: str) -> str:
    """Spark's own reader and Redshift know no other way than the name."""
    by_position = reader in ("athena", "trino", "hive") and _is(parameter(table, PARQUET_BY_POSITION), "true")
    return "PI" if by_position else "PN"


def _orc(table: Table, reader: str) -> str:
    if reader == "redshift":
        resolution = (parameter(table, "orc.schema.resolution") or "name").lower()
        return "ON" if resolution == "name" else "OI"
    if reader in ("athena", "trino"):
        return "ON" if _is(parameter(table, ORC_BY_POSITION), "false") else "OI"
    return "OI" if reader == "hive" else "ON"


_BY_READER = {"parquet": _parquet, "orc": _orc}
_ALWAYS = {"csv": "TX", "json": "JS", "avro": "AV", "iceberg": "IC", "delta": "IC"}


def _traits(table: Table, form: str) -> Iterator[str]:
    library = table.library.lower()
    if form == "csv" and library.endswith("opencsvserde"):
        yield OPENCSV
    if form == "json":
        if "openx" in library:
            yield OPENX
        if _is(parameter(table, "case.insensitive"), "false"):
            yield CASE
    if form == "avro" and parameter(table, AVRO_SCHEMA):
        yield LITERAL


def parameter(table: Table, name: str) -> str:
    """A parameter that engines take from the SerDe or from the table, the SerDe's first."""
    return str(table.serde_parameters.get(name) or table.parameters.get(name) or "")


def _is(value: str, word: str) -> bool:
    return value.strip().lower() == word


def has_default(table: Table, column: str) -> bool:
    """Whether the table's Avro schema has a field of this name with a default for files without it."""
    return any(
        str(each.get("name", "")).lower() == column and "default" in each
        for each in _fields_of_literal(table)
    )


def _fields_of_literal(table: Table) -> list[Mapping[str, Any]]:
    try:
        fields = json.loads(parameter(table, AVRO_SCHEMA))["fields"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return []
    return [each for each in fields if isinstance(each, dict)] if isinstance(fields, list) else []
