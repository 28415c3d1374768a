"""A file lock that is waited for aloud.

Takes a file; gives a context in which no other process holds it. The system frees it when its holder dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

POLL_SECONDS = 0.2


@contextlib.contextmanager
def held(file: Path, waiting: str, pause: Callable[[float], object] = time.sleep) -> Iterator[None]:
    """Hold the lock; says `waiting` once if another process has it, and asks again after each `pause`.

    Polls, so that a pause that raises ends the wait: a blocking lock could not be interrupted in a thread.
    """
    with open(file, "w") as lock:
        announced = False
        while not _acquired(lock.fileno()):
            if not announced:
                print(waiting, flush=True)
                announced = True
            pause(POLL_SECONDS)
        yield


def _acquired(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
