"""The tables of a catalog by the folders they lie in: made once for a catalog, asked by rules."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from catalog.language.findings import Path
from catalog.language.specs.resolver import TableSpec

LOCATION: Path = ("storage", "location")


class Folders:
    """The tables of a catalog by location; those without a usable one are left out."""

    def __init__(self, tables: Sequence[TableSpec]) -> None:
        self._by_folder: dict[str, list[TableSpec]] = {}
        for table in tables:
            location = location_of(table)
            if location:
                self._by_folder.setdefault(folder(location), []).append(table)
        self._sorted = sorted(self._by_folder)

    def at(self, location: str) -> list[TableSpec]:
        """Tables with this very location, in the order of the specs."""
        return self._by_folder.get(folder(location), [])

    def above(self, location: str) -> Iterator[TableSpec]:
        """Tables whose folder holds this one."""
        parts = folder(location).split("/")[:-1]
        for length in range(len(parts) - 1, 2, -1):  # s3: and nothing and the bucket are the least
            yield from self._by_folder.get("/".join([*parts[:length], ""]), ())

    def below(self, location: str) -> Iterator[TableSpec]:
        """Tables whose folder lies in this one."""
        start = folder(location)
        for found in islice(self._sorted, bisect_left(self._sorted, start), None):
            if not found.startswith(start):
                return
            if found != start:
                yield from self._by_folder[found]


def folder(location: str) -> str:
    """A location with one `/` at its end."""
    return location.rstrip("/") + "/"


def location_of(table: TableSpec) -> str:
    """The table's location; empty if it has none, or one with a variable without a value."""
    location = (table.data.get("storage") or {}).get("location")
    return location if isinstance(location, str) and LOCATION not in table.missing else ""
