"""Stacks that run side by side, on a terminal and elsewhere."""

from __future__ import annotations

import io
import re
from itertools import count

import pytest

from catalog.cli.terminal import status_board
from catalog.cli.terminal.status_board import StatusBoard
from catalog.engine.run_log import RunLog
from tests.support.engine_events import log, step


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_each_running_stack_has_a_line_that_is_rewritten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    out, live = io.StringIO(), Terminal()
    with StatusBoard(out, live, count(0, 1).__next__, lambda: 40) as shown:
        shown.show([log(), log(step("create", "sales.a"))], "2 of 2 stacks left")
        shown.show([log()], "1 of 2 stacks left")
        shown.report("dev-a: done")
    assert live.getvalue().count("\x1b[3A\r") == 1
    assert live.getvalue().endswith("\x1b[2A\r\x1b[J")
    lines = re.sub(r"\x1b\[\d*[A-Z]|\r", "", live.getvalue()).splitlines()
    assert max(map(len, lines)) == 39
    assert out.getvalue() == "dev-a: done\n"


def test_the_name_of_a_stack_moves_no_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    out, live = io.StringIO(), Terminal()
    told = log()
    told.stack = "dev\x1b[2J"
    with StatusBoard(out, live, count(0, 1).__next__, lambda: 80) as shown:
        shown.show([told], "more\x1b[2J")
        shown.report("dev\x1b[2J: done")
    assert "\x1b[2J" not in live.getvalue() + out.getvalue()
    assert r"dev\x1b[2J: done" in out.getvalue()


def test_where_nothing_is_wanted_on_the_way_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    out, live = io.StringIO(), Terminal()
    with StatusBoard(out, live, count(0, 1).__next__, lambda: 40, quiet=True) as shown:
        shown.show([log(step("create", "sales.a"))], "1 of 1 stacks left")
        shown.report("dev-a: done")
    assert out.getvalue() + live.getvalue() == ""


def test_without_a_terminal_a_long_run_prints_a_line_now_and_then() -> None:
    out, live = io.StringIO(), io.StringIO()
    now = [0.0]
    told = RunLog("dev-a", 1013, clock=lambda: now[0])
    told.record(step("create", "sales.a"))
    with StatusBoard(out, live) as shown:
        for second in range(40):
            now[0] = float(second)
            shown.show([told])
    assert live.getvalue() == ""
    assert out.getvalue().splitlines() == [
        "dev-a: applies, 1 of 1,013 objects, 15 s",
        "dev-a: applies, 1 of 1,013 objects, 30 s",
    ]


def test_a_line_shows_objects_done_of_those_known() -> None:
    told = RunLog("dev-a", 1013, clock=lambda: 0.0)
    assert status_board.line(told, 7).split() == ["dev-a", "starts", "0", "s"]
    told.record(step("create", "sales.a"))
    assert "1 of 1,013 objects" in status_board.line(told)
