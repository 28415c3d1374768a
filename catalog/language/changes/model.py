"""Tables and databases in the form in which they are compared. Pure.

Made of property dicts in pulumi-aws's spelling, whether a program declares them or a stack's state holds them
as outputs. What is empty counts as absent, names of columns are in lower case as Glue has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from catalog.language.glue.types import canonical_or_text
from catalog.language.partitions.tuple_sets import TupleSet

# a property and the word for it, in the order in which preview tells them
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
DATABASE_FIELDS = (
    ("name", "name"),
    ("description", "description"),
    ("locationUri", "location"),
    ("createTableDefaultPermissions", "permissions of new tables"),
)
EMPTY_SAYS = ("createTableDefaultPermissions",)  # an empty list grants new tables to nobody
# of a PartitionSet, beside which partitions it declares
SET_FIELDS = (
    ("locationTemplate", "location of partitions"),
    ("overrides", "overrides of partitions"),
    ("ownership", "ownership of partitions"),
    ("cascade", "cascade"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column or partition key; one of another tool's, whose context alone is declared, has no type."""

    name: str
    type: str = ""
    comment: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)

    @staticmethod
    def of(properties: Mapping[str, Any]) -> Column:
        """Of a column's properties."""
        return Column(
            str(properties.get("name") or "").lower(),
            str(properties.get("type") or ""),
            str(properties.get("comment") or ""),
            dict(properties.get("parameters") or {}),
        )

    @property
    def canonical_type(self) -> str:
        """The type in its one spelling, or the text as it is where it is no type."""
        return canonical_or_text(self.type)

    def properties(self) -> dict[str, Any]:
        """As a program declares it."""
        return _without_empty(
            {
                "name": self.name,
                "type": self.type,
                "comment": self.comment,
                "parameters": dict(self.parameters),
            }
        )


class Index(NamedTuple):
    """A partition index: its name, and the keys it is over."""

    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and what is declared of its partitions.

    `fields` and `storage` hold the properties of TABLE_FIELDS and STORAGE_FIELDS that are not empty, `serde`
    those of SERDE_FIELDS, `set_fields` those of SET_FIELDS. `partitions` is None where no PartitionSet is.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    keys: tuple[Column, ...] = ()
    storage: Mapping[str, Any] = field(default_factory=dict)
    serde: Mapping[str, Any] = field(default_factory=dict)
    serde_parameters: Mapping[str, str] = field(default_factory=dict)
    storage_parameters: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    partitions: TupleSet | None = None
    set_fields: Mapping[str, Any] = field(default_factory=dict)
    indexes: frozenset[Index] = frozenset()

    @staticmethod
    def of(
        properties: Mapping[str, Any],
        partition_set: Mapping[str, Any] | None = None,
        partitions: TupleSet | None = None,
        indexes: Iterable[Index] = (),
    ) -> Table:
        """Of the properties of a CatalogTable, and of its PartitionSet with the partitions it declares."""
        storage = properties.get("storageDescriptor") or {}
        serde = storage.get("serDeInfo") or {}
        return Table(
            fields=_named(properties, TABLE_FIELDS),
            columns=_columns(storage.get("columns")),
            keys=_columns(properties.get("partitionKeys")),
            storage=_named(storage, STORAGE_FIELDS),
            serde=_named(serde, SERDE_FIELDS),
            serde_parameters=dict(serde.get("parameters") or {}),
            storage_parameters=dict(storage.get("parameters") or {}),
            parameters=dict(properties.get("parameters") or {}),
            partitions=partitions,
            set_fields=_named(partition_set or {}, SET_FIELDS),
            indexes=frozenset(indexes),
        )

    @property
    def database(self) -> str:
        """The database's name in Glue."""
        return str(self.fields.get("databaseName", ""))

    @property
    def name(self) -> str:
        """The table's name in Glue."""
        return str(self.fields.get("name", ""))

    @property
    def full_name(self) -> str:
        """`<database>.<table>`, as Glue has them."""
        return f"{self.database}.{self.name}"

    @property
    def library(self) -> str:
        """The SerDe's serialization library."""
        return str(self.serde.get("serializationLibrary", ""))

    def properties(self) -> dict[str, Any]:
        """The properties of its CatalogTable."""
        serde = {**self.serde, "parameters": dict(self.serde_parameters)}
        storage = {
            **self.storage,
            "columns": [column.properties() for column in self.columns],
            "parameters": dict(self.storage_parameters),
            "serDeInfo": _without_empty(serde),
        }
        return _without_empty(
            {
                **self.fields,
                "partitionKeys": [key.properties() for key in self.keys],
                "storageDescriptor": _without_empty(storage),
                "parameters": dict(self.parameters),
            }
        )


@dataclass(frozen=True, slots=True)
class Database:
    """A database; `fields` holds the properties of DATABASE_FIELDS that are not empty."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(properties: Mapping[str, Any]) -> Database:
        """Of the properties of a CatalogDatabase."""
        return Database(_named(properties, DATABASE_FIELDS), dict(properties.get("parameters") or {}))

    @property
    def name(self) -> str:
        """The name in Glue."""
        return str(self.fields.get("name", ""))


def _columns(properties: Iterable[Mapping[str, Any]] | None) -> tuple[Column, ...]:
    return tuple(map(Column.of, properties or ()))


def _named(properties: Mapping[str, Any], names: Iterable[tuple[str, str]]) -> dict[str, Any]:
    found = {name: properties.get(name) for name, _ in names}
    return {name: v for name, v in found.items() if v or (name in EMPTY_SAYS and v is not None)}


def _without_empty(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value not in ("", {}, [])}
