"""Asks people before something is done. Only `yes` is a yes."""

from __future__ import annotations

import os
import sys

from .output import below

YES = "yes"


def can_ask() -> bool:
    """Whether somebody is there to read a question and to answer it; on CI nobody is, as pulumi has it."""
    if os.environ.get("CI") or sys.stdin is None:
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


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

    termios.tcflush(sys.stdin, termios.TCIFLUSH)
