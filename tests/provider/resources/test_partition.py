"""Partitions against the local catalog: values with marks in them, others' parameters, adoption."""

from __future__ import annotations

import re

import pytest
from mypy_boto3_glue import GlueClient

from tests.support.provider import examples
from tests.support.provider.harness import (
    ACCOUNT,
    PARTITION,
    STAMP,
    TABLE,
    CheckFailed,
    HalfMade,
    Plugin,
    Refused,
    refuse,
)


@pytest.fixture
def keyed(plugin: Plugin, database: str) -> str:
    """A database with table `orders` of two partition keys."""
    plugin.create(
        TABLE, examples.table(database, partitionKeys=[examples.column("dt"), examples.column("c")])
    )
    return database


@pytest.mark.parametrize(
    "values",
    [("2026-01-01 00:00:00", "a"), ("a#b", "c"), ("a:b", "#"), ("é", "x y"), ("#", "#"), ("a", "b#")],
)
def test_values_with_colons_and_hashes_live_and_die(
    plugin: Plugin, keyed: str, values: tuple[str, ...]
) -> None:
    inputs = plugin.check(PARTITION, examples.partition(keyed, *values))
    state = plugin.create(PARTITION, inputs)
    assert state.id == f"{ACCOUNT}:{keyed}:orders:" + "#".join(values).strip("#")
    seen = plugin.read(state)
    assert (seen.id, seen.inputs, seen.outputs["partitionValues"]) == (state.id, inputs, list(values))
    plugin.delete(seen)
    assert plugin.read(seen).id == ""


def test_an_import_takes_the_values_from_the_id(plugin: Plugin, keyed: str) -> None:
    plugin.create(PARTITION, examples.partition(keyed, "2026-01-01 10:30:00", "c1"))
    seen = plugin.import_(PARTITION, f"{ACCOUNT}:{keyed}:orders:2026-01-01 10:30:00#c1")
    assert seen.inputs["partitionValues"] == seen.outputs["partitionValues"] == ["2026-01-01 10:30:00", "c1"]
    assert seen.inputs["databaseName"] == keyed
    assert seen.inputs["tableName"] == "orders"
    assert seen.inputs["parameters"] == {"catalog.stack": STAMP}


def test_an_import_of_a_value_with_a_hash_goes_by_the_tables_keys(plugin: Plugin, database: str) -> None:
    plugin.create(TABLE, examples.table(database, partitionKeys=[examples.column("c")]))
    plugin.create(PARTITION, examples.partition(database, "a#b"))
    assert plugin.import_(PARTITION, f"{ACCOUNT}:{database}:orders:a#b").inputs["partitionValues"] == ["a#b"]


def test_an_import_that_could_mean_two_partitions_is_refused(plugin: Plugin, keyed: str) -> None:
    with pytest.raises(Refused, match="does not say where a partition value ends"):
        plugin.import_(PARTITION, f"{ACCOUNT}:{keyed}:orders:a#b#c")


def test_the_times_are_outputs_in_utc(plugin: Plugin, keyed: str) -> None:
    state = plugin.create(PARTITION, examples.partition(keyed, "a", "b"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", state.outputs["creationTime"])
    assert "lastAnalyzedTime" not in state.outputs


def test_an_update_keeps_parameters_of_others(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    first = examples.partition(keyed, "a", "b", parameters={"catalog.stack": STAMP, "mine": "1"})
    state = plugin.create(PARTITION, first)
    live = glue.get_partition(DatabaseName=keyed, TableName="orders", PartitionValues=["a", "b"])["Partition"]
    glue.update_partition(
        DatabaseName=keyed,
        TableName="orders",
        PartitionValueList=["a", "b"],
        PartitionInput={
            "Values": ["a", "b"],
            "StorageDescriptor": live["StorageDescriptor"],
            "Parameters": {**live["Parameters"], "numRows": "7"},
        },
    )
    second = examples.partition(keyed, "a", "b", parameters={"catalog.stack": STAMP})
    updated = plugin.update(state, second)
    assert updated.outputs["parameters"] == {"catalog.stack": STAMP, "numRows": "7"}


def test_a_partition_of_an_earlier_run_is_taken_up(plugin: Plugin, keyed: str) -> None:
    plugin.create(PARTITION, examples.partition(keyed, "a", "b"))
    moved = examples.partition(keyed, "a", "b")
    moved["storageDescriptor"]["location"] = "s3://lake/elsewhere/"
    state = plugin.create(PARTITION, moved)
    assert state.outputs["storageDescriptor"]["location"] == "s3://lake/elsewhere/"
    assert plugin.log.holds(f"took up existing partition a/b of {keyed}.orders")


def test_a_partition_of_others_is_refused(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    glue.create_partition(DatabaseName=keyed, TableName="orders", PartitionInput={"Values": ["a", "b"]})
    with pytest.raises(Refused, match=rf"pulumi import {PARTITION} it '{ACCOUNT}:{keyed}:orders:a#b'"):
        plugin.create(PARTITION, examples.partition(keyed, "a", "b"))


def test_a_partition_that_was_made_but_can_not_be_read_is_kept_by_the_engine(
    plugin: Plugin, keyed: str
) -> None:
    client = plugin.servicer._session.glue()
    client.meta.events.register("after-call.glue.GetPartition", refuse)
    inputs = examples.partition(keyed, "a", "b")
    with pytest.raises(HalfMade) as half:
        plugin.create(PARTITION, inputs)
    assert half.value.id == f"{ACCOUNT}:{keyed}:orders:a#b"
    assert half.value.inputs == inputs
    assert half.value.outputs["partitionValues"] == ["a", "b"]
    assert half.value.outputs["storageDescriptor"]["location"] == "s3://lake/sales/orders/"


@pytest.mark.parametrize("values", [[""], ["x" * 1025]])
def test_a_value_of_impossible_length_fails_the_check(plugin: Plugin, values: list[str]) -> None:
    with pytest.raises(CheckFailed, match=r"partitionValues\[0\]: has"):
        plugin.check(PARTITION, examples.partition("sales", *values))
