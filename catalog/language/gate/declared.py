"""What the specs of a stack declare, as the program registers it and as the gate records it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from catalog.language.changes.finding_text import transition_of
from catalog.language.changes.model import Table
from catalog.language.changes.of_specs import table_declared
from catalog.language.changes.spec_changes import readers_of
from catalog.language.declarations.database import database_declaration
from catalog.language.declarations.declaration import Declaration, Properties
from catalog.language.declarations.partition_set import partition_set_declarations
from catalog.language.declarations.table import table_declaration
from catalog.language.glue.parameters import is_own
from catalog.language.specs.management import only_context
from catalog.language.specs.resolver import Catalog, DatabaseSpec, TableSpec

from .record import PARTITION_SET, DatabaseRecord, Record, TableRecord, digest
from .strictness import of_database, of_table


@dataclass(frozen=True)
class DeclaredTable:
    """A table's spec with what the program registers for it."""

    spec: TableSpec
    declaration: Declaration
    partition_set: Declaration | None
    record: TableRecord

    @property
    def address(self) -> str:
        """`<database>.<table>`, as Glue has them."""
        return f"{self.spec.database.physical_name}.{self.spec.name}"

    @property
    def is_others(self) -> bool:
        """Whether only its context is declared."""
        return only_context(self.spec.data)

    @cached_property
    def table(self) -> Table:
        """In the form in which tables are compared."""
        return table_declared(self.spec, self.declaration, self.partition_set)


@dataclass(frozen=True)
class DeclaredDatabase:
    """A database's spec with what the program registers for it."""

    spec: DatabaseSpec
    declaration: Declaration
    record: DatabaseRecord

    @property
    def address(self) -> str:
        """The name in Glue."""
        return self.spec.physical_name

    @property
    def is_others(self) -> bool:
        """Whether only its context is declared."""
        return only_context(self.spec.data)


@dataclass(frozen=True)
class Declared:
    """All that a stack declares, databases and tables in the order of their specs."""

    catalog: Catalog
    databases: tuple[DeclaredDatabase, ...]
    tables: tuple[DeclaredTable, ...]
    protect: bool
    day: date | None

    @staticmethod
    def of(catalog: Catalog, stamp: str, protect: bool, day: date | None) -> Declared:
        """Makes the declarations: `stamp` is `<project>/<stack>`, `day` what `today` stands for."""
        databases = tuple(_database(spec, catalog, stamp, protect) for spec in catalog.databases)
        return Declared(
            catalog, databases, tuple(_table(t, stamp, protect) for t in catalog.tables), protect, day
        )

    def record(self) -> Record:
        """What the next run has to know of this one."""
        return Record(
            self.day,
            self.protect,
            {each.address: each.record for each in self.databases},
            {each.address: each.record for each in self.tables},
        )


def _database(spec: DatabaseSpec, catalog: Catalog, stamp: str, protect: bool) -> DeclaredDatabase:
    declaration = database_declaration(spec, stamp)
    parameters = frozenset(_foreign(declaration.properties.get("parameters")))
    record = DatabaseRecord(of_database(spec, catalog, protect), parameters, digest(declaration.properties))
    return DeclaredDatabase(spec, declaration, record)


def _table(spec: TableSpec, stamp: str, protect: bool) -> DeclaredTable:
    declaration = table_declaration(spec, stamp)
    partition_set = next(partition_set_declarations(spec, stamp), None)
    properties = declaration.properties
    record = TableRecord(
        of_table(spec, protect),
        readers_of(spec),
        declared_columns(properties),
        frozenset(declared_parameters(properties)),
        digest(properties, partition_set.properties if partition_set else None),
        _of_set(partition_set),
        _until(spec.data),
        tuple(map(transition_of, (spec.data.get("changes") or {}).get("accept") or ())),
    )
    return DeclaredTable(spec, declaration, partition_set, record)


def _of_set(declaration: Declaration | None) -> Properties | None:
    if declaration is None:
        return None
    return {name: declaration.properties[name] for name in PARTITION_SET if name in declaration.properties}


def declared_columns(properties: Properties) -> dict[str, str]:
    """The types of a CatalogTable's columns and partition keys by name."""
    columns = (properties.get("storageDescriptor") or {}).get("columns") or ()
    keys = properties.get("partitionKeys") or ()
    return {c["name"]: c.get("type", "") for c in (*columns, *keys)}


def declared_parameters(properties: Properties) -> Iterator[str]:
    """The parameters of a CatalogTable outside our prefixes: `table:x`, `storage:x`, `SerDe:x`."""
    storage = properties.get("storageDescriptor") or {}
    yield from (f"table:{name}" for name in _foreign(properties.get("parameters")))
    yield from (f"storage:{name}" for name in storage.get("parameters") or ())
    yield from (f"SerDe:{name}" for name in (storage.get("serDeInfo") or {}).get("parameters") or ())


def _foreign(parameters: Mapping[str, str] | None) -> Iterator[str]:
    return (name for name in parameters or () if not is_own(name))


def _until(data: Mapping[str, Any]) -> dict[str, str]:
    """The last days that `deprecated` of the table ('') and of its columns name."""
    announced = [("", data), *((c["name"], c) for c in data["columns"])]
    days = ((name, (each.get("deprecated") or {}).get("until")) for name, each in announced)
    return {name: str(day) for name, day in days if day}
