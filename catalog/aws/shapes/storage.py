"""Where and how data is stored, as properties: what tables, partitions and databases have in common.

Fields are pulumi-aws 7.51's names over Glue's members; a kind's own are in the file of its name.

Sending rules are those recorded of the upstream provider: inside a storage descriptor empty strings,
lists and maps are sent, elsewhere only what holds something; a zero and a false are never sent.
"""

from __future__ import annotations

from catalog.language.glue.limits import (
    COMMENT_LIMIT,
    NAME_LIMIT,
    TYPE_LIMIT,
)

from .fields import Field, Kind, Shape, canonical_type
from .table_formats import CONTEXT, ICEBERG, OPEN_FORMATS, PARTITION, VIEW

REGION = Field("region", replaces=True, computed=True)
CATALOG_ID = Field("catalogId", computed=True, replaces=True)
ARN = Field("arn", output=True)


PARAMETERS = Field("parameters", kind=Kind.MAP, by_key=True)
STORED_PARAMETERS = Field("parameters", kind=Kind.MAP, by_key=True, always=True)
# what the engine of an open format, who replaces a view, or another tool says of a table's columns
SCHEMA_YIELDS = OPEN_FORMATS | {VIEW, CONTEXT}
MANAGE = Field("manage")


def _column(shape_name: str, *, parameters: bool) -> Shape:
    fields = [
        Field("name", required=True, limit=NAME_LIMIT, fold=str.lower),
        Field("type", limit=TYPE_LIMIT, canonical=canonical_type, yields_in=SCHEMA_YIELDS),
        Field("comment", always=True, blank=True, limit=COMMENT_LIMIT, single_line=True),
    ]
    if parameters:
        fields.append(STORED_PARAMETERS)
    return Shape(shape_name, *fields)


COLUMN = _column("Column", parameters=True)
PARTITION_COLUMN = _column("Column", parameters=False)  # a partition's descriptor is the smaller one

SERDE = Shape(
    "SerDeInfo",
    Field("name", limit=NAME_LIMIT),
    Field("parameters", kind=Kind.MAP, by_key=True, imported=True),
    Field("serializationLibrary", identity=True, yields_in=frozenset({ICEBERG})),
)
SKEWED = Shape(
    "SkewedInfo",
    Field("skewedColumnNames", kind=Kind.TEXTS),
    Field("skewedColumnValueLocationMaps", kind=Kind.MAP),
    Field("skewedColumnValues", kind=Kind.TEXTS),
)
SORT_COLUMN = Shape(
    "Order",
    Field("column", required=True, fold=str.lower),
    Field("sortOrder", kind=Kind.NUMBER, required=True),
)
SCHEMA_ID = Shape("SchemaId", Field("registryName"), Field("schemaArn"), Field("schemaName"))
SCHEMA_REFERENCE = Shape(
    "SchemaReference",
    Field("schemaId", kind=Kind.OBJECT, shape=SCHEMA_ID),
    Field("schemaVersionId"),
    Field("schemaVersionNumber", kind=Kind.NUMBER, required=True),
)


def _storage(column: Shape, *more: Field) -> Shape:
    return Shape(
        "StorageDescriptor",
        Field("additionalLocations", kind=Kind.TEXTS, always=True),
        Field("bucketColumns", kind=Kind.TEXTS, always=True),
        Field(
            "columns",
            kind=Kind.COLUMNS,
            shape=column,
            always=True,
            computed=column is COLUMN,
            yields_in=SCHEMA_YIELDS,
        ),
        Field("compressed", kind=Kind.FLAG),
        Field("inputFormat", always=True, yields_in=frozenset({ICEBERG})),
        Field("location", always=True, yields_in=frozenset({ICEBERG, PARTITION})),
        Field("numberOfBuckets", kind=Kind.NUMBER),
        Field("outputFormat", always=True, yields_in=frozenset({ICEBERG})),
        STORED_PARAMETERS,
        Field("serDeInfo", "SerdeInfo", kind=Kind.OBJECT, shape=SERDE),
        Field("skewedInfo", kind=Kind.OBJECT, shape=SKEWED),
        Field("sortColumns", kind=Kind.OBJECTS, shape=SORT_COLUMN, always=True),
        Field("storedAsSubDirectories", kind=Kind.FLAG),
        *more,
    )


TABLE_STORAGE = _storage(COLUMN, Field("schemaReference", kind=Kind.OBJECT, shape=SCHEMA_REFERENCE))
PARTITION_STORAGE = _storage(PARTITION_COLUMN)
