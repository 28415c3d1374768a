"""A progress bar of one line on a terminal; nothing where nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

AFTER_SECONDS = 1.0  # work that is done by then needs no bar
EVERY_SECONDS = 0.1
WIDTH = 30


class Bar:
    """Shows what it is told, (stage, part done), while it is open; leaves an empty line."""

    def __init__(
        self,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: float | None = None,
    ) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._clock = clock
        self._watched = self._stream.isatty()
        self._next = clock() + (AFTER_SECONDS if wait is None else wait)
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._show("")

    def __call__(self, stage: str, done: float) -> None:
        """Shows the stage, at most ten times a second."""
        if self._watched and (now := self._clock()) >= self._next:
            self._next = now + EVERY_SECONDS
            self._show(line(stage, done))

    def _show(self, text: str) -> None:
        if text != self._shown:
            blanks = " " * (len(self._shown) - len(text))
            self._stream.write(f"\r{text}{blanks}" + ("" if text else "\r"))
            self._stream.flush()
            self._shown = text


def line(stage: str, done: float) -> str:
    """`reading [#########.....................]  31 %`."""
    full = int(done * WIDTH)
    return f"{stage:7} [{'#' * full}{'.' * (WIDTH - full)}] {int(done * 100):3} %"
