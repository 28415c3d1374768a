"""Columns added, dropped, renamed and moved."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Columns, Expected, Row, Trial

OLD: Columns = (("id", "int"), ("name", "string"), ("city", "string"), ("amount", "double"))
ROWS: tuple[Row, ...] = ((1, "ann", "bonn", 1.5), (2, "bob", "cork", 2.5))
MODES = ("PN", "PI", "ON", "OI", "TX", "JS", "AV")
_TYPES = dict(OLD)

# The new columns by name; `new < old` is renamed, `note` is added.
CHANGES = {
    "add last column": "id name city amount note",
    "add column": "id note name city amount",
    "drop last column": "id name city",
    "drop column": "id city amount",
    "rename column": "id full_name<name city amount",
    "move column": "id amount name city",
    "move column of the same type": "id city name amount",
}


def trials() -> Iterator[Trial]:
    """Every change in every mode."""
    for change, words in CHANGES.items():
        columns = [(name, origin or name) for name, _, origin in (w.partition("<") for w in words.split())]
        for mode in MODES:
            yield Trial(
                change,
                mode,
                OLD,
                ROWS,
                tuple((name, _TYPES.get(origin, "string")) for name, origin in columns),
                tuple(_expected(row, [origin for _, origin in columns]) for row in ROWS),
            )
    mixed = tuple((name.title(), kind) for name, kind in OLD)
    for mode in MODES:
        yield Trial("change case", mode, mixed, ROWS, OLD, ROWS)


def _expected(row: Row, origins: list[str]) -> Row:
    values = dict(zip((name for name, _ in OLD), row, strict=True))
    return tuple(values.get(origin, Expected.ADDED) for origin in origins)
