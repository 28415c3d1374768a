"""A value of each annotation that import knows, for the documents to show what becomes of it.

The values stand in a small model (see `page`): a table T with the annotated column X, a currency, a
unit and a text column beside it, and associations to other tables.
"""

from __future__ import annotations

from typing import Any

from mapping.cds.labels import DESCRIPTIONS, LABELS
from mapping.rules.classification import spellings

OF_COLUMNS: dict[str, Any] = {
    "@AnalyticsDetails.measureType": {"#": "CALCULATION"},
    "@Aggregation.default": {"#": "SUM"},
    "@DefaultAggregation": {"#": "MAX"},
    "@AnalyticsDetails.exceptionAggregationSteps": [
        {"exceptionAggregationBehavior": {"#": "LAST"}, "exceptionAggregationElements": [{"=": "DAY"}]}
    ],
    "@Analytics.dimension": True,
    "@Analytics.Dimension": True,
    "@Analytics.measure": True,
    "@Analytics.Measure": True,
    "@Analytics.navigationAttributeRef": ["_Customer", "COUNTRY"],
    "@ObjectModel.foreignKey.association": {"=": "_Customer"},
    "@ObjectModel.text.element": [{"=": "TEXT"}],
    "@ObjectModel.text.association": {"=": "_Texts"},
    "@Common.Text": {"=": "TEXT"},
    "@Semantics.amount.currencyCode": {"=": "CURRENCY"},
    "@Measures.ISOCurrency": {"=": "CURRENCY"},
    "@Semantics.quantity.unitOfMeasure": {"=": "UNIT"},
    "@Measures.Unit": {"=": "UNIT"},
    "@Semantics.valueRange": {"minimum": "1", "maximum": "9", "exclusiveMaximum": True},
    "@Semantics.valueRange.minimum": "1",
    "@Semantics.valueRange.maximum": "9",
    "@Semantics.valueRange.exclusiveMinimum": True,
    "@Semantics.valueRange.exclusiveMaximum": True,
    "@Semantics.timeZoneReference": {"=": "UNIT"},
    "@Semantics.currencyCode": True,
    "@Semantics.unitOfMeasure": True,
    "@Semantics.date": True,
    "@Semantics.geoLocation.latitude": True,
    "@Semantics.geoLocation.longitude": True,
    "@Semantics.calendar.yearMonth": True,
    "@Semantics.language": True,
    "@Semantics.address.type": {"#": "HOME"},
    "@UI.hidden": True,
    "@UI.Hidden": True,
    "@Consumption.hidden": True,
    "@DataWarehouse.native.dataType": "DECFLOAT(34)",
    "@Core.Computed": True,
    "@PersonalData.isPotentiallyPersonal": True,
    "@PersonalData.isPotentiallySensitive": True,
    **{name: {"#": "DataSubjectID"} for name in spellings("@PersonalData.fieldSemantics")},
    "@sap.semantics": "currency-code",
    "@sap.unit": "UNIT",
    "@sap.text": "TEXT",
    "@sap.visible": "false",
    "@sap.aggregation.role": "measure",
    **dict.fromkeys(LABELS, "Net Amount"),
    **dict.fromkeys(DESCRIPTIONS, "Without tax"),
}

OF_OBJECTS: dict[str, Any] = {
    "@ObjectModel.modelingPattern": {"#": "ANALYTICAL_FACT"},
    "@ObjectModel.supportedCapabilities": [{"#": "ANALYTICAL_PROVIDER"}],
    "@ObjectModel.representativeKey": {"=": "ID"},
    "@ObjectModel.semanticKey": [{"=": "ID"}, {"=": "DAY"}],
    "@DataWarehouse.dataAccessControl.usage": [
        {"target": "DAC_UNITS", "on": [{"ref": ["UNIT"]}, "=", {"ref": ["DAC_UNITS", "UNIT"]}]}
    ],
    "@Analytics.dimensionType": {"#": "TIME"},
    "@DataWarehouse.consumption.external": True,
    "@DataWarehouse.compoundKeySequence": [{"=": "CURRENCY"}, {"=": "ID"}],
    "@DataWarehouse.remote.connection": "S4_PROD",
    "@DataWarehouse.remote.entity": "I_SALESORDER",
    "@DataWarehouse.external.schema": "LAKE#RAW",
    "@DataWarehouse.external.entity": "ORDERS",
    "@DataWarehouse.dataSource.schema": "LAKE#RAW",
    "@DataWarehouse.dataSource.entity": "ORDERS",
    "@DataWarehouse.enclosingObject": "ORDERS",
    "@DataWarehouse.persistence.hdlf.tableFormat": {"#": "DELTA_LAKE"},
    "@DataWarehouse.persistence.hdlf.enableDeletionVectors": True,
    "@DataWarehouse.delta.changeDataCapture": {"#": "DELTA"},
    "@DataWarehouse.sqlEditor.query": "SELECT * FROM ORDERS",
    "@DataWarehouse.tableFunction.script": "RETURN SELECT * FROM ORDERS;",
    "@DataWarehouse.delta": {
        "type": {"#": "UPSERT"},
        "dateTimeElement": {"=": "DAY"},
        "modeElement": {"=": "UNIT"},
    },
    "@Hierarchy.leveled": [
        {"name": "LEVELS", "levels": [{"element": {"=": "CURRENCY"}}, {"element": {"=": "DAY"}}]}
    ],
    "@Hierarchy.parentChild": [
        {"name": "PARENTS", "recurse": {"parent": [{"=": "TEXT"}], "child": [{"=": "ID"}]}}
    ],
    "@DataWarehouse.editorType": {"#": "DWCQueryModelEditor"},
    "@cds.persistence.exists": True,
    "@Catalog.supportsAnalyticalQueries": True,
    "@sap.semantics": "aggregate",
    **{name: {"#": "DataSubject"} for name in spellings("@PersonalData.entitySemantics")},
    **dict.fromkeys(spellings("@PersonalData.dataSubjectRole"), "Customer"),
    **dict.fromkeys(spellings("@PersonalData.dataSubjectRoleDescription"), "Customers"),
    "@cds.external": True,
    "@cds.persistence.skip": False,
    **dict.fromkeys(LABELS, "Sales Orders"),
    **dict.fromkeys((name for name in DESCRIPTIONS if name != "doc"), "By item"),
}

_JOIN: list[Any] = [{"ref": ["ID"]}, "=", {"ref": ["_C", "ID"]}]
_COUNTRY = {"ref": ["_C", "COUNTRY"]}
# Of an association `_C` to CUSTOMERS.
CONDITIONS: tuple[list[Any], ...] = (
    _JOIN,
    [*_JOIN, "and", _COUNTRY, "=", {"val": "DE"}],
    [*_JOIN, "and", {"val": 0}, "<", {"ref": ["X"]}],
    [*_JOIN, "and", _COUNTRY, "=", {"ref": ["$user", "locale"]}],
    [*_JOIN, "and", "(", _COUNTRY, "=", {"val": "DE"}, "or", _COUNTRY, "is", "null", ")"],
    [*_JOIN, "and", {"func": "upper", "args": [_COUNTRY]}, "=", {"val": "DE"}],
)

NAMES = (
    "Net Amount (EUR)",
    "number ",
    "3VF_SALARY",
    "SAP.TIME.DAY",
    "/BIC/ZCUST",
    "_DQMSample∞0",
    "Größe",
    "Straße",
    "MixedCase",
    "客户",
    "CON",
    "x" * 200,
)
