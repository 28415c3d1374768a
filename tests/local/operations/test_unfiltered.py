"""What query engines ask in place of GetTable and GetPartitions: all columns, no filters, the same pages."""

from __future__ import annotations

from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.local.support import refused, table_input

ASKED: Any = {"CatalogId": "123456789012", "SupportedPermissionTypes": ["COLUMN_PERMISSION"]}


@pytest.fixture
def where(glue: GlueClient, database: str) -> Any:
    glue.create_table(DatabaseName=database, TableInput=table_input("T", keys=["k"]))
    for value in "abc":
        glue.create_partition(DatabaseName=database, TableName="t", PartitionInput={"Values": [value]})
    return {"DatabaseName": database.upper(), "TableName": "T", **ASKED}


def test_a_table_comes_as_get_table_has_it_with_all_its_columns(
    glue: GlueClient, database: str, where: Any
) -> None:
    answer: Any = glue.get_unfiltered_table_metadata(DatabaseName=database.upper(), Name="T", **ASKED)
    assert answer["Table"] == glue.get_table(DatabaseName=database, Name="t")["Table"]
    assert answer["AuthorizedColumns"] == ["a", "k"]
    assert answer["CellFilters"] == []
    assert answer["IsRegisteredWithLakeFormation"] is False
    assert answer["ResourceArn"] == f"arn:aws:glue:us-east-1:123456789012:table/{database}/t"
    with refused("EntityNotFoundException", "Table none not found."):
        glue.get_unfiltered_table_metadata(DatabaseName=database, Name="none", **ASKED)


def test_partitions_come_as_get_partitions_has_them(glue: GlueClient, database: str, where: Any) -> None:
    plain = glue.get_partitions(DatabaseName=database, TableName="t")["Partitions"]
    first: Any = glue.get_unfiltered_partitions_metadata(MaxResults=2, Expression="k > 'a'", **where)
    assert [one["Partition"] for one in first["UnfilteredPartitions"]] == plain[1:]
    pages = [glue.get_unfiltered_partitions_metadata(MaxResults=2, **where)]
    pages.append(glue.get_unfiltered_partitions_metadata(NextToken=pages[0]["NextToken"], **where))
    found: Any = [one for page in pages for one in page["UnfilteredPartitions"]]
    assert [one["Partition"] for one in found] == plain
    assert {tuple(one["AuthorizedColumns"]) for one in found} == {("a", "k")}
    one: Any = glue.get_unfiltered_partition_metadata(PartitionValues=["b"], **where)
    assert (one["Partition"], one["AuthorizedColumns"]) == (plain[1], ["a", "k"])
    with refused("EntityNotFoundException", "Cannot find partition."):
        glue.get_unfiltered_partition_metadata(PartitionValues=["x"], **where)


def test_what_is_asked_for_is_checked(glue: GlueClient, database: str) -> None:
    with refused("ValidationException", "supportedPermissionTypes"):
        glue.get_unfiltered_table_metadata(  # type: ignore[call-arg]
            CatalogId="123456789012", DatabaseName=database, Name="t"
        )
