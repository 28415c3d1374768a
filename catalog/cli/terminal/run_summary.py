"""The end of a run over several stacks: what each would change, why one failed, and one table. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.engine.run_log import KINDS
from catalog.engine.runner import FAILED, NEW, NOT_BEGUN, STOPPED, Job

from .findings import table

HEADER = ("stack", "result", *KINDS, "seconds")
SHOWN_CHANGES, SHOWN_ERRORS, SHOWN_LINES = 40, 10, 15


def summary(jobs: Sequence[Job]) -> str:
    """The table, a line for each stack; below it what was stopped or not begun, by name."""
    lines = [table(HEADER, [_row(job) for job in jobs])]
    for result, words in ((STOPPED, "stopped half-way, the next run goes on"), (NOT_BEGUN, "not begun")):
        names = [job.stack for job in jobs if job.result == result]
        if names:
            lines.append(f"{words}: {', '.join(names)}")
    return "\n".join(lines)


def _row(job: Job) -> tuple[object, ...]:
    counts = job.story.counts()
    if job.result == NEW:
        counts["create"] = job.story.known
    seconds = f"{job.story.seconds:.1f}" if job.result not in (NOT_BEGUN, NEW) else ""
    return job.stack, job.result, *(f"{counts[kind]:,}" for kind in KINDS), seconds


def changes(job: Job) -> Iterator[str]:
    """What a preview found, the first lines of it."""
    if job.result == NEW:
        yield f"{job.stack}: the backend has no such stack yet; it would be made, {job.story.known:,} objects"
        return
    lines = list(job.story.changes())
    if lines:
        yield f"{job.stack}:"
        yield from (f"  {line}" for line in lines[:SHOWN_CHANGES])
        if len(lines) > SHOWN_CHANGES:
            more = len(lines) - SHOWN_CHANGES
            yield f"  ... and {more:,} more lines: pulumi preview --stack {job.stack}"


def complaints(job: Job) -> Iterator[str]:
    """Warnings, and for a stack that did not come through its errors or else its last words."""
    yield from _listed(f"{job.stack} warns:", job.story.warnings)
    if job.result == FAILED:
        yield from _listed(f"{job.stack} failed:", job.story.errors or ["\n".join(job.last[-SHOWN_LINES:])])


def _listed(head: str, messages: Sequence[str]) -> Iterator[str]:
    if not messages:
        return
    yield head
    for message in messages[:SHOWN_ERRORS]:
        lines = [line for line in message.splitlines() if line.strip()]
        yield from (f"  {line}" for line in lines[:SHOWN_LINES])
        if len(lines) > SHOWN_LINES:
            yield f"  ... and {len(lines) - SHOWN_LINES} more lines"
    if len(messages) > SHOWN_ERRORS:
        yield f"  ... and {len(messages) - SHOWN_ERRORS} more"
