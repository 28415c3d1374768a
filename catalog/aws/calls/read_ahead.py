"""Reads of many tables or databases: pages of a list instead of a call for each.

A refresh asks for one object at a time, in any order. The first few are single calls. After that pages are
read ahead, as long as they pay: no more of them than objects that earlier ones served. What a run has
written is never answered from a page, and nothing outlives the run.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from catalog.aws.errors import NOT_FOUND, AwsError, aws

from .catalog_client import CatalogClient
from .reads import get_database, get_table

FEW = 4  # objects that are read one by one before any page is
AHEAD = 3  # pages that may be read before they have served an object
NOT_ALLOWED = "AccessDeniedException"  # a policy may allow GetTable alone

Live = dict[str, Any]


class BulkReads:
    """The reads of one run; safe to use from all workers at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lists: dict[Any, _ReadAhead] = {}

    def table(self, client: CatalogClient, database: str, name: str) -> Live | None:
        """Glue's Table structure; None if there is no such table. Raises AwsError."""
        return self._tables(client, database).one(name, lambda: get_table(client, database, name))

    def wrote_table(self, client: CatalogClient, database: str, name: str) -> None:
        """Notes that this run changes the table: from now on it is read by itself."""
        self._tables(client, database).wrote(name)

    def database(self, client: CatalogClient, name: str) -> Live | None:
        """Glue's Database structure; None if there is no such database. Raises AwsError."""
        return self._databases(client).one(name, lambda: get_database(client, name))

    def wrote_database(self, client: CatalogClient, name: str) -> None:
        """Notes that this run changes the database: from now on it is read by itself."""
        self._databases(client).wrote(name)

    def _tables(self, client: CatalogClient, database: str) -> _ReadAhead:
        return self._list((client, database.lower()), lambda: _table_pages(client, database))

    def _databases(self, client: CatalogClient) -> _ReadAhead:
        return self._list(client, lambda: _database_pages(client))

    def _list(self, key: Any, pages: Callable[[], Iterator[list[Any]]]) -> _ReadAhead:
        with self._lock:
            if key not in self._lists:
                self._lists[key] = _ReadAhead(pages)
            return self._lists[key]


@dataclass(slots=True)
class _ReadAhead:
    """One list: of the objects on the pages that were read, those not asked for yet."""

    open: Callable[[], Iterator[list[Any]]]
    found: dict[str, Live] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    asked: int = 0
    served: int = 0
    read: int = 0
    pages: Iterator[list[Any]] | None = None
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


def _table_pages(client: CatalogClient, database: str) -> Iterator[list[Any]]:
    with aws(f"read the tables of {database}"):
        for page in client.glue.get_paginator("get_tables").paginate(DatabaseName=database, **client.scope):
            yield page.get("TableList", [])


def _database_pages(client: CatalogClient) -> Iterator[list[Any]]:
    with aws("read the databases"):
        for page in client.glue.get_paginator("get_databases").paginate(**client.scope):
            yield page.get("DatabaseList", [])
