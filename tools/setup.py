"""Set-up from nothing: one command makes `.venv` and finds or builds the Pulumi engine.

Run as `python3 -IS tools/setup.py` (that is what `make setup` does) by any Python from 3.9 on: it looks for a
fitting one itself. `--dev` adds what tests and checks need. Takes PYTHON and PULUMI from the environment,
gives `.venv` and the engine, and does nothing in a fraction of a second when both are up to date. Never
touches anything outside the project but the caches of pip and Go and that of engines (see
catalog.engine.cache), and runs nothing that lies in the project's folder but what is in its packages.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 9):  # before the imports, which older versions can't read
    sys.exit("setup: this is Python %d.%d; install Python 3.11, 3.12 or 3.13" % sys.version_info[:2])

if __name__ == "__main__":  # modules of the project's folder come last, whichever way this was started
    from os.path import dirname, realpath

    here = dirname(realpath(__file__))
    sys.path[:] = [path for path in sys.path if realpath(path) not in (here, dirname(here))] + [dirname(here)]

import errno
import os
import signal
import time
from pathlib import Path
from typing import Any

from catalog.checkout.made_folders import refusal
from catalog.engine import locks, selection
from catalog.engine.jobs import Job, SetupError, run_jobs
from tools import environment

PROJECT = Path(__file__).resolve().parent.parent


def pending_jobs(root: Path, dev: bool) -> list[Job]:
    """What is missing or out of date, as jobs; raises SetupError where the machine lacks something.

    Everything is looked for before anything is built, so that a missing tool is reported at once.
    """
    jobs: list[Job | None] = [environment.plan(root, os.environ, dev=dev), selection.plan(root, os.environ)]
    return [job for job in jobs if job is not None]


def set_up(root: Path, dev: bool) -> None:
    """Bring `.venv` and the engine up to date; a second set-up of the same folder waits for the first."""
    if reason := refusal(root):
        raise SetupError(reason)
    if not pending_jobs(root, dev):
        return
    (root / ".tools").mkdir(exist_ok=True)
    with locks.held(root / ".tools" / "setup.lock", "setup: another set-up is running here, waiting for it"):
        started = time.monotonic()
        jobs = pending_jobs(root, dev)
        run_jobs(jobs)
        if jobs:
            print(f"setup: done in {time.monotonic() - started:.0f} s", flush=True)


def in_words(problem: OSError) -> str:
    """What the system refused, in one line."""
    if problem.filename is None:
        return str(problem)
    file = Path(os.fsdecode(problem.filename))
    denied = problem.errno in (errno.EACCES, errno.EPERM) and not os.access(file.parent, os.W_OK)
    if denied or problem.errno == errno.EROFS:
        return f"the folder {file.parent} can't be written to ({problem.strerror})"
    return f"{file}: {problem.strerror}"


def interrupt(signum: int, frame: Any) -> None:
    """End like on Ctrl-C when the process is asked to stop."""
    raise KeyboardInterrupt


def main() -> int:
    """Run the set-up; 0 done, 2 something is missing or failed, 130 interrupted."""
    signal.signal(signal.SIGTERM, interrupt)
    unknown = [word for word in sys.argv[1:] if word != "--dev"]
    if unknown:
        print(f"setup: {unknown[0]}: only --dev is known", file=sys.stderr)
        return 2
    try:
        set_up(PROJECT, dev="--dev" in sys.argv[1:])
    except SetupError as problem:
        print(f"setup: {problem}", file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"setup: {in_words(problem)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print('setup: interrupted; the next "make setup" makes it whole', file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
