"""Tables and databases that go: dropped, under another name, or left to another stack. Pure.

`removed` of database.yaml and catalog.yaml accepts a drop; so does an announced end that is past.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from shlex import quote
from typing import Any

from catalog.language.changes.change import Change
from catalog.language.changes.model import Database, Table
from catalog.language.changes.object_changes import DropDatabase, DropTable, MoveTable, RenameTable
from catalog.language.changes.verdicts.judge import judge_objects
from catalog.language.changes.verdicts.verdict import Judgement
from catalog.language.codes import finding
from catalog.language.findings import Finding
from catalog.language.glue.kinds import CATALOG_TABLE
from catalog.language.specs.loader import CATALOG_FILE, DATABASE_FILE, Document
from catalog.language.specs.management import only_context
from catalog.language.specs.resolver import Catalog, DatabaseSpec, declared_elsewhere, located

from .acceptance import counts
from .base import Base, Held
from .declared import Declared, DeclaredTable
from .strictness import Strictness, of_database
from .wording import SEVERITIES, changed, said_after, to_accept

REMOVED = "removed"
FileLine = tuple[str, int]  # a file and a line


@dataclass(frozen=True, slots=True)
class Departure:
    """An object that goes. `finding` is None where that is accepted or not judged; `accepted` where it is."""

    held: Held
    finding: Finding | None
    accepted: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What departures are judged by. `selects` is the place where the stack's file says what it selects."""

    declared: Declared
    base: Base
    stack: str
    selects: FileLine
    day: date | None

    @property
    def catalog(self) -> Catalog:
        """What the stack declares."""
        return self.declared.catalog

    def database(self, name: str) -> DatabaseSpec | None:
        """A declared database by its name in the specs."""
        return next((d for d in self.catalog.databases if d.name == name), None)

    @property
    def document(self) -> Document:
        """catalog.yaml, there or not."""
        return self.catalog.document or Document(f"{self.catalog.root}/{CATALOG_FILE}", "Catalog", {})


def departures(around: Around) -> Iterator[Departure]:
    """Databases first; a table that goes with its database is told with it."""
    base, declared = around.base, around.declared
    here = {d.address for d in declared.databases} | {d.spec.name for d in declared.databases}
    gone: dict[str, Departure] = {}
    for address, held in base.databases.items():
        if not {address, held.name} & here and base.is_ours(held) and not only_context(held.outputs()):
            gone[address] = _of_database(held, around)
    yield from gone.values()
    yield from _imported(around, here)
    tables = {d.address for d in declared.tables}
    renamed = dict(_renamed(declared, base))
    for address, held in base.tables.items():
        if address in tables or not base.is_ours(held) or only_context(held.outputs()):
            continue
        with_database = gone.get(address.partition(".")[0])
        if with_database is not None and held.urn not in renamed:
            yield Departure(held, None, with_database.accepted)
        else:
            yield _of_table(held, renamed.get(held.urn), around)


def _imported(around: Around, databases: set[str]) -> Iterator[Departure]:
    """LIVE002: what was imported and has no spec: the engine would delete what another tool made."""
    base, tables = around.base, {d.address for d in around.declared.tables}
    for there, held_ones in ((databases, base.databases), (tables, base.tables)):
        for address, held in held_ones.items():
            if address not in there and base.is_imported(held) and not only_context(held.outputs()):
                yield _of_imported(held, around)


def _of_imported(held: Held, around: Around) -> Departure:
    what = "table" if held.token == CATALOG_TABLE.token else "database"
    message = f"{held.name} was imported, has no spec, and would be deleted in Glue, which another tool made"
    forget = f"pulumi state unprotect {quote(held.urn)} and pulumi state delete {quote(held.urn)}"
    remedy = f"Write its spec, or leave the {what} in Glue and out of the stack: {forget}"
    return Departure(held, located(finding("LIVE002", message, remedy), (around.document,)), False)


def _renamed(declared: Declared, base: Base) -> Iterator[tuple[str, DeclaredTable]]:
    """URNs of tables that are declared under another name, with what they are declared as."""
    by_name = {each.spec.full_name: each for each in declared.tables}
    former = {name: each for each in declared.tables if (name := each.spec.data.get("renamed_from"))}
    for address, held in base.tables.items():
        now = by_name.get(held.name) or former.get(held.name)
        if now is not None and now.address != address:
            yield held.urn, now


