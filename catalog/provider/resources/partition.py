"""Partition: one partition of a Glue table; its values come from state, never from its ID if avoidable.

Upstream parses the ID at every read, and a value with `:` or `#` wedges the stack. Here the ID is parsed
only at import.
"""

from __future__ import annotations

from dataclasses import replace

from catalog.aws import identifiers
from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.objects import PARTITIONS, TABLES, Address
from catalog.aws.errors import ProviderError
from catalog.aws.session import Session
from catalog.aws.shapes.partition import PARTITION, PARTITION_INPUT
from catalog.aws.shapes.properties import Properties, PropertyMap
from catalog.language.changes import forms
from catalog.language.glue import kinds
from catalog.language.glue.limits import PARTITION_VALUE_LIMIT
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.provider.framework.autonaming import Naming
from catalog.provider.framework.lifecycle import GlueObject
from catalog.provider.framework.request import Request
from catalog.provider.framework.resource import Found
from catalog.provider.framework.urn import Urn
from catalog.provider.resources.partition_set.declared import Declared


class Partition(GlueObject):
    """`aws:glue/partition:Partition`, ID `account:database:table:value#value`."""

    kind = kinds.PARTITION
    shape = PARTITION
    structure = PARTITION_INPUT
    calls = PARTITIONS
    named_by = ("databaseName", "tableName", "partitionValues")
    reads_back = True  # Glue alone knows the times
    unexpressed = ("LastAccessTime", "LastAnalyzedTime")

    def check(
        self, session: Session, old_inputs: PropertyMap, new_inputs: Properties, naming: Naming
    ) -> tuple[PropertyMap, list[str]]:
        """Values have a length that Glue takes."""
        checked, found = super().check(session, old_inputs, new_inputs, naming)
        values = new_inputs.get("partitionValues")
        for index, value in enumerate(values if isinstance(values, list) else ()):
            if isinstance(value, str) and not 1 <= len(value) <= PARTITION_VALUE_LIMIT:
                found.append(
                    f"partitionValues[{index}]: has {len(value):,} characters, "
                    f"Glue takes 1 to {PARTITION_VALUE_LIMIT:,}"
                )
        return checked, found

    def locate(self, request: Request, *properties: PropertyMap) -> tuple[CatalogClient, Address, str]:
        """By the values that state has; at import by those in the ID."""
        values = next((p["partitionValues"] for p in properties if p.get("partitionValues")), None)
        parsed = identifiers.split(request.id, self.kind.id_form, last_known=values is not None)
        catalog, database, table, joined = parsed.parts
        client = request.client(*properties, {"region": parsed.region, "catalogId": catalog})
        return client, (database, table, values or _values_in(joined, client, database, table)), parsed.region

    def read(self, request: Request, inputs: PropertyMap | None, outputs: PropertyMap) -> Found | None:
        """The ID stays as it was: values with `:` or `#` can't be told apart in it once more."""
        live = super().read(request, inputs, outputs)
        return None if live is None else replace(live, id=request.id)

    def delete(self, request: Request, outputs: PropertyMap, inputs: PropertyMap) -> None:
        """Left in Glue where a PartitionSet of the program holds it from now on."""
        client, address, _ = self.locate(request, outputs, inputs)
        owner = _set_of(request, client, address)
        if owner:
            request.report(forms.KEPT_BY_SET.text(owner))
        else:
            super().delete(request, outputs, inputs)


def _set_of(request: Request, client: CatalogClient, address: Address) -> str:
    """The name of the PartitionSet that declares this partition, or ''."""
    database, table, values = address
    row: Tuple = tuple(values)
    declared = request.context.declared
    for urn, inputs in declared.of(f"{database}.{table}").items():
        if _same_catalog(client, request.client(inputs)) and row in declared.parsed(urn, inputs, _rows):
            return Urn(urn).name
    return ""


def _rows(inputs: PropertyMap) -> TupleSet:
    return Declared(inputs).values


def _same_catalog(one: CatalogClient, other: CatalogClient) -> bool:
    """Whether both are one catalog in one region. One that is not known may be: better kept than removed."""
    known = one.catalog and other.catalog
    return one.region == other.region and (not known or one.catalog == other.catalog)


def _values_in(joined: str, client: CatalogClient, database: str, table: str) -> list[str]:
    """The values in an ID at import: split at `#`, unless the table's keys say that a value holds one."""
    values = joined.split("#")
    if len(values) == 1:
        return values
    live = TABLES.get(client, (database, table)) or {}
    keys = len(live.get("PartitionKeys") or values)
    if keys == 1:
        return [joined]
    if keys != len(values):
        raise ProviderError(
            f"{joined!r} does not say where a partition value ends: {database}.{table} has {keys} partition "
            f"keys, and '#' parts it into {len(values)} values; such a partition can't be imported by ID"
        )
    return values
