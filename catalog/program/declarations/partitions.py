"""Resolved specs to the properties of Glue resources, in pulumi-aws's camelCase spelling.

Pure: takes a spec and the stack's stamp, gives plain dicts. Empty members are left out, for Pulumi
compares what was declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.language.glue import parameters as codec
from catalog.language.glue import types
from catalog.language.glue.storage_formats import Storage, storage_of, text_of
from catalog.language.partitions import projection
from catalog.language.partitions.hive import index_keys, index_name
from catalog.language.partitions.values import in_text
from catalog.language.specs.partitions import partitions_of
from catalog.language.specs.resolver import DatabaseSpec, TableSpec

Properties = dict[str, Any]

DATABASE = "aws:glue/catalogDatabase:CatalogDatabase"
TABLE = "aws:glue/catalogTable:CatalogTable"
PARTITION_SET = "aws:glue/partitionSet:PartitionSet"
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
    parameters = storage.parameters | _projected(data) | _own_and_declared(data)
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
    """A PartitionIndex for each entry of `partitions.indexes`; unnamed ones are called after their keys.

    In the stack each is called after its keys: another name for the same keys is then a replacement, which
    deletes first. Glue takes no second index over the same keys.
    """
    used: set[str] = set()
    for index in _partition_block(table.data).get("indexes", ()):
        keys, name, resource = index_keys(index), index_name(index), index_name(index_keys(index))
        resource = f"{resource}.{name}" if resource in used else resource
        used.add(resource)
        properties: Properties = {
            "databaseName": table.database.physical_name,
            "tableName": table.name,
            "partitionIndex": {"indexName": name, "keys": keys},
        }
        yield Declaration(PARTITION_INDEX, f"{table.full_name}.{resource}", properties)


def partition_set_declarations(table: TableSpec, stamp: str) -> Iterator[Declaration]:
    """The PartitionSet of a table that declares partitions, as compact as the spec."""
    block = _partition_block(table.data)
    if "values" not in block:
        return
    storage = table.data.get("storage") or {}
    properties: Properties = {
        "databaseName": table.database.physical_name,
        "tableName": table.name,
        "keys": [{"name": k["name"], "type": types.canonical(k["type"])} for k in block["keys"]],
        "except": in_text(block["except"]) if "except" in block else None,
        "location": storage["location"],
        "locationTemplate": block.get("location"),
        "storageDescriptor": {
            "columns": [_partition_column(c) for c in table.data["columns"]],
            **_format(storage_of(storage)),
        },
        "parameters": {codec.STAMP: stamp},
        "overrides": [_override(o, storage) for o in block.get("overrides", ())],
        "ownership": block.get("ownership"),
        "cascade": block.get("cascade"),
    }
    values = {"values": _values(table, block)}  # empty, too: a set may have none, for now
    yield Declaration(PARTITION_SET, table.full_name, _present(properties) | values)


def _values(table: TableSpec, block: Mapping[str, Any]) -> Any:
    """The block's `values`; of a CSV file its rows, less what is left out of them."""
    if isinstance(block["values"], str):
        return [list(row) for row in sorted(partitions_of(table).values.listed)]
    return in_text(block["values"])


def _override(override: Mapping[str, Any], storage: Mapping[str, Any]) -> Properties:
    descriptor: Properties = {}
    if "storage" in override:
        descriptor |= _format(storage_of({**storage, **override["storage"]}))
    if "columns" in override:
        descriptor["columns"] = [_partition_column(c) for c in override["columns"]]
    properties = {
        "where": in_text(override["where"]),
        "locationTemplate": override.get("location"),
        "storageDescriptor": descriptor,
        "parameters": {k: text_of(v) for k, v in (override.get("parameters") or {}).items()},
    }
    return _present(properties)


def _descriptor(storage: Storage, location: str) -> Properties:
    return {"location": location, **_format(storage)}


def _format(storage: Storage) -> Properties:
    return {
        "inputFormat": storage.input_format,
        "outputFormat": storage.output_format,
        "serDeInfo": {"serializationLibrary": storage.serde, "parameters": storage.serde_parameters},
    }


def _projected(data: Mapping[str, Any]) -> dict[str, str]:
    block = _partition_block(data).get("projection")
    return projection.parameters(block, data["storage"]["location"]) if block else {}


def _own_and_declared(data: Mapping[str, Any]) -> dict[str, str]:
    declared = {k: text_of(v) for k, v in (data.get("parameters") or {}).items()}
    return codec.encode_context(data) | declared


def _column(column: Mapping[str, Any]) -> Properties:
    return codec.encode_column({**column, "type": types.canonical(column["type"])})


def _partition_column(column: Mapping[str, Any]) -> Properties:
    """Name and type only: what readers compare with the table's, so that a new label touches no partition."""
    return {"name": column["name"], "type": types.canonical(column["type"])}


def _partition_block(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return data.get("partitions") or {}


def _present(properties: Properties) -> Properties:
    return {k: v for k, v in properties.items() if v not in (None, "", [], {})}
