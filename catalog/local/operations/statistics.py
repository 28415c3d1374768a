"""Where statistics of columns are kept, and which of them Glue believes.

They go with their table or partition, and along with a partition that is given other values. API reference,
"Column statistics"; that values which contradict each other are refused: trinodb/trino#6178.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

from catalog.local.emulator import Json, Partition, Table
from catalog.local.rules.refusals import invalid_input

# by type of statistics: the member that holds them, and two of its values, the first never above the second
KINDS: Mapping[str, tuple[str, tuple[str, str] | None]] = MappingProxyType(
    {
        "BOOLEAN": ("BooleanColumnStatisticsData", None),
        "DATE": ("DateColumnStatisticsData", ("MinimumValue", "MaximumValue")),
        "DECIMAL": ("DecimalColumnStatisticsData", None),  # bytes of unscaled numbers
        "DOUBLE": ("DoubleColumnStatisticsData", ("MinimumValue", "MaximumValue")),
        "LONG": ("LongColumnStatisticsData", ("MinimumValue", "MaximumValue")),
        "STRING": ("StringColumnStatisticsData", ("AverageLength", "MaximumLength")),
        "BINARY": ("BinaryColumnStatisticsData", ("AverageLength", "MaximumLength")),
    }
)


@dataclass(slots=True)
class Statistics:
    """The statistics of all tables and partitions of one server, by column."""

    _of: WeakKeyDictionary[Table | Partition, dict[str, Json]] = field(default_factory=WeakKeyDictionary)

    def of(self, holder: Table | Partition) -> dict[str, Json]:
        """The statistics of a table's or partition's columns."""
        return self._of.get(holder, {})

    def put(self, holder: Table | Partition, given: Json) -> None:
        """Keeps the statistics of a column."""
        self._of.setdefault(holder, {})[given["ColumnName"]] = given

    def remove(self, holder: Table | Partition, column: str) -> None:
        """Forgets the statistics of a column, if there are any."""
        self.of(holder).pop(column, None)

    def move(self, replaced: Partition, made: Partition) -> None:
        """Gives a partition what another, which it stands for now, had."""
        if replaced is not made and replaced in self._of:
            self._of[made] = self._of.pop(replaced)


def refuse_contradictions(given: Json) -> None:
    """Refuse statistics that lack what their type says they hold, or whose values can't be."""
    data: Json = given["StatisticsData"]
    member, pair = KINDS[data["Type"]]
    values: dict[str, Any] | None = data.get(member)
    if values is None:
        raise invalid_input(f"StatisticsData of type {data['Type']} needs {member}")
    low, high = (values.get(name) for name in pair) if pair else (None, None)
    if pair and low is not None and high is not None and low > high:
        raise invalid_input(f"{pair[0]} {low} is above {pair[1]} {high}")
