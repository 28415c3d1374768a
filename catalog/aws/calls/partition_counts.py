"""How many partitions a table has, and how many of them are others': counted once a run, for all who ask."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from catalog.language.glue.parameters import STAMP

from .catalog_client import CatalogClient
from .partition_batches import PartitionCalls


@dataclass(frozen=True, slots=True)
class PartitionCount:
    """Of one table; `others` bear another stamp than the table's own, or none."""

    total: int = 0
    others: int = 0


class PartitionCounts:
    """The counts of one run; safe to use from all workers at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[Any, Future[PartitionCount]] = {}

    def of(
        self, client: CatalogClient, database: str, table: str, stamp: str, cancelled: threading.Event
    ) -> PartitionCount:
        """Of a table whose own partitions bear `stamp` ('' for none: all are others'). Read without columns.
        Raises ProviderError.
        """
        key = client, database.lower(), table.lower(), stamp
        with self._lock:
            known = self._counts.get(key)
            mine = known is None
            count = self._counts[key] = known or Future()
        if mine:
            try:
                count.set_result(_counted(PartitionCalls(client, database, table, cancelled), stamp))
            except BaseException as error:
                with self._lock:
                    del self._counts[key]  # who asks later may be luckier
                count.set_exception(error)
        return count.result()


def _counted(calls: PartitionCalls, stamp: str) -> PartitionCount:
    def is_other(live: Any) -> bool:
        return not stamp or (live.get("Parameters") or {}).get(STAMP) != stamp

    return PartitionCount(*calls.count(is_other))
