"""The table of Glue operations that have rules of ours; all others are Moto's."""

from __future__ import annotations

from collections.abc import Callable

from catalog.local.emulator import Json
from catalog.local.rules.refusals import Refusal

from . import (
    column_statistics,
    databases,
    partitions,
    search,
    tables,
    unfiltered,
    user_defined_functions,
)
from .databases import Catalog
from .tables import entry_error

Operation = Callable[[Catalog, Json], Json]

# by batch operation: its list of entries, and how an entry and an error name the values
ENTRIES = {
    "BatchCreatePartition": ("PartitionInputList", "Values", "PartitionValues"),
    "BatchUpdatePartition": ("Entries", "PartitionValueList", "PartitionValueList"),
    "BatchDeletePartition": ("PartitionsToDelete", "Values", "PartitionValues"),
}


def entry_fault(operation: str, request: Json) -> list[Json]:
    """Takes the first entry out of a batch; its error, for the answer."""
    if operation not in ENTRIES:
        return []
    entries, values, named = ENTRIES[operation]
    first, *request[entries] = request[entries]
    error = entry_error(Refusal("InternalServiceException", "a fault that was asked for"))
    return [{named: first[values], "ErrorDetail": error}]


OPERATIONS: dict[str, Operation] = {
    "CreateDatabase": databases.create_database,
    "GetDatabase": databases.get_database,
    "GetDatabases": databases.get_databases,
    "UpdateDatabase": databases.update_database,
    "DeleteDatabase": databases.delete_database,
    "CreateTable": tables.create_table,
    "GetTable": tables.get_table,
    "GetTables": tables.get_tables,
    "UpdateTable": tables.update_table,
    "DeleteTable": tables.delete_table,
    "BatchDeleteTable": tables.batch_delete_table,
    "GetTableVersion": tables.get_table_version,
    "GetTableVersions": tables.get_table_versions,
    "DeleteTableVersion": tables.delete_table_version,
    "BatchDeleteTableVersion": tables.batch_delete_table_version,
    "CreatePartition": partitions.create_partition,
    "BatchCreatePartition": partitions.batch_create_partition,
    "GetPartition": partitions.get_partition,
    "BatchGetPartition": partitions.batch_get_partition,
    "GetPartitions": partitions.get_partitions,
    "UpdatePartition": partitions.update_partition,
    "BatchUpdatePartition": partitions.batch_update_partition,
    "DeletePartition": partitions.delete_partition,
    "BatchDeletePartition": partitions.batch_delete_partition,
    "CreatePartitionIndex": partitions.create_partition_index,
    "GetPartitionIndexes": partitions.get_partition_indexes,
    "DeletePartitionIndex": partitions.delete_partition_index,
    "SearchTables": search.search_tables,
    "UpdateColumnStatisticsForTable": column_statistics.update_for_table,
    "UpdateColumnStatisticsForPartition": column_statistics.update_for_partition,
    "GetColumnStatisticsForTable": column_statistics.get_for_table,
    "GetColumnStatisticsForPartition": column_statistics.get_for_partition,
    "DeleteColumnStatisticsForTable": column_statistics.delete_for_table,
    "DeleteColumnStatisticsForPartition": column_statistics.delete_for_partition,
    "CreateUserDefinedFunction": user_defined_functions.create_user_defined_function,
    "GetUserDefinedFunction": user_defined_functions.get_user_defined_function,
    "GetUserDefinedFunctions": user_defined_functions.get_user_defined_functions,
    "UpdateUserDefinedFunction": user_defined_functions.update_user_defined_function,
    "DeleteUserDefinedFunction": user_defined_functions.delete_user_defined_function,
    "GetUnfilteredTableMetadata": unfiltered.get_unfiltered_table_metadata,
    "GetUnfilteredPartitionMetadata": unfiltered.get_unfiltered_partition_metadata,
    "GetUnfilteredPartitionsMetadata": unfiltered.get_unfiltered_partitions_metadata,
}
