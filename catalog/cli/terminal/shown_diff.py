"""How a file's change is shown before it is written: its name, and the lines that differ, in colour."""

from __future__ import annotations

from itertools import islice

from catalog.language.visible import line

from . import console
from .console import Meaning
from .file_diff import diff_lines

DIFF_LINES = 60  # shown of one file
MEANINGS = {"+": Meaning.ADDED, "-": Meaning.REMOVED}


def say_file(path: str, old: str | None, new: str) -> None:
    """Prints a file's name and its diff; None for a file that is new."""
    sign, meaning = ("+", Meaning.ADDED) if old is None else ("~", Meaning.CHANGED)
    console.say((f"{sign} {line(path)}", meaning))
    say_lines(old or "", new)


def say_lines(old: str, new: str) -> None:
    """Prints the lines of a diff, at most DIFF_LINES of them; with --verbose all."""
    lines = diff_lines(old.splitlines(), new.splitlines())
    for text in islice(lines, None if console.verbose() else DIFF_LINES):
        console.say("    ", (line(text), MEANINGS.get(text[:1], Meaning.MUTED)))
    if rest := sum(1 for _ in lines):
        console.say("    ", (f"... and {rest} more lines; --verbose shows all", Meaning.MUTED))
