"""A table with day and contributor as keys, and PartitionSets of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.support.provider import examples
from tests.support.provider.harness import SET, STAMP, TABLE, Plugin, Properties, State

KEYS = [{"name": "dt", "type": "date"}, {"name": "contributor", "type": "string"}]


@pytest.fixture
def keyed(plugin: Plugin, database: str) -> str:
    """A database with table `orders`, partitioned by day and contributor."""
    keys = [examples.column("dt", "date"), examples.column("contributor")]
    plugin.create(TABLE, examples.table(database, partitionKeys=keys))
    return database


def set_inputs(database: str, values: Any, **more: Any) -> Properties:
    storage = examples.storage(examples.column("id", "bigint"))
    del storage["location"]
    return {
        "databaseName": database,
        "tableName": "orders",
        "keys": KEYS,
        "values": values,
        "location": "s3://lake/orders/",
        "storageDescriptor": storage,
        "parameters": {"catalog.stack": STAMP},
        **more,
    }


def days(count: int, contributors: int, first: str = "2026-01-01") -> Properties:
    numbered = {"from": 1, "to": contributors, "format": "c%02d"}
    start = date.fromisoformat(first)
    last = start + timedelta(days=count - 1)
    return {"dt": {"from": first, "to": last.isoformat()}, "contributor": numbered}


def create_set(plugin: Plugin, inputs: Properties) -> State:
    return plugin.create(SET, plugin.check(SET, inputs))


def live_partitions(glue: GlueClient, database: str) -> dict[tuple[str, ...], dict[str, Any]]:
    pages = glue.get_paginator("get_partitions").paginate(DatabaseName=database, TableName="orders")
    return {tuple(p["Values"]): dict(p) for page in pages for p in page["Partitions"]}


WRITABLE = ("Values", "StorageDescriptor", "Parameters", "LastAccessTime", "LastAnalyzedTime")


def edit_partition(
    glue: GlueClient, database: str, row: tuple[str, ...], change: Callable[[dict[str, Any]], None]
) -> None:
    """What another writer does: reads a partition, changes it and writes it back as a whole."""
    live = live_partitions(glue, database)[row]
    given = {name: live[name] for name in WRITABLE if name in live}
    change(given)
    glue.update_partition(
        DatabaseName=database, TableName="orders", PartitionValueList=list(row), PartitionInput=given
    )


def move_partition(glue: GlueClient, database: str, row: tuple[str, ...], location: str) -> None:
    """ALTER TABLE ... PARTITION ... SET LOCATION."""
    edit_partition(glue, database, row, lambda p: p["StorageDescriptor"].update(Location=location))


def locations(glue: GlueClient, database: str) -> dict[tuple[str, ...], str]:
    """Where each partition lies."""
    return {row: p["StorageDescriptor"]["Location"] for row, p in live_partitions(glue, database).items()}
