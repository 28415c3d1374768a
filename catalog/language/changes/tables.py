"""The changes of a table, from its properties before and after. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .change import Change
from .comparison import column_changes, parameter_changes, scalar_changes

TABLE_FIELDS = (
    ("databaseName", "database"),
    ("name", "name"),
    ("description", "description"),
    ("owner", "owner"),
    ("retention", "retention"),
    ("tableType", "table type"),
    ("viewOriginalText", "view text"),
    ("viewExpandedText", "expanded view text"),
)


STORAGE_FIELDS = (
    ("location", "location"),
    ("inputFormat", "input format"),
    ("outputFormat", "output format"),
    ("compressed", "compressed"),
    ("numberOfBuckets", "number of buckets"),
    ("bucketColumns", "bucket columns"),
    ("sortColumns", "sort columns"),
    ("storedAsSubDirectories", "stored as subdirectories"),
    ("additionalLocations", "additional locations"),
    ("skewedInfo", "skewed values"),
)


SERDE_FIELDS = (("name", "SerDe name"), ("serializationLibrary", "SerDe"))


def table_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs between two property dicts of `aws:glue/catalogTable:CatalogTable`."""
    return tuple(_table_changes(old, new))


def _table_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    yield from scalar_changes(old, new, TABLE_FIELDS)
    before, after = old.get("storageDescriptor") or {}, new.get("storageDescriptor") or {}
    yield from column_changes("column", before.get("columns"), after.get("columns"))
    yield from column_changes("partition key", old.get("partitionKeys"), new.get("partitionKeys"))
    yield from scalar_changes(before, after, STORAGE_FIELDS)
    yield from scalar_changes(before.get("serDeInfo") or {}, after.get("serDeInfo") or {}, SERDE_FIELDS)
    serde = [(s.get("serDeInfo") or {}).get("parameters") for s in (before, after)]
    yield from parameter_changes(serde[0], serde[1], "SerDe parameter")
    yield from parameter_changes(before.get("parameters"), after.get("parameters"), "storage parameter")
    yield from parameter_changes(old.get("parameters"), new.get("parameters"))
