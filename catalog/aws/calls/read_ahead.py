"""Reads of many objects of one kind: pages of a list instead of a call for each.

A refresh asks for one object at a time, in any order. The first few are single calls. After that pages are
read ahead, as long as they pay: no more of them than objects that earlier ones served. What a run has
written is never answered from a page, and nothing outlives the run.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.aws.errors import NOT_FOUND, AwsError

from .catalog_client import CatalogClient
from .objects import Address, ObjectCalls

FEW = 4  # objects that are read one by one before any page is
AHEAD = 3  # pages that may be read before they have served an object
NOT_ALLOWED = "AccessDeniedException"  # a policy may allow GetTable alone

Live = dict[str, Any]


class ReadAhead:
    """The reads of one run; safe to use from all workers at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lists: dict[Any, _List] = {}

    def get(self, calls: ObjectCalls, client: CatalogClient, address: Address) -> Live | None:
        """Glue's structure of the object; None if there is none. Raises AwsError."""
        if not calls.has_pages:
            return calls.get(client, address)
        return self._list(calls, client, address).one(address[-1], lambda: calls.get(client, address))

    def wrote(self, calls: ObjectCalls, client: CatalogClient, address: Address) -> None:
        """Notes that this run changes the object: from now on it is read by itself."""
        if calls.has_pages:
            self._list(calls, client, address).wrote(address[-1])

    def _list(self, calls: ObjectCalls, client: CatalogClient, address: Address) -> _List:
        parents = address[:-1]
        key = calls, client, tuple(parent.lower() for parent in parents)
        with self._lock:
            if key not in self._lists:
                self._lists[key] = _List(lambda: calls.list(client, parents))
            return self._lists[key]


@dataclass(slots=True)
class _List:
    """One list: of the objects on the pages that were read, those not asked for yet."""

    open: Callable[[], Iterator[Sequence[Any]]]
    found: dict[str, Live] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    asked: int = 0
    served: int = 0
    read: int = 0
    pages: Iterator[Sequence[Any]] | None = None
    ended: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def one(self, name: str, alone: Callable[[], Live | None]) -> Live | None:
        """The object from a page that is there or worth reading, else read by itself."""
        key = name.lower()
        with self.lock:
            self.asked += 1
            paged = self._paged(key) if self.asked > FEW and key not in self.written else None
            self.served += paged is not None
        return alone() if paged is None else paged

    def wrote(self, name: str) -> None:
        with self.lock:
            self.written.add(name.lower())
            self.found.pop(name.lower(), None)

    def _paged(self, key: str) -> Live | None:
        while key not in self.found and not self.ended and self.read < self.served + AHEAD:
            self._next_page()
        return self.found.pop(key, None)

    def _next_page(self) -> None:
        self.pages = self.pages or self.open()
        try:
            page = next(self.pages, None)
        except AwsError as error:
            if error.code not in (NOT_ALLOWED, NOT_FOUND):
                raise
            page = None
        self.ended = page is None
        self.read += 1
        named = {live["Name"].lower(): live for live in page or ()}
        self.found |= {key: live for key, live in named.items() if key not in self.written}
