"""The properties of a Glue table."""

from __future__ import annotations

from catalog.language.glue.limits import DESCRIPTION_LIMIT, INDEX_LIMIT, NAME_LIMIT, VIEW_LIMIT

from .fields import Field, Kind, Shape
from .storage import ARN, CATALOG_ID, COLUMN, MANAGE, PARAMETERS, REGION, TABLE_STORAGE
from .table_formats import VIEW

TARGET_TABLE = Shape(
    "TableIdentifier",
    Field("catalogId", required=True),
    Field("databaseName", required=True),
    Field("name", required=True),
    Field("region"),
)
INDEX = Shape(
    "PartitionIndex",
    Field("indexName", required=True),
    Field("keys", kind=Kind.TEXTS, required=True),
    Field("indexStatus", output=True),
)
ICEBERG_INPUT = Shape("IcebergInput", Field("metadataOperation", required=True), Field("version"))
OPEN_TABLE_FORMAT = Shape(
    "OpenTableFormatInput", Field("icebergInput", kind=Kind.OBJECT, shape=ICEBERG_INPUT, required=True)
)
# what goes into TableInput; the rest of a table's properties goes beside it in the request
TABLE_INPUT = Shape(
    "TableInput",
    Field("name", replaces=True, lower=True, limit=NAME_LIMIT),
    Field("description", blank=True, limit=DESCRIPTION_LIMIT),
    Field("owner", limit=NAME_LIMIT),
    PARAMETERS,
    Field("partitionKeys", kind=Kind.COLUMNS, shape=COLUMN, always=True, exact=True),
    Field("retention", kind=Kind.NUMBER),
    Field("storageDescriptor", kind=Kind.OBJECT, shape=TABLE_STORAGE, computed=True),
    Field("tableType", computed=True, limit=NAME_LIMIT),
    Field("targetTable", kind=Kind.OBJECT, shape=TARGET_TABLE, replaces=True),
    Field("viewExpandedText", limit=VIEW_LIMIT, yields_in=frozenset({VIEW})),
    Field("viewOriginalText", limit=VIEW_LIMIT, yields_in=frozenset({VIEW})),
)
TABLE = Shape(
    "",
    *TABLE_INPUT.fields,
    ARN,
    CATALOG_ID,
    REGION,
    MANAGE,
    Field("databaseName", required=True, replaces=True, limit=NAME_LIMIT, fold=str.lower),
    Field(
        "partitionIndices",
        "PartitionIndexes",
        kind=Kind.OBJECTS,
        shape=INDEX,
        replaces=True,
        computed=True,
        limit=INDEX_LIMIT,
    ),
    Field("openTableFormatInput", kind=Kind.OBJECT, shape=OPEN_TABLE_FORMAT, computed=True),
)
