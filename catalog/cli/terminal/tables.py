"""Tables that fit the terminal: pure, from columns and rows to lines.

Where the width is too small, long texts are cut first, then the columns that matter least are left out and
named below; nothing is broken in the middle. Without a width, and with --wide, everything is shown. rich's
tables take seconds for some thousand rows; its measure of characters is used, so that labels of every script
stay in line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from catalog.language.visible import cell

GAP = "  "
CUT = "..."  # a terminal with LANG=C has no ellipsis


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading; `rank` says how soon it is left out (0: never), `least` how short it is cut.

    What is never left out is never cut either: names are there to be copied.
    """

    heading: str
    rank: int = 0
    least: int = 12


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    width: int | None = None,
    *,
    wide: bool = False,
) -> list[str]:
    """The lines: headings, dashes, rows; then which columns were left out. Numbers stand to the right."""
    cells = [[cell(value) for value in row] for row in rows]
    texts = [[column.heading, *(row[i] for row in cells)] for i, column in enumerate(columns)]
    widths = [max(map(_cells, text)) for text in texts]
    shown = dict(enumerate(widths)) if width is None or wide else _fitting(columns, widths, width)
    numeric = [all(text.replace(",", "").isdigit() for text in column[1:]) for column in texts]
    lines = [
        GAP.join(_padded(texts[i][row], w, numeric[i]) for i, w in shown.items()).rstrip()
        for row in range(len(cells) + 1)
    ]
    dashes = GAP.join("-" * w for w in shown.values())
    left_out = [column.heading for i, column in enumerate(columns) if i not in shown]
    more = f"not shown: {', '.join(left_out)}; --wide has all columns" if left_out else ""
    return [lines[0], dashes, *lines[1:], *wrap(more, width or len(more) or 1)]


def _fitting(columns: Sequence[Column], widths: Sequence[int], width: int) -> dict[int, int]:
    """The widths of the columns for which there is room when all are cut as short as they may be."""
    least = [w if not column.rank else min(w, max(column.least, _cells(column.heading)))
             for column, w in zip(columns, widths, strict=True)]  # fmt: skip
    shown = list(range(len(columns)))
    while _total(least[i] for i in shown) > width and any(columns[i].rank for i in shown):
        shown.remove(max(shown, key=lambda i: (columns[i].rank, i)))
    room = width - _total(least[i] for i in shown)
    fitting = {}
    for i in sorted(shown, key=lambda i: (columns[i].rank, i)):  # what matters most is cut last
        more = max(0, min(room, widths[i] - least[i]))
        fitting[i] = least[i] + more
        room -= more
    return {i: fitting[i] for i in shown}


def _total(widths: Iterable[int]) -> int:
    widths = list(widths)
    return sum(widths) + len(GAP) * max(0, len(widths) - 1)


def _padded(text: str, width: int, numeric: bool) -> str:
    size = _cells(text)
    if size > width:
        text = _cut(text, width)
        size = _cells(text)
    blanks = " " * (width - size)
    return blanks + text if numeric else text + blanks


def _cut(text: str, width: int) -> str:
    from rich.cells import set_cell_size

    return set_cell_size(text, width - len(CUT)).rstrip() + CUT


def _cells(text: str) -> int:
    """How many columns of a terminal a text takes: two for a character of, say, Chinese."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
