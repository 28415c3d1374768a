"""A table's spec to the properties of its CatalogTable. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.glue import parameters as glue_parameters
from catalog.language.glue.kinds import CATALOG_TABLE
from catalog.language.glue.storage_formats import Storage, storage_of
from catalog.language.partitions import projection
from catalog.language.specs.resolver import TableSpec

from .declaration import (
    Declaration,
    Properties,
    column_properties,
    format_properties,
    parameters_of,
    partition_block,
    without_empty,
)


def table_declaration(table: TableSpec, stamp: str) -> Declaration:
    """The CatalogTable of a table spec: always an EXTERNAL_TABLE over the table's location."""
    data = table.data
    storage = storage_of(data.get("storage") or {})
    parameters = storage.parameters | _projected(data) | parameters_of(data)
    properties: Properties = {
        "databaseName": table.database.physical_name,
        "name": table.name,
        "description": data.get("description"),
        "tableType": "EXTERNAL_TABLE",
        "parameters": glue_parameters.stamped(parameters, stamp),
        "partitionKeys": [column_properties(k) for k in partition_block(data).get("keys", ())],
        "storageDescriptor": {
            "columns": [column_properties(c) for c in data["columns"]],
            **_descriptor(storage, data["storage"]["location"]),
        },
    }
    return Declaration(CATALOG_TABLE.token, table.full_name, without_empty(properties))


def _projected(data: Mapping[str, Any]) -> dict[str, str]:
    block = partition_block(data).get("projection")
    return projection.parameters(block, data["storage"]["location"]) if block else {}


def _descriptor(storage: Storage, location: str) -> Properties:
    return {"location": location, **format_properties(storage)}
