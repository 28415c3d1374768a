"""Partitions: as many values as keys, times that stay, batches read entry by entry, pages and segments."""

from __future__ import annotations

from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.local.support import column, refused, table_input

ARITY = "The number of partition keys do not match the number of partition values"


@pytest.fixture
def where(glue: GlueClient, database: str) -> Any:
    """A table partitioned by dt and region."""
    glue.create_table(DatabaseName=database, TableInput=table_input(keys=["dt", "region"]))
    return {"DatabaseName": database, "TableName": "t"}


@pytest.mark.parametrize("values", [[], ["2026"], ["2026", "eu", "x"]])
def test_a_wrong_number_of_values_is_refused_everywhere_something_is_written(
    glue: GlueClient, where: Any, values: list[str]
) -> None:
    right: Any = {"Values": ["2026", "eu"]}
    wrong: Any = {"Values": values}
    glue.create_partition(PartitionInput=right, **where)
    with refused("InvalidInputException", ARITY):
        glue.create_partition(PartitionInput=wrong, **where)
    with refused("InvalidInputException", ARITY):
        glue.batch_create_partition(PartitionInputList=[{"Values": ["2027", "eu"]}, wrong], **where)
    with refused("InvalidInputException", ARITY):
        glue.update_partition(PartitionValueList=right["Values"], PartitionInput=wrong, **where)
    with refused("InvalidInputException", ARITY):
        entry: Any = {"PartitionValueList": right["Values"], "PartitionInput": wrong}
        glue.batch_update_partition(Entries=[entry], **where)
    assert [one["Values"] for one in glue.get_partitions(**where)["Partitions"]] == [["2026", "eu"]]


def test_a_partition_reads_back_with_its_catalog(glue: GlueClient, where: Any) -> None:
    glue.create_partition(PartitionInput={"Values": ["a:b", "c#d"], "Parameters": {"x": "y"}}, **where)
    partition: Any = glue.get_partition(PartitionValues=["a:b", "c#d"], **where)["Partition"]
    assert partition.pop("CreationTime")
    assert partition == {
        **where,
        "Values": ["a:b", "c#d"],
        "Parameters": {"x": "y"},
        "CatalogId": "123456789012",
    }


def test_an_update_keeps_the_time_of_creation_and_replaces_the_rest(glue: GlueClient, where: Any) -> None:
    values = ["2026", "eu"]
    glue.create_partition(PartitionInput={"Values": values, "Parameters": {"a": "1"}}, **where)
    created = glue.get_partition(PartitionValues=values, **where)["Partition"]["CreationTime"]
    glue.update_partition(PartitionValueList=values, PartitionInput={"Parameters": {"b": "2"}}, **where)
    entry: Any = {
        "PartitionValueList": values,
        "PartitionInput": {"Values": values, "Parameters": {"c": "3"}},
    }
    once = glue.get_partition(PartitionValues=values, **where)["Partition"]
    assert (once["CreationTime"], once["Parameters"]) == (created, {"b": "2"})
    assert glue.batch_update_partition(Entries=[entry], **where)["Errors"] == []
    twice = glue.get_partition(PartitionValues=values, **where)["Partition"]
    assert (twice["CreationTime"], twice["Parameters"]) == (created, {"c": "3"})


def test_an_update_can_move_a_partition_but_not_onto_another(glue: GlueClient, where: Any) -> None:
    for values in (["1", "a"], ["2", "b"]):
        glue.create_partition(PartitionInput={"Values": values}, **where)
    with refused("AlreadyExistsException"):
        glue.update_partition(PartitionValueList=["1", "a"], PartitionInput={"Values": ["2", "b"]}, **where)
    glue.update_partition(PartitionValueList=["1", "a"], PartitionInput={"Values": ["3", "c"]}, **where)
    left = [one["Values"] for one in glue.get_partitions(**where)["Partitions"]]
    assert left == [["2", "b"], ["3", "c"]]


