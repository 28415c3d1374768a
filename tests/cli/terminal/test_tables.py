"""Tables fit the width; names are never cut, and what is left out is named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from catalog.cli.terminal.tables import Column, table

COLUMNS = (
    Column("database"),
    Column("table"),
    Column("columns", 2),
    Column("label", 1, least=10),
    Column("steward", 3),
)
ROWS = [
    ("bnpl_curated", "instalments", 1100, "What is due, and when it was paid", "portfolio-data@example.com"),
    ("bnpl_raw", "orders", 9, "受注", "raw@example.com"),
]


def test_without_a_width_all_is_shown() -> None:
    assert table(COLUMNS, ROWS) == [
        "database      table        columns  label                              steward",
        "------------  -----------  -------  ---------------------------------  --------------------------",
        "bnpl_curated  instalments     1100  What is due, and when it was paid  portfolio-data@example.com",
        "bnpl_raw      orders             9  受注                               raw@example.com",
    ]


def test_long_texts_are_cut_before_a_column_is_left_out_and_what_matters_least_goes_first() -> None:
    assert table(COLUMNS, ROWS, 80) == [
        "database      table        columns  label                           steward",
        "------------  -----------  -------  ------------------------------  ------------",
        "bnpl_curated  instalments     1100  What is due, and when it wa...  portfolio...",
        "bnpl_raw      orders             9  受注                            raw@examp...",
    ]
    assert table(COLUMNS, ROWS, 50) == [
        "database      table        columns  label",
        "------------  -----------  -------  --------------",
        "bnpl_curated  instalments     1100  What is due...",
        "bnpl_raw      orders             9  受注",
        "not shown: steward; --wide has all columns",
    ]


def test_wide_shows_all_whatever_the_width() -> None:
    assert table(COLUMNS, ROWS, 20, wide=True) == table(COLUMNS, ROWS)


def test_a_table_without_rows_has_its_headings() -> None:
    assert table((Column("a"), Column("b", 1)), []) == ["a  b", "-  -"]


TEXTS = st.text(st.characters(categories=["Lu", "Lo", "Nd"]), max_size=40)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=5), st.integers(1, 120))
def test_lines_are_no_wider_than_the_terminal_unless_names_alone_are(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    columns = (Column("name"), Column("label", 1), Column("more", 2))
    lines = table(columns, rows, width)
    names = max(map(cell_len, ("name", *(row[0] for row in rows))))
    body = lines[: len(rows) + 2]
    assert max(map(cell_len, body)) <= max(width, names)
    assert all(line.startswith(row[0]) for line, row in zip(lines[2:], rows, strict=False))
    shown = len(body[0].split())
    assert (len(lines) > len(body)) == (shown < len(columns))
