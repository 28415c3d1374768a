"""SearchTables: text, properties, times, order and pages over all databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.local.support import column, glue_client, refused, table_input
from tests.support.local_catalog import running


@pytest.fixture(scope="module")
def glue() -> Iterator[GlueClient]:
    with running() as url:
        glue = glue_client(url)
        for name in ("sales", "stock"):
            glue.create_database(DatabaseInput={"Name": name})
        for database, given in (
            ("sales", table_input("customer-link", Description="Who buys\nwhat", Owner="ann")),
            ("sales", table_input("xx-link-yy", columns=[column("Net", Comment="Total amount")])),
            ("stock", table_input("xxlinkyy", keys=["day"], Parameters={"classification": "parquet"})),
            ("stock", table_input("items", TableType="EXTERNAL_TABLE", Parameters={"owner-team": "Red Fox"})),
        ):
            glue.create_table(DatabaseName=database, TableInput=given)
        yield glue


def names(glue: GlueClient, **asked: Any) -> list[str]:
    return [table["Name"] for table in glue.search_tables(**asked)["TableList"]]


ALL = ["customer-link", "xx-link-yy", "items", "xxlinkyy"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("link", ["customer-link", "xx-link-yy", "xxlinkyy"]),
        ("LINK xx", ["xx-link-yy", "xxlinkyy"]),
        ("stock", ["items", "xxlinkyy"]),
        ("buys", ["customer-link"]),
        ("amount", ["xx-link-yy"]),
        ("day", ["xxlinkyy"]),
        ("fox", ["items"]),
        ('"red fox"', ["items"]),
        ('"red"', []),
        ("red wolf", []),
        ("nowhere", []),
    ],
)
def test_tables_are_found_by_text(glue: GlueClient, text: str, found: list[str]) -> None:
    assert names(glue, SearchText=text) == found


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("Name", "link", ["customer-link", "xx-link-yy"]),  # the example of the API reference
        ("Name", "items", ["items"]),
        ("DatabaseName", "sales", ["customer-link", "xx-link-yy"]),
        ("TableType", "external_table", ["items"]),
        ("Owner", "ann", ["customer-link"]),
        ("classification", "parquet", ["xxlinkyy"]),
        ("owner-team", "fox", ["items"]),
        ("classification", "csv", []),
    ],
)
def test_tables_are_found_by_properties(glue: GlueClient, key: str, value: str, found: list[str]) -> None:
    assert names(glue, Filters=[{"Key": key, "Value": value}]) == found


def test_all_filters_and_the_text_have_to_fit(glue: GlueClient) -> None:
    filters = [{"Key": "Name", "Value": "link"}, {"Key": "DatabaseName", "Value": "sales"}]
    assert names(glue, Filters=filters, SearchText="buys") == ["customer-link"]
    assert names(glue, Filters=filters, SearchText="day") == []


def test_times_are_compared(glue: GlueClient) -> None:
    (table,) = glue.search_tables(SearchText="items")["TableList"]
    made = table["CreateTime"]

    def found(comparator: str, value: str) -> bool:
        one = {"Key": "CreateTime", "Value": value, "Comparator": comparator}
        return "items" in names(glue, Filters=[one])

    moment = made.isoformat()
    fits = {name: found(name, moment) for name in ("EQUALS", "GREATER_THAN", "LESS_THAN")}
    assert fits == {"EQUALS": True, "GREATER_THAN": False, "LESS_THAN": False}
    assert found("GREATER_THAN_EQUALS", "2020-01-01T00:00:00Z")
    assert found("LESS_THAN_EQUALS", str(made.timestamp()))
    assert not found("LESS_THAN", "2020-01-01")
    with refused("InvalidInputException", "CreateTime: 'soon' found"):
        found("LESS_THAN", "soon")


def test_tables_come_in_order_and_in_pages(glue: GlueClient) -> None:
    assert names(glue) == ALL
    for direction, expected in (("ASC", sorted(ALL)), ("DESC", sorted(ALL, reverse=True))):
        asked: Any = {"SortCriteria": [{"FieldName": "Name", "Sort": direction}], "MaxResults": 3}
        page = glue.search_tables(**asked)
        rest = glue.search_tables(NextToken=page["NextToken"], **asked)
        found = [table["Name"] for table in (*page["TableList"], *rest["TableList"])]
        assert found == expected
        assert "NextToken" not in rest
    by_time: Any = [{"FieldName": "CreateTime", "Sort": "DESC"}]
    assert names(glue, SortCriteria=by_time)[0] == "items"


def test_a_token_of_another_order_is_refused(glue: GlueClient) -> None:
    token = glue.search_tables(MaxResults=1)["NextToken"]
    with refused("InvalidInputException", "Invalid NextToken"):
        glue.search_tables(NextToken=token, SortCriteria=[{"FieldName": "CreateTime", "Sort": "ASC"}])
    with refused("InvalidInputException", "Invalid NextToken"):
        glue.search_tables(NextToken="nonsense")


def test_there_are_no_tables_of_other_accounts(glue: GlueClient) -> None:
    assert names(glue, ResourceShareType="ALL") == ALL
    assert names(glue, ResourceShareType="FOREIGN") == []


def test_tables_are_as_get_table_has_them(glue: GlueClient) -> None:
    (found,) = glue.search_tables(SearchText="items")["TableList"]
    assert found == glue.get_table(DatabaseName="stock", Name="items")["Table"]


def test_a_filter_without_a_key_is_refused(glue: GlueClient) -> None:
    with refused("InvalidInputException", "a Key and a Value"):
        glue.search_tables(Filters=[{"Value": "x"}])
