"""What query engines ask in place of GetTable and GetPartitions where Lake Formation may rule.

Here it never does: all columns are authorized, nothing is filtered, and no location is registered. API
reference, "GetUnfilteredTableMetadata" and its like for partitions.
"""

from __future__ import annotations

from catalog.local.emulator import Json, Table

from . import partitions
from .databases import Catalog
from .tables import current, describe_table

_OPEN: Json = {"IsRegisteredWithLakeFormation": False}


def get_unfiltered_table_metadata(catalog: Catalog, request: Json) -> Json:
    """GetUnfilteredTableMetadata."""
    table = catalog.backend.get_table(request["DatabaseName"], request["Name"])
    backend = catalog.backend
    place = f"{backend.region_name}:{backend.account_id}:table/{table.database_name}/{table.name}"
    return {
        "Table": describe_table(table),
        "AuthorizedColumns": _columns(table),
        "CellFilters": [],
        "IsMultiDialectView": False,
        "ResourceArn": f"arn:aws:glue:{place}",
        **_OPEN,
    }


def get_unfiltered_partition_metadata(catalog: Catalog, request: Json) -> Json:
    """GetUnfilteredPartitionMetadata."""
    return {**partitions.get_partition(catalog, request), **_authorized(catalog, request)}


def get_unfiltered_partitions_metadata(catalog: Catalog, request: Json) -> Json:
    """GetUnfilteredPartitionsMetadata, in pages as GetPartitions has them."""
    answer, authorized = partitions.get_partitions(catalog, request), _authorized(catalog, request)
    unfiltered = [{"Partition": one, **authorized} for one in answer.pop("Partitions")]
    return {"UnfilteredPartitions": unfiltered, **answer}


def _authorized(catalog: Catalog, request: Json) -> Json:
    table = catalog.backend.get_table(request["DatabaseName"], request["TableName"])
    return {"AuthorizedColumns": _columns(table), **_OPEN}


def _columns(table: Table) -> list[str]:
    given = current(table)
    columns = (given.get("StorageDescriptor") or {}).get("Columns") or []
    return [column["Name"] for column in (*columns, *(given.get("PartitionKeys") or []))]
