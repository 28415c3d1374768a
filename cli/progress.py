"""A line on the terminal that tells how far a long piece of work is; nothing where stderr is no terminal."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

PATIENCE = 2.0  # seconds without a word
INTERVAL = 0.2


class Progress:
    """Counts steps by kind and shows the latest kind's count: `catalog check: 1,200 specs read`."""

    def __init__(
        self, name: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name, self._clock = name, clock
        self._stream = sys.stderr if stream is None else stream
        self._counts: Counter[str] = Counter()
        self._next = clock() + PATIENCE if self._stream.isatty() else float("inf")
        self._shown = False

    def step(self, kind: str) -> None:
        """One more of that kind, e.g. `specs read`."""
        self._counts[kind] += 1
        now = self._clock()
        if now >= self._next:
            self._next, self._shown = now + INTERVAL, True
            self._write(f"{self._name}: {self._counts[kind]:,} {kind}")

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._write("")

    def _write(self, text: str) -> None:
        self._stream.write(f"\r{text}\x1b[K")
        self._stream.flush()
