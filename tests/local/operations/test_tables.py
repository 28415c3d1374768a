"""Tables: versions and their lock, whole replacement, defaults, batches, pages."""

from __future__ import annotations

from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.local.support import column, refused, table_input


def versions(glue: GlueClient, database: str) -> list[str]:
    found = glue.get_table_versions(DatabaseName=database, TableName="t")["TableVersions"]
    return [one["VersionId"] for one in found]


def test_a_table_reads_back_as_it_was_given_plus_what_glue_fills_in(glue: GlueClient, database: str) -> None:
    given = table_input(columns=[column(Comment="", Parameters={})], keys=["k"], Owner="me", Description="d")
    glue.create_table(DatabaseName=database, TableInput=given)
    table: Any = glue.get_table(DatabaseName=database, Name="t")["Table"]
    assert table.pop("CreateTime") == table.pop("UpdateTime")
    descriptor = given["StorageDescriptor"] | {
        "Compressed": False,
        "NumberOfBuckets": 0,
        "StoredAsSubDirectories": False,
    }
    assert table == given | {
        "DatabaseName": database,
        "StorageDescriptor": descriptor,
        "Retention": 0,
        "CatalogId": "123456789012",
        "VersionId": "0",
        "IsRegisteredWithLakeFormation": False,
    }


def test_retention_and_descriptor_values_given_are_kept(glue: GlueClient, database: str) -> None:
    given = table_input(Retention=7)
    given["StorageDescriptor"] |= {"Compressed": True, "NumberOfBuckets": 4}
    glue.create_table(DatabaseName=database, TableInput=given)
    table = glue.get_table(DatabaseName=database, Name="t")["Table"]
    assert table["Retention"] == 7
    assert table["StorageDescriptor"]["Compressed"] is True
    assert table["StorageDescriptor"]["NumberOfBuckets"] == 4


def test_an_update_raises_the_version_and_replaces_the_whole_definition(
    glue: GlueClient, database: str
) -> None:
    glue.create_table(DatabaseName=database, TableInput=table_input(Description="old", Parameters={"a": "1"}))
    before = glue.get_table(DatabaseName=database, Name="t")["Table"]
    glue.update_table(DatabaseName=database, TableInput=table_input(Owner="me"))
    after = glue.get_table(DatabaseName=database, Name="t")["Table"]
    assert (before["VersionId"], after["VersionId"]) == ("0", "1")
    assert glue.get_tables(DatabaseName=database)["TableList"][0]["VersionId"] == "1"
    assert after["CreateTime"] == before["CreateTime"]
    assert after["UpdateTime"] > before["UpdateTime"]
    assert after["Owner"] == "me"
    assert "Description" not in after
    assert "Parameters" not in after


def test_a_resource_link_keeps_its_target(glue: GlueClient, database: str) -> None:
    target: Any = {"CatalogId": "999988887777", "DatabaseName": "far", "Name": "away"}
    glue.create_table(DatabaseName=database, TableInput={"Name": "t", "TargetTable": target})
    for sent in ({}, {"TargetTable": target}):
        given: Any = {"Name": "t", "Description": "new", **sent}
        glue.update_table(DatabaseName=database, TableInput=given, SkipArchive=True)
        table: Any = glue.get_table(DatabaseName=database, Name="t")["Table"]
        assert (table["TargetTable"], table["Description"]) == (target, "new")
    with refused("InvalidInputException", "TargetTable can't change"):
        given = {"Name": "t", "TargetTable": target | {"Name": "elsewhere"}}
        glue.update_table(DatabaseName=database, TableInput=given)
    assert glue.get_table(DatabaseName=database, Name="t")["Table"]["VersionId"] == "2"


def test_names_and_types_alone_may_be_asked_for(glue: GlueClient, database: str) -> None:
    glue.create_table(DatabaseName=database, TableInput=table_input(TableType="EXTERNAL_TABLE"))
    for attributes, found in (
        (["NAME"], {"Name": "t"}),
        (["NAME", "TABLE_TYPE"], {"Name": "t", "TableType": "EXTERNAL_TABLE"}),
    ):
        asked: Any = {"DatabaseName": database, "AttributesToGet": attributes}
        assert glue.get_tables(**asked)["TableList"] == [found]


def test_an_update_with_a_stale_version_is_refused_and_changes_nothing(
    glue: GlueClient, database: str
) -> None:
    glue.create_table(DatabaseName=database, TableInput=table_input())
    glue.update_table(DatabaseName=database, TableInput=table_input(Owner="first"), VersionId="0")
    for stale in ("0", "2", "x"):
        with refused(
            "ConcurrentModificationException", "Update table failed due to concurrent modifications."
        ):
            glue.update_table(DatabaseName=database, TableInput=table_input(Owner="late"), VersionId=stale)
    table = glue.get_table(DatabaseName=database, Name="t")["Table"]
    assert (table["Owner"], table["VersionId"]) == ("first", "1")
    glue.update_table(DatabaseName=database, TableInput=table_input(Owner="second"), VersionId="1")
    glue.update_table(DatabaseName=database, TableInput=table_input(Owner="unlocked"))
    assert glue.get_table(DatabaseName=database, Name="t")["Table"]["Owner"] == "unlocked"


