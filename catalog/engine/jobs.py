"""Long commands side by side, with a sign of life.

A job is a sequence of commands whose output goes to a log file. `run_jobs` runs all jobs at once, prints
what each is at every ten seconds, and on the first failure ends the others and shows the end of the log.
Never decides what is to be done: that is `catalog.setup` and `catalog.engine.selection`.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from .errors import EngineError

TICK_SECONDS = 10.0
TAIL_LINES = 15


class SetupError(EngineError):
    """What is missing or failed, and what to do; printed as it is."""


class Job:
    """One thing to set up: a title, a log and the work, which calls `run` for each command.

    `intro` is printed before it starts.
    """

    def __init__(self, title: str, log: Path, work: Callable[[Job], None], intro: str) -> None:
        self.title = title
        self.intro = intro
        self.log = log
        self.step = "starting"
        self._work = work
        self._child: subprocess.Popen[bytes] | None = None
        self._starting = threading.Lock()
        self._stopped = threading.Event()

    def work(self) -> None:
        """Do it all; the log starts anew."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")
        self._work(self)

    def run(
        self, step: str, command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None
    ) -> None:
        """Run one command, its output appended to the log; raises SetupError when it fails."""
        self.step = step
        with open(self.log, "ab") as log:
            log.write(("$ " + " ".join(command) + "\n").encode())
            log.flush()
            with self._starting:  # so that a stop can't fall between the look and the start
                self._refuse_if_stopped()
                self._child = subprocess.Popen(
                    command, cwd=cwd, env=None if env is None else dict(env), stdin=subprocess.DEVNULL,
                    stdout=log, stderr=subprocess.STDOUT,
                )  # fmt: skip
            status = self._child.wait()
        if status != 0:
            raise SetupError(self._failure(status))

    def pause(self, seconds: float) -> None:
        """Wait; raises SetupError as soon as the job is stopped."""
        self._stopped.wait(seconds)
        self._refuse_if_stopped()

    def stop(self) -> None:
        """End the running command and start no other."""
        with self._starting:
            self._stopped.set()
            if self._child is not None and self._child.poll() is None:
                self._child.terminate()

    def lines(self) -> int:
        """How many lines the log has: what shows that work goes on."""
        try:
            return self.log.read_bytes().count(b"\n")
        except OSError:
            return 0

    def _refuse_if_stopped(self) -> None:
        if self._stopped.is_set():
            raise SetupError(f"{self.title}: stopped")

    def _failure(self, status: int) -> str:
        with open(self.log, errors="replace") as log:
            tail = "".join("    " + line for line in deque(log, TAIL_LINES))
        return (
            f"{self.title}: {self.step} failed (status {status}). The end of {os.path.relpath(self.log)}:\n"
            f"{tail.rstrip()}\n"
            "  For a network problem, set HTTPS_PROXY, PIP_* or GOPROXY as your network needs,\n"
            "  then set up again."
        )


def say_now(text: str) -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


def say_nothing(text: str) -> None:
    """Print nothing: errors alone are wanted."""


def run_jobs(
    jobs: Sequence[Job], *, tick: float = TICK_SECONDS, say: Callable[[str], None] = say_now
) -> None:
    """Run all jobs at once; raises the first failure after ending the other jobs."""
    started = time.monotonic()
    for job in jobs:
        say(f"setup: {job.intro} (log: {os.path.relpath(job.log)})")
    with ThreadPoolExecutor(max_workers=max(len(jobs), 1)) as pool:
        try:
            running: dict[Future[None], Job] = {pool.submit(job.work): job for job in jobs}
            _watch(running, started, tick, say)
        except BaseException:
            for job in jobs:
                job.stop()
            raise


def _watch(running: dict[Future[None], Job], started: float, tick: float, say: Callable[[str], None]) -> None:
    pending: set[Future[None]] = set(running)
    while pending:
        done, pending = wait(pending, timeout=tick, return_when=FIRST_COMPLETED)
        elapsed = time.monotonic() - started
        for future in done:
            future.result()
            say(f"setup: {running[future].title}: ready after {elapsed:.0f} s")
        if not done:
            say(_status([running[future] for future in pending], elapsed))


def _status(jobs: list[Job], elapsed: float) -> str:
    parts = [
        f"{job.title}: {job.step} ({job.lines()} lines)" for job in sorted(jobs, key=lambda job: job.title)
    ]
    return f"setup: {elapsed:4.0f} s · " + " · ".join(parts)
