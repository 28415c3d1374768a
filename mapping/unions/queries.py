"""Whether two queries of one view give the same columns: what they filter and sort reaches no spec."""

from __future__ import annotations

from typing import Any

_ROWS_ONLY = frozenset({"where", "having", "groupBy", "orderBy", "limit", "search", "distinct"})
_DEPTH = 40  # subqueries in subqueries; what lies deeper is compared whole


def same_columns(first: Any, other: Any) -> bool:
    """True for queries with the same sources and columns."""
    return bool(first == other or _columns(first, 0) == _columns(other, 0))


def _columns(query: Any, depth: int) -> Any:
    if depth > _DEPTH:
        return query
    if isinstance(query, list):
        return [_columns(each, depth + 1) for each in query]
    if not isinstance(query, dict):
        return query
    return {
        name: {part: _columns(value, depth + 1) for part, value in inside.items() if part not in _ROWS_ONLY}
        if name == "SELECT" and isinstance(inside, dict)
        else _columns(inside, depth + 1)
        for name, inside in query.items()
    }
