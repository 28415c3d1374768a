"""The whole verdict table, and which function tells the cases of which change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .. import column_changes, object_changes, table_changes
from ..change import Change
from .cases import columns, objects, partitions, storage, structures, types
from .occurrences import columns as of_columns
from .occurrences import objects as of_objects
from .occurrences import partitions as of_partitions
from .occurrences import storage as of_storage
from .occurrences.occurrence import Occurrence
from .row import Case

CASES: Mapping[str, Case] = {
    name: case
    for table in (columns, types, structures, partitions, storage, objects)
    for name, case in table.CASES.items()
}
UNKNOWN = "unknown structure"
Reading = Callable[[Any, Any, Any], Iterable[Occurrence]]

READINGS: Mapping[type[Change], Reading] = {
    column_changes.AddColumn: of_columns.added,
    column_changes.DropColumn: of_columns.dropped,
    column_changes.RenameColumn: of_columns.renamed,
    column_changes.MoveColumn: of_columns.moved,
    column_changes.ChangeColumnType: of_columns.retyped,
    column_changes.RespellColumnType: of_columns.respelled,
    column_changes.ChangeNullability: of_columns.nullability,
    column_changes.ChangeKeys: of_columns.keys,
    column_changes.ChangeColumnContext: of_columns.context,
    column_changes.ChangePartitionKeys: of_partitions.keys,
    column_changes.ChangeKeyContext: of_partitions.key_context,
    table_changes.ChangeProjection: of_partitions.projection,
    table_changes.AddPartitions: of_partitions.added,
    table_changes.RemovePartitions: of_partitions.removed,
    table_changes.ChangePartitionSet: of_partitions.of_set,
    table_changes.AddIndex: of_partitions.index,
    table_changes.DropIndex: of_partitions.index,
    table_changes.ChangeFormat: of_storage.format_,
    table_changes.ChangeSerde: of_storage.serde,
    table_changes.ChangeLocation: of_storage.location,
    table_changes.ChangeParameter: of_storage.parameter,
    table_changes.ChangeBusinessContext: of_storage.context,
    table_changes.ChangeTableField: of_storage.field,
    table_changes.ChangeStorage: of_storage.storage,
    table_changes.ChangeSerdeName: of_storage.serde_name,
    object_changes.CreateTable: of_objects.table_created,
    object_changes.DropTable: of_objects.table_dropped,
    object_changes.RenameTable: of_objects.table_renamed,
    object_changes.MoveTable: of_objects.table_moved,
    object_changes.CreateDatabase: of_objects.database_created,
    object_changes.DropDatabase: of_objects.database_dropped,
    object_changes.ChangeDatabase: of_objects.database,
}
