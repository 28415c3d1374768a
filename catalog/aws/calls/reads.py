"""Reads of live databases, tables, partitions and indexes, one call per object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.aws.errors import NOT_FOUND, AwsError, aws

from .catalog_client import CatalogClient

UNSUPPORTED = "InvalidInputException"  # what views answer that can't have indexes


def get_database(client: CatalogClient, name: str) -> dict[str, Any] | None:
    """Glue's Database structure; None if there is no such database."""
    with aws(f"read database {name}", ignoring=NOT_FOUND):
        return dict(client.glue.get_database(Name=name, **client.scope)["Database"])
    return None


def get_table(client: CatalogClient, database: str, name: str) -> dict[str, Any] | None:
    """Glue's Table structure; None if there is no such table or database."""
    with aws(f"read table {database}.{name}", ignoring=NOT_FOUND):
        return dict(client.glue.get_table(DatabaseName=database, Name=name, **client.scope)["Table"])
    return None


def get_indexes(client: CatalogClient, database: str, table: str) -> list[dict[str, Any]]:
    """The table's partition indexes as properties: indexName, keys (names in order), indexStatus."""
    return [_index(live) for live in list_indexes(client, database, table)]


def list_indexes(client: CatalogClient, database: str, table: str) -> list[dict[str, Any]]:
    """Glue's PartitionIndexDescriptor structures of the table."""
    found: list[dict[str, Any]] = []
    try:
        with aws(f"read the partition indexes of {database}.{table}", ignoring=NOT_FOUND):
            pages = client.glue.get_paginator("get_partition_indexes")
            for page in pages.paginate(DatabaseName=database, TableName=table, **client.scope):
                found += map(dict, page.get("PartitionIndexDescriptorList", []))
    except AwsError as error:
        if error.code != UNSUPPORTED or "not supported" not in str(error):
            raise
    return found


def _index(live: Any) -> dict[str, Any]:
    return {
        "indexName": live["IndexName"],
        "keys": [key["Name"] for key in live["Keys"]],
        "indexStatus": live["IndexStatus"],
    }


def get_partition(
    client: CatalogClient, database: str, table: str, values: Sequence[str]
) -> dict[str, Any] | None:
    """Glue's Partition structure; None if there is no such partition, table or database."""
    with aws(f"read partition {'/'.join(values)} of {database}.{table}", ignoring=NOT_FOUND):
        answer = client.glue.get_partition(
            DatabaseName=database, TableName=table, PartitionValues=list(values), **client.scope
        )
        return dict(answer["Partition"])
    return None
