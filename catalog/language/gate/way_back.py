"""Whether a break takes back what an earlier run made: then one command writes the whole way back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.changes.column_changes import ChangeColumnType, DropColumn, RenameColumn
from catalog.language.changes.verdicts.verdict import Judgement

from .record import TableRecord
from .transitions import text_of

THINGS = ("column", "parameter")
# a narrower number or text: hardly anybody wants one, but as it was before a wider one
NARROWER = frozenset({"CHG203", "CHG206"})


def is_way_back(broken: Judgement, record: TableRecord | None) -> bool:
    """Whether a break is an accepted one the other way round, leaves the columns as they were before the last
    change of the table, or narrows a type.
    """
    if broken.code in NARROWER:
        return True
    if record is None:
        return False
    return _is_as_before(broken, record.former) or any(
        _is_reverse(entry, broken.entry) for entry in record.accepted
    )


def _is_as_before(broken: Judgement, former: Mapping[str, str]) -> bool:
    match broken.change:
        case DropColumn(column):
            return former.get(column.name) == ""
        case ChangeColumnType(name, _, new):
            return former.get(name) == new
        case RenameColumn(old, new):
            return former.get(old) == "" and bool(former.get(new))
    return False


def _is_reverse(entry: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    ends = [[text_of(each.get(side)) for side in ("from", "to")] for each in (entry, other)]
    same = all(entry.get(thing) == other.get(thing) for thing in THINGS)
    return same and all(ends[0]) and ends[0] == ends[1][::-1]
