"""Databases: defaults, whole replacement, what goes with them, tags, pages."""

from __future__ import annotations

from typing import Any

from mypy_boto3_glue import GlueClient

from tests.local.support import glue_client, post, refused, table_input
from tests.support.local_catalog import running

OPEN = [{"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]}]


def test_default_permissions_are_filled_in_only_when_left_out(glue: GlueClient) -> None:
    mine = [{"Principal": {"DataLakePrincipalIdentifier": "me"}, "Permissions": ["SELECT"]}]
    for name, given, stored in (("p_none", None, OPEN), ("p_mine", mine, mine), ("p_empty", [], [])):
        wanted: Any = {"Name": name}
        if given is not None:
            wanted["CreateTableDefaultPermissions"] = given
        glue.create_database(DatabaseInput=wanted)
        assert glue.get_database(Name=name)["Database"].get("CreateTableDefaultPermissions") == stored
        glue.update_database(Name=name, DatabaseInput=wanted)
        assert glue.get_database(Name=name)["Database"].get("CreateTableDefaultPermissions") == stored
    glue.update_database(Name="p_empty", DatabaseInput={"Name": "p_empty"})
    assert glue.get_database(Name="p_empty")["Database"].get("CreateTableDefaultPermissions") == OPEN
    glue.update_database(Name="p_mine", DatabaseInput={"Name": "p_mine", "CreateTableDefaultPermissions": []})
    assert glue.get_database(Name="p_mine")["Database"].get("CreateTableDefaultPermissions") == []


def test_null_permissions_are_left_out(url: str, glue: GlueClient) -> None:
    body = b'{"DatabaseInput": {"Name": "p_null", "CreateTableDefaultPermissions": null}}'
    assert post(url, "CreateDatabase", body) == (200, {})
    assert glue.get_database(Name="p_null")["Database"].get("CreateTableDefaultPermissions") == OPEN


def test_an_update_replaces_the_whole_definition_and_keeps_the_time_of_creation(glue: GlueClient) -> None:
    glue.create_database(DatabaseInput={"Name": "upd", "Description": "d", "Parameters": {"a": "1"}})
    before = glue.get_database(Name="upd")["Database"]
    glue.update_database(Name="upd", DatabaseInput={"Name": "upd", "LocationUri": "s3://lake/"})
    after = glue.get_database(Name="upd")["Database"]
    assert after["CreateTime"] == before["CreateTime"]
    assert "Description" not in after
    assert "Parameters" not in after
    assert after["LocationUri"] == "s3://lake/"
    assert after["CreateTableDefaultPermissions"] == OPEN


def test_a_resource_link_keeps_its_target_and_takes_all_else(glue: GlueClient) -> None:
    target: Any = {"CatalogId": "999988887777", "DatabaseName": "Other"}
    glue.create_database(DatabaseInput={"Name": "link", "TargetDatabase": target})
    filled_in: Any = {
        "Description": "the target's own",
        "LocationUri": "s3://target/",
        "Parameters": {"createdBy": "1", "ownerAccountId": "2"},
        "FederatedDatabase": {"ConnectionName": "aws:s3tables", "Identifier": "arn:aws:s3tables:x"},
    }
    for sent in ({}, {"TargetDatabase": target}, {"TargetDatabase": target | {"DatabaseName": "other"}}):
        glue.update_database(Name="link", DatabaseInput={"Name": "link", **filled_in, **sent})
        found: Any = glue.get_database(Name="link")["Database"]
        assert found["TargetDatabase"]["CatalogId"] == "999988887777"
        assert found["TargetDatabase"]["DatabaseName"].lower() == "other"
        assert {name: found[name] for name in filled_in} == filled_in
    with refused("InvalidInputException", "delete the resource link and create it anew"):
        glue.update_database(
            Name="link", DatabaseInput={"Name": "link", "TargetDatabase": target | {"DatabaseName": "third"}}
        )


def test_databases_of_others_are_none_and_names_may_be_all(glue: GlueClient, database: str) -> None:
    assert glue.get_databases(ResourceShareType="FOREIGN")["DatabaseList"] == []
    assert database in [one["Name"] for one in glue.get_databases(ResourceShareType="ALL")["DatabaseList"]]
    named = glue.get_databases(AttributesToGet=["NAME"])["DatabaseList"]
    assert {"Name": database} in named
    assert {name for one in named for name in one} == {"Name"}


def test_a_federated_database_is_returned_with_its_connection(glue: GlueClient) -> None:
    federated: Any = {"Identifier": "x", "ConnectionName": "c"}
    glue.create_database(DatabaseInput={"Name": "fed", "FederatedDatabase": federated})
    assert glue.get_database(Name="fed")["Database"]["FederatedDatabase"] == federated


def test_deleting_takes_tables_partitions_indexes_and_tags_along(glue: GlueClient) -> None:
    arn = "arn:aws:glue:us-east-1:123456789012:database/gone"
    glue.create_database(DatabaseInput={"Name": "Gone"}, Tags={"team": "a"})
    assert glue.get_tags(ResourceArn=arn.replace("gone", "GONE"))["Tags"] == {"team": "a"}
    where: Any = {"DatabaseName": "gone", "TableName": "t"}
    given = table_input(keys=["k"])
    glue.create_table(DatabaseName="gone", TableInput=given)
    glue.create_partition(PartitionInput={"Values": ["v"]}, **where)
    glue.create_partition_index(PartitionIndex={"IndexName": "i", "Keys": ["k"]}, **where)
    glue.delete_database(Name="gone")
    for call in (
        lambda: glue.get_tables(DatabaseName="gone"),
        lambda: glue.get_partition(PartitionValues=["v"], **where),
        lambda: glue.get_partition_indexes(**where),
        lambda: glue.get_tags(ResourceArn=arn),
    ):
        with refused("EntityNotFoundException", "Database gone not found."):
            call()
    glue.create_database(DatabaseInput={"Name": "gone"})
    glue.create_table(DatabaseName="gone", TableInput=given)
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {}
    assert glue.get_partitions(**where)["Partitions"] == []
    assert glue.get_partition_indexes(**where)["PartitionIndexDescriptorList"] == []


def test_an_unknown_database_is_not_found(glue: GlueClient) -> None:
    with refused("EntityNotFoundException", "Database nowhere not found."):
        glue.delete_database(Name="nowhere")
    with refused("EntityNotFoundException", "Database nowhere not found."):
        glue.update_database(Name="nowhere", DatabaseInput={"Name": "nowhere"})
    with refused("EntityNotFoundException", "Database nowhere not found."):
        glue.create_table(DatabaseName="nowhere", TableInput=table_input())
    with refused("EntityNotFoundException", "Database nowhere not found."):
        glue.batch_delete_table(DatabaseName="nowhere", TablesToDelete=["t"])


def test_databases_come_in_pages_of_a_hundred() -> None:
    with running() as url:
        glue = glue_client(url)
        names = [f"d{number:03}" for number in range(201)]
        for name in names:
            glue.create_database(DatabaseInput={"Name": name})
        pages = [
            [one["Name"] for one in page["DatabaseList"]]
            for page in glue.get_paginator("get_databases").paginate()
        ]
    assert [len(page) for page in pages] == [100, 100, 1]
    assert [name for page in pages for name in page] == names


def test_accounts_catalogs_and_regions_are_apart(glue: GlueClient, url: str) -> None:
    glue.create_database(DatabaseInput={"Name": "apart"})
    assert (
        glue.get_database(Name="apart", CatalogId="123456789012")["Database"]["CatalogId"] == "123456789012"
    )
    with refused("EntityNotFoundException"):
        glue.get_database(Name="apart", CatalogId="210987654321")
    with refused("EntityNotFoundException"):
        glue_client(url, region="eu-central-1").get_database(Name="apart")
