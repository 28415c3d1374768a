"""A table's spec to the properties of its PartitionIndexes. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.language.glue.kinds import PARTITION_INDEX
from catalog.language.partitions.hive import index_keys, index_name
from catalog.language.specs.resolver import TableSpec

from .declaration import Declaration, Properties, partition_block


def index_declarations(table: TableSpec) -> Iterator[Declaration]:
    """A PartitionIndex for each entry of `partitions.indexes`; unnamed ones are called after their keys.

    In the stack each is called after its keys: another name for the same keys is then a replacement, which
    deletes first. Glue takes no second index over the same keys.
    """
    used: set[str] = set()
    for index in partition_block(table.data).get("indexes", ()):
        keys, name, resource = index_keys(index), index_name(index), index_name(index_keys(index))
        resource = f"{resource}.{name}" if resource in used else resource
        used.add(resource)
        properties: Properties = {
            "databaseName": table.database.physical_name,
            "tableName": table.name,
            "partitionIndex": {"indexName": name, "keys": keys},
        }
        yield Declaration(PARTITION_INDEX.token, f"{table.full_name}.{resource}", properties)
