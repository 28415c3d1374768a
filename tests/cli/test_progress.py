"""The progress line: on a terminal only, after a while, and gone at the end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count

from cli.progress import INTERVAL, PATIENCE, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _clock(step: float) -> Iterator[float]:
    return count(0, step)


def _said(stream: io.StringIO, seconds: float) -> str:
    ticks = _clock(seconds)
    with Progress("catalog check", stream, lambda: next(ticks)) as progress:
        for _ in range(5):
            progress.step("specs read")
    return stream.getvalue()


def test_long_work_shows_how_far_it_is_and_clears_the_line_at_the_end() -> None:
    said = _said(Terminal(), PATIENCE)
    assert said.startswith("\rcatalog check: 1 specs read\x1b[K\rcatalog check: 2 specs read")
    assert said.endswith("\r\x1b[K")


def test_short_work_shows_nothing() -> None:
    assert _said(Terminal(), PATIENCE / 10) == ""


def test_where_no_terminal_is_nothing_is_shown() -> None:
    assert _said(io.StringIO(), PATIENCE) == ""


def test_the_line_is_not_written_for_every_step() -> None:
    stream, ticks = Terminal(), _clock(INTERVAL / 10)
    with Progress("x", stream, lambda: next(ticks)) as progress:
        for _ in range(200):
            progress.step("specs read")
    assert 5 < stream.getvalue().count("specs read") < 15