def test_skip_archive_keeps_versions_from_piling_up(glue: GlueClient, database: str) -> None:
    glue.create_table(DatabaseName=database, TableInput=table_input())
    glue.update_table(DatabaseName=database, TableInput=table_input())
    assert versions(glue, database) == ["1", "0"]
    glue.update_table(DatabaseName=database, TableInput=table_input(), SkipArchive=True)
    glue.update_table(DatabaseName=database, TableInput=table_input(), SkipArchive=True)
    assert versions(glue, database) == ["3", "0"]
    glue.update_table(DatabaseName=database, TableInput=table_input(), SkipArchive=False)
    assert versions(glue, database) == ["4", "3", "0"]


def test_versions_are_read_and_deleted_one_by_one_and_in_batches(glue: GlueClient, database: str) -> None:
    where: Any = {"DatabaseName": database, "TableName": "t"}
    for number in range(4):
        change = glue.update_table if number else glue.create_table
        change(DatabaseName=database, TableInput=table_input(Owner=str(number)))
    old: Any = glue.get_table_version(VersionId="1", **where)["TableVersion"]
    assert (old["VersionId"], old["Table"]["Owner"], old["Table"]["VersionId"]) == ("1", "1", "1")
    newest: Any = glue.get_table_version(**where)["TableVersion"]
    assert newest["VersionId"] == "3"
    glue.delete_table_version(VersionId="1", **where)
    for call in (glue.get_table_version, glue.delete_table_version):
        with refused("EntityNotFoundException", "Version 1"):
            call(VersionId="1", **where)
    with refused("InvalidInputException", "current version"):
        glue.delete_table_version(VersionId="3", **where)
    errors = glue.batch_delete_table_version(VersionIds=["0", "1"], **where)["Errors"]
    assert [(one["VersionId"], one["ErrorDetail"]["ErrorCode"]) for one in errors] == [
        ("1", "EntityNotFoundException")
    ]
    assert versions(glue, database) == ["3", "2"]


@pytest.mark.parametrize("operation", ["create_table", "update_table"])
def test_a_request_without_table_input_is_refused_cleanly(
    glue: GlueClient, database: str, operation: str
) -> None:
    with refused("InvalidInputException", "TableInput is required"):
        getattr(glue, operation)(DatabaseName=database, Name="t")


def test_what_is_there_already_and_what_is_not_is_refused(glue: GlueClient, database: str) -> None:
    glue.create_table(DatabaseName=database, TableInput=table_input())
    with refused("AlreadyExistsException", "Table already exists."):
        glue.create_table(DatabaseName=database, TableInput=table_input("T"))
    with refused("EntityNotFoundException", "Table u not found."):
        glue.get_table(DatabaseName=database, Name="u")
    with refused("EntityNotFoundException", "Table u not found."):
        glue.update_table(DatabaseName=database, TableInput=table_input("u"))
    glue.delete_table(DatabaseName=database, Name="t")
    with refused("EntityNotFoundException", "Table t not found."):
        glue.delete_table(DatabaseName=database, Name="t")


def test_a_batch_deletes_what_is_there_and_reports_the_rest(glue: GlueClient, database: str) -> None:
    for name in ("a", "b", "c"):
        glue.create_table(DatabaseName=database, TableInput=table_input(name))
    errors = glue.batch_delete_table(DatabaseName=database, TablesToDelete=["a", "nope", "b"])["Errors"]
    assert [(one["TableName"], one["ErrorDetail"]["ErrorCode"]) for one in errors] == [
        ("nope", "EntityNotFoundException")
    ]
    assert [one["Name"] for one in glue.get_tables(DatabaseName=database)["TableList"]] == ["c"]


def test_tables_come_in_pages_and_a_deletion_between_pages_skips_none(
    glue: GlueClient, database: str
) -> None:
    names = [f"t{number:03}" for number in range(201)]
    for name in names:
        glue.create_table(DatabaseName=database, TableInput=table_input(name))
    first = glue.get_tables(DatabaseName=database)
    assert [one["Name"] for one in first["TableList"]] == names[:100]
    glue.batch_delete_table(DatabaseName=database, TablesToDelete=names[:100])
    second = glue.get_tables(DatabaseName=database, NextToken=first["NextToken"], MaxResults=60)
    assert [one["Name"] for one in second["TableList"]] == names[100:160]
    last = glue.get_tables(DatabaseName=database, NextToken=second["NextToken"])
    assert [one["Name"] for one in last["TableList"]] == names[160:]
    assert "NextToken" not in last
    with refused("InvalidInputException", "NextToken"):
        glue.get_tables(DatabaseName=database, NextToken="nonsense!")


def test_tables_are_chosen_by_a_pattern(glue: GlueClient, database: str) -> None:
    for name in ("sales_a", "sales_b", "stock"):
        glue.create_table(DatabaseName=database, TableInput=table_input(name))
    found = glue.get_tables(DatabaseName=database, Expression="sales_*")["TableList"]
    assert [one["Name"] for one in found] == ["sales_a", "sales_b"]
    with refused("InvalidInputException", "Expression"):
        glue.get_tables(DatabaseName=database, Expression="(")
