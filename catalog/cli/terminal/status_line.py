"""How far a long piece of work is: one line on a terminal, removed at the end; nothing elsewhere."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

from catalog.language.visible import cell

from .console import quiet
from .output import below

AFTER_SECONDS = 1.0  # work that is done by then needs no line
EVERY_SECONDS = 0.1
WIDTH = 30


class StatusLine:
    """Shows reported progress while it is open, at most ten times a second."""

    def __init__(
        self,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: float | None = None,
    ) -> None:
        self._stream = below(stream if stream is not None else sys.stderr)
        self._clock = clock
        self._on_terminal = self._stream.isatty() and not quiet()
        self._next = clock() + (AFTER_SECONDS if wait is None else wait)
        self._shown = ""
        self._counts: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._show("")

    def part(self, stage: str, done: float) -> None:
        """`done` of a stage, from 0 to 1: a bar."""
        self._report(lambda: bar(stage, done))

    def count(self, kind: str) -> None:
        """One more of a kind, such as `specs read`."""
        self._counts[kind] += 1
        self._report(lambda: f"{self._counts[kind]:,} {kind}")

    def _report(self, text: Callable[[], str]) -> None:
        if self._on_terminal and (now := self._clock()) >= self._next:
            self._next = now + EVERY_SECONDS
            self._show(text())

    def _show(self, text: str) -> None:
        text = cell(text)
        if text != self._shown:
            blanks = " " * (len(self._shown) - len(text))
            self._stream.write(f"\r{text}{blanks}" + ("" if text else "\r"))
            self._stream.flush()
            self._shown = text


def bar(stage: str, done: float) -> str:
    """`reading [#########.....................]  31 %`."""
    full = int(done * WIDTH)
    return f"{stage:7} [{'#' * full}{'.' * (WIDTH - full)}] {int(done * 100):3} %"
