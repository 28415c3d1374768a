"""What kind of object an entity is, in the spec's words, and how its files are kept in the object store.

Kinds are a table of tests, the first that fits wins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from mapping.cds.annotation_types import FLAG, SYMBOL, Kind
from mapping.cds.annotations import kebab, symbol
from mapping.cds.scripts import TABLE_FUNCTION
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Entity

from .columns import Layout


def _is_analytic_model(entity: Entity) -> bool:
    return entity.business_layer is not None or symbol(
        entity.annotations.get("@DataWarehouse.editorType")
    ) == ("DWCQueryModelEditor")


def _is_delta(entity: Entity) -> bool:
    delta = entity.annotations.get("@DataWarehouse.delta")
    if isinstance(delta, dict):
        return symbol(delta.get("type")) == "UPSERT"
    return entity.key.name.endswith("_Delta") and {"Change_Type", "Change_Date"} <= entity.elements.keys()


_KINDS: tuple[tuple[str, Callable[[Entity], bool]], ...] = (
    ("analytic-model", _is_analytic_model),
    ("remote-table", lambda e: "@DataWarehouse.remote.connection" in e.annotations),
    ("open-sql-table", lambda e: "@DataWarehouse.external.entity" in e.annotations),
    ("delta-table", _is_delta),
    ("table-function", lambda e: TABLE_FUNCTION in e.annotations),
    ("view", lambda e: e.query is not None or "@DataWarehouse.sqlEditor.query" in e.annotations),
    ("entity", lambda e: e.copy or e.system != "SAP Datasphere"),
)


def kind_of(entity: Entity) -> str:
    """The kind of object, in the spec's words; a table of the space itself if nothing says otherwise."""
    return entity.kind or next((kind for kind, fits in _KINDS if fits(entity)), "local-table")


# --- tables in the object store ("file spaces") ---

# `@DataWarehouse.persistence.hdlf.*` stands on tables that are files of SAP HANA Data Lake. Their format
# decides which files hold rows that count: a reader of plain Parquet finds deleted and replaced rows as well.
TABLE_FORMAT = "@DataWarehouse.persistence.hdlf.tableFormat"
_PLAIN = frozenset({"parquet", "none", "no-format"})  # whose files are the table, all of them


class Object(Protocol):
    """What is known of an object so far, as far as it is written here."""

    layout: Layout
    diagnostics: Diagnostics
    source: dict[str, Any]


def _table_format(context: Object, value: Any) -> bool:
    found = context.source["table_format"] = kebab(symbol(value))
    if found not in _PLAIN:
        entity = context.layout.entity
        message = (
            f"{entity.key.name!r} is kept as {found}, and Glue reads its files as the spec's storage says: "
            "as plain Parquet, unless a rule says otherwise"
        )
        remedy = "Let storage.location be where a flow writes plain files, or read it as the format needs"
        context.diagnostics.add("CSN028", message, remedy, file=entity.file, path=entity.place(TABLE_FORMAT))
    return True


def _change_data_capture(context: Object, value: Any) -> bool:
    context.source["change_data_capture"] = kebab(symbol(value))
    return True


def _deletion_vectors(context: Object, value: Any) -> bool:
    context.source["deletion_vectors"] = value
    return True


# As `object_annotations` has them: annotation -> what keeps its value in the spec's `source`
STORE_HANDLERS: Mapping[str, Callable[[Object, Any], bool]] = {
    TABLE_FORMAT: _table_format,
    "@DataWarehouse.delta.changeDataCapture": _change_data_capture,
    "@DataWarehouse.persistence.hdlf.enableDeletionVectors": _deletion_vectors,
}
STORE_TAKES: Mapping[str, Kind] = {
    TABLE_FORMAT: SYMBOL,
    "@DataWarehouse.delta.changeDataCapture": SYMBOL,
    "@DataWarehouse.persistence.hdlf.enableDeletionVectors": FLAG,
}
