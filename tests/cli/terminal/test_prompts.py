"""Who can be asked."""

from __future__ import annotations

import io
import os
import pty
import sys

import pytest

from catalog.cli.terminal.prompts import can_ask


@pytest.mark.parametrize(
    ("ci", "typed", "shown", "can"),
    [("", True, True, True), ("", False, True, False), ("", True, False, False), ("true", True, True, False)],
)
def test_somebody_is_asked_on_a_terminal_alone_and_never_on_ci(
    monkeypatch: pytest.MonkeyPatch, ci: str, typed: bool, shown: bool, can: bool
) -> None:
    ends = pty.openpty()
    monkeypatch.setenv("CI", ci)
    with os.fdopen(ends[0], "rb"), os.fdopen(ends[1], "r+b", buffering=0) as raw:
        terminal = io.TextIOWrapper(raw)
        monkeypatch.setattr(sys, "stdin", terminal if typed else io.StringIO())
        monkeypatch.setattr(sys, "stdout", terminal if shown else io.StringIO())
        found = can_ask()
        monkeypatch.undo()
    assert found is can


def test_a_closed_stdin_answers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert not can_ask()
