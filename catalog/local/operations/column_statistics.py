"""Glue's operations on statistics of columns, of a table and of a partition.

Each takes a checked, folded request and gives the answer. A table or partition that isn't there refuses the
request; a column is reported among the answer's errors. AWS answers so: floci-io/floci#1312 and #1319, where
that deleting statistics which aren't there is fine was seen as well.
"""

from __future__ import annotations

from catalog.local.emulator import Json, Partition, Table
from catalog.local.rules.refusals import Refusal, not_found

from .databases import Catalog
from .statistics import refuse_contradictions
from .tables import current, entry_error


def update_for_table(catalog: Catalog, request: Json) -> Json:
    """UpdateColumnStatisticsForTable."""
    table = _table(catalog, request)
    return _update(catalog, request, table, table)


def update_for_partition(catalog: Catalog, request: Json) -> Json:
    """UpdateColumnStatisticsForPartition."""
    table, partition = _partition(catalog, request)
    return _update(catalog, request, table, partition)


def get_for_table(catalog: Catalog, request: Json) -> Json:
    """GetColumnStatisticsForTable."""
    return _get(catalog, request, _table(catalog, request))


def get_for_partition(catalog: Catalog, request: Json) -> Json:
    """GetColumnStatisticsForPartition."""
    return _get(catalog, request, _partition(catalog, request)[1])


def delete_for_table(catalog: Catalog, request: Json) -> Json:
    """DeleteColumnStatisticsForTable."""
    catalog.statistics.remove(_table(catalog, request), request["ColumnName"])
    return {}


def delete_for_partition(catalog: Catalog, request: Json) -> Json:
    """DeleteColumnStatisticsForPartition."""
    catalog.statistics.remove(_partition(catalog, request)[1], request["ColumnName"])
    return {}


def _update(catalog: Catalog, request: Json, table: Table, holder: Table | Partition) -> Json:
    columns, errors = _columns(table, holder), []
    for given in request["ColumnStatisticsList"]:
        try:
            if given["ColumnName"] not in columns:
                raise not_found(f"Column {given['ColumnName']} not found.")
            refuse_contradictions(given)
            catalog.statistics.put(holder, given)
        except Refusal as refusal:
            errors.append({"ColumnStatistics": given, "Error": entry_error(refusal)})
    return {"Errors": errors}


def _get(catalog: Catalog, request: Json, holder: Table | Partition) -> Json:
    present = catalog.statistics.of(holder)
    wanted = dict.fromkeys(request["ColumnNames"])
    missing = entry_error(not_found("Statistics do not exist for this column"))
    return {
        "ColumnStatisticsList": [present[name] for name in wanted if name in present],
        "Errors": [{"ColumnName": name, "Error": missing} for name in wanted if name not in present],
    }


def _columns(table: Table, holder: Table | Partition) -> set[str]:
    """The columns of a table or partition, with the table's partition keys; a partition may have no own."""
    definition = current(table)
    given = definition if holder is table else getattr(holder, "partition_input", {})
    descriptors = [one.get("StorageDescriptor") or {} for one in (given, definition)]
    lists = (*(one.get("Columns") for one in descriptors), definition.get("PartitionKeys"))
    return {column["Name"] for columns in lists for column in columns or ()}


def _table(catalog: Catalog, request: Json) -> Table:
    return catalog.backend.get_table(request["DatabaseName"], request["TableName"])


def _partition(catalog: Catalog, request: Json) -> tuple[Table, Partition]:
    table = _table(catalog, request)
    return table, table.get_partition(request["PartitionValues"])
