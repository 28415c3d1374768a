"""Glue's partition and partition index operations over Moto's partitions.

Each takes a checked, folded request, gives the answer or raises a Refusal. A wrong number of values
refuses a batch as a whole; what exists already or isn't there is reported entry by entry.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence

from catalog.local.emulator import Json, Partition, Table
from catalog.local.rules.order import (
    ARITY,
    DUPLICATE,
    MISSING,
    PARENT,
    QUOTA,
    VALUES,
    Checks,
    refuse_in_order,
)
from catalog.local.rules.quotas import PARTITIONS
from catalog.local.rules.refusals import Refusal, already_exists, invalid_input, not_found

from .databases import Catalog
from .expressions import condition_of
from .paging import page
from .partition_indexes import table_keys
from .tables import DESCRIPTOR_DEFAULTS, entry_error

PAGE = 1000


def create_partition(catalog: Catalog, request: Json) -> Json:
    """CreatePartition."""
    given, table = request["PartitionInput"], _finder(catalog, request)
    checks = _of_all(table, [given]) | _of_new(catalog, table, given)
    refuse_in_order("CreatePartition", checks)
    table().create_partition(_completed(given))
    return {}


def batch_create_partition(catalog: Catalog, request: Json) -> Json:
    """BatchCreatePartition."""
    given, table = request["PartitionInputList"], _finder(catalog, request)
    refuse_in_order("BatchCreatePartition", _of_all(table, given))
    errors = []
    for one in given:
        try:
            refuse_in_order("BatchCreatePartition, an entry", _of_new(catalog, table, one))
            table().create_partition(_completed(one))
        except Refusal as refusal:
            errors.append({"PartitionValues": one["Values"], "ErrorDetail": entry_error(refusal)})
    return {"Errors": errors}


def get_partition(catalog: Catalog, request: Json) -> Json:
    """GetPartition."""
    table = _table(catalog, request)
    return {"Partition": _describe(table, table.get_partition(request["PartitionValues"]))}


def batch_get_partition(catalog: Catalog, request: Json) -> Json:
    """BatchGetPartition: what isn't there is left out."""
    table = _table(catalog, request)
    found = (_find(table, wanted["Values"]) for wanted in request["PartitionsToGet"])
    return {"Partitions": [_describe(table, one) for one in found if one is not None], "UnprocessedKeys": []}


def get_partitions(catalog: Catalog, request: Json) -> Json:
    """GetPartitions by an optional expression and segment, in pages of at most 1000."""
    table = _table(catalog, request)
    expression = request.get("Expression")
    chosen: Iterable[Partition] = table.partitions.values()
    if expression and not expression.isspace():
        fits = condition_of(expression, table_keys(table))
        chosen = (one for one in chosen if fits(one.values))
    shown, more = page(_segment(chosen, request.get("Segment")), lambda one: one.values, request, PAGE)
    described = [_describe(table, partition) for partition in shown]
    if request.get("ExcludeColumnSchema"):
        described = [_without_columns(one) for one in described]
    return {"Partitions": described, **more}


def update_partition(catalog: Catalog, request: Json) -> Json:
    """UpdatePartition; other values in the input move the partition."""
    values, table = request["PartitionValueList"], _finder(catalog, request)
    given = {"Values": values} | request["PartitionInput"]
    refuse_in_order("UpdatePartition", _of_all(table, [given]) | _of_change(table, values, given))
    _replace(catalog, table(), values, given)
    return {}


def batch_update_partition(catalog: Catalog, request: Json) -> Json:
    """BatchUpdatePartition."""
    table = _finder(catalog, request)
    entries = [
        (entry["PartitionValueList"], {"Values": entry["PartitionValueList"]} | entry["PartitionInput"])
        for entry in request["Entries"]
    ]
    refuse_in_order("BatchUpdatePartition", _of_all(table, [given for _, given in entries]))
    errors = []
    for values, given in entries:
        try:
            refuse_in_order("BatchUpdatePartition, an entry", _of_change(table, values, given))
            _replace(catalog, table(), values, given)
        except Refusal as refusal:
            errors.append({"PartitionValueList": values, "ErrorDetail": entry_error(refusal)})
    return {"Errors": errors}


def delete_partition(catalog: Catalog, request: Json) -> Json:
    """DeletePartition."""
    _table(catalog, request).delete_partition(request["PartitionValues"])
    return {}


def batch_delete_partition(catalog: Catalog, request: Json) -> Json:
    """BatchDeletePartition."""
    table = _table(catalog, request)
    errors = []
    for one in request["PartitionsToDelete"]:
        if _find(table, one["Values"]) is None:
            error = entry_error(not_found("Cannot find partition."))
            errors.append({"PartitionValues": one["Values"], "ErrorDetail": error})
        else:
            table.delete_partition(one["Values"])
    return {"Errors": errors}


