"""The AWS CLI on tables that specs declare: get-table, an edit, update-table; partitions, tags and more."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.clients.connect import AwsCli
from tests.support.clients.seen import changed, drift
from tests.support.engine import Engine
from tests.support.lake import Athena, Lake
from tests.support.specs import DATABASE, TABLE, table, write_yaml

WHERE: dict[str, Any] = {"DatabaseName": "sales_local", "TableName": "orders"}
INPUT = (
    "Name",
    "Description",
    "Owner",
    "Retention",
    "StorageDescriptor",
    "PartitionKeys",
    "TableType",
    "Parameters",
    "ViewOriginalText",
)
ROWS = [("o-1", Decimal("10.00"), "c1"), ("o-2", Decimal("20.50"), "c2")]
ALL = "SELECT order_id, amount, contributor FROM orders ORDER BY order_id"


@pytest.fixture
def aws(endpoint: str) -> AwsCli:
    return AwsCli(endpoint)


def read(aws: AwsCli) -> dict[str, Any]:
    found: dict[str, Any] = aws.glue("get-table", DatabaseName="sales_local", Name="orders")["Table"]
    return found


def write(aws: AwsCli, live: dict[str, Any]) -> None:
    """A table as it was read, handed back."""
    given = {name: live[name] for name in INPUT if name in live}
    aws.glue("update-table", DatabaseName="sales_local", TableInput=given)


def edited(live: dict[str, Any]) -> dict[str, Any]:
    """With members of each part that no spec of ours has."""
    table = deepcopy(live)
    table |= {"Owner": "finance", "Retention": 30}
    table["Parameters"] |= {"recordCount": "2", "classified_by": "a script"}
    storage = table["StorageDescriptor"]
    storage |= {
        "Compressed": True,
        "BucketColumns": ["order_id"],
        "NumberOfBuckets": 4,
        "SortColumns": [{"Column": "amount", "SortOrder": 1}],
        "AdditionalLocations": ["s3://old-lake/orders/"],
        "Parameters": {"sizeKey": "1024"},
    }
    storage["SerdeInfo"]["Parameters"] |= {"parquet.ignore.statistics": "true"}
    storage["Columns"][1]["Parameters"] = {**storage["Columns"][1]["Parameters"], "pii": "no"}
    storage["Columns"].append({"Name": "channel", "Type": "string", "Comment": "Sales channel"})
    return table


def add_partition(aws: AwsCli, lake: Lake, values: list[str], location: str) -> dict[str, Any]:
    """A partition whose columns and formats are the table's, over one file with one row."""
    columns = ["order_id string", "amount decimal(15,2)", "channel string"]
    lake.write(location, columns, [(*row[:2], "web") for row in ROWS if row[2] == values[1]])
    storage = {**read(aws)["StorageDescriptor"], "Location": location}
    made = {"Values": values, "StorageDescriptor": storage, "Parameters": {"loaded_by": "cli"}}
    aws.glue("create-partition", **WHERE, PartitionInput=made)
    found: dict[str, Any] = aws.glue("get-partition", **WHERE, PartitionValues=values)["Partition"]
    return found


def test_what_is_edited_and_added_by_hand_stays(
    engine: Engine, endpoint: str, aws: AwsCli, tmp_path: Path
) -> None:
    engine.up()
    made = read(aws)
    write(aws, edited(made))
    written = read(aws)
    assert len(changed(made, written)) == len(changed(written, made)) >= 14
    lake = Lake(tmp_path / "lake")
    first = add_partition(aws, lake, ["2026-01-01", "c1"], "s3://local-lake/sales/orders/day-1/")
    second = add_partition(aws, lake, ["2026-01-02", "c2"], "s3://elsewhere/orders/")
    assert drift(engine) == {}
    write_yaml(engine.specs / "sales" / "orders.yaml", table(description="Orders of all shops"))
    engine.up()
    assert changed(written, read(aws)) == {"Description": "Orders of all shops"}
    assert aws.glue("get-partitions", **WHERE)["Partitions"] == [first, second]
    assert Athena(lake, endpoint, "sales_local").query(ALL, orders="") == ROWS
    assert drift(engine) == {}


@pytest.mark.soak
def test_a_tag_beside_ours_stays_and_is_no_drift(engine: Engine, aws: AwsCli) -> None:
    engine.configure(**{"aws:defaultTags": {"tags": {"team": "sales"}}})
    engine.up()
    arn = "arn:aws:glue:ap-southeast-5:123456789012:database/sales_local"
    aws.glue("tag-resource", ResourceArn=arn, TagsToAdd={"cost-centre": "4711"})
    assert drift(engine) == {}
    write_yaml(engine.specs / "sales" / "database.yaml", {**DATABASE, "description": "All sales"})
    engine.up("--refresh")
    assert aws.glue("get-tags", ResourceArn=arn)["Tags"] == {"team": "sales", "cost-centre": "4711"}


@pytest.mark.soak
def test_a_comment_of_ours_that_it_changes_is_drift_and_put_back_alone(engine: Engine, aws: AwsCli) -> None:
    engine.up()
    table = edited(read(aws))
    table["StorageDescriptor"]["Columns"][0]["Comment"] = "Number"
    table["PartitionKeys"][0]["Comment"] = "Day of the order"
    write(aws, table)
    written = read(aws)
    assert drift(engine) == {"CatalogTable sales.orders": {"storageDescriptor.columns[0].comment"}}
    engine.up("--refresh")
    assert changed(written, read(aws)) == {
        "StorageDescriptor.Columns.order_id.Comment": TABLE["columns"][0]["label"]
    }


@pytest.mark.soak
def test_it_finds_tables_by_what_specs_say_and_its_statistics_stay(engine: Engine, aws: AwsCli) -> None:
    engine.up()
    counted = {"NumberOfNulls": 0, "NumberOfDistinctValues": 2, "MaximumLength": 3, "AverageLength": 3.0}
    statistics = {
        "ColumnName": "order_id",
        "ColumnType": "string",
        "AnalyzedTime": 1767225600,
        "StatisticsData": {"Type": "STRING", "StringColumnStatisticsData": counted},
    }
    aws.glue("update-column-statistics-for-table", **WHERE, ColumnStatisticsList=[statistics])
    write_yaml(engine.specs / "sales" / "orders.yaml", table(description="Orders of all shops"))
    engine.up()
    found = aws.glue("get-column-statistics-for-table", **WHERE, ColumnNames=["order_id"])
    [kept] = found["ColumnStatisticsList"]
    assert kept["StatisticsData"]["StringColumnStatisticsData"] == counted
    found = aws.glue("search-tables", SearchText="shops")["TableList"]
    assert [(one["DatabaseName"], one["Name"]) for one in found] == [("sales_local", "orders")]
    assert drift(engine) == {}
