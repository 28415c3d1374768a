"""What the upstream provider sends, and every way in which this plugin deliberately sends something else.

`CASES` are steps in pulumi-aws's spelling with the calls that terraform-provider-aws 5.100 makes for
them (the engine inside pulumi-aws, recorded against Moto). `DIFFERENCES` is the one list of what is
different here, each with its reason and as the rewriting of upstream's calls into ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.project import SHARED
from tests.support.provider.examples import PARQUET_IN, PARQUET_OUT, PARQUET_SERDE
from tests.support.provider.harness import ACCOUNT, DATABASE, PARTITION, TABLE, Call, Properties

Declared = dict[str, tuple[str, Properties]]  # by a name of the test: token, inputs
ANY = "any value"


@dataclass(frozen=True)
class UpstreamStep:
    """The resources declared, upstream's calls, and upstream's state of each resource afterwards."""

    declared: Declared
    calls: list[Call]
    state: Mapping[str, Properties] = field(default_factory=dict)


# --- the differences


@dataclass(frozen=True)
class Difference:
    """One deliberate difference: why, and upstream's calls of a step rewritten into ours."""

    reason: str
    rewrite: Callable[[list[Call]], list[Call]]


def _without(*operations: str) -> Callable[[list[Call]], list[Call]]:
    return lambda calls: [c for c in calls if c[0] not in operations]


def _read_only_before_update(
    read: str, update: str, request: Callable[[Any], Any]
) -> Callable[[list[Call]], list[Call]]:
    """Upstream's reads after a write dropped, and one before each update."""

    def rewrite(calls: list[Call]) -> list[Call]:
        found: list[Call] = []
        for operation, sent in calls:
            if operation == update:
                found.append((read, request(sent)))
            if operation != read:
                found.append((operation, sent))
        return found

    return rewrite


def _read_back_once(calls: list[Call]) -> list[Call]:
    """CreatePartition is read back as upstream does: the times are AWS's. So is CreateDatabase."""
    found: list[Call] = []
    for operation, sent in calls:
        found.append((operation, sent))
        if operation == "CreatePartition":
            values = sent["PartitionInput"]["Values"]
            found.append(("GetPartition", {**_address(sent), "PartitionValues": values}))
        if operation == "CreateDatabase":
            found.append(
                ("GetDatabase", {"CatalogId": sent["CatalogId"], "Name": sent["DatabaseInput"]["Name"]})
            )
    return found


def _address(sent: Any) -> Any:
    return {k: sent[k] for k in ("CatalogId", "DatabaseName", "TableName") if k in sent}


def _each(operation: str, change: Callable[[dict[str, Any]], None]) -> Callable[[list[Call]], list[Call]]:
    """`change` applied to a copy of each request of `operation`."""

    def rewrite(calls: list[Call]) -> list[Call]:
        copies: list[Call] = json.loads(json.dumps(calls))
        for name, sent in copies:
            if name == operation:
                change(sent)
        return [(name, sent) for name, sent in copies]

    return rewrite


def _with_version(sent: dict[str, Any]) -> None:
    sent |= {"SkipArchive": True, "VersionId": ANY}


def _with_key_parameters(sent: dict[str, Any]) -> None:
    for key in sent["TableInput"].get("PartitionKeys", ()):
        key["Parameters"] = {}


def _without_empty_indexes(sent: dict[str, Any]) -> None:
    assert sent.pop("PartitionIndexes") == []


def _with_default_permissions(sent: dict[str, Any]) -> None:
    sent["DatabaseInput"]["CreateTableDefaultPermissions"] = ANY


def _guarded_deletes(calls: list[Call]) -> list[Call]:
    found: list[Call] = []
    for operation, sent in calls:
        if operation == "DeleteDatabase":
            found.append(("GetTables", {"CatalogId": sent["CatalogId"], "DatabaseName": sent["Name"]}))
        found.append((operation, sent))
    return found


def _database_read_first(calls: list[Call]) -> list[Call]:
    rewrite = _read_only_before_update(
        "GetDatabase", "UpdateDatabase", lambda s: {k: s[k] for k in ("CatalogId", "Name")}
    )
    return rewrite(calls)


