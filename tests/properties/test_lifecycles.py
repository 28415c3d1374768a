"""Each resource through its whole life against the local catalog."""

from __future__ import annotations

import pytest

from tests.support.lifecycle_machine import LifeCycle, Step, run
from tests.support.provider import examples
from tests.support.provider.harness import DATABASE, INDEX, PARTITION, STAMP, TABLE, Plugin


def test_a_database_lives_from_check_to_delete(plugin: Plugin, name: str) -> None:
    first = examples.database(name, locationUri="s3://lake/sales/")
    run(
        plugin,
        LifeCycle(
            DATABASE,
            first,
            (
                Step(first, "same"),
                Step({**first, "description": "Sales and returns"}, "update"),
                Step({k: v for k, v in first.items() if k != "description"}, "update"),
                Step({k: v for k, v in first.items() if k not in ("description", "locationUri")}, "same"),
                Step(
                    {**first, "parameters": {"catalog.stack": STAMP, "a": "1"}, "tags": {"team": "data"}},
                    "update",
                ),
                Step({**first, "tags": {"team": "risk", "cost": "7"}}, "update"),
                Step({**first, "tags": {}}, "update"),
                Step(examples.database(f"{name}_renamed"), "replace"),
            ),
        ),
    )


def test_a_table_lives_from_check_to_delete(plugin: Plugin, database: str) -> None:
    first = examples.table(database)
    spaced = examples.table(
        database, "orders", examples.column("ID", "BIGINT", "Key"), examples.column("net", "decimal(15, 2)")
    )
    wide = [
        examples.column(f"c{i}", "struct<a:int,b:array<string>>", f"Column {i}", **{"catalog.column": "{}"})
        for i in range(30)
    ]
    run(
        plugin,
        LifeCycle(
            TABLE,
            first,
            (
                Step(first, "same"),
                Step(spaced, "same"),
                Step({**first, "description": "", "owner": "", "retention": 0}, "same"),
                Step(examples.table(database, "orders", *wide), "update"),
                Step(examples.table(database, "orders", *reversed(wide)), "update"),
                Step({**first, "description": "Orders", "owner": "hive", "retention": 3}, "update"),
                Step({**first, "parameters": {"catalog.stack": STAMP}}, "update"),
                Step({k: v for k, v in first.items() if k != "tableType"}, "update"),
                Step(
                    {**first, "storageDescriptor": examples.storage(
                        examples.column("id"), compressed=True, numberOfBuckets=4, bucketColumns=["id"],
                        sortColumns=[{"column": "id", "sortOrder": 0}], storedAsSubDirectories=True,
                        additionalLocations=["s3://lake/more/"], parameters={"p": "q"},
                        skewedInfo={"skewedColumnNames": ["id"], "skewedColumnValues": ["1"],
                                    "skewedColumnValueLocationMaps": {"1": "s3://lake/one/"}},
                    )},
                    "update",
                ),
                Step({**first, "viewOriginalText": "/* View */", "tableType": "VIRTUAL_VIEW"}, "update"),
                Step(examples.table(database, "orders_renamed"), "replace"),
            ),
        ),
    )  # fmt: skip


def test_a_partition_lives_from_check_to_delete(plugin: Plugin, database: str) -> None:
    plugin.create(
        TABLE, examples.table(database, partitionKeys=[examples.column("dt"), examples.column("c")])
    )
    first = examples.partition(database, "2026-01-01 00:00:00", "a#b")
    run(
        plugin,
        LifeCycle(
            PARTITION,
            first,
            (
                Step(first, "same"),
                Step({**first, "parameters": {"catalog.stack": STAMP, "rows": "7"}}, "update"),
                Step(
                    {**first, "storageDescriptor": examples.storage(examples.column("id", "int"))}, "update"
                ),
                Step({k: v for k, v in first.items() if k != "storageDescriptor"}, "update"),
                Step(examples.partition(database, "2026-01-02 00:00:00", "a#b"), "replace"),
            ),
        ),
    )


def test_a_partition_index_lives_from_check_to_delete(plugin: Plugin, database: str) -> None:
    plugin.create(
        TABLE, examples.table(database, partitionKeys=[examples.column("dt"), examples.column("c")])
    )
    first = examples.index(database, "dt")
    run(
        plugin,
        LifeCycle(INDEX, first, (Step(first, "same"), Step(examples.index(database, "c", "dt"), "replace"))),
    )


def test_the_runner_itself_notices_an_outcome_that_was_not_expected(plugin: Plugin, name: str) -> None:
    first = examples.database(name)
    with pytest.raises(AssertionError):
        run(plugin, LifeCycle(DATABASE, first, (Step({**first, "description": "other"}, "same"),)))