def _of_database(held: Held, around: Around) -> Departure:
    tables = sorted(h.name for a, h in around.base.tables.items() if a.partition(".")[0] == held.address)
    strict = _strict(held, None, around)
    entries = (around.catalog.document.data if around.catalog.document else {}).get(REMOVED) or ()
    if _is_removed(entries, "database", held.name, around.day):
        return Departure(held, None, True)
    if declared_elsewhere(around.catalog.root, f"{held.name}.{DATABASE_FILE.removesuffix('.yaml')}") or any(
        declared_elsewhere(around.catalog.root, name) for name in tables
    ):
        return _left(held, f"with its {_counted(len(tables))}", strict, around)
    broken = _judged(DropDatabase(Database({"name": held.name})))
    more = f" with its {_counted(len(tables))}" if tables else ""
    return _told(held, f"{held.name}{more}", broken, strict, around.document)


def _of_table(held: Held, now: DeclaredTable | None, around: Around) -> Departure:
    logical, _, table = held.name.partition(".")
    database = around.database(logical)
    strict = _strict(held, database, around)
    entries = (database.data.get(REMOVED) if database else None) or ()
    if _is_removed(entries, "table", held.name, around.day) or _is_announced(held, around):
        return Departure(held, None, True)
    if now is not None:
        names = (held.name, now.spec.full_name)
        ends = names if names[0] != names[1] else (held.address, now.address)
        broken = _judged(RenameTable(*ends))
        accept = (now.spec.data.get("changes") or {}).get("accept") or ()
        if any(_accepts(entry, broken, around.day) for entry in accept):
            return Departure(held, None, True)
        strict = max(strict, now.record.strictness)
        return _told(held, now.spec.full_name, broken, strict, now.spec.documents[0], ("changes", "accept"))
    if declared_elsewhere(around.catalog.root, held.name):
        return _left(held, "", strict, around)
    broken = _judged(DropTable(Table({"databaseName": logical, "name": table})))
    return _told(held, held.name, broken, strict, database.documents[0] if database else around.document)


def _strict(held: Held, database: DatabaseSpec | None, around: Around) -> Strictness:
    """The stricter of what was recorded of the object and what the files above it say now."""
    now = of_database(database, around.catalog, around.declared.protect)
    record = around.base.record
    known = record and (record.tables.get(held.address) or record.databases.get(held.address))
    return max(now, known.strictness) if known else now


def _is_removed(entries: Iterable[Mapping[str, Any]], what: str, name: str, day: date | None) -> bool:
    return any(entry.get(what) == name and counts(entry, day) for entry in entries)


def _accepts(entry: Mapping[str, Any], broken: Judgement, day: date | None) -> bool:
    return counts(entry, day) and all(entry.get(key) == value for key, value in broken.entry.items())


def _is_announced(held: Held, around: Around) -> bool:
    record = around.base.record.tables.get(held.address) if around.base.record else None
    return record is not None and record.is_over("", around.day)


def _judged(change: Change) -> Judgement:
    return judge_objects((change,))[0]


def _told(
    held: Held,
    name: str,
    broken: Judgement,
    strict: Strictness,
    document: Document,
    path: tuple[str, ...] = (REMOVED,),
) -> Departure:
    if strict is Strictness.ALLOW:
        return Departure(held, None, False)
    removed = path == (REMOVED,)  # `removed` names the object alone: the command's text has the code
    accept = to_accept(held.name, {"code": broken.code}) if removed else to_accept(name, broken.entry)
    remedy = said_after(broken.remedy, accept)
    what = changed(broken)
    message = f"{what if name in what else f'{name}: {what}'}: {broken.reason}"
    found = Finding(broken.code, SEVERITIES[strict], message, remedy, path=path)
    return Departure(held, located(found, (document,)), False)


def _left(held: Held, more: str, strict: Strictness, around: Around) -> Departure:
    """It is declared still, but not by this stack: nothing is to be accepted, it is to be moved."""
    if strict is Strictness.ALLOW:
        return Departure(held, None, False)
    broken = _judged(MoveTable(held.name, around.stack, "another one"))
    message = (
        f"{held.name}{more and ' '}{more}: stack {around.stack} selects it no more, and would delete it in "
        f"Glue: {broken.reason}"
    )
    environment = "catalog move --environment NAME hands it over, where another stack selects it"
    remedy = f"{environment}; else put it back into catalog:select"
    found = Finding(broken.code, SEVERITIES[strict], message, remedy)
    return Departure(held, found.at(*around.selects), False)


def _counted(tables: int) -> str:
    return "1 table" if tables == 1 else f"{tables:,} tables"
