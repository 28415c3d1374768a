"""Runs of several stacks: signals, and the order of what is reported."""

from __future__ import annotations

import io
import signal
from typing import Any

from pulumi.automation import CommandError, CommandResult

from catalog.cli.terminal.status_board import StatusBoard
from catalog.engine import runner
from catalog.engine.run_log import RunLog


def test_signals_are_handed_on_and_the_old_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    asked = list[int]()
    with runner.stoppable(lambda: asked.append(1)) as stopper:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
    assert (len(asked), stopper.asked) == (2, 2)
    assert signal.getsignal(signal.SIGINT) is before


class Launched:
    """An engine whose run ends at once, or fails; `command` is never asked to stop."""

    def __init__(self, stack: str, fails: bool) -> None:
        self.stack, self._fails, self.command = stack, fails, self
        self.interrupted = False

    def run(self, *words: Any, **more: Any) -> None:
        if self._fails:
            raise CommandError(CommandResult("", "no such bucket", 255))


def test_what_ended_is_reported_before_the_stack_that_takes_its_place_begins() -> None:
    out = io.StringIO()
    engines: list[Any] = [Launched(f"s{number}", fails=number == 1) for number in (1, 2, 3)]
    some = [runner.StackRun(e, RunLog(e.stack, 1), new=False, preview=False, refresh=False) for e in engines]
    assert not runner.run_all(some, 1, StatusBoard(out, io.StringIO()))
    assert [" ".join(line.split()[:2]) for line in out.getvalue().splitlines()] == [
        "s1: up", "s1: failed", "s2: up", "s2: done", "s3: up", "s3: done",
    ]  # fmt: skip
