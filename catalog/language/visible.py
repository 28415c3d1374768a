r"""Text of strangers made fit to be shown: in a terminal, a CI log, an engine's diagnostics, a report.

Names, labels, comments, error messages and file names come from exports, specs, Glue and clones. Shown as
they are, an escape sequence could rewrite lines that are there already, a mark of direction could turn a
name round, a line end could forge a finding, and `::` at the start of a line is a command to GitHub's runner.
Here each such character becomes its escape (`\x1b`, `\u202e`, `\n`), so that people see that it is there.
Letters of every script, emoji and their joiners stay as they are. A backslash stays too: what is shown is not
read back.

This is for what is shown, never for what is written: specs hold their texts unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable

LINE_LIMIT = 2000  # characters of a message; longer ones say how many more there were
CELL_LIMIT = 200  # of a table's cell: the widest widens every row
QUOTE_LIMIT = 80  # of what a message quotes

_JOINERS = "\u200c\u200d"  # between letters of Indic and Arabic scripts, and inside of emoji
_PICTURES = ("\U0001f000", "\U0001faff")  # where Unicode's next versions have their emoji
_KEYCAPS = "0123456789#*"
_SELECTORS = ("\ufe00", "\ufe0f")
_WIDE_SPACE = "\u3000"  # what stands between words in Chinese and Japanese
# Printable to Python and without any shape: fillers, and selectors that could carry a text of their own.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Commands to the runners of GitHub (at a line's start; `##[` anywhere), Azure DevOps and TeamCity.
_COMMANDS = re.compile(r"^[ \t\u3000]*:(?=:)|#(?=#(?:\[|vso\[|teamcity\[))", re.MULTILINE)


def escaped(character: str) -> str:
    r"""A character as its escape: `\x1b`, `\u202e`."""
    written = character.encode("unicode_escape", "backslashreplace").decode()
    return written if written != character else f"\\x{ord(character):02x}"


def visible(text: str, escape: Callable[[str], str] = escaped) -> str:
    """`text` on one line, with every character that does not show as itself as its escape."""
    if not (text.isprintable() and (text.isascii() or not _BLANK.search(text))):
        shown = zip(text, " " + text[:-1], strict=True)
        text = "".join(c if _is_seen(c, before) else escape(c) for c, before in shown)
    if "::" in text or "##" in text:
        text = _COMMANDS.sub(lambda found: found[0][:-1] + escape(found[0][-1]), text)
    return text


def visible_lines(text: str) -> str:
    """The same for a text of several lines: line ends and tabs stay."""
    return "\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n"))


def visible_json(text: str) -> str:
    """JSON of several lines, with JSON's own escapes: it reads back as it was."""
    return "\n".join(visible(each, _in_json) for each in text.split("\n"))


def _in_json(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def cut(text: str, most: int = LINE_LIMIT) -> str:
    """`text`, or its first `most` characters and how many more there are."""
    left = len(text) - most
    return text if left <= 0 else f"{text[:most]}{_and_more(left)}"


def line(text: str, most: int = LINE_LIMIT) -> str:
    """`text` as one line that is no longer than people read."""
    return visible(cut(text, most))


def cell(value: object) -> str:
    """A value as the cell of a table."""
    return line(str(value), CELL_LIMIT)


def quoted(text: str, most: int = QUOTE_LIMIT) -> str:
    """`text` in quotes, cut where it is long."""
    shown = visible(text[:most])
    mark = '"' if "'" in shown and '"' not in shown else "'"
    left = len(text) - most
    if left <= 0:
        return f"{mark}{shown}{mark}"
    return f"{mark}{shown}...{mark}{_and_more(left).removeprefix('...')}"


def _and_more(left: int) -> str:
    return f"... and {left:,} more character{'' if left == 1 else 's'}"


def _is_seen(character: str, before: str) -> bool:
    """Whether a character shows as itself after the one `before` it."""
    if character in _JOINERS:
        return not before.isascii() and before not in _JOINERS
    if _SELECTORS[0] <= character <= _SELECTORS[1]:
        return before in _KEYCAPS or not (before.isascii() or _BLANK.match(before))
    if _BLANK.match(character):
        return False
    return character.isprintable() or character == _WIDE_SPACE or _PICTURES[0] <= character <= _PICTURES[1]
