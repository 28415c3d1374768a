"""Set-up from nothing: one command makes `.venv` and finds or builds the Pulumi engine.

Run as `python3 -m tools.setup` (that is what `make setup` does) by any Python from 3.9 on: it looks for a
fitting one itself. Takes PYTHON and PULUMI from the environment, gives `.venv` and `.tools/engine.json`,
and does nothing in a fraction of a second when both are up to date. Never touches anything outside the
project but the caches of pip and Go.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 9):  # before the imports, which older versions can't read
    sys.exit("setup: this is Python %d.%d; install Python 3.11, 3.12 or 3.13" % sys.version_info[:2])

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import engine, environment
from .jobs import Job, SetupError, run_jobs

ROOT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Hold the project's set-up lock; a second set-up of the same folder waits for the first."""
    (root / ".tools").mkdir(exist_ok=True)
    with open(root / ".tools" / "setup.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("setup: another set-up is running here, waiting for it", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def open_work(root: Path) -> list[Job]:
    """What is missing or out of date, as jobs; raises SetupError where the machine lacks something.

    Everything is looked for before anything is built, so that a missing tool is told at once.
    """
    jobs: list[Job | None] = [environment.plan(root, os.environ), engine.plan(root, os.environ)]
    return [job for job in jobs if job is not None]


def set_up(root: Path) -> None:
    """Bring `.venv` and the engine up to date."""
    if not open_work(root):
        return
    with one_at_a_time(root):
        started = time.monotonic()
        jobs = open_work(root)
        run_jobs(jobs)
        if jobs:
            print(f"setup: done in {time.monotonic() - started:.0f} s", flush=True)


def interrupt(signum: int, frame: Any) -> None:
    """End like on Ctrl-C when the process is told to stop."""
    raise KeyboardInterrupt


def main() -> int:
    """Run the set-up; 0 done, 2 something is missing or failed, 130 interrupted."""
    signal.signal(signal.SIGTERM, interrupt)
    try:
        set_up(ROOT)
    except SetupError as problem:
        print(f"setup: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print('setup: interrupted; the next "make setup" makes it whole', file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