def _table_read_first(calls: list[Call]) -> list[Call]:
    def request(sent: Any) -> Any:
        return {**_address(sent), "Name": sent["TableInput"]["Name"]}

    return _read_only_before_update("GetTable", "UpdateTable", request)(calls)


def _partition_read_first(calls: list[Call]) -> list[Call]:
    def request(sent: Any) -> Any:
        return {**_address(sent), "PartitionValues": sent["PartitionValueList"]}

    return _read_only_before_update("GetPartition", "UpdatePartition", request)(calls)


DIFFERENCES = (
    Difference(
        "tags are read only where some are declared: a call saved for each database", _without("GetTags")
    ),
    Difference(
        "indexes are read only where the table declares them: a call saved for each table",
        _without("GetPartitionIndexes"),
    ),
    Difference(
        "a table's outputs after create and update are known from what was sent; it is read before an "
        "update, for its version and for others' parameters",
        _table_read_first,
    ),
    Difference(
        "a database is read before its update, to keep what others wrote, not after it", _database_read_first
    ),
    Difference(
        "a partition is read before its update, to keep what others wrote, not after it",
        _partition_read_first,
    ),
    Difference("a create is read back only where AWS alone knows the outputs", _read_back_once),
    Difference(
        "UpdateTable names the version it is based on, so that no concurrent change is overwritten, and adds "
        "no table version (the limit is 100,000)",
        _each("UpdateTable", _with_version),
    ),
    Difference(
        "partition keys have parameters in the 7.x line, and send {}",
        _each("CreateTable", _with_key_parameters),
    ),
    Difference("the same in updates", _each("UpdateTable", _with_key_parameters)),
    Difference(
        "the 7.x line leaves an empty PartitionIndexes out", _each("CreateTable", _without_empty_indexes)
    ),
    Difference(
        "Moto, which upstream was recorded against, fills in no default permissions; Glue does, and an "
        "update keeps what is there",
        _each("UpdateDatabase", _with_default_permissions),
    ),
    Difference("a database is deleted only after a look for tables of others", _guarded_deletes),
)


def ours(calls: list[Call]) -> list[Call]:
    """Upstream's calls of one step as this plugin makes them."""
    for difference in DIFFERENCES:
        calls = difference.rewrite(calls)
    return calls


def matches(expected: Any, found: Any) -> bool:
    """Equality in which ANY stands for whatever is there."""
    if expected == ANY:
        return found is not None
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(matches(v, found[k]) for k, v in expected.items())
    if isinstance(expected, list | tuple) and isinstance(found, list | tuple):
        return len(expected) == len(found) and all(map(matches, expected, found))
    return bool(expected == found)


# --- cases of our own, after the recordings

_SERDE = {"Parameters": {"serialization.format": "1"}, "SerializationLibrary": PARQUET_SERDE}
_CATALOG = {"CatalogId": ACCOUNT}
_SALES: Declared = {"d": (DATABASE, {"name": "sales", "description": "Sales"})}
_CREATE_SALES: list[Call] = [
    ("CreateDatabase", {**_CATALOG, "DatabaseInput": {"Description": "Sales", "Name": "sales"}}),
    ("GetDatabase", {**_CATALOG, "Name": "sales"}),
    ("GetTags", {"ResourceArn": f"arn:aws:glue:us-east-1:{ACCOUNT}:database/sales"}),
]
_DELETE_SALES: Call = ("DeleteDatabase", {**_CATALOG, "Name": "sales"})
_ORDERS = {**_CATALOG, "DatabaseName": "sales"}
_DELETE_ORDERS: Call = ("DeleteTable", {**_ORDERS, "Name": "orders"})
_READ_ORDERS: list[Call] = [
    ("GetTable", {**_ORDERS, "Name": "orders"}),
    ("GetPartitionIndexes", {**_ORDERS, "TableName": "orders"}),
]


def _descriptor(*columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "AdditionalLocations": [],
        "BucketColumns": [],
        "Columns": list(columns),
        "InputFormat": PARQUET_IN,
        "Location": "s3://lake/sales/orders/",
        "OutputFormat": PARQUET_OUT,
        "Parameters": {},
        "SerdeInfo": _SERDE,
        "SortColumns": [],
        **more,
    }


