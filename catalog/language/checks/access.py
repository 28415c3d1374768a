"""The rules about `access`: rows that Datasphere restricts are open in Glue until somebody answers for it.

A data access control shows each user of Datasphere only the rows that are theirs. Glue has no such thing: who
may read the files of a table reads all rows. So a restricted table is an error in stacks with
`catalog:protect`, a warning elsewhere, until `access.acknowledged` covers each control that it has. What
covers a control names it with the columns that it restricts by: one that comes, or that restricts by other
columns, is covered by nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from catalog.language.evolution.days import blank_reason, day_of, is_past, no_days
from catalog.language.findings import Path, Violation, listed, short
from catalog.language.glue.names import nearest
from catalog.language.specs.resolver import TableSpec
from catalog.language.specs.yaml_emitter import flow
from catalog.language.visible import cell

from .references import unknown_column
from .rule import Context, Violations, is_unknown

KEY = "access"
_PLACE: Path = (KEY, "acknowledged")
_SHOWN = 3  # controls that a message names
_A_YEAR = timedelta(days=365)  # how long the acknowledgement that a message proposes would hold


def restricted(table: TableSpec, context: Context) -> Violations:
    """SPEC049 to SPEC051, SPEC039, SPEC022: controls that nobody answers for, and acknowledgements."""
    access = table.data.get(KEY)
    if not access:
        return
    controls = _controls(access)
    yield from _columns(table, controls)
    acknowledged = access.get("acknowledged") or {}
    yield from _acknowledgement(acknowledged, controls)
    today = context.catalog.today
    over = is_past(acknowledged.get("until"), today)
    open_ones = [c for c in controls if over or not _covers(acknowledged, c)]
    if not open_ones:
        return
    code = "SPEC049" if context.catalog.protect else "SPEC050"
    names = listed([cell(str(control["name"])) for control in open_ones], _SHOWN)
    verb = "restricts" if len(open_ones) == 1 else "restrict"
    message = f"{names} {verb} its rows in Datasphere; whoever may read it in Glue reads all of them"
    if over:
        message += f"; what {_who(acknowledged)} acknowledged ended on {acknowledged['until']}"
    place: Path = (*_PLACE, "until") if over else (KEY, "controls")
    yield Violation(code, place, message, _remedy(controls, acknowledged, today))


def covered_by(controls: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """`acknowledged.controls` for these controls: the columns that each restricts by, by its name."""
    return {str(control["name"]): sorted(control.get("columns") or {}) for control in controls}


def _covers(acknowledged: Mapping[str, Any], control: Mapping[str, Any]) -> bool:
    """Whether somebody answers for a control; without `controls` it is for all that the spec has."""
    if not acknowledged:
        return False
    of = acknowledged.get("controls")
    if of is None:
        return True
    columns = of.get(control["name"])
    return columns is not None and sorted(columns) == sorted(control.get("columns") or {})


def _controls(access: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [control for control in access.get("controls") or () if control.get("name")]


def _columns(table: TableSpec, controls: Sequence[Mapping[str, Any]]) -> Iterator[Violation]:
    columns = table.column_names
    for i, control in enumerate(controls):
        for name in control.get("columns") or {}:
            if is_unknown(name, columns):
                place: Path = (KEY, "controls", i, "columns", name)
                yield unknown_column(place, name, columns, table.full_name)


def _acknowledgement(
    acknowledged: Mapping[str, Any], controls: Sequence[Mapping[str, Any]]
) -> Iterator[Violation]:
    if not acknowledged:
        return
    yield from blank_reason(acknowledged, _PLACE)
    yield from no_days(acknowledged, ("until",), _PLACE)
    if not str(acknowledged.get("by", "x")).strip():
        message = "nobody is named who answers for it"
        yield Violation("SPEC039", (*_PLACE, "by"), message, "Write a person or a group address")
    names = {str(control["name"]) for control in controls}
    if not names and "controls" not in acknowledged:
        message = "the table has no data access control"
        yield Violation("SPEC051", _PLACE, message, "Remove it, with access if that holds nothing else")
    for name in acknowledged.get("controls") or {}:
        if name not in names:
            message = f"{short(name)} is no control of the table{nearest(name, names)}"
            yield Violation("SPEC051", (*_PLACE, "controls", name), message, "Remove it")


def _who(acknowledged: Mapping[str, Any]) -> str:
    return cell(str(acknowledged.get("by") or "somebody"))


def _remedy(
    controls: Sequence[Mapping[str, Any]], acknowledged: Mapping[str, Any], today: date | None
) -> str:
    """The acknowledgement to paste: all controls, and who and why where somebody said so before."""
    until = day_of(acknowledged.get("until"))
    proposed = str((today or until or date(2026, 12, 31)) + _A_YEAR)
    entry = {
        "by": acknowledged.get("by", ""),
        "reason": acknowledged.get("reason", ""),
        "until": proposed if until is None or is_past(str(until), today) else str(until),
        "controls": covered_by(controls),
    }
    text = flow({"acknowledged": entry})
    return f"Once only those read it who may see all rows, write this below access:, filled in: {text[1:-1]}"
