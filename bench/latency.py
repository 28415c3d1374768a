"""Tables in a catalog as far away as AWS: every answer 80 ms later, 20 writes and 100 reads a second.

`up` can be no quicker than the writes that are let through. A refresh reads pages one after the other, and
waits for each.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from . import direct, local_catalog, terraform
from .bars import Bar, Row
from .measure import Measured, best
from .stack import Stack

AT = 1000
MILLISECONDS, WRITES, READS = 80, 20, 100  # of an answer; requests a second
OWN_TIME = 1.15  # times what the writes alone take at that rate
PAGES = 2  # times the latency of the pages read
PAGED = ("GetTables", "GetDatabases")
UP, REFRESH, NEAR = "up from empty", "preview with refresh", "preview with refresh, without latency"
Found = Mapping[str, Measured]


def measure(size: int = AT, *, with_terraform: bool = True) -> list[Row]:
    """The rows for so many tables, beside Terraform where it is installed."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, local_catalog.catalog() as endpoint:
        stack = Stack(Path(name), endpoint)
        stack.import_(size)
        set_apart(endpoint)
        found = {UP: stack.up()}
        local_catalog.faults(endpoint, "DELETE")
        found[NEAR] = best(3, _refresh(stack))
        set_apart(endpoint)
        before = _pages(endpoint)
        found[REFRESH] = stack.unchanged("--refresh")
        pages = _pages(endpoint) - before
        found[REFRESH] = min(found[REFRESH], best(2, _refresh(stack)), key=lambda m: m.seconds)
        local_catalog.faults(endpoint, "DELETE")
        wanted = direct.read_all(stack.glue)
        folder = Path(name) / "terraform"
        beside = terraform.tables(folder, wanted, set_apart) if with_terraform else None
        return list(rows(size, found, beside or {}, pages))


def set_apart(endpoint: str) -> None:
    """Makes the catalog as far away and as narrow as one in the cloud."""
    for scope, rate in (("writes", WRITES), ("reads", READS)):
        local_catalog.faults(endpoint, operation=scope, rate=rate, latency=MILLISECONDS)


def rows(size: int, found: Found, beside: Found, pages: int) -> Iterator[Row]:
    """What was measured, with the bars; the last row is what the latency added to the refresh."""
    own, waits = size / WRITES, pages * MILLISECONDS / 1000
    yield Row(UP, size, found[UP], None, beside.get(UP), bars=(Bar(plus=OWN_TIME * own),))
    yield Row(NEAR, size, found[NEAR])
    yield Row(REFRESH, size, found[REFRESH], None, beside.get(REFRESH))
    added = Measured(max(found[REFRESH].seconds - found[NEAR].seconds, 0))
    yield Row(f"added by latency, {pages} pages", size, added, bars=(Bar(plus=PAGES * waits),))


def _refresh(stack: Stack) -> Callable[[], Measured]:
    return lambda: stack.unchanged("--refresh")


def _pages(endpoint: str) -> int:
    """Pages of lists that were asked for so far."""
    calls = local_catalog.calls(endpoint)
    return sum(calls.get(operation, 0) for operation in PAGED)
