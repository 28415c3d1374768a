"""Reads of a table's partition indexes, which Glue gives as a list only."""

from __future__ import annotations

from typing import Any

from catalog.aws.errors import NOT_FOUND, AwsError, aws

from .catalog_client import CatalogClient

UNSUPPORTED = "InvalidInputException"  # what views answer that can't have indexes


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
