"""The end of a run over several stacks, as it is printed."""

from __future__ import annotations

import pytest

from catalog.cli.review.lines import View, review
from catalog.cli.terminal import run_summary, tables
from catalog.engine import runner
from catalog.engine.run_log import RunLog
from catalog.language.changes.forms import UNPROTECT
from tests.support.engine_events import URN, ended, log, said, step


def test_what_the_engine_relays_does_nothing_to_the_terminal_and_ends() -> None:
    texts = ["\x1b[2J\x1b]0;x\x07::error::x", "a\u202eb" * 100_000]
    told = log(
        step("update", "sales.b\x1b[1A"),
        *(said(kind, text, urn=f"{URN}b") for kind in ("warning", "error", "info") for text in texts),
    )
    run = ended(runner.FAILED, told)
    run.stack = "dev\x9b2J"
    found = review({run.stack: told.changes()}, View(several=True))
    table = tables.table(run_summary.COLUMNS, [run_summary.row(run)])
    lines = [*(each.text for each in found), *run_summary.problems(run), *table]
    assert all(each.isprintable() for each in lines)
    assert max(map(len, lines)) < 12_100
    assert r"  table sales.b: \x1b[2J\x1b]0;x\x07::error::x" in lines
    assert r"  ~ table sales.b\x1b[1A (dev\x9b2J)" in lines


def test_the_summary_names_what_was_stopped_and_what_was_not_begun() -> None:
    done = log(step("create", "sales.a"))
    done.stop()
    stopped = ended(runner.STOPPED, log())
    runs = [ended(runner.DONE, done), stopped, ended(runner.NOT_BEGUN, log())]
    assert [str(cell) for cell in run_summary.row(runs[0])] == ["dev-a", "done", "1", *"0000", "2.0"]
    assert list(run_summary.remarks(runs)) == [
        "stopped; what was done stays, and the next run goes on: dev-a",
        "not begun: dev-a",
    ]


def test_a_failed_stack_shows_its_errors_or_else_its_last_words() -> None:
    told = log(said("error", "no such bucket", urn=f"{URN}a"))
    assert list(run_summary.problems(ended(runner.FAILED, told, "noise"))) == [
        "dev-a failed:",
        "  table sales.a: no such bucket",
    ]
    assert list(run_summary.problems(ended(runner.FAILED, log(), "error: the stack is locked"))) == [
        "dev-a failed:",
        "  error: the stack is locked",
    ]


def test_a_refusal_is_shown_whole_and_other_errors_are_cut() -> None:
    findings = [f"specs/a b/t{n}.yaml:{n}: CHG101 error: a.t{n}: drops. To accept it: x." for n in range(40)]
    refusal = "\n".join(["40 changes break readers; nothing was registered", *findings])
    others = ["\n".join(map(str, range(20))), *(f"error {n}" for n in range(12))]
    told = log(*(said("error", text) for text in (*others, refusal)))
    lines = [*run_summary.problems(ended(runner.FAILED, told))]
    assert lines[1:42] == [f"  {text}" for text in refusal.splitlines()]
    assert "  ... and 5 more lines" in lines
    assert lines[-1] == "  ... and 3 more"


@pytest.mark.parametrize(("number", "words"), [(1, "1 resource that goes"), (2, "2 resources that go")])
def test_a_preview_says_of_how_many_an_apply_takes_the_protection_away(number: int, words: str) -> None:
    def remarks(result: str, preview: bool) -> list[str]:
        told = RunLog("dev-a", 3, preview)
        for name in range(number):
            told.record(said("info", UNPROTECT.text(f"{URN}{name}")))
        return [*run_summary.remarks([ended(result, told)])]

    said_so = [f"dev-a: catalog apply first takes away the protection of {words}"]
    assert remarks(runner.DONE, preview=True) == said_so
    assert remarks(runner.FAILED, preview=True) == remarks(runner.DONE, preview=False) == []
