"""awswrangler (AWS SDK for pandas) writes files and tables in databases and tables that specs declare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import awswrangler as wr
import boto3
import pandas as pd
import pytest

from tests.support.clients.connect import wrangler
from tests.support.clients.object_store import ObjectStore
from tests.support.clients.seen import changed, drift, members
from tests.support.engine import STAMP, Engine, glue, tables
from tests.support.lake import Athena, Lake
from tests.support.specs import table, write_yaml

DATABASE, TABLE = "sales_local", "orders"
TYPES = {
    "order_id": "string",
    "amount": "decimal(15,2)",
    "channel": "string",
    "dt": "date",
    "contributor": "string",
}
Rows = list[tuple[Any, ...]]
KEYS = ["dt", "contributor"]
DAY_1, DAY_2 = date(2026, 1, 1), date(2026, 1, 2)
OURS = {"description", "parameters", "storageDescriptor", "partitionKeys"}
RESTORED = ("Parameters.", "StorageDescriptor.Columns.", "PartitionKeys.")
FIRST = [("o-1", Decimal("10.00"), DAY_1, "c1"), ("o-2", Decimal("20.50"), DAY_2, "c2")]
SECOND = [("o-3", Decimal("5.25"), DAY_2, "c3", "web")]
ALL = "SELECT order_id, amount, dt, contributor FROM orders ORDER BY order_id"


class Wrangler:
    """What a pandas user does with the table `orders` over s3://BUCKET/sales/orders/."""

    def __init__(self, session: boto3.Session, bucket: str) -> None:
        self.session, self.bucket = session, bucket
        self.location = f"s3://{bucket}/sales/orders/"
        self.table: Any = {"database": DATABASE, "table": TABLE, "boto3_session": session}

    def write(self, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], **words: Any) -> None:
        """Files of these rows, a folder and a partition for each day and contributor."""
        wr.s3.to_parquet(
            pd.DataFrame(rows, columns=columns),
            self.location,
            dataset=True,
            partition_cols=KEYS,
            dtype={name: TYPES[name] for name in columns},
            **{"mode": "append", **self.table, **words},
        )

    def read(self, *columns: str) -> Rows:
        """The table's rows, as it finds them by the table's location and schema, in order."""
        found = wr.s3.read_parquet_table(TABLE, DATABASE, validate_schema=False, boto3_session=self.session)
        frame = found[list(columns)].astype(object)
        return sorted(frame.where(frame.notna(), None).itertuples(index=False, name=None))

    def remove_partition(self, *values: str) -> None:
        """Out of the catalog; its files stay."""
        wr.catalog.delete_partitions(TABLE, DATABASE, [[*values]], boto3_session=self.session)


@pytest.fixture
def client(store: ObjectStore, endpoint: str, bucket: str) -> Iterator[Wrangler]:
    with wrangler(store, endpoint) as session:
        yield Wrangler(session, bucket)


@pytest.fixture
def sql(store: ObjectStore, endpoint: str, bucket: str, tmp_path: Path) -> Callable[[str], Rows]:
    """Asks the catalog and the files by another reader than awswrangler."""

    def ask(query: str) -> Rows:
        store.copy_to(tmp_path / "lake", bucket)
        return Athena(Lake(tmp_path / "lake"), endpoint, DATABASE).query(query, orders="")

    return ask


def declare(engine: Engine, bucket: str, label: str = "Amount", **changed: Any) -> None:
    """The spec of `orders`, with the partition of the first day and contributor."""
    spec = table(
        storage={"format": "parquet", "location": f"s3://{bucket}/sales/orders/"}, description="Orders"
    )
    spec["columns"] = [spec["columns"][0], {**spec["columns"][1], "label": label}]
    spec["partitions"] = {**spec["partitions"], "values": {"dt": [str(DAY_1)], "contributor": ["c1"]}}
    write_yaml(engine.specs / "sales" / "orders.yaml", {**spec, **changed})


def live(engine: Engine, name: str = "sales_local.orders") -> dict[str, Any]:
    return tables(glue(engine.endpoint))[name]


def partitions(engine: Engine) -> dict[tuple[str, ...], dict[str, Any]]:
    found = glue(engine.endpoint).get_partitions(DatabaseName=DATABASE, TableName=TABLE)["Partitions"]
    return {tuple(one["Values"]): dict(one) for one in found}


