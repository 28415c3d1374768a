"""How things are printed: the one place that knows a terminal's width, its colours and how much is wanted.

Colours say nothing that a word or a sign beside them doesn't, and red never stands against green. There are
none where the output is no terminal, on CI, with TERM=dumb or NO_COLOR (https://no-color.org); FORCE_COLOR
has them all the same.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TextIO

from catalog.language.visible import visible_lines

from .output import below
from .tables import Column, table


class Meaning(StrEnum):
    """What a coloured text says; the value is its style in rich's words."""

    ERROR = "bold red"
    WARNING = "yellow"
    ADDED = "cyan"
    CHANGED = "yellow"
    REMOVED = "bold red"
    HEADING = "bold"
    MUTED = "dim"


Part = str | tuple[str, Meaning]
_amount = {"quiet": False, "verbose": False}


def set_amount(*, quiet: bool = False, verbose: bool = False) -> None:
    """How much this process prints from now on: --quiet and --verbose."""
    _amount.update(quiet=quiet, verbose=verbose)


def quiet() -> bool:
    """Whether results, warnings and errors alone are wanted."""
    return _amount["quiet"]


def verbose() -> bool:
    """Whether everything is wanted, one by one."""
    return _amount["verbose"]


def has_colours(stream: TextIO, env: Mapping[str, str] = os.environ) -> bool:
    """Whether a stream gets colours; FORCE_COLOR goes before all that speaks against them but NO_COLOR."""
    if env.get("NO_COLOR"):
        return False
    if env.get("FORCE_COLOR", "0") != "0":
        return True
    return stream.isatty() and env.get("TERM") != "dumb" and not env.get("CI")


def width(stream: TextIO | None = None) -> int | None:
    """Columns of the terminal that a stream (default: stdout) leads to; None where it is none: no limit."""
    stream = sys.stdout if stream is None else stream
    return shutil.get_terminal_size().columns if stream.isatty() else None


def say(*parts: Part, stream: TextIO | None = None) -> None:
    """Prints one text made of parts, coloured ones in their style where the stream has colours."""
    stream = sys.stdout if stream is None else stream
    colours = has_colours(stream)
    texts = [visible_lines(p) if isinstance(p, str) else _styled(*p, colours) for p in parts]
    below(stream).write("".join(texts) + "\n")


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[object]], *, wide: bool = False) -> None:
    """Prints a table on stdout, as wide as its terminal."""
    heading, *lines = table(columns, rows, width(), wide=wide)
    say((heading, Meaning.HEADING))
    for each in lines:
        print(each)


def note(text: str) -> None:
    """A remark on stderr about what is being done, for people; not with --quiet."""
    if not quiet():
        print(text, file=sys.stderr)


def _styled(text: str, meaning: Meaning, colours: bool) -> str:
    text = visible_lines(text)
    if not colours or not text:
        return text
    from rich.color import ColorSystem
    from rich.style import Style

    return Style.parse(meaning.value).render(text, color_system=ColorSystem.STANDARD)
