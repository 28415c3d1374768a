"""A spec as the value in which changes are found: what its declarations say. Reads its CSV file of values."""

from __future__ import annotations

from catalog.language.declarations.database import database_declaration
from catalog.language.declarations.declaration import Declaration
from catalog.language.declarations.partition_index import index_declarations
from catalog.language.declarations.partition_set import partition_set_declarations
from catalog.language.declarations.table import table_declaration
from catalog.language.specs.resolver import DatabaseSpec, TableSpec

from .model import Database, Index, Table


def table_of(spec: TableSpec, stamp: str = "") -> Table:
    """The table, its partitions and indexes as a program of `stamp` declares them. Raises what declaring
    raises where the spec has findings: GlueTypeError, KeyError, TypeError, ValueError.
    """
    of_set = next(partition_set_declarations(spec, stamp), None)
    return table_declared(spec, table_declaration(spec, stamp), of_set)


def table_declared(spec: TableSpec, table: Declaration, of_set: Declaration | None) -> Table:
    """The table whose declarations are made already; `of_set` is that of its PartitionSet."""
    indexes = [each.properties["partitionIndex"] for each in index_declarations(spec)]
    return Table.of(
        table.properties,
        of_set.properties if of_set else None,
        spec.partitions.values if of_set else None,
        (Index(index["indexName"], tuple(index["keys"])) for index in indexes),
    )


def database_of(spec: DatabaseSpec, stamp: str = "") -> Database:
    """The database as a program of `stamp` declares it."""
    return Database.of(database_declaration(spec, stamp).properties)
