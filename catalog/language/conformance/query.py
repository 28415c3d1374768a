"""The canonical query: the canonical columns of all contributors, as one SELECT of Athena's SQL. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.language.findings import listed
from catalog.language.glue.type_parts import parsed

from .casts import has_sql, in_sql, quoted_name
from .comparison import STOPPING, Conformance, Kind, Pair

SHOWN = 5  # columns that a comment names


def query(contributors: Sequence[Conformance]) -> str:
    """The query over the contributors of one canonical table; those that it can't read are left out, named.

    Types that differ are cast: CAST stops the query at a value that does not fit, and hides none.
    """
    working = [c for c in contributors if c.works]
    lines = [line for c in contributors if not c.works for line in _left_out(c)]
    selects = "\nUNION ALL\n".join("\n".join(_select(c)) for c in working)
    return "\n".join([*lines, selects] if selects else lines)


def _left_out(found: Conformance) -> Iterator[str]:
    stopping = [f"{p.column} ({p.kind})" for p in found.pairs if p.kind in STOPPING]
    yield f"-- {found.table.full_name} is left out: {listed(stopping, SHOWN)}"


def _select(found: Conformance) -> Iterator[str]:
    columns = [f"  {_expression(pair)} AS {quoted_name(pair.column)}" for pair in found.pairs]
    yield "SELECT"
    yield ",\n".join(columns)
    table = found.table
    yield f"FROM {quoted_name(table.database.physical_name)}.{quoted_name(table.name)}"


def _expression(pair: Pair) -> str:
    value = quoted_name(pair.own) if pair.own else "NULL"
    wanted = parsed(pair.type)
    if pair.kind is Kind.SAME or wanted is None or not has_sql(wanted):
        return value
    return f"CAST({value} AS {in_sql(wanted)})"
