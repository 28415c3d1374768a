"""What was last applied: the resources of the stack's state, and what the last run recorded of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from catalog.language.changes.model import Column, Table
from catalog.language.glue.kinds import CATALOG_DATABASE, CATALOG_TABLE, IMPORTED, PARTITION_SET
from catalog.language.glue.parameters import STAMP, is_own, managed_keys
from catalog.language.partitions.values import read

from .record import Record, TableRecord

PropertyMap = Mapping[str, Any]

# what declarations of tables say beside columns and parameters: everything else is others'
FIELDS = frozenset({"databaseName", "name", "description", "tableType"})
STORAGE = frozenset({"location", "inputFormat", "outputFormat"})
SERDE = frozenset({"serializationLibrary"})


@dataclass(frozen=True, slots=True)
class Held:
    """A resource of the stack's state. `address` is its name in Glue; its outputs are read when asked for."""

    urn: str
    token: str
    address: str
    outputs: Callable[[], PropertyMap]

    @property
    def is_object(self) -> bool:
        """Whether it is a database or a table; else it belongs to a table."""
        return self.token in (CATALOG_DATABASE.token, CATALOG_TABLE.token)

    @property
    def name(self) -> str:
        """Its name in the stack: that of the spec."""
        return self.urn.rpartition("::")[2]

    @property
    def table(self) -> str:
        """The `<database>.<table>` in its name."""
        return ".".join(self.name.split(".")[:2])


@dataclass(frozen=True, slots=True)
class Base:
    """The state by names in Glue: `<database>.<table>` of tables and partition sets.

    `record` is None where no run of this version has been. `live`: not the state, which is lost, but Glue.
    """

    record: Record | None = None
    databases: Mapping[str, Held] = field(default_factory=dict)
    tables: Mapping[str, Held] = field(default_factory=dict)
    sets: Mapping[str, Held] = field(default_factory=dict)
    live: bool = False

    @staticmethod
    def of(resources: Iterable[Held], record: Record | None, *, live: bool = False) -> Base:
        """Of a state's resources; those of other kinds are left out."""
        by_kind: dict[str, dict[str, Held]] = {}
        for each in resources:
            by_kind.setdefault(each.token, {})[each.address] = each
        kinds = (CATALOG_DATABASE, CATALOG_TABLE, PARTITION_SET)
        databases, tables, sets = (by_kind.get(kind.token, {}) for kind in kinds)
        return Base(record, databases, tables, sets, live)

    @property
    def is_empty(self) -> bool:
        """Whether the state has nothing that the gate is about."""
        return not (self.databases or self.tables)

    def is_ours(self, held: Held) -> bool:
        """Whether specs declared it: it is recorded, or without a record it bears a stamp of ours.

        Resources that a program declares beside the specs are neither. What `pulumi import` took in under a
        spec's name is neither as long as no run declared it: `is_imported`.
        """
        if self.record is not None:
            known = self.record.tables if held.token == CATALOG_TABLE.token else self.record.databases
            return held.address in known
        return STAMP in (held.outputs().get("parameters") or {})

    def is_imported(self, held: Held) -> bool:
        """Whether `pulumi import` took it in under the name that a spec's has, and no run declared it."""
        parts = held.name.count(".") == (held.token == CATALOG_TABLE.token)
        return parts and not self.is_ours(held) and IMPORTED in held.outputs()


def table_of(outputs: PropertyMap, record: TableRecord | None) -> Table:
    """The table of a resource's outputs, restricted to what was declared of it.

    Outputs of a PartitionSet lack which partitions it declares: without a record none is known.
    """
    of_set = record.partition_set if record else None
    found = Table.of(outputs, of_set, read(_block(of_set)).values if of_set is not None else None)
    if record is not None and record.pending is not None:
        pending = read(_block(record.pending)).values
        found = replace(found, partitions=pending if found.partitions is None else found.partitions | pending)
    found = replace(
        found,
        fields=_among(found.fields, FIELDS),
        storage=_among(found.storage, STORAGE),
        serde=_among(found.serde, SERDE),
    )
    if record is not None:
        return restricted(found, record)
    ours = managed_keys(outputs.get("parameters") or {})  # by the stamp's own list
    return replace(found, parameters=_among(found.parameters, ours))


def _block(of_set: PropertyMap) -> dict[str, Any]:
    return {name: of_set[name] for name in ("keys", "values", "except") if of_set.get(name)}


def restricted(table: Table, record: TableRecord) -> Table:
    """The table without columns and parameters that the specs did not declare: they are others'."""

    def of(owner: str) -> frozenset[str]:
        start = f"{owner}:"
        return frozenset(n.removeprefix(start) for n in record.parameters if n.startswith(start))

    return replace(
        table,
        columns=tuple(c for c in table.columns if c.name in record.columns),
        keys=tuple(k for k in table.keys if k.name in record.columns),
        parameters=_among(table.parameters, of("table"), own=True),
        storage_parameters=_among(table.storage_parameters, of("storage")),
        serde_parameters=_among(table.serde_parameters, of("SerDe")),
    )


def with_declared_types(table: Table, record: TableRecord, now: Mapping[str, str]) -> Table:
    """The table with the recorded type of each column that is declared as it was: what another writer made
    of it is drift, and no change of the spec's.
    """

    def kept(column: Column) -> Column:
        recorded = record.columns.get(column.name)
        return replace(column, type=recorded) if recorded and recorded == now.get(column.name) else column

    return replace(table, columns=tuple(map(kept, table.columns)), keys=tuple(map(kept, table.keys)))


def _among(found: Mapping[str, Any], names: frozenset[str], *, own: bool = False) -> dict[str, Any]:
    return {n: value for n, value in found.items() if n in names or (own and is_own(n))}
