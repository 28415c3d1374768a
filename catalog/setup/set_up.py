"""The whole set-up of a project: what is missing is looked for, then made, under a lock.

Takes the project's folder and the environment, of which PYTHON and PULUMI name programs. Does nothing in a
fraction of a second when all is up to date. Never touches anything outside the project but the caches of pip
and Go and that of engines (see catalog.engine.cache), and runs nothing that lies in the project's folder but
what is in its `.venv`.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from catalog.checkout.made_folders import refusal
from catalog.checkout.set_up_command import is_own_checkout, set_up_command
from catalog.engine import locks, selection
from catalog.engine.jobs import Job, SetupError, run_jobs, say_now

from . import locked_venv, repository_venv


def pending_jobs(root: Path, env: Mapping[str, str], *, dev: bool = False) -> list[Job]:
    """What is missing or out of date, as jobs; raises SetupError where the machine lacks something.

    Everything is looked for before anything is built, so that a missing tool is reported at once.
    """
    if reason := refusal(root, env):
        raise SetupError(reason)
    packages = (
        locked_venv.plan(root, env, dev=dev) if is_own_checkout(root) else repository_venv.plan(root, env)
    )
    jobs: list[Job | None] = [packages, selection.plan(root, env)]
    return [job for job in jobs if job is not None]


def set_up(
    root: Path, env: Mapping[str, str], *, dev: bool = False, say: Callable[[str], None] = say_now
) -> bool:
    """Bring `.venv` and the engine up to date; False where nothing was to be done.

    A second set-up of the same folder waits for the first. Raises SetupError, or OSError where the folder
    can't be written to.
    """
    if not pending_jobs(root, env, dev=dev):
        return False
    (root / ".tools").mkdir(exist_ok=True)
    with locks.held(root / ".tools" / "setup.lock", "setup: another set-up is running here, waiting for it"):
        started = time.monotonic()
        jobs = pending_jobs(root, env, dev=dev)
        run_jobs(jobs, say=say)
        if jobs:
            say(f"setup: done in {time.monotonic() - started:.0f} s")
    return True


class Outcome(NamedTuple):
    """How a set-up ended: 0 and nothing, 2 and why, or 130 for an interruption; whether anything was made."""

    status: int
    problem: str = ""
    changed: bool = False


def run(
    root: Path,
    env: Mapping[str, str],
    *,
    dev: bool = False,
    say: Callable[[str], None] = say_now,
    elsewhere: Callable[[], int] | None = None,
) -> Outcome:
    """Set up, and say how that ended.

    `elsewhere` does the work in the place of this process, which lies in what is to be made anew; it gives an
    exit status and says by itself what is wrong.
    """
    try:
        if elsewhere is None:
            return Outcome(0, changed=set_up(root, env, dev=dev, say=say))
        return Outcome(elsewhere(), changed=True) if pending_jobs(root, env, dev=dev) else Outcome(0)
    except SetupError as problem:
        return Outcome(2, str(problem))
    except OSError as problem:
        return Outcome(2, in_words(problem))
    except KeyboardInterrupt:
        return Outcome(130, f'interrupted; the next "{set_up_command(root)}" makes it whole')


def in_words(problem: OSError) -> str:
    """What the system refused, in one line."""
    if problem.filename is None:
        return str(problem)
    file = Path(os.fsdecode(problem.filename))
    denied = problem.errno in (errno.EACCES, errno.EPERM) and not os.access(file.parent, os.W_OK)
    if denied or problem.errno == errno.EROFS:
        return f"the folder {file.parent} can't be written to ({problem.strerror})"
    return f"{file}: {problem.strerror}"
