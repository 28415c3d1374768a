"""A table's spec to the properties of its CatalogTable. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.glue import parameters as glue_parameters
from catalog.language.glue.kinds import CATALOG_TABLE
from catalog.language.glue.storage_formats import Storage, storage_of
from catalog.language.partitions import projection
from catalog.language.specs.management import only_context
from catalog.language.specs.resolver import TableSpec

from .declaration import (
    Declaration,
    Properties,
    column_properties,
    context_column,
    context_properties,
    format_properties,
    parameters_of,
    partition_block,
    without_empty,
)


def table_declaration(table: TableSpec, stamp: str) -> Declaration:
    """The CatalogTable of a table spec: an EXTERNAL_TABLE over its location, or what others' means."""
    named: Properties = {
        "databaseName": table.database.physical_name,
        "name": table.name,
        "description": table.data.get("description"),
    }
    own = _of_context if only_context(table.data) else _of_all
    return Declaration(CATALOG_TABLE.token, table.full_name, without_empty(named | own(table.data, stamp)))


def _of_context(data: Mapping[str, Any], stamp: str) -> Properties:
    columns = [context_column(c) for c in data["columns"]]
    return {
        **context_properties(data, stamp),
        "storageDescriptor": {"columns": columns} if columns else None,
    }


def _of_all(data: Mapping[str, Any], stamp: str) -> Properties:
    storage = storage_of(data.get("storage") or {})
    parameters = storage.parameters | _projected(data) | parameters_of(data)
    return {
        "tableType": "EXTERNAL_TABLE",
        "parameters": glue_parameters.stamped(parameters, stamp),
        "partitionKeys": [column_properties(k) for k in partition_block(data).get("keys", ())],
        "storageDescriptor": {
            "columns": [column_properties(c) for c in data["columns"]],
            **_descriptor(storage, data["storage"]["location"]),
        },
    }


def _projected(data: Mapping[str, Any]) -> dict[str, str]:
    block = partition_block(data).get("projection")
    return projection.parameters(block, data["storage"]["location"]) if block else {}


def _descriptor(storage: Storage, location: str) -> Properties:
    return {"location": location, **format_properties(storage)}
