"""What readers do with partitions whose schema is not the table's, in words. Pure.

From the rules of column_access; of Spark 3.5 that it reads by the table's columns and ignores the
partition's, but takes SerDe and parameters from the partition (both tried); of Redshift Spectrum that a
columnar file's type must be the table's (Redshift developer guide, "CREATE EXTERNAL TABLE").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.language.findings import listed
from catalog.language.glue.types import canonical_or_text

from .column_access import AVRO, ORC, PARQUET, ColumnAccess, is_readable

SHOWN = 5  # columns that a line names
BINARY = (PARQUET, ORC, AVRO)  # files hold types of their own

Columns = tuple[tuple[str, str], ...]  # names in lower case, types
Lag = tuple[str, str]  # what partitions keep, and what readers do


@dataclass(frozen=True, slots=True)
class Schema:
    """What a storage descriptor says of how files are read."""

    columns: Columns
    input_format: str
    library: str
    parameters: Mapping[str, str]  # the SerDe's

    @staticmethod
    def of(descriptor: Mapping[str, Any] | None) -> Schema:
        """Of a `storageDescriptor` in the spelling of properties."""
        given = descriptor or {}
        serde = given.get("serDeInfo") or {}
        return Schema(
            tuple((_name(c["name"]), _type(c.get("type"))) for c in given.get("columns") or ()),
            str(given.get("inputFormat") or ""),
            str(serde.get("serializationLibrary") or ""),
            serde.get("parameters") or {},
        )

    @staticmethod
    def of_glue(descriptor: Mapping[str, Any] | None) -> Schema:
        """Of a StorageDescriptor as Glue spells it."""
        given = descriptor or {}
        serde = given.get("SerdeInfo") or {}
        return Schema(
            tuple((_name(c["Name"]), _type(c.get("Type"))) for c in given.get("Columns") or ()),
            str(given.get("InputFormat") or ""),
            str(serde.get("SerializationLibrary") or ""),
            serde.get("Parameters") or {},
        )

    @property
    def access(self) -> ColumnAccess:
        """How columns are found in the files."""
        return ColumnAccess.of(self.library, self.parameters)


def lags(own: Schema, table: Schema) -> Iterator[Lag]:
    """What partitions with the schema `own` keep where the table has `table`, worst first."""
    access = own.access
    if own.input_format != table.input_format or access.format != table.access.format:
        yield "format", "Athena takes one format for a table and its partitions"
        return
    yield from column_lags(own.columns, table.columns, access)
    if own.library != table.library or own.parameters != table.parameters:
        yield "SerDe settings", "Athena and Spark 3.5 read their files by these, not by the table's"


def column_lags(own: Columns, table: Columns, access: ColumnAccess) -> Iterator[Lag]:
    """The same of columns alone."""
    names = [name for name, _ in own]
    wanted = [name for name, _ in table]
    if access.by_index and any(a != b for a, b in zip(names, wanted, strict=False)):
        yield (
            "order of columns",
            "Athena pairs columns of this format by their place: HIVE_PARTITION_SCHEMA_MISMATCH or values in "
            "the wrong column",
        )
    known = dict(own)
    differing = [(name, known[name], kind) for name, kind in table if known.get(name, kind) != kind]
    refused = [column for column in differing if not is_readable(column[1], column[2])]
    cast = [column for column in differing if column not in refused]
    if refused:
        yield _types(refused), f"Athena refuses them (HIVE_PARTITION_SCHEMA_MISMATCH){_others(access)}"
    if cast:
        yield _types(cast), f"Athena reads their files by it and casts{_others(access)}"
    if lacking := [name for name in wanted if name not in known]:
        athena = (
            "the columns in front of it decide what Athena reads"
            if access.by_index
            else "Athena shows NULL, also where files hold it; Spark 3.5 reads it"
        )
        yield f"columns, without {_listed(lacking)}", athena


def _others(access: ColumnAccess) -> str:
    if access.format in (PARQUET, ORC):
        return "; Spark 3.5 and Redshift read files by the table's type alone"
    return "; Spark 3.5 reads files by the table's type alone"


def _types(columns: Sequence[tuple[str, str, str]]) -> str:
    types = "type" if len(columns) == 1 else "types"
    return f"{types} of {_listed([f'{name} ({own}, now {kind})' for name, own, kind in columns])}"


def _listed(names: Sequence[str]) -> str:
    return listed(names, SHOWN)


def _name(given: Any) -> str:
    return str(given).lower()


def _type(given: Any) -> str:
    return canonical_or_text(str(given or ""))
