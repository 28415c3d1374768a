"""Names come back in lower case, and are found by any case."""

from __future__ import annotations

from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from catalog.local.rules.folding import fold_arn, fold_names
from tests.local.support import column, refused, table_input


def test_a_database_is_one_whatever_the_case(glue: GlueClient) -> None:
    glue.create_database(DatabaseInput={"Name": "SalesÄ"})
    assert glue.get_database(Name="SALESÄ")["Database"]["Name"] == "salesä"
    with refused("AlreadyExistsException"):
        glue.create_database(DatabaseInput={"Name": "salesä"})
    glue.update_database(Name="SALESÄ", DatabaseInput={"Name": "SalesÄ", "Description": "new"})
    assert glue.get_database(Name="salesä")["Database"]["Description"] == "new"
    glue.delete_database(Name="SalesÄ")
    with refused("EntityNotFoundException", "Database salesä not found."):
        glue.get_database(Name="SalesÄ")


def test_a_table_and_its_columns_are_folded_and_parameters_are_not(glue: GlueClient, database: str) -> None:
    given = table_input(
        "Orders", [column("OrderID", Parameters={"Key": "Value"})], ["Dt"], Parameters={"K": "V"}
    )
    glue.create_table(DatabaseName=database.upper(), TableInput=given)
    table = glue.get_table(DatabaseName=database.upper(), Name="ORDERS")["Table"]
    assert (table["Name"], table["DatabaseName"]) == ("orders", database)
    assert table["StorageDescriptor"]["Columns"] == [column("orderid", Parameters={"Key": "Value"})]
    assert [key["Name"] for key in table["PartitionKeys"]] == ["dt"]
    assert table["Parameters"] == {"K": "V"}


def test_every_operation_on_tables_finds_them_by_any_case(glue: GlueClient, database: str) -> None:
    upper = database.upper()
    glue.create_table(DatabaseName=upper, TableInput=table_input("T", keys=["K"]))
    where: Any = {"DatabaseName": upper, "TableName": "T"}
    glue.update_table(DatabaseName=upper, TableInput=table_input("T", keys=["K"]))
    glue.create_partition(
        PartitionInput={"Values": ["V"], "StorageDescriptor": {"Columns": [column("Mixed")]}}, **where
    )
    partition = glue.get_partition(PartitionValues=["V"], **where)["Partition"]
    assert partition["Values"] == ["V"]
    assert partition["StorageDescriptor"]["Columns"] == [column("mixed")]
    glue.create_partition_index(PartitionIndex={"IndexName": "ByK", "Keys": ["K"]}, **where)
    (index,) = glue.get_partition_indexes(**where)["PartitionIndexDescriptorList"]
    assert (index["IndexName"], index["Keys"]) == ("ByK", [{"Name": "k", "Type": "string"}])
    assert len(glue.get_table_versions(**where)["TableVersions"]) == 2
    assert glue.batch_delete_table(DatabaseName=upper, TablesToDelete=["T"])["Errors"] == []


@pytest.mark.parametrize(
    ("arn", "folded"),
    [
        ("arn:aws:glue:us-east-1:1:database/Sales", "arn:aws:glue:us-east-1:1:database/sales"),
        ("arn:aws:glue:us-east-1:1:table/Sales/T", "arn:aws:glue:us-east-1:1:table/sales/t"),
        ("arn:aws:glue:us-east-1:1:job/Load", "arn:aws:glue:us-east-1:1:job/Load"),
    ],
)
def test_arns_of_databases_and_tables_are_folded_and_no_others(arn: str, folded: str) -> None:
    assert fold_arn(arn) == folded


def test_names_of_other_resources_keep_their_case() -> None:
    request = {"Name": "MyCrawler", "Targets": {"S3Targets": [{"Path": "s3://B"}]}}
    fold_names("CreateCrawler", request)
    assert request == {"Name": "MyCrawler", "Targets": {"S3Targets": [{"Path": "s3://B"}]}}
