"""The PartitionSets that the program declares, by table, and what this run did to their tables.

A plain Partition that left the program and the same one in a PartitionSet are one object, be the set new in
this run or older: the engine has every declared resource checked before it deletes. Indexes of a table with
new keys may have had to go, whatever their state says. A table that this run took up may hold partitions of
an earlier run, where one that it made holds none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from catalog.aws.shapes.properties import PropertyMap

Parsed = TypeVar("Parsed")


class DeclaredSets:
    """The sets of one run; safe to use from all workers at once. A table is named as in `sales.orders`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sets: dict[str, dict[str, PropertyMap]] = {}
        self._tables: dict[str, str] = {}
        self._rekeyed: set[str] = set()
        self._taken_up: set[str] = set()
        self._parsing = threading.Lock()
        self._parsed: dict[str, tuple[PropertyMap, Any]] = {}

    def add(self, table: str, urn: str, inputs: PropertyMap) -> None:
        """The program declares the set `urn` for the table."""
        with self._lock:
            self._sets.setdefault(table.lower(), {})[urn] = inputs

    def add_table(self, table: str, urn: str) -> None:
        """The program declares the table as `urn`."""
        with self._lock:
            self._tables[table.lower()] = urn

    def urn_of(self, table: str) -> str:
        """The URN of the table; '' where the program does not declare it."""
        with self._lock:
            return self._tables.get(table.lower(), "")

    def of(self, table: str) -> dict[str, PropertyMap]:
        """The inputs of the table's sets, by URN."""
        with self._lock:
            return dict(self._sets.get(table.lower(), {}))

    def parsed(self, urn: str, inputs: PropertyMap, parse: Callable[[PropertyMap], Parsed]) -> Parsed:
        """What `parse` makes of a set's inputs: once, for all who ask."""
        with self._parsing:  # the others wait: they would do the same work beside it
            known = self._parsed.get(urn)
            if known is None or known[0] is not inputs:
                known = self._parsed[urn] = (inputs, parse(inputs))
            result: Parsed = known[1]
            return result

    def mark_rekeyed(self, table: str) -> None:
        """This run changes the table's partition keys."""
        with self._lock:
            self._rekeyed.add(table.lower())

    def is_rekeyed(self, table: str) -> bool:
        """Whether this run changed the table's partition keys."""
        with self._lock:
            return table.lower() in self._rekeyed

    def mark_taken_up(self, table: str) -> None:
        """This run found the table in place, with partitions in it."""
        with self._lock:
            self._taken_up.add(table.lower())

    def is_taken_up(self, table: str) -> bool:
        """Whether this run found the table in place, with partitions in it."""
        with self._lock:
            return table.lower() in self._taken_up
