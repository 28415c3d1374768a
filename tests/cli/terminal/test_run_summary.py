"""The end of a run over several stacks, as it is printed."""

from __future__ import annotations

from catalog.cli.terminal import run_summary
from catalog.engine import runner
from tests.support.engine_events import URN, ended, log, said, step


def test_a_preview_lists_what_changes_with_our_own_lines() -> None:
    told = log(
        step("same", "sales.a"), step("update", "sales.b"), said("info", "+ column x: int", urn=f"{URN}b")
    )
    assert list(run_summary.changes(ended(runner.DONE, told))) == [
        "dev-a:",
        "  ~ table sales.b",
        "      + column x: int",
    ]


def test_a_long_list_of_changes_is_cut_with_what_shows_the_rest() -> None:
    told = log(*(step("create", f"sales.t{number:03}") for number in range(100)))
    lines = list(run_summary.changes(ended(runner.DONE, told)))
    assert len(lines) == 42
    assert lines[-1] == "  ... and 60 more lines: pulumi preview --stack dev-a"


def test_what_the_engine_relays_does_nothing_to_the_terminal_and_ends() -> None:
    texts = ["\x1b[2J\x1b]0;x\x07::error::x", "a\u202eb" * 100_000]
    told = log(
        step("update", "sales.b\x1b[1A"),
        *(said(kind, text, urn=f"{URN}b") for kind in ("warning", "error", "info") for text in texts),
    )
    run = ended(runner.FAILED, told)
    run.stack = "dev\x9b2J"
    lines = [*run_summary.changes(run), *run_summary.problems(run), *run_summary.summary([run]).splitlines()]
    assert all(each.isprintable() for each in lines)
    assert max(map(len, lines)) < 12_100
    assert r"  table sales.b: \x1b[2J\x1b]0;x\x07::error::x" in lines
    assert r"  ~ table sales.b\x1b[1A" in lines


def test_the_summary_names_what_was_stopped_and_what_was_not_begun() -> None:
    done = log(step("create", "sales.a"))
    done.stop()
    stopped = ended(runner.STOPPED, log())
    lines = run_summary.summary(
        [ended(runner.DONE, done), stopped, ended(runner.NOT_BEGUN, log())]
    ).splitlines()
    assert lines[2].split() == ["dev-a", "done", "1", "0", "0", "0", "0", "2.0"]
    assert lines[5:] == ["stopped half-way, the next run goes on: dev-a", "not begun: dev-a"]


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
