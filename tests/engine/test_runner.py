"""Runs of several stacks: signals, and the order of what is reported."""

from __future__ import annotations

import io
import signal
from collections.abc import Callable, Collection
from typing import Any

import pytest
from pulumi.automation import CommandError, CommandResult, EngineEvent

from catalog.cli.terminal.status_board import StatusBoard
from catalog.engine import runner
from catalog.engine.run_log import RunLog
from catalog.language.changes.forms import UNPROTECT
from tests.support.engine_events import URN, event, said, step


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


class Guarding(Launched):
    """A run that ends with these errors; what may go is `sales.a`. Without protection it ends with `then`, or
    can't be had (None).
    """

    def __init__(self, errors: Collection[str], then: Collection[str] | None) -> None:
        super().__init__("dev", fails=True)
        self._errors, self._then = errors, then
        self.asked = list[Collection[str]]()

    def run(self, on_event: Callable[[EngineEvent], None], *words: Any, **more: Any) -> None:
        on_event(said("info", UNPROTECT.text(f"{URN}a")))
        for error in self._errors:
            on_event(said("error", error))
        super().run()

    def preview_unprotected(
        self, urns: Collection[str], on_event: Callable[[EngineEvent], None], *words: Any, **more: Any
    ) -> bool:
        self.asked.append(urns)
        if self._then is None:
            return False
        on_event(event(preludeEvent={"config": {}}))
        on_event(step("delete", "sales.a"))
        for error in self._then:
            on_event(said("error", error))
        if self._then:
            raise CommandError(CommandResult("", "", 255))
        return True


PROTECTED = f'resource "{URN}a" cannot be deleted\nbecause it is protected'
OTHER = f'resource "{URN}b" cannot be deleted\nbecause it is protected'


@pytest.mark.parametrize(
    ("errors", "then", "options", "asked", "result", "left"),
    [
        ([PROTECTED], [], {}, 1, runner.DONE, []),
        ([PROTECTED, "no such bucket"], ["no such bucket"], {}, 1, runner.FAILED, ["no such bucket"]),
        ([PROTECTED], [OTHER], {}, 1, runner.FAILED, [OTHER]),
        ([PROTECTED], None, {}, 1, runner.FAILED, [PROTECTED]),
        ([OTHER], [], {}, 0, runner.FAILED, [OTHER]),
        ([PROTECTED], [], {"preview": False}, 0, runner.FAILED, [PROTECTED]),
        ([PROTECTED], [], {"gate": True}, 0, runner.FAILED, [PROTECTED]),
    ],
)
def test_a_preview_that_only_protection_ends_is_done_without_it(
    errors: list[str],
    then: list[str] | None,
    options: dict[str, bool],
    asked: int,
    result: str,
    left: list[str],
) -> None:
    engine: Any = Guarding(errors, then)
    kind = {"preview": True, **options}
    run = runner.StackRun(engine, RunLog("dev", 1, kind["preview"]), new=False, refresh=False, **kind)
    run.run(lambda line: None)
    assert (run.result, run.log.errors) == (result, left)
    assert engine.asked == [[f"{URN}a"]] * asked
    shown = ["delete"] if asked and then is not None else []
    assert [change.operation for change in run.log.changes()] == shown
