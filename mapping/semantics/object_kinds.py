"""What kind of object an entity is, in the spec's words: a table of tests, the first that fits wins."""

from __future__ import annotations

from collections.abc import Callable

from mapping.cds.annotations import symbol
from mapping.model import Entity


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
    ("view", lambda e: e.query is not None or "@DataWarehouse.sqlEditor.query" in e.annotations),
    ("entity", lambda e: e.copy or e.system != "SAP Datasphere"),
)


def kind_of(entity: Entity) -> str:
    """The kind of object, in the spec's words; a table of the space itself if nothing says otherwise."""
    return entity.kind or next((kind for kind, fits in _KINDS if fits(entity)), "local-table")