def create_partition_index(catalog: Catalog, request: Json) -> Json:
    """CreatePartitionIndex."""
    wanted, table = request["PartitionIndex"], _finder(catalog, request)
    checks = {PARENT: table, **catalog.indexes.checks_of_new(table, wanted)}
    refuse_in_order("CreatePartitionIndex", checks)
    catalog.indexes.create(table(), wanted)
    return {}


def get_partition_indexes(catalog: Catalog, request: Json) -> Json:
    """GetPartitionIndexes: at most three a table, so always one page."""
    return {"PartitionIndexDescriptorList": catalog.indexes.describe(_table(catalog, request))}


def delete_partition_index(catalog: Catalog, request: Json) -> Json:
    """DeletePartitionIndex."""
    name, table = request["IndexName"], _finder(catalog, request)
    checks = {PARENT: table, **catalog.indexes.checks_of_removal(table, name)}
    refuse_in_order("DeletePartitionIndex", checks)
    catalog.indexes.delete(table(), name)
    return {}


def _table(catalog: Catalog, request: Json) -> Table:
    return catalog.backend.get_table(request["DatabaseName"], request["TableName"])


def _find(table: Table, values: list[str]) -> Partition | None:
    return table.partitions.get(str(values))  # Moto's own key


def _completed(given: Json) -> Json:
    if given.get("StorageDescriptor") is None:
        return given
    return given | {"StorageDescriptor": DESCRIPTOR_DEFAULTS | given["StorageDescriptor"]}


def _replace(catalog: Catalog, table: Table, values: list[str], given: Json) -> None:
    replaced = table.get_partition(values)
    table.update_partition(values, _completed(given))
    made = table.get_partition(given["Values"])
    made.creation_time = replaced.creation_time
    catalog.statistics.move(replaced, made)


def _finder(catalog: Catalog, request: Json) -> Callable[[], Table]:
    """Finds the table of a request when it is asked, and not before."""
    return lambda: _table(catalog, request)


def _of_all(table: Callable[[], Table], given: Sequence[Json]) -> Checks:
    """The checks of a request that is refused as a whole."""
    return {PARENT: table, ARITY: lambda: _refuse_wrong_arity(table(), given)}


def _of_new(catalog: Catalog, table: Callable[[], Table], given: Json) -> Checks:
    """The checks of a partition that is to be made."""
    return {
        QUOTA: lambda: catalog.quotas.refuse(PARTITIONS, len(table().partitions)),
        DUPLICATE: lambda: _refuse_duplicate(table(), given["Values"]),
        VALUES: lambda: catalog.indexes.refuse_values(table(), given["Values"]),
    }


def _of_change(table: Callable[[], Table], values: list[str], given: Json) -> Checks:
    """The checks of a partition that is to be changed, or moved to other values."""
    moves = given["Values"] != values
    return {
        MISSING: lambda: _refuse_missing(table(), values),
        DUPLICATE: lambda: _refuse_duplicate(table(), given["Values"]) if moves else None,
    }


def _refuse_missing(table: Table, values: list[str]) -> None:
    if _find(table, values) is None:
        raise not_found("Cannot find partition.")


def _refuse_duplicate(table: Table, values: list[str]) -> None:
    if _find(table, values) is not None:
        raise already_exists("Partition already exists.")


def _refuse_wrong_arity(table: Table, given: Iterable[Json]) -> None:
    wanted = len(table_keys(table))
    if any(len(one.get("Values") or ()) != wanted for one in given):
        raise invalid_input("The number of partition keys do not match the number of partition values")


def _segment(partitions: Iterable[Partition], segment: Json | None) -> Iterable[Partition]:
    if segment is None:
        return partitions
    number, total = segment["SegmentNumber"], segment["TotalSegments"]
    if number >= total:
        raise invalid_input("SegmentNumber must be less than TotalSegments")
    return (one for one in partitions if zlib.crc32(str(one.values).encode()) % total == number)


def _describe(table: Table, partition: Partition) -> Json:
    return {
        "DatabaseName": table.database_name,
        "TableName": table.name,
        "CreationTime": partition.creation_time,
        **partition.partition_input,
        "CatalogId": table.catalog_id,
    }


def _without_columns(described: Json) -> Json:
    descriptor = described.get("StorageDescriptor")
    if descriptor is None:
        return described
    rest = {name: value for name, value in descriptor.items() if name != "Columns"}
    return described | {"StorageDescriptor": rest}
