"""What the command prints, whoever prints it: no character of a stranger's reaches the terminal as a command.

Each module makes what it quotes visible by itself, as only it knows what is one line; this stands behind all
of them, argparse and the system's error messages included. What is meant for the terminal or for a shell,
the cursor moves of a status line say, is written to the stream below.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast

from catalog.language.visible import visible_lines


class VisibleStream:
    """A text stream that shows control characters as their escapes; line ends and tabs stay."""

    def __init__(self, below: TextIO) -> None:
        self.below = below

    def write(self, text: str) -> int:
        """Writes the text and gives its length, as a stream does."""
        self.below.write(visible_lines(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.below, name)


def below(stream: TextIO) -> TextIO:
    """The stream that takes control characters, for who means them."""
    return stream.below if isinstance(stream, VisibleStream) else stream


@contextlib.contextmanager
def visible_output() -> Iterator[None]:
    """While it is open, stdout and stderr show what is printed.

    A closed one takes what is printed, and one that can't show a letter shows its number.
    """
    before = sys.stdout, sys.stderr
    try:
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            if stream is None:
                stream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # for the whole run
            elif hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
            setattr(sys, name, cast(TextIO, VisibleStream(stream)))
        yield
    finally:
        sys.stdout, sys.stderr = before
