"""The end of a run over several stacks: what each would change, why one failed, and one table. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.engine.run_log import OPERATIONS
from catalog.engine.runner import FAILED, NOT_BEGUN, STOPPED, TO_BE_MADE, StackRun
from catalog.language.visible import cell, line

from .findings import table

HEADER = ("stack", "result", *OPERATIONS, "seconds")
SHOWN_CHANGES, SHOWN_ERRORS, SHOWN_LINES = 40, 10, 15


def summary(runs: Sequence[StackRun]) -> str:
    """The table, a line for each stack; below it what was stopped or not begun, by name."""
    lines = [table(HEADER, [_row(run) for run in runs])]
    for result, words in ((STOPPED, "stopped half-way, the next run goes on"), (NOT_BEGUN, "not begun")):
        names = [run.stack for run in runs if run.result == result]
        if names:
            lines.append(f"{words}: {', '.join(map(cell, names))}")
    return "\n".join(lines)


def _row(run: StackRun) -> tuple[object, ...]:
    counts = run.log.counts()
    if run.result == TO_BE_MADE:
        counts["create"] = run.log.total
    seconds = f"{run.log.seconds:.1f}" if run.result not in (NOT_BEGUN, TO_BE_MADE) else ""
    return run.stack, run.result, *(f"{counts[operation]:,}" for operation in OPERATIONS), seconds


def changes(run: StackRun) -> Iterator[str]:
    """What a preview found, the first lines of it."""
    if run.result == TO_BE_MADE:
        objects = f"{run.log.total:,} objects"
        yield f"{cell(run.stack)}: the backend has no such stack yet; it would be made, {objects}"
        return
    lines = list(run.log.changes())
    if lines:
        yield f"{cell(run.stack)}:"
        yield from (f"  {line(each)}" for each in lines[:SHOWN_CHANGES])
        if len(lines) > SHOWN_CHANGES:
            more = len(lines) - SHOWN_CHANGES
            yield f"  ... and {more:,} more lines: pulumi preview --stack {cell(run.stack)}"


def problems(run: StackRun) -> Iterator[str]:
    """Warnings, and for a stack that did not come through its errors or else the last lines of its output."""
    yield from _messages(f"{cell(run.stack)} warns:", run.log.warnings)
    if run.result == FAILED:
        yield from _messages(
            f"{cell(run.stack)} failed:", run.log.errors or ["\n".join(run.last_lines[-SHOWN_LINES:])]
        )


def _messages(head: str, messages: Sequence[str]) -> Iterator[str]:
    if not messages:
        return
    yield head
    for message in messages[:SHOWN_ERRORS]:
        lines = [each for each in message.splitlines() if each.strip()]
        yield from (f"  {line(each)}" for each in lines[:SHOWN_LINES])
        if len(lines) > SHOWN_LINES:
            yield f"  ... and {len(lines) - SHOWN_LINES} more lines"
    if len(messages) > SHOWN_ERRORS:
        yield f"  ... and {len(messages) - SHOWN_ERRORS} more"
