"""Statistics of columns of tables and partitions: kept, reported column by column, gone with their holder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.local.support import column, refused, table_input

AT = datetime(2026, 1, 31, 9, 39, 6, tzinfo=UTC)
NOT_THERE = {
    "ErrorCode": "EntityNotFoundException",
    "ErrorMessage": "Statistics do not exist for this column",
}


def statistics(name: str, kind: str = "LONG", **values: Any) -> Any:
    member = f"{kind.title()}ColumnStatisticsData"
    held = values or {"MinimumValue": 1, "MaximumValue": 9}
    held = {"NumberOfNulls": 0, "NumberOfDistinctValues": 5} | held
    return {
        "ColumnName": name,
        "ColumnType": "int",
        "AnalyzedTime": AT,
        "StatisticsData": {"Type": kind, member: held},
    }


class Calls:
    """The three operations, on a table or on a partition of it."""

    def __init__(self, glue: GlueClient, on: str, **where: Any) -> None:
        self._glue, self._on, self._where = glue, on, where

    def __call__(self, verb: str, **more: Any) -> Any:
        method: Callable[..., Any] = getattr(self._glue, f"{verb}_column_statistics_for_{self._on}")
        return method(**self._where, **more)

    def read(self, *names: str) -> tuple[dict[str, Any], dict[str, Any]]:
        answer = self("get", ColumnNames=list(names))
        found = {one["ColumnName"]: one for one in answer["ColumnStatisticsList"]}
        return found, {one["ColumnName"]: one["Error"] for one in answer["Errors"]}


@pytest.fixture(params=["table", "partition"])
def on(request: pytest.FixtureRequest, glue: GlueClient, database: str) -> Calls:
    where: Any = {"DatabaseName": database, "TableName": "t"}
    columns = [column("ID"), column("text")]
    glue.create_table(DatabaseName=database, TableInput=table_input(columns=columns, keys=["k"]))
    glue.create_partition(PartitionInput={"Values": ["v"]}, **where)
    more = {"PartitionValues": ["v"]} if request.param == "partition" else {}
    return Calls(glue, request.param, **where, **more)


def test_statistics_read_back_and_what_is_missing_is_named(on: Calls) -> None:
    given = [statistics("Id"), statistics("text", "STRING", MaximumLength=9, AverageLength=4.5)]
    assert on("update", ColumnStatisticsList=given)["Errors"] == []
    found, errors = on.read("ID", "k", "none")
    assert found == {"id": statistics("id")}
    assert errors == {"k": NOT_THERE, "none": NOT_THERE}
    assert on.read("text")[0]["text"]["StatisticsData"] == given[1]["StatisticsData"]
    on("update", ColumnStatisticsList=[statistics("id", MinimumValue=3, MaximumValue=3)])
    assert on.read("id")[0]["id"]["StatisticsData"]["LongColumnStatisticsData"]["MinimumValue"] == 3


def test_statistics_are_deleted_and_deleting_none_is_fine(on: Calls) -> None:
    on("update", ColumnStatisticsList=[statistics("id"), statistics("k")])
    for _ in range(2):
        on("delete", ColumnName="ID")
    found, errors = on.read("id", "k")
    assert (set(found), set(errors)) == ({"k"}, {"id"})


def test_a_column_that_is_not_there_and_values_that_cannot_be_are_reported_one_by_one(on: Calls) -> None:
    wrong = [
        statistics("none"),
        statistics("id", MinimumValue=9, MaximumValue=1),
        statistics("text", "STRING", MaximumLength=3, AverageLength=4.5),
        statistics("k") | {"StatisticsData": {"Type": "DOUBLE"}},
    ]
    errors = on("update", ColumnStatisticsList=[*wrong, statistics("k")])["Errors"]
    assert [
        (one["ColumnStatistics"]["ColumnName"], one["Error"]["ErrorCode"], one["Error"]["ErrorMessage"])
        for one in errors
    ] == [
        ("none", "EntityNotFoundException", "Column none not found."),
        ("id", "InvalidInputException", "MinimumValue 9 is above MaximumValue 1"),
        ("text", "InvalidInputException", "AverageLength 4.5 is above MaximumLength 3"),
        ("k", "InvalidInputException", "StatisticsData of type DOUBLE needs DoubleColumnStatisticsData"),
    ]
    assert set(on.read("id", "text", "k")[0]) == {"k"}


def test_so_many_columns_go_into_one_request(on: Calls) -> None:
    with refused("ValidationException", "columnStatisticsList"):
        on("update", ColumnStatisticsList=[statistics("id")] * 26)
    with refused("ValidationException", "columnNames"):
        on("get", ColumnNames=["id"] * 101)
    on("update", ColumnStatisticsList=[statistics("id")] * 25)
    assert on.read(*["id"] * 100) == ({"id": statistics("id")}, {})


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("AverageLength", -0.5, "ValidationException"),
        ("MaximumLength", "9", "SerializationException"),
        ("MaximumLength", -1, "ValidationException"),
    ],
)
def test_numbers_that_cannot_be_are_refused(on: Calls, member: str, value: Any, code: str) -> None:
    values = {"MaximumLength": 9, "AverageLength": 4.5}
    assert on("update", ColumnStatisticsList=[statistics("text", "STRING", **values)])["Errors"] == []
    with refused(code, member[:1].lower() + member[1:]):
        on("update", ColumnStatisticsList=[statistics("text", "STRING", **values | {member: value})])


def test_statistics_go_with_their_table(glue: GlueClient, database: str, on: Calls) -> None:
    on("update", ColumnStatisticsList=[statistics("id")])
    glue.delete_table(DatabaseName=database, Name="t")
    with refused("EntityNotFoundException", "Table t not found."):
        on.read("id")
    glue.create_table(DatabaseName=database, TableInput=table_input(columns=[column("id")], keys=["k"]))
    glue.create_partition(DatabaseName=database, TableName="t", PartitionInput={"Values": ["v"]})
    assert on.read("id") == ({}, {"id": NOT_THERE})


def test_an_update_of_table_or_partition_keeps_statistics(glue: GlueClient, database: str, on: Calls) -> None:
    on("update", ColumnStatisticsList=[statistics("id")])
    changed = table_input(columns=[column("id"), column("more")], keys=["k"])
    glue.update_table(DatabaseName=database, TableInput=changed)
    given: Any = {"Values": ["v"], "Parameters": {"a": "1"}}
    where: Any = {"DatabaseName": database, "TableName": "t"}
    glue.update_partition(PartitionValueList=["v"], PartitionInput=given, **where)
    assert on.read("id") == ({"id": statistics("id")}, {})


def test_a_partition_s_statistics_move_and_go_with_it(glue: GlueClient, database: str) -> None:
    where: Any = {"DatabaseName": database, "TableName": "t"}
    glue.create_table(DatabaseName=database, TableInput=table_input(keys=["k"]))
    glue.create_partition(PartitionInput={"Values": ["v"]}, **where)
    old, new = (Calls(glue, "partition", PartitionValues=[value], **where) for value in "vw")
    old("update", ColumnStatisticsList=[statistics("a")])
    glue.update_partition(PartitionValueList=["v"], PartitionInput={"Values": ["w"]}, **where)
    assert new.read("a") == ({"a": statistics("a")}, {})
    with refused("EntityNotFoundException", "Cannot find partition."):
        old.read("a")
    glue.delete_partition(PartitionValues=["w"], **where)
    glue.create_partition(PartitionInput={"Values": ["w"]}, **where)
    assert new.read("a") == ({}, {"a": NOT_THERE})
