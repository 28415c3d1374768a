"""Prints what runs would do or did, in the shape that is wanted: the one thin edge of this folder."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from catalog.cli.terminal import console
from catalog.cli.terminal.formats import JSON, MARKDOWN, TEXT, markdown_table, print_json
from catalog.cli.terminal.run_summary import COLUMNS, counts, problems, remarks, row
from catalog.engine.run_log import ObjectChange
from catalog.engine.runner import StackRun

from .items import items
from .lines import View, review


@dataclass(frozen=True, slots=True)
class Outcome:
    """Runs that have ended. `whole`: all that changed is shown, else only what was removed or may be lost."""

    runs: Sequence[StackRun]
    preview: bool
    whole: bool
    said: Collection[str] = ()  # warnings that need not be said again

    @property
    def changes(self) -> Mapping[str, Sequence[ObjectChange]]:
        """What became of the objects of each stack."""
        return {run.stack: run.log.changes() for run in self.runs}

    def view(self, width: int | None) -> View:
        """How its lines are shown."""
        return View(not self.preview, width, console.verbose(), several=len(self.runs) > 1)


def print_outcome(outcome: Outcome, shape: str = TEXT) -> None:
    """Warnings and errors on stderr; the review and one table on stdout."""
    for run in outcome.runs:
        for each in problems(run, outcome.said):
            print(each, file=sys.stderr)
    sys.stderr.flush()
    if shape == TEXT and outcome.preview:
        _print_review(outcome)
    PRINTERS[shape](outcome)


def _print_review(outcome: Outcome) -> None:
    lines = review(outcome.changes, outcome.view(console.width()), only_lossy=not outcome.whole)
    if lines:
        print()
    for text, meaning in lines:
        console.say((text, meaning) if meaning else text)


def _print_text(outcome: Outcome) -> None:
    print()
    console.print_table(COLUMNS, [row(run) for run in outcome.runs])
    for each in remarks(outcome.runs):
        print(each)
    if not outcome.preview:
        _print_review(outcome)


def _print_json(outcome: Outcome) -> None:
    stacks = [
        {
            "stack": run.stack,
            "result": run.result,
            "seconds": round(run.log.seconds, 1) if run.began else None,
            **counts(run),
        }
        for run in outcome.runs
    ]
    changes = [
        {
            "impact": item.impact.name.lower(),
            "stack": item.target.stack,
            "kind": item.label,
            "name": item.target.name,
            "text": item.text,
            "details": list(item.details),
        }
        for item in sorted(items(outcome.changes), key=lambda item: item.impact)
    ]
    print_json("apply", {"preview": outcome.preview, "stacks": stacks, "changes": changes})


def _print_markdown(outcome: Outcome) -> None:
    lines = review(outcome.changes, outcome.view(None))
    if lines:
        print("\n".join(["```", *(each.text for each in lines), "```", ""]))
    print("\n".join(markdown_table([c.heading for c in COLUMNS], [row(run) for run in outcome.runs])))
    for each in remarks(outcome.runs):
        print(f"\n{each}")


PRINTERS = {TEXT: _print_text, JSON: _print_json, MARKDOWN: _print_markdown}
