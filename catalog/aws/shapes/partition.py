"""The properties of a Glue partition, and of a table's partitions as one set."""

from __future__ import annotations

from catalog.language.glue.limits import NAME_LIMIT

from .fields import Field, Kind, Shape
from .storage import CATALOG_ID, PARAMETERS, PARTITION_STORAGE, REGION

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
