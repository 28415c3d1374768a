"""What this run made or declares, so that it does not remove it again under an old name.

Renaming a spec changes the resource's name, not the object's name in Glue: the engine then creates the
new resource, which takes the object up, and deletes the old one afterwards. Both are one object. So are a
plain Partition that left the program and the same one in a PartitionSet, be the set of this run or an
earlier one: the engine has every declared resource checked before it deletes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .urn import Urn

Inputs = Mapping[str, Any]
Kept = TypeVar("Kept")


class Made:
    """Objects made or taken up by this run; safe to use from all workers at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._urns: dict[tuple[str, str], str] = {}
        self._declared: dict[tuple[str, str], dict[str, Inputs]] = {}
        self._rekeyed: set[str] = set()
        self._reading = threading.Lock()
        self._read: dict[str, tuple[Inputs, Any]] = {}

    def add(self, token: str, id: str, urn: str) -> None:
        """Notes that `urn` made the object `id`, or took it up."""
        with self._lock:
            self._urns[token, id.lower()] = urn

    def by_another(self, token: str, id: str, urn: str) -> str:
        """The name of the resource other than `urn` that made the object in this run, or nothing."""
        with self._lock:
            found = self._urns.get((token, id.lower()), urn)
        return "" if found == urn else Urn(found).name

    def rekey(self, table: str) -> None:
        """Notes that this run changes the partition keys of a table, such as `sales.orders`."""
        with self._lock:
            self._rekeyed.add(table.lower())

    def rekeyed(self, table: str) -> bool:
        """Whether this run changed the partition keys: indexes may have had to go."""
        with self._lock:
            return table.lower() in self._rekeyed

    def declare(self, token: str, where: str, urn: str, inputs: Inputs) -> None:
        """Notes that the program declares this resource for `where`, such as `sales.orders`."""
        with self._lock:
            self._declared.setdefault((token, where.lower()), {})[urn] = inputs

    def declared(self, token: str, where: str) -> dict[str, Inputs]:
        """The inputs of the resources of a kind that the program declares for `where`, by URN."""
        with self._lock:
            return dict(self._declared.get((token, where.lower()), {}))

    def reading(self, urn: str, inputs: Inputs, read: Callable[[Inputs], Kept]) -> Kept:
        """What `read` makes of the inputs of a declared resource: made once, for all who ask."""
        with self._reading:  # the others wait: they would do the same work beside it
            known = self._read.get(urn)
            if known is None or known[0] is not inputs:
                known = self._read[urn] = (inputs, read(inputs))
            found: Kept = known[1]
            return found
