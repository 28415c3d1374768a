"""Colours and width: when there are any, and that no text gets in with what acts on a terminal."""

from __future__ import annotations

import io
import sys

import pytest

from catalog.cli.terminal import console
from catalog.cli.terminal.console import Meaning, has_colours, note, say
from catalog.cli.terminal.output import visible_output


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "env", "colours"),
    [
        (Screen(), {"TERM": "xterm"}, True),
        (io.StringIO(), {"TERM": "xterm"}, False),
        (Screen(), {"TERM": "dumb"}, False),
        (Screen(), {"TERM": "xterm", "CI": "true"}, False),
        (Screen(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Screen(), {"TERM": "xterm", "NO_COLOR": ""}, True),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": "1", "CI": "true"}, True),
        (io.StringIO(), {"FORCE_COLOR": "0"}, False),
        (io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_when_there_are_colours(stream: io.StringIO, env: dict[str, str], colours: bool) -> None:
    assert has_colours(stream, env) == colours


def test_a_coloured_text_is_shown_in_its_style_and_a_strangers_escape_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    with visible_output():
        say("table ", ("a\x1b[2J", Meaning.REMOVED), " \x1b[0m")
    assert screen.getvalue() == "table \x1b[1;31ma\\x1b[2J\x1b[0m \\x1b[0m\n"


def test_without_colours_the_text_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    say("table ", ("a", Meaning.REMOVED), stream=screen)
    assert screen.getvalue() == "table a\n"


def test_quiet_has_no_remarks(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        console.set_amount(quiet=True)
        note("started")
        assert capsys.readouterr().err == ""
        console.set_amount()
        note("started")
        assert capsys.readouterr().err == "started\n"
    finally:
        console.set_amount()