def _column(name: str, kind: str, comment: str = "", **parameters: str) -> dict[str, Any]:
    return {"Comment": comment, "Name": name, "Parameters": parameters, "Type": kind}


def _storage(*columns: dict[str, Any], **more: Any) -> Properties:
    return {
        "columns": list(columns),
        "inputFormat": PARQUET_IN,
        "location": "s3://lake/sales/orders/",
        "outputFormat": PARQUET_OUT,
        "serDeInfo": {"parameters": {"serialization.format": "1"}, "serializationLibrary": PARQUET_SERDE},
        **more,
    }


def _create_table(**members: Any) -> list[Call]:
    sent = {"Name": "orders", "PartitionKeys": [], **members}
    return [("CreateTable", {**_ORDERS, "PartitionIndexes": [], "TableInput": sent}), *_READ_ORDERS]


def _update_table(**members: Any) -> list[Call]:
    sent = {"Name": "orders", "PartitionKeys": [], **members}
    return [_READ_ORDERS[0], ("UpdateTable", {**_ORDERS, "TableInput": sent}), *_READ_ORDERS]


def _orders(**properties: Any) -> Declared:
    return {**_SALES, "t": (TABLE, {"databaseName": "sales", "name": "orders", **properties})}


_GONE = UpstreamStep({}, [_DELETE_ORDERS, _DELETE_SALES])
_PARTITION_KEY = {"Comment": "Day", "Name": "dt", "Type": "date"}
_DAY = {"databaseName": "sales", "tableName": "orders", "partitionValues": ["2026-01-01"]}
_AT_DAY = {**_ORDERS, "TableName": "orders"}

CASES: dict[str, list[UpstreamStep]] = {
    "a bare database, with its zero values": [
        UpstreamStep(
            {"d": (DATABASE, {"name": "sales"})},
            [("CreateDatabase", {**_CATALOG, "DatabaseInput": {"Name": "sales"}}), *_CREATE_SALES[1:]],
            {
                "d": {
                    "id": f"{ACCOUNT}:sales",
                    "description": "",
                    "locationUri": "",
                    "tagsAll": {},
                    "name": "sales",
                }
            },
        ),
        UpstreamStep({}, [_DELETE_SALES]),
    ],
    "a bare table that gets an owner and loses it": [
        UpstreamStep(
            _orders(),
            [*_CREATE_SALES, *_create_table()],
            {
                "t": {
                    "arn": f"arn:aws:glue:us-east-1:{ACCOUNT}:table/sales/orders",
                    "id": f"{ACCOUNT}:sales:orders",
                    "retention": 0,
                    "owner": "",
                    "partitionKeys": [],
                    "tableType": "",
                }
            },
        ),
        UpstreamStep(
            _orders(description="x", owner="hive", retention=3),
            _update_table(Description="x", Owner="hive", Retention=3),
            {"t": {"owner": "hive", "retention": 3}},
        ),
        UpstreamStep(_orders(), _update_table(), {"t": {"owner": "", "retention": 0, "description": ""}}),
        _GONE,
    ],
    "a column inserted with a parameter": [
        UpstreamStep(
            _orders(
                partitionKeys=[{"name": "dt", "type": "date", "comment": "Day"}],
                storageDescriptor=_storage({"name": "id", "type": "bigint", "comment": "Key"}),
            ),
            [
                *_CREATE_SALES,
                *_create_table(
                    PartitionKeys=[_PARTITION_KEY],
                    StorageDescriptor=_descriptor(_column("id", "bigint", "Key")),
                ),
            ],
        ),
        UpstreamStep(
            _orders(
                partitionKeys=[{"name": "dt", "type": "date", "comment": "Day"}],
                storageDescriptor=_storage(
                    {"name": "note", "type": "string", "parameters": {"k": "v"}},
                    {"name": "id", "type": "bigint"},
                ),
            ),
            _update_table(
                PartitionKeys=[_PARTITION_KEY],
                StorageDescriptor=_descriptor(_column("note", "string", k="v"), _column("id", "bigint")),
            ),
        ),
        _GONE,
    ],
    "an empty storage descriptor is sent in full": [
        UpstreamStep(
            _orders(storageDescriptor={"columns": [{"name": "id", "type": "int"}]}, tableType="VIRTUAL_VIEW"),
            [
                *_CREATE_SALES,
                *_create_table(
                    TableType="VIRTUAL_VIEW",
                    StorageDescriptor={
                        k: "" if isinstance(v, str) else v
                        for k, v in _descriptor(_column("id", "int")).items()
                        if k != "SerdeInfo"
                    },
                ),
            ],
        ),
        _GONE,
    ],
    "a partition's columns have no parameters": [
        UpstreamStep(
            {
                **_orders(partitionKeys=[{"name": "dt", "type": "date", "comment": "Day"}]),
                "p": (PARTITION, {**_DAY, "storageDescriptor": _storage({"name": "id", "type": "bigint"})}),
            },
            [
                *_CREATE_SALES,
                *_create_table(PartitionKeys=[_PARTITION_KEY]),
                (
                    "CreatePartition",
                    {
                        **_AT_DAY,
                        "PartitionInput": {
                            "StorageDescriptor": _descriptor({"Comment": "", "Name": "id", "Type": "bigint"}),
                            "Values": ["2026-01-01"],
                        },
                    },
                ),
                ("GetPartition", {**_AT_DAY, "PartitionValues": ["2026-01-01"]}),
            ],
            {"p": {"id": f"{ACCOUNT}:sales:orders:2026-01-01", "partitionValues": ["2026-01-01"]}},
        ),
        UpstreamStep(
            {},
            [
                ("DeletePartition", {**_AT_DAY, "PartitionValues": ["2026-01-01"]}),
                _DELETE_ORDERS,
                _DELETE_SALES,
            ],
        ),
    ],
}


