"""A table's spec to the properties of its PartitionSet, as compact as the spec. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.language.glue import parameters as glue_parameters
from catalog.language.glue import types as glue_types
from catalog.language.glue.kinds import PARTITION_SET
from catalog.language.glue.storage_formats import storage_of, text_of
from catalog.language.partitions.values import in_text
from catalog.language.specs.resolver import TableSpec

from .declaration import (
    Declaration,
    Properties,
    format_properties,
    partition_block,
    plain_column,
    without_empty,
)


def partition_set_declarations(table: TableSpec, stamp: str) -> Iterator[Declaration]:
    """The PartitionSet of a table that declares partitions, as compact as the spec."""
    block = partition_block(table.data)
    if "values" not in block:
        return
    storage = table.data.get("storage") or {}
    properties: Properties = {
        "databaseName": table.database.physical_name,
        "tableName": table.name,
        "keys": [{"name": k["name"], "type": glue_types.canonical(k["type"])} for k in block["keys"]],
        "except": in_text(block["except"]) if "except" in block else None,
        "location": storage["location"],
        "locationTemplate": block.get("location"),
        "storageDescriptor": {
            "columns": [plain_column(c) for c in table.data["columns"]],
            **format_properties(storage_of(storage)),
        },
        "parameters": {glue_parameters.STAMP: stamp},
        "overrides": [_override(o, storage) for o in block.get("overrides", ())],
        "ownership": block.get("ownership"),
        "cascade": block.get("cascade"),
    }
    values = {"values": _values(table, block)}  # empty, too: a set may have none, for now
    yield Declaration(PARTITION_SET.token, table.full_name, without_empty(properties) | values)


def _values(table: TableSpec, block: Mapping[str, Any]) -> Any:
    """The block's `values`; of a CSV file its rows, less what is left out of them."""
    if isinstance(block["values"], str):
        return [list(row) for row in sorted(table.partitions.values.listed)]
    return in_text(block["values"])


def _override(override: Mapping[str, Any], storage: Mapping[str, Any]) -> Properties:
    descriptor: Properties = {}
    if "storage" in override:
        descriptor |= format_properties(storage_of({**storage, **override["storage"]}))
    if "columns" in override:
        descriptor["columns"] = [plain_column(c) for c in override["columns"]]
    properties = {
        "where": in_text(override["where"]),
        "locationTemplate": override.get("location"),
        "storageDescriptor": descriptor,
        "parameters": {k: text_of(v) for k, v in (override.get("parameters") or {}).items()},
    }
    return without_empty(properties)