def test_what_is_not_there_is_refused_one_by_one_and_reported_in_batches(
    glue: GlueClient, where: Any
) -> None:
    there, absent = ["1", "a"], ["9", "z"]
    glue.create_partition(PartitionInput={"Values": there}, **where)
    with refused("AlreadyExistsException", "Partition already exists."):
        glue.create_partition(PartitionInput={"Values": there}, **where)
    with refused("EntityNotFoundException", "Cannot find partition."):
        glue.get_partition(PartitionValues=absent, **where)
    with refused("EntityNotFoundException", "Cannot find partition."):
        glue.update_partition(PartitionValueList=absent, PartitionInput={"Values": absent}, **where)
    with refused("EntityNotFoundException", "Cannot find partition."):
        glue.delete_partition(PartitionValues=absent, **where)

    made = glue.batch_create_partition(
        PartitionInputList=[{"Values": there}, {"Values": ["2", "b"]}], **where
    )
    assert [(one["PartitionValues"], one["ErrorDetail"]["ErrorCode"]) for one in made["Errors"]] == [
        (there, "AlreadyExistsException")
    ]
    entries: Any = [{"PartitionValueList": v, "PartitionInput": {"Values": v}} for v in (there, absent)]
    updated = glue.batch_update_partition(Entries=entries, **where)
    assert [(one["PartitionValueList"], one["ErrorDetail"]["ErrorCode"]) for one in updated["Errors"]] == [
        (absent, "EntityNotFoundException")
    ]
    wanted: Any = [{"Values": there}, {"Values": absent}]
    read = glue.batch_get_partition(PartitionsToGet=wanted, **where)
    assert [one["Values"] for one in read["Partitions"]] == [there]
    removed = glue.batch_delete_partition(PartitionsToDelete=wanted, **where)
    assert [(one["PartitionValues"], one["ErrorDetail"]["ErrorCode"]) for one in removed["Errors"]] == [
        (absent, "EntityNotFoundException")
    ]
    assert [one["Values"] for one in glue.get_partitions(**where)["Partitions"]] == [["2", "b"]]


def test_partitions_of_an_unknown_table_are_not_found(glue: GlueClient, database: str) -> None:
    where: Any = {"DatabaseName": database, "TableName": "nope"}
    with refused("EntityNotFoundException", "Table nope not found."):
        glue.batch_create_partition(PartitionInputList=[{"Values": ["1"]}], **where)
    with refused("EntityNotFoundException", "Table nope not found."):
        glue.get_partitions(**where)


@pytest.fixture(scope="module")
def many(glue: GlueClient) -> Any:
    """A table with 1,050 partitions."""
    glue.create_database(DatabaseInput={"Name": "many"})
    glue.create_table(DatabaseName="many", TableInput=table_input(keys=["n"]))
    where: Any = {"DatabaseName": "many", "TableName": "t"}
    for low in range(0, 1050, 50):
        inputs: Any = [
            {"Values": [f"{number:04}"], "StorageDescriptor": {"Columns": [column()], "Location": "s3://x/"}}
            for number in range(low, low + 50)
        ]
        glue.batch_create_partition(PartitionInputList=inputs, **where)
    return where


def test_partitions_come_in_pages_of_a_thousand(glue: GlueClient, many: Any) -> None:
    pages = [page["Partitions"] for page in glue.get_paginator("get_partitions").paginate(**many)]
    assert [len(page) for page in pages] == [1000, 50]
    assert [one["Values"] for page in pages for one in page] == [[f"{n:04}"] for n in range(1050)]


def test_segments_share_out_the_partitions(glue: GlueClient, many: Any) -> None:
    seen: list[str] = []
    for number in range(4):
        segment: Any = {"SegmentNumber": number, "TotalSegments": 4}
        found = [one["Values"][0] for one in glue.get_partitions(Segment=segment, **many)["Partitions"]]
        assert 0 < len(found) < 1050
        seen += found
    assert sorted(seen) == [f"{n:04}" for n in range(1050)]
    with refused("InvalidInputException", "SegmentNumber"):
        glue.get_partitions(Segment={"SegmentNumber": 4, "TotalSegments": 4}, **many)
    with refused("ValidationException", "totalSegments"):
        glue.get_partitions(Segment={"SegmentNumber": 0, "TotalSegments": 11}, **many)


def test_partitions_are_chosen_by_an_expression_and_shown_without_columns(
    glue: GlueClient, many: Any
) -> None:
    (found,) = glue.get_partitions(Expression="n = '0007'", ExcludeColumnSchema=True, **many)["Partitions"]
    assert found["Values"] == ["0007"]
    assert found["StorageDescriptor"]["Location"] == "s3://x/"
    assert "Columns" not in found["StorageDescriptor"]
    (whole,) = glue.get_partitions(Expression="n = '0007'", **many)["Partitions"]
    assert whole["StorageDescriptor"]["Columns"] == [column()]
    for nonsense in ("n = ", "((", "nope = '1'"):
        with refused("InvalidInputException"):
            glue.get_partitions(Expression=nonsense, **many)
