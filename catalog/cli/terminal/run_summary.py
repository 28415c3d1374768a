"""The end of a run over several stacks: a row of the summary for each, and why one failed. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from catalog.engine.run_log import OPERATIONS
from catalog.engine.runner import DONE, FAILED, NOT_BEGUN, STOPPED, TO_BE_MADE, StackRun
from catalog.language.visible import cell, line

from .tables import Column

RANKS = {"same": 2}  # what is left out first where the terminal is narrow; the seconds before that
COLUMNS = (
    Column("stack"),
    Column("result"),
    *(Column(operation, RANKS.get(operation, 0)) for operation in OPERATIONS),
    Column("seconds", 3),
)
SHOWN_ERRORS, SHOWN_LINES = 10, 15
REFUSAL = re.compile(
    r"^(?:.+:\d+: )?[A-Z]{2,}\d{3} error: ", re.MULTILINE
)  # with a finding, and what to type


def row(run: StackRun) -> tuple[object, ...]:
    """A stack's cells of the summary."""
    seconds = f"{run.log.seconds:.1f}" if run.began else ""
    return run.stack, run.result, *(f"{count:,}" for count in counts(run).values()), seconds


def counts(run: StackRun) -> dict[str, int]:
    """Objects by what was done to them, or would be; all of a stack that is still to be made are created."""
    found = run.log.counts()
    if run.result == TO_BE_MADE:
        found["create"] = run.log.total
    return {operation: found[operation] for operation in OPERATIONS}


def remarks(runs: Sequence[StackRun]) -> Iterator[str]:
    """What was stopped, not begun or is to be made, by name; and of how many a preview saw protection go."""
    for result, words in (
        (STOPPED, "stopped; what was done stays, and the next run goes on"),
        (NOT_BEGUN, "not begun"),
        (TO_BE_MADE, "to be made, as the backend has no stack of that name"),
    ):
        names = [run.stack for run in runs if run.result == result]
        if names:
            yield f"{words}: {', '.join(map(cell, names))}"
    for run in runs:
        if run.log.is_preview and run.result == DONE and (number := len(run.log.unprotected)):
            yield f"{cell(run.stack)}: catalog apply first takes away the protection of {_going(number)}"


def _going(number: int) -> str:
    return "1 resource that goes" if number == 1 else f"{number:,} resources that go"


def problems(run: StackRun, said: Collection[str] = ()) -> Iterator[str]:
    """Warnings but those that were said before; of a stack that failed its errors, or else its last lines."""
    warnings = [warning for warning in run.log.warnings if warning not in said]
    yield from _messages(f"{cell(run.stack)} warns:", warnings)
    if run.result == FAILED:
        yield from _messages(
            f"{cell(run.stack)} failed:", run.log.errors or ["\n".join(run.last_lines[-SHOWN_LINES:])]
        )


def _messages(head: str, messages: Sequence[str]) -> Iterator[str]:
    if not messages:
        return
    refusals = [message for message in messages if REFUSAL.search(message)]
    others = [message for message in messages if message not in refusals]
    yield head
    for message in (*refusals, *others[:SHOWN_ERRORS]):
        lines = [each for each in message.splitlines() if each.strip()]
        shown = len(lines) if message in refusals else SHOWN_LINES
        yield from (f"  {line(each)}" for each in lines[:shown])
        if len(lines) > shown:
            yield f"  ... and {len(lines) - shown} more lines"
    if len(others) > SHOWN_ERRORS:
        yield f"  ... and {len(others) - SHOWN_ERRORS} more"
