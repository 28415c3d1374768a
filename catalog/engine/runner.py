"""Runs of several stacks side by side: a pool of engines, Ctrl-C for all of them, and how each ended."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType, TracebackType
from typing import Protocol, Self

from pulumi.automation import CommandError

from .automation import Engine, Interrupted
from .run_log import Story

DONE, FAILED, STOPPED, NOT_BEGUN, NEW = "done", "failed", "stopped", "not begun", "to be made"
TICK = 0.1
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Display(Protocol):
    """Where the runs are shown while they go on."""

    def __enter__(self) -> Self:
        """Open until all have ended."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Takes away what does not stay."""

    def say(self, text: str) -> None:
        """A line that stays."""

    def show(self, running: Sequence[Story], more: str = "") -> None:
        """How far each is; `more` is a last line."""


class Job:
    """One stack: its engine, what it tells, and how it ended."""

    def __init__(self, engine: Engine, story: Story, *, new: bool, preview: bool, refresh: bool) -> None:
        self.engine, self.story = engine, story
        self.result, self.running, self.last = NOT_BEGUN, False, list[str]()
        self._new, self._preview, self._refresh = new, preview, refresh

    @property
    def stack(self) -> str:
        """The stack's name."""
        return self.engine.stack

    def run(self, say: Callable[[str], None]) -> None:
        """Does it all and says when it begins and ends; never raises what a person can understand."""
        if self._new and self._preview:
            self.result = NEW
            return
        self._tried(say)
        if self.result != NOT_BEGUN:
            say(f"{self.stack}: {self.result} after {self.story.seconds:.1f} s: {self.story.told()}")

    def _tried(self, say: Callable[[str], None]) -> None:
        try:
            if self._new:
                salted = self.engine.create()
                more = f"; Pulumi.{self.stack}.yaml has got its encryptionsalt, commit it" if salted else ""
                say(f"{self.stack}: stack made, the backend had none of that name{more}")
            self._go(say)
        except Interrupted:
            return
        except CommandError as error:
            self.last = self.last or str(error).split("stderr:")[-1].strip().splitlines()
            self.result = STOPPED if self.engine.command.interrupted else FAILED
        finally:
            self.running = False
            self.story.end()

    def _go(self, say: Callable[[str], None]) -> None:
        if self.engine.command.interrupted:
            raise Interrupted
        self.story.begin()
        self.running = True
        say(f"{self.stack}: {'preview' if self._preview else 'up'} begins")
        self.engine.run(self.story.take, self.last.append, preview=self._preview, refresh=self._refresh)
        self.result = DONE


class Stopper:
    """Counts the signals that ask to stop and hands each on."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop, self.asked = stop, 0

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """The signal handler."""
        del number, frame
        self.asked += 1
        self._stop()


@contextmanager
def stoppable(stop: Callable[[], None]) -> Iterator[Stopper]:
    """While it is open, Ctrl-C and the end of the session call `stop` and end nothing by themselves."""
    stopper = Stopper(stop)
    before = {number: signal.signal(number, stopper) for number in SIGNALS}
    try:
        yield stopper
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def drive(jobs: Sequence[Job], parallel: int, board: Display, *, fail_fast: bool = False) -> bool:
    """Runs all, `parallel` at a time. True if somebody asked to stop."""

    def stop() -> None:
        for job in jobs:
            job.engine.command.interrupt()

    lines = SimpleQueue[str]()  # of all jobs, in the order of what happened

    def work(job: Job) -> None:
        if not (fail_fast and any(other.result == FAILED for other in jobs)):
            job.run(lines.put)

    told = 0
    with stoppable(stop) as stopper, ThreadPoolExecutor(parallel) as pool, board:
        left: set[Future[None]] = {pool.submit(work, job) for job in jobs}
        while left:
            ended, left = wait(left, timeout=TICK, return_when=FIRST_COMPLETED)
            if stopper.asked > told:
                told = stopper.asked
                board.say(_stopping(told, jobs))
            while not lines.empty():
                board.say(lines.get())
            for future in ended:
                future.result()
            board.show([job.story for job in jobs if job.running], f"{len(left)} of {len(jobs)} stacks left")
    return stopper.asked > 0


def all_done(jobs: Sequence[Job]) -> bool:
    """Whether every stack came through."""
    return all(job.result in (DONE, NEW) for job in jobs)


def _stopping(times: int, jobs: Sequence[Job]) -> str:
    if times > 1:
        return "ending at once; pulumi cancel and another run mend what this leaves"
    count = sum(job.running for job in jobs)
    return f"stopping: {count} running end in good order, no other begins; once more to end at once"
