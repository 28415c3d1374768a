"""What this run made, so that it does not remove it again under an old name.

Renaming a spec changes the resource's name, not the object's name in Glue: the engine then creates the
new resource, which takes the object up, and deletes the old one afterwards. Both are one object.
"""

from __future__ import annotations

import threading

from .ids import Urn


class Made:
    """Objects made or taken up by this run; safe to use from all workers at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._urns: dict[tuple[str, str], str] = {}

    def add(self, token: str, id: str, urn: str) -> None:
        """Notes that `urn` made the object `id`, or took it up."""
        with self._lock:
            self._urns[token, id.lower()] = urn

    def by_another(self, token: str, id: str, urn: str) -> str:
        """The name of the resource other than `urn` that made the object in this run, or nothing."""
        with self._lock:
            found = self._urns.get((token, id.lower()), urn)
        return "" if found == urn else Urn(found).name