def test_what_it_adds_and_removes_is_no_drift_but_for_a_declared_partition(
    engine: Engine, client: Wrangler, bucket: str, sql: Callable[[str], Rows]
) -> None:
    declare(engine, bucket)
    engine.up()
    made = live(engine)
    client.write(
        ["order_id", "amount", *KEYS], FIRST, glue_table_settings={"parameters": {"loaded_by": "wrangler"}}
    )
    assert changed(made, live(engine)) == {
        "Parameters.loaded_by": "wrangler",
        "Parameters.projection.enabled": "false",
    }
    assert drift(engine) == {}
    client.write(
        ["order_id", "amount", *KEYS, "channel"],
        SECOND,
        schema_evolution=True,
        glue_table_settings={
            "columns_comments": {"channel": "Sales channel"},
            "columns_parameters": {"channel": {"origin": "shop"}},
        },
    )
    assert drift(engine) == {}
    written, theirs = live(engine), partitions(engine)
    declare(engine, bucket, "Amount paid", description="Orders of all shops")
    engine.up()
    assert changed(written, live(engine)) == {
        "Description": "Orders of all shops",
        "StorageDescriptor.Columns.amount.Comment": "Amount paid",
    }
    foreign = [values for values in theirs if values != (str(DAY_1), "c1")]
    assert sorted(foreign) == [(str(DAY_2), "c2"), (str(DAY_2), "c3")]
    now = partitions(engine)
    assert {values: now[values] for values in foreign} == {values: theirs[values] for values in foreign}
    channels = [("o-1", "c1", None), ("o-2", "c2", None), ("o-3", "c3", "web")]
    assert client.read("order_id", "contributor", "channel") == channels
    assert sql(ALL) == [*FIRST, SECOND[0][:4]]
    client.remove_partition(str(DAY_2), "c2")
    assert drift(engine) == {}
    assert sql(ALL) == [FIRST[0], SECOND[0][:4]]
    client.remove_partition(str(DAY_1), "c1")
    assert drift(engine).keys() == {"PartitionSet sales.orders"}
    engine.up("--refresh")
    assert sorted(partitions(engine)) == [(str(DAY_1), "c1"), (str(DAY_2), "c3")]
    assert sql(ALL) == [FIRST[0], SECOND[0][:4]]


@pytest.mark.soak
def test_a_table_that_it_writes_anew_gets_ours_back_and_keeps_what_it_wrote(
    engine: Engine, client: Wrangler, bucket: str, sql: Callable[[str], Rows]
) -> None:
    """Its mode `overwrite` replaces the table's whole definition: parameters, comments, column parameters."""
    declare(engine, bucket)
    engine.up()
    made = live(engine)
    client.write(
        ["order_id", "amount", *KEYS, "channel"],
        SECOND,
        mode="overwrite",
        glue_table_settings={"parameters": {"loaded_by": "wrangler"}},
    )
    written = live(engine)
    assert not any(name.startswith(("catalog.", "business.")) for name in written["Parameters"])
    missed = drift(engine)["CatalogTable sales.orders"]
    assert missed
    assert {re.split(r"[.\[]", path)[0] for path in missed} <= OURS
    engine.up("--refresh")
    put_right = live(engine)
    put_back = changed(written, put_right)
    assert put_back.keys() <= {"Description"} | {path for path in members(made) if path.startswith(RESTORED)}
    assert {path: members(made).get(path) for path in put_back} == put_back
    assert put_right["Parameters"] == {**written["Parameters"], **made["Parameters"]}
    names = [column["Name"] for column in put_right["StorageDescriptor"]["Columns"]]
    assert names == ["order_id", "amount", "channel"]
    assert drift(engine) == {}
    assert client.read("order_id", "channel") == [("o-3", "web")]
    assert sql(ALL) == [SECOND[0][:4]]


@pytest.mark.soak
def test_a_table_that_it_made_is_taken_up_with_all_that_it_wrote(
    engine: Engine, client: Wrangler, bucket: str
) -> None:
    engine.up()
    frame = pd.DataFrame({"refund_id": ["r-1", "r-2"], "amount": [1.5, 2.5]})
    location = f"s3://{bucket}/sales/refunds/"
    settings: Any = {"parameters": {"loaded_by": "wrangler"}, "columns_comments": {"amount": "Paid back"}}
    wr.s3.to_parquet(
        frame,
        location,
        dataset=True,
        glue_table_settings=settings,
        **{**client.table, "table": "refunds"},
    )
    written = live(engine, "sales_local.refunds")
    words = ("--generate-code=false", "--yes", "--skip-preview", "--protect=false")
    token, name = "aws:glue/catalogTable:CatalogTable", "sales.refunds"
    engine.run("import", token, name, f"123456789012:{DATABASE}:refunds", *words, check=True)
    columns = [
        {"name": "refund_id", "type": "string", "label": "Refund"},
        {"name": "amount", "type": "double"},
    ]
    write_yaml(
        engine.specs / "sales" / "refunds.yaml",
        table(
            name="refunds",
            storage={"format": "parquet", "location": location},
            columns=columns,
            partitions=None,
        ),
    )
    engine.up()
    assert changed(written, live(engine, "sales_local.refunds")) == {
        "Parameters.EXTERNAL": "TRUE",
        "Parameters.business.steward": "data@example.com",
        "Parameters.catalog.managed": '["EXTERNAL","classification"]',
        "Parameters.catalog.stack": STAMP,
        "StorageDescriptor.Columns.refund_id.Comment": "Refund",
    }
    assert drift(engine) == {}
    found = wr.s3.read_parquet_table("refunds", DATABASE, boto3_session=client.session)
    assert found.to_dict("list") == frame.to_dict("list")
