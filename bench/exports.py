"""Generates a Datasphere export of any size: tables of a BNPL lender with labels, keys and units."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TABLES_A_SPACE = 100

# One block of twenty columns: name, type members, further annotations.
COLUMNS: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("ContributorID", {"type": "cds.String", "length": 10, "key": True, "notNull": True}, {}),
    ("InstalmentID", {"type": "cds.UUID", "key": True, "notNull": True}, {}),
    ("OrderID", {"type": "cds.String", "length": 20}, {}),
    ("CustomerID", {"type": "cds.String", "length": 20}, {"@Analytics.dimension": True}),
    ("MerchantID", {"type": "cds.String", "length": 20}, {"@Analytics.dimension": True}),
    ("Status", {"type": "cds.String", "length": 1}, {}),
    ("DueDate", {"type": "cds.Date"}, {"@Semantics.calendar.date": True}),
    ("PaidAt", {"type": "cds.Timestamp"}, {}),
    ("CreatedAt", {"type": "cds.Timestamp"}, {}),
    ("ChangedAt", {"type": "cds.Timestamp"}, {}),
    ("Currency", {"type": "cds.String", "length": 3}, {"@Semantics.currencyCode": True}),
    ("Unit", {"type": "cds.String", "length": 3}, {"@Semantics.unitOfMeasure": True}),
    ("SequenceNo", {"type": "cds.Integer"}, {}),
    ("DaysLate", {"type": "cds.Integer64"}, {}),
    ("IsDisputed", {"type": "cds.Boolean"}, {}),
    ("RiskScore", {"type": "cds.Double"}, {}),
    ("Channel", {"type": "cds.String", "length": 40}, {"@Analytics.dimension": True}),
    (
        "Amount",
        {"type": "cds.Decimal", "precision": 15, "scale": 2},
        {"@Semantics.amount.currencyCode": "Currency"},
    ),
    (
        "LateFee",
        {"type": "cds.Decimal", "precision": 15, "scale": 2},
        {"@Semantics.amount.currencyCode": "Currency"},
    ),
    (
        "Quantity",
        {"type": "cds.Decimal", "precision": 13, "scale": 3},
        {"@Semantics.quantity.unitOfMeasure": "Unit"},
    ),
)
MEASURES = {"Amount", "LateFee", "Quantity"}


def write(folder: Path, tables: int) -> Path:
    """`<folder>/<SPACE>/model.json`, a hundred tables a space."""
    for first in range(0, tables, TABLES_A_SPACE):
        numbers = range(first, min(first + TABLES_A_SPACE, tables))
        space = folder / f"BENCH_{first // TABLES_A_SPACE:03}"
        space.mkdir(parents=True, exist_ok=True)
        document = {
            "definitions": {f"Contributor{n:04}.Instalments": _entity(n) for n in numbers},
            "version": {"csn": "1.0"},
            "meta": {"creator": "generated for a benchmark"},
            "$version": "1.0",
        }
        (space / "model.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def _entity(number: int) -> dict[str, Any]:
    return {
        "kind": "entity",
        "@EndUserText.label": f"Instalments of contributor {number}",
        "@EndUserText.quickInfo": "Planned and paid instalments as the contributor reports them each day",
        "@ObjectModel.modelingPattern": {"#": "ANALYTICAL_FACT"},
        "@ObjectModel.supportedCapabilities": [{"#": "ANALYTICAL_PROVIDER"}],
        "@DataWarehouse.consumption.external": True,
        "elements": {name: _element(name, kind, more) for name, kind, more in COLUMNS},
    }


def _element(name: str, kind: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    measure = {"@AnalyticsDetails.measureType": {"#": "BASE"}, "@Aggregation.default": {"#": "SUM"}}
    annotations = {k: {"=": v} if isinstance(v, str) else v for k, v in more.items()}
    return {"@EndUserText.label": name, **kind, **annotations, **(measure if name in MEASURES else {})}
