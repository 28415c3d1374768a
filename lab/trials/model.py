"""One trial: old columns and rows as they are written, new columns, and what their values then are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

Columns = tuple[tuple[str, str], ...]  # name and Glue type
Row = tuple[Any, ...]

FORMATS: Mapping[str, str] = {  # of a column-access mode of the verdict table
    "PN": "parquet",
    "PI": "parquet",
    "ON": "orc",
    "OI": "orc",
    "TX": "csv",
    "JS": "json",
    "AV": "avro",
}


class Expected(Enum):
    """What no value says."""

    ADDED = "the old file has no such column or field: NULL is right"
    NONE = "the new type has no such value: NULL or an error is right"


@dataclass(frozen=True)
class Either:
    """Several spellings of the same value, such as 0.1 and 0.10000000149 of a float."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class Trial:
    """A change in one column-access mode.

    `change` is its name, of a type change `int -> bigint`. `expected` has a row for each of `rows`, by `new`;
    `written` is the format of the old files where it is not the table's; `options` are the SerDe's
    properties. `partitioned`: the files lie in a partition that keeps the old columns.
    """

    change: str
    mode: str
    columns: Columns
    rows: tuple[Row, ...]
    new: Columns
    expected: tuple[Row, ...]
    written: str = ""
    serde: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    partitioned: bool = False

    @property
    def name(self) -> str:
        """The trial's name among those of its mode; its files' folder too."""
        return f"{self.change}, partition keeps old columns" if self.partitioned else self.change

    @property
    def format(self) -> str:
        """The format of the old files."""
        return self.written or FORMATS[self.mode]

    @property
    def by_spark(self) -> bool:
        """Whether the old files are left to Spark, which knows how Hive's AvroSerDe writes them."""
        return self.format == "avro"

    @property
    def fitting(self) -> tuple[int, ...]:
        """The rows of which every value has its like under the new columns."""
        return tuple(at for at, row in enumerate(self.expected) if Expected.NONE not in row)
