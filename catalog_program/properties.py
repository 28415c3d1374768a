"""Resolved specs to the properties of Glue resources, in pulumi-aws's camelCase spelling.

Pure: takes a spec and the stack's stamp, gives plain dicts. Empty members are left out, for Pulumi
compares what was declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog import codec, gluetypes, partitions
from catalog.formats import Storage, storage_of, text_of
from catalog.partitions import index_keys, index_name
from catalog.resolve import DatabaseSpec, TableSpec

Properties = dict[str, Any]

DATABASE = "aws:glue/catalogDatabase:CatalogDatabase"
TABLE = "aws:glue/catalogTable:CatalogTable"
PARTITION = "aws:glue/partition:Partition"
PARTITION_INDEX = "aws:glue/partitionIndex:PartitionIndex"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One resource to declare: its Pulumi type token, its name in the stack and its properties."""

    token: str
    name: str
    properties: Properties


def database_declaration(database: DatabaseSpec, stamp: str) -> Declaration:
    """The CatalogDatabase of a database spec."""
    data = database.data
    properties: Properties = {
        "name": database.physical_name,
        "description": data.get("description"),
        "locationUri": data.get("location"),
        "parameters": codec.stamped(_own_and_declared(data), stamp),
    }
    return Declaration(DATABASE, database.name, _present(properties))


def table_declaration(table: TableSpec, stamp: str) -> Declaration:
    """The CatalogTable of a table spec: always an EXTERNAL_TABLE over the table's location."""
    data = table.data
    storage = storage_of(data.get("storage") or {})
    parameters = storage.parameters | _own_and_declared(data)
    properties: Properties = {
        "databaseName": table.database.physical_name,
        "name": table.name,
        "description": data.get("description"),
        "tableType": "EXTERNAL_TABLE",
        "parameters": codec.stamped(parameters, stamp),
        "partitionKeys": [_column(k) for k in _partition_block(data).get("keys", ())],
        "storageDescriptor": {
            "columns": [_column(c) for c in data["columns"]],
            **_descriptor(storage, data["storage"]["location"]),
        },
    }
    return Declaration(TABLE, table.full_name, _present(properties))


def index_declarations(table: TableSpec) -> Iterator[Declaration]:
    """A PartitionIndex for each entry of `partitions.indexes`; unnamed ones are called after their keys."""
    for index in _partition_block(table.data).get("indexes", ()):
        keys, name = index_keys(index), index_name(index)
        properties: Properties = {
            "databaseName": table.database.physical_name,
            "tableName": table.name,
            "partitionIndex": {"indexName": name, "keys": keys},
        }
        yield Declaration(PARTITION_INDEX, f"{table.full_name}.{name}", properties)


def partition_declarations(table: TableSpec, stamp: str) -> Iterator[Declaration]:
    """A Partition for each explicit tuple of `partitions.values`, at `key=value/` under the table."""
    block = _partition_block(table.data)
    keys = [k["name"] for k in block.get("keys", ())]
    storage = storage_of(table.data.get("storage") or {})
    location = table.data["storage"]["location"]
    columns = [_partition_column(c) for c in table.data["columns"]]
    for values in partitions.expand(block.get("values"), keys):
        folder = partitions.folder(keys, values)
        properties: Properties = {
            "databaseName": table.database.physical_name,
            "tableName": table.name,
            "partitionValues": list(values),
            "parameters": {codec.STAMP: stamp},
            "storageDescriptor": {
                "columns": columns,
                **_descriptor(storage, f"{location.rstrip('/')}/{folder}"),
            },
        }
        yield Declaration(PARTITION, f"{table.full_name}/{folder.rstrip('/')}", properties)


def _descriptor(storage: Storage, location: str) -> Properties:
    return {
        "location": location,
        "inputFormat": storage.input_format,
        "outputFormat": storage.output_format,
        "serDeInfo": {"serializationLibrary": storage.serde, "parameters": storage.serde_parameters},
    }


def _own_and_declared(data: Mapping[str, Any]) -> dict[str, str]:
    declared = {k: text_of(v) for k, v in (data.get("parameters") or {}).items()}
    return codec.encode_context(data) | declared


def _column(column: Mapping[str, Any]) -> Properties:
    return codec.encode_column({**column, "type": gluetypes.canonical(column["type"])})


def _partition_column(column: Mapping[str, Any]) -> Properties:
    """Name and type only: what readers compare with the table's, so that a new label touches no partition."""
    return {"name": column["name"], "type": gluetypes.canonical(column["type"])}


def _partition_block(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return data.get("partitions") or {}


def _present(properties: Properties) -> Properties:
    return {k: v for k, v in properties.items() if v not in (None, "", [], {})}
