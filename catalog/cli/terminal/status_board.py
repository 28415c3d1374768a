"""Stacks that run side by side: on a terminal a line for each, rewritten in place; else one now and then.

Lines that stay go to stdout; the lines that are rewritten go to stderr and leave nothing behind.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Protocol, Self, TextIO

from catalog.language.visible import cell, visible_lines
from catalog.language.visible import line as one_line

from . import console
from .output import below

EVERY_SECONDS = 0.2  # on a terminal
NOW_AND_THEN = 15.0  # elsewhere, for a run that takes long
UP, CLEAR, CLEAR_BELOW = "\x1b[{}A", "\x1b[K", "\x1b[J"


class StackProgress(Protocol):
    """What a line shows of one stack."""

    @property
    def stack(self) -> str:
        """The stack's name."""

    @property
    def phase(self) -> str:
        """What the engine does now."""

    @property
    def done(self) -> int:
        """Objects done so far."""

    @property
    def total(self) -> int:
        """Objects that there are, as far as is known."""

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""


def line(stack: StackProgress, width: int = 0) -> str:
    """`dev-sales  applies            412 of 1,013 objects     12 s`; names padded to `width`."""
    return f"{cell(stack.stack):<{width}}  {stack.phase:<15}  {_count(stack):>24}  {stack.seconds:5.0f} s"


def plain(stack: StackProgress) -> str:
    """`dev-sales: applies, 412 of 1,013 objects, 12 s`."""
    return f"{cell(stack.stack)}: " + ", ".join(
        filter(None, (stack.phase, _count(stack), f"{stack.seconds:.0f} s"))
    )


def _count(stack: StackProgress) -> str:
    return f"{stack.done:,} of {max(stack.total, stack.done):,} objects" if stack.done else ""


class StatusBoard:
    """Shows running stacks while it is open. All calls come from one thread."""

    def __init__(
        self,
        out: TextIO | None = None,
        live: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
        columns: Callable[[], int] | None = None,
        quiet: bool = False,
    ) -> None:
        self._out = out if out is not None else sys.stdout
        self._live = below(live if live is not None else sys.stderr)
        self._clock = clock
        self._columns = columns or self._terminal_width
        self._on_terminal = self._live.isatty() and os.environ.get("TERM") != "dumb"
        self._quiet = quiet or console.quiet()
        self._shown = 0
        self._next = 0.0
        self._printed: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._erase()

    def report(self, text: str) -> None:
        """A line that stays."""
        self._erase()
        if not self._quiet:
            print(visible_lines(text), file=self._out, flush=True)

    def show(self, running: Sequence[StackProgress], more: str = "") -> None:
        """How far each is; `more` is a last line. Called often, it writes seldom."""
        now = self._clock()
        if self._quiet:
            return
        if not self._on_terminal:
            self._print_seldom(running)
        elif now >= self._next or not self._shown:
            self._next = now + EVERY_SECONDS
            self._rewrite(running, more)

    def _print_seldom(self, running: Sequence[StackProgress]) -> None:
        for stack in running:
            times = int(stack.seconds / NOW_AND_THEN)
            if times > self._printed.get(stack.stack, 0):
                self._printed[stack.stack] = times
                print(plain(stack), file=self._out, flush=True)

    def _rewrite(self, running: Sequence[StackProgress], more: str) -> None:
        width, columns = max((len(cell(w.stack)) for w in running), default=0), self._columns()
        lines = [line(stack, width)[: columns - 1] for stack in running] + (
            [one_line(more)[: columns - 1]] if more else []
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
