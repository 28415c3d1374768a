"""The engine's switches for a quick run: `catalog env local` exports them, `make bench` runs with them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from .installed import QUIET

GIB = 2**30
CGROUP = Path("/sys/fs/cgroup/memory.max")


def memory_limit(installed: int) -> str:
    """GOMEMLIMIT for a machine with so many bytes: a quarter of them, from 2 to 8 GiB.

    The engine keeps 2 GB of live objects for 4,000 tables that it refreshes; at a limit below what lives it
    does little but collect garbage.
    """
    return f"{min(max(installed // 4 // GIB, 2), 8)}GiB"


def installed_memory() -> int:
    """Bytes that this machine, or the container, lets its processes use; 0 if it doesn't say."""
    return min(_limits(), default=0)


def _limits() -> Iterator[int]:
    with contextlib.suppress(OSError, ValueError):
        yield os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):
        yield int(CGROUP.read_text())  # "max" where there is no limit


ENGINE = {
    **QUIET,
    "PULUMI_SKIP_CHECKPOINTS": "true",  # state is written once a run, not once a resource
    "PULUMI_PARALLEL_DIFF": "true",
    "PULUMI_PARALLEL": "128",  # requests that come together share calls
    "GOGC": "off",  # a third of the engine's time is garbage collection else; up to the limit it needs none
    "GOMEMLIMIT": memory_limit(installed_memory()),
}
