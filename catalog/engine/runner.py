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

from .advice import explained
from .automation import Interrupted, StackEngine
from .run_log import RunLog

DONE, FAILED, STOPPED, NOT_BEGUN, TO_BE_MADE = "done", "failed", "stopped", "not begun", "to be made"
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

    def report(self, text: str) -> None:
        """A line that stays."""

    def show(self, running: Sequence[RunLog], more: str = "") -> None:
        """How far each is; `more` is one more line below."""


class StackRun:
    """The run of one stack: its engine, its log, and how it ended.

    A preview goes through what the gate lets go although it is protected, unless only the `gate` is wanted.
    """

    def __init__(
        self,
        engine: StackEngine,
        log: RunLog,
        *,
        new: bool,
        preview: bool,
        refresh: bool,
        gate: bool = False,
    ) -> None:
        self.engine, self.log = engine, log
        self.result, self.running, self.last_lines = NOT_BEGUN, False, list[str]()
        self._new, self._preview, self._refresh, self._gate = new, preview, refresh, gate

    @property
    def stack(self) -> str:
        """The stack's name."""
        return self.engine.stack

    @property
    def began(self) -> bool:
        """Whether its engine has begun."""
        return self.result not in (NOT_BEGUN, TO_BE_MADE)

    @property
    def changes_something(self) -> bool:
        """Whether a preview found anything that is not as it is declared."""
        return self.result == TO_BE_MADE or bool(self.log.changes())

    def run(self, report: Callable[[str], None]) -> None:
        """Does it all and reports its begin and end; an engine that fails or is stopped raises nothing."""
        if self._new and self._preview:
            self.result = TO_BE_MADE
            return
        self._attempt(report)
        if self.result != NOT_BEGUN:
            report(f"{self.stack}: {self.result} after {self.log.seconds:.1f} s: {self.log.summary()}")

    def _attempt(self, report: Callable[[str], None]) -> None:
        try:
            if self._new:
                salted = self.engine.create()
                more = f"; Pulumi.{self.stack}.yaml has got its encryptionsalt, commit it" if salted else ""
                report(f"{self.stack}: stack made, the backend had none of that name{more}")
            self._run_engine(report)
        except Interrupted:
            return
        except CommandError as error:
            lines = self.last_lines or str(error).split("stderr:")[-1].strip().splitlines()
            self.last_lines = explained("\n".join(lines)).splitlines()
            self.result = STOPPED if self.engine.command.interrupted else FAILED
        finally:
            self.running = False
            self.log.stop()

    def _run_engine(self, report: Callable[[str], None]) -> None:
        if self.engine.command.interrupted:
            raise Interrupted
        self.log.start()
        self.running = True
        report(f"{self.stack}: {'preview' if self._preview else 'up'} begins")
        try:
            self.engine.run(
                self.log.record, self.last_lines.append, preview=self._preview, refresh=self._refresh
            )
        except CommandError:
            if not self._previewed_unprotected():
                raise
        self.result = DONE

    def _previewed_unprotected(self) -> bool:
        """After a preview that protection ended: one without it, of what goes; False if that can't be."""
        first = self.log
        if (
            self._gate
            or not self._preview
            or self.engine.command.interrupted
            or not first.stopped_by_protection
        ):
            return False
        log, lines = first.anew(), list[str]()
        try:
            return self.engine.preview_unprotected(
                first.unprotected, log.record, lines.append, refresh=self._refresh
            )
        finally:
            if log.has_begun:
                self.log, self.last_lines = log, lines


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


def run_all(runs: Sequence[StackRun], parallel: int, display: Display, *, fail_fast: bool = False) -> bool:
    """Runs all, `parallel` at a time. True if somebody asked to stop."""

    def stop() -> None:
        for run in runs:
            run.engine.command.interrupt()

    lines = SimpleQueue[str]()  # of all runs, in the order of what happened

    def work(run: StackRun) -> None:
        if not (fail_fast and any(other.result == FAILED for other in runs)):
            run.run(lines.put)

    reported = 0
    with stoppable(stop) as stopper, ThreadPoolExecutor(parallel) as pool, display:
        left: set[Future[None]] = {pool.submit(work, run) for run in runs}
        while left:
            ended, left = wait(left, timeout=TICK, return_when=FIRST_COMPLETED)
            if stopper.asked > reported:
                reported = stopper.asked
                display.report(_stopping(reported, runs))
            while not lines.empty():
                display.report(lines.get())
            for future in ended:
                future.result()
            display.show([run.log for run in runs if run.running], f"{len(left)} of {len(runs)} stacks left")
    return stopper.asked > 0


def all_done(runs: Sequence[StackRun]) -> bool:
    """Whether every stack came through."""
    return all(run.result in (DONE, TO_BE_MADE) for run in runs)


def _stopping(times: int, runs: Sequence[StackRun]) -> str:
    if times > 1:
        return "ending at once; pulumi cancel and another run mend what this leaves"
    count = sum(run.running for run in runs)
    return f"stopping: {count} running end in good order, no other begins; once more to end at once"
