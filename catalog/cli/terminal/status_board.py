"""Several pieces of work at once: on a terminal a line for each, rewritten in place; else one now and then.

What is said for good goes to stdout; the lines that are rewritten go to stderr and leave nothing behind.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Protocol, Self, TextIO

EVERY_SECONDS = 0.2  # on a terminal
NOW_AND_THEN = 15.0  # elsewhere, for work that takes long
UP, CLEAR, CLEAR_BELOW = "\x1b[{}A", "\x1b[K", "\x1b[J"


class Work(Protocol):
    """What a line tells of."""

    @property
    def stack(self) -> str:
        """Whose work it is."""

    @property
    def phase(self) -> str:
        """What it is at."""

    @property
    def done(self) -> int:
        """Objects gone through."""

    @property
    def known(self) -> int:
        """Objects that there are, as far as is known."""

    @property
    def seconds(self) -> float:
        """Since it began."""


def line(work: Work, width: int = 0) -> str:
    """`dev-sales  applies            412 of 1,013 objects     12 s`; names padded to `width`."""
    return f"{work.stack:<{width}}  {work.phase:<15}  {_count(work):>24}  {work.seconds:5.0f} s"


def plain(work: Work) -> str:
    """`dev-sales: applies, 412 of 1,013 objects, 12 s`."""
    return f"{work.stack}: " + ", ".join(filter(None, (work.phase, _count(work), f"{work.seconds:.0f} s")))


def _count(work: Work) -> str:
    return f"{work.done:,} of {max(work.known, work.done):,} objects" if work.done else ""


class Board:
    """Shows running work while it is open. One thread tells it all."""

    def __init__(
        self,
        out: TextIO | None = None,
        live: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
        columns: Callable[[], int] | None = None,
    ) -> None:
        self._out = out if out is not None else sys.stdout
        self._live = live if live is not None else sys.stderr
        self._clock = clock
        self._columns = columns or self._terminal_width
        self._watched = self._live.isatty() and os.environ.get("TERM") != "dumb"
        self._shown = 0
        self._next = 0.0
        self._told: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._erase()

    def say(self, text: str) -> None:
        """A line that stays."""
        self._erase()
        print(text, file=self._out, flush=True)

    def show(self, running: Sequence[Work], more: str = "") -> None:
        """How far each is; `more` is a last line. Called often, it writes seldom."""
        now = self._clock()
        if not self._watched:
            self._now_and_then(running)
        elif now >= self._next or not self._shown:
            self._next = now + EVERY_SECONDS
            self._rewrite(running, more)

    def _now_and_then(self, running: Sequence[Work]) -> None:
        for work in running:
            times = int(work.seconds / NOW_AND_THEN)
            if times > self._told.get(work.stack, 0):
                self._told[work.stack] = times
                print(plain(work), file=self._out, flush=True)

    def _rewrite(self, running: Sequence[Work], more: str) -> None:
        width, columns = max((len(w.stack) for w in running), default=0), self._columns()
        lines = [line(work, width)[: columns - 1] for work in running] + (
            [more[: columns - 1]] if more else []
        )
        back = UP.format(self._shown) if self._shown else ""
        self._live.write(f"{back}\r" + "".join(f"{text}{CLEAR}\n" for text in lines) + CLEAR_BELOW)
        self._live.flush()
        self._shown = len(lines)

    def _erase(self) -> None:
        if self._shown:
            self._live.write(f"{UP.format(self._shown)}\r{CLEAR_BELOW}")
            self._live.flush()
            self._shown = 0

    def _terminal_width(self) -> int:
        try:
            return os.get_terminal_size(self._live.fileno()).columns or 80
        except (OSError, ValueError):
            return 80
