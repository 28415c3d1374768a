"""What of the verdict table is marked tried: the cells that `make lab` holds to what engines do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .access import MODES, Access
from .cases.examples import EXAMPLES
from .readers import READERS
from .row import MARKS
from .table import CASES
from .verdict import PartitionSchema

NEVER = ("PI", "OI", "XX")  # modes that no reader has that trials were made with


class Cell(NamedTuple):
    """Files of the schema `old` are read by `reader` under the schema `new`: what `column` then gives.

    `mode` is one of access.MODES; text, JSON and Avro are read by Hive's SerDes, as Glue's tables name them.
    `old`, `new` and `column` are those of cases.examples, `outcome` is one of row.OUTCOMES.
    """

    code: str
    case: str
    mode: str
    reader: str
    old: str
    new: str
    column: str
    outcome: str


def tried_cells() -> tuple[Cell, ...]:
    """Every cell that is marked tried, of tables without partitions."""
    return tuple(_cells())


def _cells() -> Iterator[Cell]:
    for name, case in CASES.items():
        for mode in MODES:
            for reader in READERS:
                row = case.row(Access(mode), reader, PartitionSchema.NONE)
                if row.mark == MARKS["T"] and mode not in NEVER:
                    yield Cell(case.code, name, mode, reader, *EXAMPLES[name], row.outcome)
