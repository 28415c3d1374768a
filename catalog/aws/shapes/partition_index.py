"""The properties of a partition index."""

from __future__ import annotations

from catalog.language.glue.limits import NAME_LIMIT

from .fields import Field, Kind, Shape
from .storage import CATALOG_ID, REGION
from .table import INDEX

PARTITION_INDEX = Shape(
    "",
    CATALOG_ID,
    REGION,
    Field("databaseName", required=True, replaces=True, limit=NAME_LIMIT, fold=str.lower),
    Field("tableName", required=True, replaces=True, limit=NAME_LIMIT, fold=str.lower),
    Field("partitionIndex", kind=Kind.OBJECT, shape=INDEX, required=True, replaces=True),
)
