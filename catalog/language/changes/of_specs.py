"""A spec as the value in which changes are found: what its declarations say. Reads its CSV file of values."""

from __future__ import annotations

from catalog.language.declarations.database import database_declaration
from catalog.language.declarations.partition_index import index_declarations
from catalog.language.declarations.partition_set import partition_set_declarations
from catalog.language.declarations.table import table_declaration
from catalog.language.specs.resolver import DatabaseSpec, TableSpec

from .model import Database, Index, Table


def table_of(spec: TableSpec, stamp: str = "") -> Table:
    """The table, its partitions and indexes as a program of `stamp` declares them. Raises what declaring
    raises where the spec has findings: GlueTypeError, KeyError, TypeError, ValueError.
    """
    sets = [each.properties for each in partition_set_declarations(spec, stamp)]
    indexes = [each.properties["partitionIndex"] for each in index_declarations(spec)]
    return Table.of(
        table_declaration(spec, stamp).properties,
        sets[0] if sets else None,
        spec.partitions.values if sets else None,
        (Index(index["indexName"], tuple(index["keys"])) for index in indexes),
    )


def database_of(spec: DatabaseSpec, stamp: str = "") -> Database:
    """The database as a program of `stamp` declares it."""
    return Database.of(database_declaration(spec, stamp).properties)
