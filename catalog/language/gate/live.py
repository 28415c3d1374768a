"""What the gate asks about Glue before objects are made, and what it makes of the answer. Pure.

`Live` is the plugin's function: who asks sends `Asked.arguments` and reads the answer into this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.language.codes import finding
from catalog.language.findings import Finding, short
from catalog.language.glue.kinds import CATALOG_DATABASE, CATALOG_TABLE
from catalog.language.glue.parameters import CONTEXT_STAMP, STAMP
from catalog.language.specs.resolver import located

from .base import Base, Held
from .declared import Declared, DeclaredDatabase, DeclaredTable


@dataclass(frozen=True, slots=True)
class Live:
    """Outputs of what is in Glue: databases by name, tables by `<database>.<table>`."""

    databases: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """The objects that would be made, and those that would get columns."""

    databases: tuple[DeclaredDatabase, ...] = ()
    tables: tuple[DeclaredTable, ...] = ()
    widened: tuple[DeclaredTable, ...] = ()  # tables that are there and get columns: others may have them

    def __bool__(self) -> bool:
        return bool(self.databases or self.tables or self.widened)

    def arguments(self) -> dict[str, Any]:
        """Those of the plugin's function."""
        return {
            "databases": [each.address for each in self.databases],
            "tables": [
                {"database": each.spec.database.physical_name, "name": each.spec.name}
                for each in (*self.tables, *self.widened)
            ],
        }


def asked(declared: Declared, base: Base) -> Asked:
    """What is declared and not held. Of others' objects only the context is written: they are to be there."""
    return Asked(
        tuple(d for d in declared.databases if d.address not in base.databases and not d.is_others),
        tuple(t for t in declared.tables if t.address not in base.tables and not t.is_others),
        tuple(t for t in declared.tables if t.address in base.tables and _gets_columns(t, base)),
    )


def _gets_columns(table: DeclaredTable, base: Base) -> bool:
    record = base.record.tables.get(table.address) if base.record else None
    return record is not None and not table.is_others and bool(table.record.columns.keys() - record.columns)


def in_the_way(about: Asked, live: Live, stamp: str) -> Iterator[Finding]:
    """LIVE001: objects that are there already and are not this stack's."""
    for database in about.databases:
        if (there := live.databases.get(database.address)) is not None and _stamp(there) != stamp:
            command = _command(CATALOG_DATABASE.token, database.spec.name, there, database.address, stamp)
            yield _refusal(f"database {database.address}", there, command, database, stamp)
    for table in about.tables:
        if (there := live.tables.get(table.address)) is not None and _stamp(there) != stamp:
            address = table.address.replace(".", ":", 1)
            command = _command(CATALOG_TABLE.token, table.spec.full_name, there, address, stamp)
            yield _refusal(f"table {table.address}", there, command, table, stamp)


def taken_up(about: Asked, live: Live, stamp: str) -> Base:
    """A base of what bears this stack's stamp: its state is lost, or its last run was cut short."""
    held = [
        Held(f"::{each.spec.full_name}", CATALOG_TABLE.token, each.address, lambda there=there: there)  # type: ignore[misc]
        for each in about.tables
        if (there := live.tables.get(each.address)) is not None and _stamp(there) == stamp
    ]
    return Base.of(held, None, live=True)


def _stamp(outputs: Mapping[str, Any]) -> str:
    return str((outputs.get("parameters") or {}).get(STAMP, ""))


def _refusal(
    what: str, there: Mapping[str, Any], command: str, declared: DeclaredDatabase | DeclaredTable, ours: str
) -> Finding:
    stamp = _stamp(there)
    parameters = there.get("parameters") or {}
    noted = f", with context of stack {parameters[CONTEXT_STAMP]}" if CONTEXT_STAMP in parameters else ""
    whose = f"of stack {short(stamp)}" if stamp else f"another tool's{noted}"
    message = f"{what} exists in Glue already, and is {whose}"
    remedy = f"{_hand_over(stamp, ours)}To take it over, run {command}; else give yours another name"
    return located(finding("LIVE001", message, remedy, path=("name",)), declared.spec.documents[:1])


def _hand_over(stamp: str, ours: str) -> str:
    """Of an object of another stack of the project, how that one hands it over."""
    project, _, stack = stamp.rpartition("/")
    if not project or project != ours.rpartition("/")[0]:
        return ""
    gone = f"with --from {stack} if that has no file any more"
    return f"If stack {stack} holds it still, run catalog move ({gone}). "


def _command(token: str, name: str, there: Mapping[str, Any], address: str, stamp: str) -> str:
    account = there.get("catalogId") or "ACCOUNT"
    stack = stamp.rpartition("/")[2]
    return f"pulumi import {token} {name} {account}:{address} --generate-code=false --stack {stack}"
