"""Judges changes: the verdict of each for who reads the table. Pure.

The worst engine among the readers counts; what the table of verdicts does not know is breaking. Where a run
changes how columns are found (another format, or by position instead of by name), every change of a column in
it is breaking: old names and positions can't be followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..change import Change
from ..model import Table
from .access import MODES, access, is_declared
from .cases.codes import CODES
from .occurrences.occurrence import Occurrence
from .readers import DEFAULT_READERS, shown
from .row import Row
from .table import CASES, READINGS, UNKNOWN
from .verdict import Circumstances, Judgement, PartitionSchema, Verdict

REMAPPED = (
    "the run changes how columns are found, from {} to {}: what a name or place in old files means is lost"
)
ONE_BY_ONE = "Change the format or the access mode alone first, over files that fit both"
_NOWHERE = Table()


def judge(
    changes: Iterable[Change], old: Table, new: Table, circumstances: Circumstances
) -> tuple[Judgement, ...]:
    """At least one judgement a change, the worst of a change first; changes in their order.

    `old` and `new` are the table before and after all of the changes.
    """
    return tuple(judged for change in changes for judged in _of_change(change, old, new, circumstances))


def judge_objects(
    changes: Iterable[Change], circumstances: Circumstances | None = None
) -> tuple[Judgement, ...]:
    """The same for changes of databases, and of tables that come, go, or get another name or stack."""
    return judge(changes, _NOWHERE, _NOWHERE, circumstances or Circumstances())


def worst(judgements: Iterable[Judgement]) -> Verdict:
    """The verdict over all; without any, nothing changes."""
    return max((each.verdict for each in judgements), default=Verdict.ADDITIVE)


def _of_change(change: Change, old: Table, new: Table, circumstances: Circumstances) -> Iterator[Judgement]:
    reading = READINGS.get(type(change))
    found = [*reading(change, old, new)] if reading else []
    judged = [_judgement(each, change, old, new, circumstances) for each in found or [Occurrence(UNKNOWN)]]
    yield from sorted(judged, key=lambda each: -each.verdict)


def _judgement(
    found: Occurrence, change: Change, old: Table, new: Table, circumstances: Circumstances
) -> Judgement:
    readers = circumstances.readers or DEFAULT_READERS
    rows = {reader: _row(found, new, reader, circumstances.partitions) for reader in readers}
    lost = [r for r in readers if found.maps_columns and _remaps(old, new, r)]
    verdict = Verdict.BREAKING if lost else max(row.verdict for row in rows.values())
    broken = [r for r in readers if rows[r].verdict == verdict]
    reasons = [*_remapped(old, new, lost), *_reasons(broken, rows)]
    first = rows[broken[0]] if broken else rows[lost[0]]
    code = found.code or CASES[found.case].code
    return Judgement(
        change=change,
        code=code,
        verdict=verdict,
        path=found.path,
        readers=tuple(r for r in readers if r in broken or r in lost),
        reason="; ".join(reasons),
        remedy=ONE_BY_ONE if lost else first.remedy or _usual_remedy(code, verdict),
        entry=_entry(code, found),
        source=first.source,
        mark=first.mark,
    )


def _usual_remedy(code: str, verdict: Verdict) -> str:
    return CODES[code].remedy if verdict is Verdict.BREAKING else CODES[code].note


def _row(found: Occurrence, new: Table, reader: str, schema: PartitionSchema) -> Row:
    return CASES[found.case_for(reader)].row(access(new, reader), reader, schema)


def _remaps(old: Table, new: Table, reader: str) -> bool:
    """Whether the reader finds columns in another way after the run; of what was undeclared, none knows."""
    if not is_declared(old) or not is_declared(new):
        return False
    return access(old, reader).mode != access(new, reader).mode


def _remapped(old: Table, new: Table, readers: Sequence[str]) -> Iterator[str]:
    for modes in dict.fromkeys((access(old, r).mode, access(new, r).mode) for r in readers):
        of = [r for r in readers if (access(old, r).mode, access(new, r).mode) == modes]
        yield f"{shown(of)}: {REMAPPED.format(*(MODES[mode] for mode in modes))}"


def _reasons(readers: Sequence[str], rows: dict[str, Row]) -> Iterator[str]:
    """What each reader meets, readers that meet the same together."""
    for because in dict.fromkeys(rows[reader].because for reader in readers):
        yield f"{shown([r for r in readers if rows[r].because == because])}: {because}"


def _entry(code: str, found: Occurrence) -> dict[str, object]:
    """Of a table or database that goes there is no code to write: `removed` names it."""
    if not found.entry:
        return {}
    return {**found.entry} if _is_removal(found) else {"code": code, **found.entry}


def _is_removal(found: Occurrence) -> bool:
    return found.case in ("drop table", "drop database")
