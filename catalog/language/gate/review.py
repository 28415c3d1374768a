"""The gate as one function: what was last applied and what the specs declare in, what it says out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.language.declarations.partition_index import index_declarations
from catalog.language.findings import Finding, Severity

from .base import Base, Held
from .declared import Declared
from .departures import Around, Departure, FileLine, departures
from .live import Asked, Live, in_the_way, taken_up
from .tables import Kept, of_kept

ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
# of codes with one severity: what loses a whole object first
WORST_FIRST = ("LIVE", "CHG606", "CHG601", "CHG607", "CHG421", "CHG4", "CHG5", "CHG1")


@dataclass(frozen=True, slots=True)
class Review:
    """What the gate found. `remade` are accepted tables by their logical names that are removed and made
    anew, `goes` the resources of the state that are deleted and whose going is accepted.
    """

    findings: tuple[Finding, ...]
    remade: frozenset[str] = frozenset()
    goes: tuple[Held, ...] = ()

    @property
    def errors(self) -> list[Finding]:
        """What refuses the run."""
        return [f for f in self.findings if f.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Finding]:
        """What is told, and nothing more."""
        return [f for f in self.findings if f.severity is Severity.WARNING]


@dataclass(frozen=True, slots=True)
class Stack:
    """Whose run it is: `stamp` is `<project>/<stack>`, `selects` the place of its `catalog:select`."""

    name: str
    stamp: str
    selects: FileLine
    day: date | None


def review(
    declared: Declared, base: Base, held: Iterable[Held], stack: Stack, live: tuple[Asked, Live] | None = None
) -> Review:
    """Judges all that changes. `held` are the state's resources of all kinds; `live` is what was asked about
    Glue, with the answer.
    """
    there_too = live[1].tables if live is not None else {}
    kept = dict(_kept(declared, base, stack.day, there_too))
    gone = [*departures(Around(declared, base, stack.name, stack.selects, stack.day))]
    there: list[Finding] = []
    if live is not None:
        there = [*in_the_way(*live, stack.stamp)]
        lost = taken_up(*live, stack.stamp)
        kept.update(_kept(declared, lost, stack.day, {}))
    found = [*there, *(d.finding for d in gone if d.finding), *(f for k in kept.values() for f in k.findings)]
    names = {d.address: d.spec.full_name for d in declared.tables}
    remade = {names[a] for a, each in kept.items() if each.remade and not each.is_refused}
    remade |= _renamed_in_place(declared, gone)
    return Review(
        tuple(sorted(found, key=_order)),
        frozenset(remade),
        tuple(_goes(declared, base, held, gone, kept, remade)),
    )


def _kept(
    declared: Declared, base: Base, day: date | None, live: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Kept]]:
    for each in declared.tables:
        held = base.tables.get(each.address)
        if held is not None:
            yield each.address, of_kept(held, each, base, day, live.get(each.address))


def _renamed_in_place(declared: Declared, gone: Iterable[Departure]) -> set[str]:
    """Tables with another name in Glue under the same name of a spec: the engine replaces them."""
    names = {d.spec.full_name for d in declared.tables}
    return {d.held.name for d in gone if d.accepted and d.held.name in names}


def _goes(
    declared: Declared,
    base: Base,
    held: Iterable[Held],
    gone: Iterable[Departure],
    kept: Mapping[str, Kept],
    remade: set[str],
) -> Iterator[Held]:
    """What the engine would refuse to delete, as its state protects it, and may: objects that departed, sets
    and indexes that tables have no more, and those of tables that are made anew.
    """
    if not (declared.protect or (base.record is not None and base.record.protect)):
        return
    stays = _registered(declared)
    accepted = {d.held.address for d in gone if d.accepted}
    free = accepted | {address for address, each in kept.items() if not each.is_refused}
    for each in held:
        stays_as_it_is = (each.token, each.name) in stays and (each.is_object or each.table not in remade)
        if not stays_as_it_is and each.address in (accepted if each.is_object else free):
            yield each


def _registered(declared: Declared) -> set[tuple[str, str]]:
    """All that the program registers, by token and name."""
    of_tables = (
        each
        for table in declared.tables
        for each in (table.declaration, table.partition_set, *index_declarations(table.spec))
        if each is not None
    )
    databases = (database.declaration for database in declared.databases)
    return {(each.token, each.name) for each in (*databases, *of_tables)}


def _order(found: Finding) -> tuple[int, int, str, int]:
    rank = next((i for i, code in enumerate(WORST_FIRST) if found.code.startswith(code)), len(WORST_FIRST))
    return ORDER[found.severity], rank, found.file, found.line
