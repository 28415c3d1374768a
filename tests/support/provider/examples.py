"""Inputs for tests: each factory fills in what a test is not about."""

from __future__ import annotations

from typing import Any

from tests.support.provider.harness import STAMP

PARQUET_IN = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
PARQUET_OUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
PARQUET_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"


def column(name: str, type: str = "string", comment: str = "", **parameters: str) -> dict[str, Any]:
    made: dict[str, Any] = {"name": name, "type": type}
    if comment:
        made["comment"] = comment
    if parameters:
        made["parameters"] = parameters
    return made


def columns(*names: str) -> list[dict[str, Any]]:
    """Columns by name, or `name:type`."""
    return [column(*name.split(":", 1)) for name in names]


def storage(*members: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "columns": list(members),
        "location": "s3://lake/sales/orders/",
        "inputFormat": PARQUET_IN,
        "outputFormat": PARQUET_OUT,
        "serDeInfo": {"serializationLibrary": PARQUET_SERDE, "parameters": {"serialization.format": "1"}},
        **more,
    }


def table(database: str, name: str = "orders", *members: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "databaseName": database,
        "name": name,
        "tableType": "EXTERNAL_TABLE",
        "parameters": {"catalog.stack": STAMP, "business.label": "Orders"},
        "partitionKeys": [column("dt", "date")],
        "storageDescriptor": storage(
            *(members or (column("id", "bigint", "Key"), column("net", "decimal(15,2)")))
        ),
        **more,
    }


def database(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "Sales", "parameters": {"catalog.stack": STAMP}, **more}


def partition(database: str, *values: str, table: str = "orders", **more: Any) -> dict[str, Any]:
    return {
        "databaseName": database,
        "tableName": table,
        "partitionValues": list(values or ("2026-01-01",)),
        "parameters": {"catalog.stack": STAMP},
        "storageDescriptor": storage(column("id", "bigint")),
        **more,
    }


def index(database: str, *keys: str, table: str = "orders", name: str = "by_dt") -> dict[str, Any]:
    return {
        "databaseName": database,
        "tableName": table,
        "partitionIndex": {"indexName": name, "keys": list(keys or ("dt",))},
    }