# --- the recordings themselves, where they lie beside the project

RECORDINGS = SHARED / "reference" / "recorded"
TOKENS = {
    "aws_glue_catalog_database": DATABASE,
    "aws_glue_catalog_table": TABLE,
    "aws_glue_partition": PARTITION,
}
PLURALS = {
    "partition_index": "partitionIndices",
    "create_table_default_permission": "createTableDefaultPermissions",
}
ONE = frozenset(
    [
        "storage_descriptor",
        "ser_de_info",
        "skewed_info",
        "schema_reference",
        "schema_id",
        "target_table",
        "target_database",
        "federated_database",
        "open_table_format_input",
        "iceberg_input",
        "principal",
    ]
)
PLAIN_MAPS = frozenset({"parameters", "tags", "tags_all", "skewed_column_value_location_maps"})


def recorded(path: Path) -> list[UpstreamStep]:
    """The steps of a recording, translated from Terraform's names to pulumi-aws's."""
    return [_recorded_step(step) for step in json.loads(path.read_text())["steps"]]


def _recorded_step(step: Any) -> UpstreamStep:
    declared = {
        f"{kind}.{name}": (TOKENS[kind], pulumi_names(body))
        for kind, named in step["resources"].items()
        for name, body in named.items()
    }
    state = {
        next(k for k in declared if k.startswith(f"{kind}.")): pulumi_names(s)
        for kind, s in step["state"].items()
    }
    return UpstreamStep(declared, [(c["operation"], c["request"]) for c in step["calls"]], state)


def pulumi_names(value: Any, inside: str = "") -> Any:
    """Terraform's snake_case properties and blocks of one as pulumi-aws has them; references resolved."""
    if isinstance(value, str):
        return {"d.name": "sales", "t.name": "orders"}.get(".".join(value.strip("${}").split(".")[1:]), value)
    if isinstance(value, list):
        return [pulumi_names(v) for v in value]
    if not isinstance(value, dict) or inside in PLAIN_MAPS:
        return value
    found = {}
    for name, member in value.items():
        plain = pulumi_names(member, name)
        if name in ONE and isinstance(plain, list):
            plain = plain[0] if plain else None
        if plain is not None:
            found[PLURALS.get(name) or re.sub(r"_(\w)", lambda m: m[1].upper(), name)] = plain
    return found
