"""Questions on a terminal: for a value, with a default that Enter takes, and before something is done."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence

from catalog.cli.project import UsageError

from .output import below

YES = "yes"


def can_ask() -> bool:
    """Whether somebody is there to read a question and to answer it; on CI nobody is, as pulumi has it."""
    if os.environ.get("CI") or sys.stdin is None:
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


def asked(question: str, default: str, check: Callable[[str], str], wrong: type[Exception]) -> str:
    """The answer that `check` takes; asked again, with its reason, where it raises `wrong`."""
    while True:
        text = _line(f"{question} [{default}]: ").strip() or default
        try:
            return check(text)
        except wrong as error:
            print(f"  {error}")


def one_of(question: str, choices: Sequence[str], default: str) -> str:
    """One of the choices, whole or by its first letters."""

    def check(text: str) -> str:
        found = [choice for choice in choices if choice.startswith(text.lower())]
        if len(found) != 1:
            raise ValueError(f"{' or '.join(choices)} expected")
        return found[0]

    return asked(f"{question} ({', '.join(choices)})", default, check, ValueError)


def _line(prompt: str) -> str:
    sys.stdout.write(prompt)
    sys.stdout.flush()
    text = sys.stdin.readline()
    if not text:
        print()
        raise UsageError("no answer came: nothing was done")
    return text


def agreed(question: str) -> bool:
    """Whether the answer is `yes`. Ctrl-D is a no, Ctrl-C raises KeyboardInterrupt.

    What was typed before the question stood there answers nothing.
    """
    sys.stdout.flush()
    _forget_typed()
    out = below(sys.stdout)
    out.write(f"\n{question} ({YES}/no) ")
    out.flush()
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        out.write("\n")
    return answer.strip() == YES


def _forget_typed() -> None:
    import termios

    with contextlib.suppress(OSError, termios.error):  # it is no terminal after all
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
