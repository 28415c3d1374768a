"""User-defined functions: kept, listed by pattern and page, gone with their database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.local.support import refused


def function(name: str, **more: Any) -> Any:
    return {
        "FunctionName": name,
        "ClassName": "com.example.Mask",
        "OwnerName": "team",
        "OwnerType": "GROUP",
        "ResourceUris": [{"ResourceType": "JAR", "Uri": "s3://lake/mask.jar"}],
        **more,
    }


def names(glue: GlueClient, **asked: Any) -> list[str]:
    found = glue.get_user_defined_functions(**asked)["UserDefinedFunctions"]
    return [one["FunctionName"] for one in found]


def test_a_function_reads_back_as_it_was_given(glue: GlueClient, database: str) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    glue.create_user_defined_function(DatabaseName=database.upper(), FunctionInput=function("Mask"))
    where: Any = {"DatabaseName": database, "FunctionName": "Mask"}
    found: Any = glue.get_user_defined_function(**where)["UserDefinedFunction"]
    made = found.pop("CreateTime")
    assert before <= made <= datetime.now(UTC) + timedelta(seconds=1)
    place = {"DatabaseName": database, "CatalogId": "123456789012", "FunctionType": "REGULAR_FUNCTION"}
    assert found == function("Mask") | place
    glue.update_user_defined_function(FunctionInput=function("Other", OwnerName="me"), **where)
    changed: Any = glue.get_user_defined_function(**where)["UserDefinedFunction"]
    assert changed == function("Mask", OwnerName="me") | place | {"CreateTime": made}
    glue.delete_user_defined_function(**where)
    for call in (
        glue.get_user_defined_function,
        glue.delete_user_defined_function,
        lambda **at: glue.update_user_defined_function(FunctionInput=function("Mask"), **at),
    ):
        with refused("EntityNotFoundException", "Mask not found"):
            call(**where)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*", ["mask", "mask_all", "unmask"]),
        (".*", ["mask", "mask_all", "unmask"]),
        ("mask", ["mask"]),
        ("mask*", ["mask", "mask_all"]),
        ("mask.*", ["mask", "mask_all"]),
        ("mask|unmask", ["mask", "unmask"]),
        ("[a-n_ks]*", ["mask", "mask_all"]),
        ("MASK", []),
        ("none", []),
    ],
)
def test_functions_are_found_by_pattern(
    glue: GlueClient, database: str, pattern: str, found: list[str]
) -> None:
    for name in ("mask", "mask_all", "unmask"):
        glue.create_user_defined_function(DatabaseName=database, FunctionInput=function(name))
    assert names(glue, DatabaseName=database, Pattern=pattern) == found


def test_functions_are_listed_by_type_and_over_all_databases(glue: GlueClient, database: str) -> None:
    other = f"{database}_other"
    glue.create_database(DatabaseInput={"Name": other})
    kinds = {"agg": {"FunctionType": "AGGREGATE_FUNCTION"}, "plain": {}}
    for at in (database, other):
        for name, kind in kinds.items():
            glue.create_user_defined_function(DatabaseName=at, FunctionInput=function(f"{at}.{name}", **kind))
    everywhere = names(glue, Pattern=rf"{database}.*")
    assert everywhere == [f"{at}.{name}" for at in (database, other) for name in kinds]
    asked: Any = {"Pattern": "*", "DatabaseName": database, "FunctionType": "AGGREGATE_FUNCTION"}
    assert names(glue, **asked) == [f"{database}.agg"]


def test_functions_come_in_pages(glue: GlueClient, database: str) -> None:
    wanted = [f"f{number:02}" for number in range(5)]
    for name in wanted:
        glue.create_user_defined_function(DatabaseName=database, FunctionInput=function(name))
    pages = glue.get_paginator("get_user_defined_functions").paginate(
        DatabaseName=database, Pattern="*", PaginationConfig={"PageSize": 2}
    )
    found = [[one["FunctionName"] for one in page["UserDefinedFunctions"]] for page in pages]
    assert found == [wanted[:2], wanted[2:4], wanted[4:]]


def test_functions_go_with_their_database(glue: GlueClient, database: str) -> None:
    glue.create_user_defined_function(DatabaseName=database, FunctionInput=function("f"))
    with refused("AlreadyExistsException", "UserDefinedFunction already exists."):
        glue.create_user_defined_function(DatabaseName=database, FunctionInput=function("f"))
    glue.delete_database(Name=database)
    with refused("EntityNotFoundException", f"Database {database} not found."):
        glue.get_user_defined_functions(DatabaseName=database, Pattern="*")
    glue.create_database(DatabaseInput={"Name": database})
    assert names(glue, DatabaseName=database, Pattern="*") == []


def test_a_database_has_a_hundred_functions_at_most(glue: GlueClient, database: str) -> None:
    for number in range(100):
        given = {"FunctionName": f"f{number}"}
        glue.create_user_defined_function(DatabaseName=database, FunctionInput=given)  # type: ignore[arg-type]
    with refused("ResourceNumberLimitExceededException", "Number of FUNCTION resources"):
        glue.create_user_defined_function(DatabaseName=database, FunctionInput=function("f0"))


def test_what_is_no_pattern_is_refused(glue: GlueClient, database: str) -> None:
    with refused("InvalidInputException", "Pattern is no regular expression"):
        glue.get_user_defined_functions(DatabaseName=database, Pattern="(")
    with refused("InvalidInputException", "FunctionName is required"):
        glue.create_user_defined_function(DatabaseName=database, FunctionInput={"ClassName": "x"})
