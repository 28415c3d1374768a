"""The properties of the four resources, as data: pulumi-aws 7.51's names over Glue's members.

Sending rules are those recorded of the upstream provider: inside a storage descriptor empty strings,
lists and maps are sent, elsewhere only what holds something; a zero and a false are never sent.
"""

from __future__ import annotations

from catalog.language.glue.limits import (
    COMMENT_LIMIT,
    DESCRIPTION_LIMIT,
    INDEX_LIMIT,
    NAME_LIMIT,
    TYPE_LIMIT,
    VIEW_LIMIT,
)

from .fields import Field, Kind, Shape, canonical_type

REGION = Field("region", replaces=True, computed=True)
CATALOG_ID = Field("catalogId", computed=True, replaces=True)
ARN = Field("arn", output=True)


PARAMETERS = Field("parameters", kind=Kind.MAP, open=True)
STORED_PARAMETERS = Field("parameters", kind=Kind.MAP, open=True, always=True)


def _column(shape_name: str, *, parameters: bool) -> Shape:
    fields = [
        Field("name", required=True, limit=NAME_LIMIT, fold=str.lower),
        Field("type", limit=TYPE_LIMIT, fold=canonical_type),
        Field("comment", always=True, limit=COMMENT_LIMIT, single_line=True),
    ]
    if parameters:
        fields.append(STORED_PARAMETERS)
    return Shape(shape_name, *fields)


COLUMN = _column("Column", parameters=True)
PARTITION_COLUMN = _column("Column", parameters=False)  # a partition's descriptor is the smaller one

SERDE = Shape(
    "SerDeInfo",
    Field("name", limit=NAME_LIMIT),
    Field("parameters", kind=Kind.MAP, open=True, whole=True),
    Field("serializationLibrary"),
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
        Field("columns", kind=Kind.COLUMNS, shape=column, always=True, computed=column is COLUMN),
        Field("compressed", kind=Kind.FLAG),
        Field("inputFormat", always=True),
        Field("location", always=True),
        Field("numberOfBuckets", kind=Kind.NUMBER),
        Field("outputFormat", always=True),
        STORED_PARAMETERS,
        Field("serDeInfo", "SerdeInfo", kind=Kind.OBJECT, shape=SERDE),
        Field("skewedInfo", kind=Kind.OBJECT, shape=SKEWED),
        Field("sortColumns", kind=Kind.OBJECTS, shape=SORT_COLUMN, always=True),
        Field("storedAsSubDirectories", kind=Kind.FLAG),
        *more,
    )


TABLE_STORAGE = _storage(COLUMN, Field("schemaReference", kind=Kind.OBJECT, shape=SCHEMA_REFERENCE))
PARTITION_STORAGE = _storage(PARTITION_COLUMN)

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
    Field("description", limit=DESCRIPTION_LIMIT),
    Field("owner", open=True, limit=NAME_LIMIT),
    PARAMETERS,
    Field("partitionKeys", kind=Kind.COLUMNS, shape=COLUMN, always=True),
    Field("retention", kind=Kind.NUMBER, open=True),
    Field("storageDescriptor", kind=Kind.OBJECT, shape=TABLE_STORAGE, computed=True),
    Field("tableType", computed=True, limit=NAME_LIMIT),
    Field("targetTable", kind=Kind.OBJECT, shape=TARGET_TABLE, replaces=True),
    Field("viewExpandedText", limit=VIEW_LIMIT),
    Field("viewOriginalText", limit=VIEW_LIMIT),
)
TABLE = Shape(
    "",
    *TABLE_INPUT.fields,
    ARN,
    CATALOG_ID,
    REGION,
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

PRINCIPAL = Shape("DataLakePrincipal", Field("dataLakePrincipalIdentifier"))
PERMISSION = Shape(
    "PrincipalPermissions",
    Field("permissions", kind=Kind.TEXTS, unordered=True),
    Field("principal", kind=Kind.OBJECT, shape=PRINCIPAL),
)
FEDERATED_DATABASE = Shape("FederatedDatabase", Field("connectionName"), Field("identifier"))
TARGET_DATABASE = Shape(
    "DatabaseIdentifier",
    Field("catalogId", required=True),
    Field("databaseName", required=True),
    Field("region"),
)
DATABASE_INPUT = Shape(
    "DatabaseInput",
    Field("name", replaces=True, lower=True, limit=NAME_LIMIT),
    Field("description", limit=DESCRIPTION_LIMIT),
    Field("locationUri", computed=True),
    PARAMETERS,
    Field("createTableDefaultPermissions", kind=Kind.OBJECTS, shape=PERMISSION, computed=True),
    Field("federatedDatabase", kind=Kind.OBJECT, shape=FEDERATED_DATABASE),
    Field("targetDatabase", kind=Kind.OBJECT, shape=TARGET_DATABASE, replaces=True),
)
DATABASE = Shape(
    "",
    *DATABASE_INPUT.fields,
    ARN,
    CATALOG_ID,
    REGION,
    Field("tags", kind=Kind.MAP),
    Field("tagsAll", kind=Kind.MAP),
)

PARTITION_INPUT = Shape(
    "PartitionInput",
    Field("partitionValues", "Values", kind=Kind.TEXTS, required=True, replaces=True),
    PARAMETERS,
    Field("storageDescriptor", kind=Kind.OBJECT, shape=PARTITION_STORAGE),
)
PARTITION = Shape(
    "",
    *PARTITION_INPUT.fields,
    CATALOG_ID,
    REGION,
    Field("databaseName", required=True, replaces=True, limit=NAME_LIMIT, fold=str.lower),
    Field("tableName", required=True, replaces=True, limit=NAME_LIMIT, fold=str.lower),
    Field("creationTime", output=True),
    Field("lastAccessedTime", "LastAccessTime", output=True),
    Field("lastAnalyzedTime", output=True),
)

PARTITION_SET_LIMIT = 20_000_000  # partitions a table: AWS Glue endpoints and quotas
PARTITION_SET = Shape(
    "",
    CATALOG_ID,
    REGION,
    Field("databaseName", required=True, replaces=True, limit=NAME_LIMIT, fold=str.lower),
    Field("tableName", required=True, replaces=True, limit=NAME_LIMIT, fold=str.lower),
    Field("keys", kind=Kind.DATA, required=True),
    Field("values", kind=Kind.DATA),
    Field("except", kind=Kind.DATA),
    Field("location", required=True),
    Field("locationTemplate"),
    Field("storageDescriptor", kind=Kind.OBJECT, shape=PARTITION_STORAGE),
    PARAMETERS,
    Field("overrides", kind=Kind.DATA),
    Field("ownership"),
    Field("cascade", kind=Kind.FLAG),
    Field("count", kind=Kind.NUMBER, output=True),
    Field("pending", kind=Kind.DATA, output=True),
    Field("changed", kind=Kind.DATA, output=True),
    Field("leftover", kind=Kind.DATA, output=True),
    Field("foreign", kind=Kind.DATA, output=True),
    Field("forgotten", kind=Kind.DATA, output=True),
    Field("attempted", kind=Kind.DATA, output=True),
)

PARTITION_INDEX = Shape(
    "",
    CATALOG_ID,
    REGION,
    Field("databaseName", required=True, replaces=True, limit=NAME_LIMIT, fold=str.lower),
    Field("tableName", required=True, replaces=True, limit=NAME_LIMIT, fold=str.lower),
    Field("partitionIndex", kind=Kind.OBJECT, shape=INDEX, required=True, replaces=True),
)
