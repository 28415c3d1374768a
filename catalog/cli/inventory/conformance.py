"""Prints how contributors' tables deviate from their canonical ones: text, JSON, Markdown, or the query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.cli.terminal.console import print_table
from catalog.cli.terminal.formats import JSON, MARKDOWN, markdown_table, print_json
from catalog.cli.terminal.tables import Column
from catalog.language.conformance.comparison import Conformance, Kind, Pair
from catalog.language.conformance.query import query
from catalog.language.visible import cell

from .printing import View, counted

COLUMNS = (
    Column("contributor"),
    Column("query", 1, 8),
    Column("column", 2),
    Column("here", 3, 16),
    Column("canonical", 4, 16),
    Column("deviation", 1, 20),
)
WORKS, MAY_FAIL, FAILS = "works", "may fail", "fails"


@dataclass(frozen=True)
class CanonicalTable:
    """A canonical table's name, and how those conform that name it; they have the same canonical columns."""

    name: str
    contributors: Sequence[Conformance]

    @property
    def working(self) -> int:
        """Over how many of them the canonical query works."""
        return sum(c.works for c in self.contributors)

    @property
    def summary(self) -> str:
        """What of it works, in a sentence."""
        number = len(self.contributors)
        columns = counted(len(self.contributors[0].canonical.columns), "column")
        of = ("all " if number > 1 else "") if self.working == number else f"{self.working} of "
        failing = sum(c.may_fail for c in self.contributors)
        yet = f"; over {failing} it fails where a value does not fit its type" if failing else ""
        return (
            f"{cell(self.name)}: {columns}; the canonical query works over {of}"
            f"{counted(number, 'contributor')}{yet}"
        )


def print_conformance(tables: Sequence[CanonicalTable], view: View) -> None:
    """Prints a table of deviations for each canonical table."""
    if view.shape == JSON:
        print_json("conformance", {"stack": view.stack or None, "tables": [_as_data(t) for t in tables]})
        return
    for number, table in enumerate(tables):
        if number:
            print()
        rows = [row for c in table.contributors for row in _rows(c)]
        if view.shape == MARKDOWN:
            print(f"{table.summary}\n")
            print("\n".join(markdown_table([c.heading for c in COLUMNS], rows)))
        else:
            print(table.summary)
            print_table(COLUMNS, rows, wide=view.wide)


def print_queries(tables: Sequence[CanonicalTable]) -> None:
    """Prints the canonical query of each table, as Athena takes it."""
    for number, table in enumerate(tables):
        if number:
            print()
        print(f"-- {table.summary}")
        print(query(table.contributors) + (";" if table.working else ""))


def _rows(found: Conformance) -> Sequence[tuple[str, ...]]:
    name, works = found.table.full_name, _works(found)
    rows = [(name, works, *_deviation(pair)) for pair in found.deviations]
    return rows or [(name, works, "", "", "", "none")]


def _deviation(pair: Pair) -> tuple[str, str, str, str]:
    """The canonical column, or the one that is here alone; both types; what is different."""
    renamed = pair.own and pair.column and pair.own != pair.column
    here = f"{pair.own} {pair.own_type}".strip() if renamed else pair.own_type
    return pair.column or pair.own, here, pair.type, str(pair.kind)


def _works(found: Conformance) -> str:
    return MAY_FAIL if found.may_fail else WORKS if found.works else FAILS


def _as_data(table: CanonicalTable) -> Mapping[str, Any]:
    return {
        "table": table.name,
        "columns": [{"name": n, "type": t} for n, t in table.contributors[0].canonical.columns.items()],
        "works": table.working == len(table.contributors),
        "sql": query(table.contributors),
        "contributors": [
            {
                "table": c.table.full_name,
                "glue_database": c.table.database.physical_name,
                "query": _works(c),
                "deviations": [_pair(pair) for pair in c.deviations],
            }
            for c in table.contributors
        ],
    }


_KINDS = {kind: kind.name.lower().replace("_", "-") for kind in Kind}


def _pair(pair: Pair) -> dict[str, str | None]:
    return {
        "kind": _KINDS[pair.kind],
        "column": pair.column or None,
        "type": pair.type or None,
        "own_column": pair.own or None,
        "own_type": pair.own_type or None,
        "says": str(pair.kind),
    }
