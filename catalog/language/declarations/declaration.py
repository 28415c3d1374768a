"""A resource to declare, and the parts that declarations of several kinds have in common. Pure.

Properties are in pulumi-aws's camelCase spelling. Empty members are left out, because Pulumi compares what
was declared, but for those that a spec declares empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.language.glue import parameters as glue_parameters
from catalog.language.glue import types as glue_types
from catalog.language.glue.storage_formats import Storage, text_of

Properties = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Declaration:
    """One resource to declare: its Pulumi type token, its name in the stack and its properties."""

    token: str
    name: str
    properties: Properties


DECLARED_EMPTY = ("description", "createTableDefaultPermissions")  # where empty says something


def without_empty(properties: Properties) -> Properties:
    """The properties but None, empty texts, lists and objects; None alone where empty says something."""
    return {
        k: v
        for k, v in properties.items()
        if v not in (None, "", [], {}) or (k in DECLARED_EMPTY and v is not None)
    }


def parameters_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Glue parameters of a spec: its context as we encode it, and those that it declares."""
    declared = {k: text_of(v) for k, v in (data.get("parameters") or {}).items()}
    return glue_parameters.encode_context(data) | declared


def context_properties(data: Mapping[str, Any], stamp: str) -> Properties:
    """What an object of others is declared with beside its name: its context, and which stack's."""
    parameters = glue_parameters.context_stamped(parameters_of(data), stamp)
    return {"manage": data["manage"], "parameters": parameters}


def column_properties(column: Mapping[str, Any]) -> Properties:
    """A column of a table, with its context as comment and parameters."""
    return glue_parameters.encode_column({**column, "type": glue_types.canonical(column["type"])})


def context_column(column: Mapping[str, Any]) -> Properties:
    """A column of another tool's table: its context, and no type."""
    return glue_parameters.encode_column({k: v for k, v in column.items() if k != "type"})


def plain_column(column: Mapping[str, Any]) -> Properties:
    """Name and type only: what readers compare with the table's, so that a new label touches no partition."""
    return {"name": column["name"], "type": glue_types.canonical(column["type"])}


def format_properties(storage: Storage) -> Properties:
    """What of a storage descriptor depends on the file format."""
    return {
        "inputFormat": storage.input_format,
        "outputFormat": storage.output_format,
        "serDeInfo": {"serializationLibrary": storage.serde, "parameters": storage.serde_parameters},
    }


def partition_block(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The `partitions` of a table's spec; empty if it has none."""
    return data.get("partitions") or {}
