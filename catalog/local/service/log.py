"""The log of the background process: what went wrong and where, never what was sent.

Bounded, since others decide how often something goes wrong; one line a line, whatever an error's text holds.
"""

from __future__ import annotations

import sys
import threading
import traceback
from io import TextIOBase
from typing import TextIO

MOST = 1 << 20  # characters of one process; the file is emptied at a start where it has as many bytes
FULL = "\n(the log is full: nothing more is written until the next start)\n"


class Log(TextIOBase):
    """A text stream that escapes control characters and takes so many characters and no more."""

    def __init__(self, stream: TextIO, most: int = MOST) -> None:
        self._stream, self._left = stream, most
        self._lock = threading.Lock()

    def writable(self) -> bool:
        """True: it is written to."""
        return True

    def write(self, text: str) -> int:
        """Writes as much as there is room for; takes all."""
        shown = "".join(character if _plain(character) else _escaped(character) for character in text)
        with self._lock:
            if self._left > 0:
                self._stream.write(shown[: self._left])
                self._left -= len(shown)
                if self._left <= 0:
                    self._stream.write(FULL)
                self._stream.flush()
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""


def install() -> None:
    """What this process prints goes through a Log; an error that ends a thread is reported like any other."""
    sys.stdout = sys.stderr = Log(sys.stderr)
    threading.excepthook = lambda caught: report(caught.exc_value, "a thread")


def report(error: BaseException | None, during: str) -> None:
    """One line: the error's type and where it was. Its text is left out: it may quote a request."""
    if error is None:
        return
    places = [
        f"{step.filename}:{step.lineno} {step.name}" for step in traceback.extract_tb(error.__traceback__)
    ]
    print(f"{type(error).__name__} in {during}: {' > '.join(places[-8:])}", file=sys.stderr, flush=True)


def _plain(character: str) -> bool:
    return character == "\n" or character.isprintable()


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
