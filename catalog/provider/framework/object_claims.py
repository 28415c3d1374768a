"""Which resource made or adopted which object in this run, so that another does not remove it again.

Renaming a spec changes the resource's name, not the object's name in Glue: the engine then creates the new
resource, which adopts the object, and deletes the old one afterwards. Both are one object.
"""

from __future__ import annotations

import threading

from .urn import Urn


class ObjectClaims:
    """The objects of one run by kind and ID; safe to use from all workers at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._urns: dict[tuple[str, str], str] = {}

    def add(self, token: str, id: str, urn: str) -> None:
        """Resource `urn` made the object `id`, or adopted it."""
        with self._lock:
            self._urns[token, id.lower()] = urn

    def other_owner(self, token: str, id: str, urn: str) -> str:
        """The name of the resource other than `urn` that has the object since this run; '' for none."""
        with self._lock:
            owner = self._urns.get((token, id.lower()), urn)
        return "" if owner == urn else Urn(owner).name
