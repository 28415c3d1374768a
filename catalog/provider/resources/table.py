"""CatalogTable: a Glue table. Updates start from a fresh read, keep others' parameters and name its version.

Upstream overwrites what engines wrote since the last read and adds a table version with every update;
here UpdateTable carries VersionId, so that a concurrent writer is noticed and merged with, and
SkipArchive, so that versions do not pile up towards their limit.
"""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import Any

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.objects import TABLES, Address
from catalog.aws.calls.reads import get_indexes
from catalog.aws.errors import AwsError, ProviderError
from catalog.aws.session import Session
from catalog.aws.shapes import conversion
from catalog.aws.shapes.properties import Properties, PropertyMap, contains_unknown
from catalog.aws.shapes.table import TABLE, TABLE_INPUT
from catalog.aws.shapes.table_formats import kinds_of, pointers
from catalog.language.changes import forms
from catalog.language.changes.comparison import table_changes
from catalog.language.changes.model import Table
from catalog.language.glue.kinds import CATALOG_TABLE
from catalog.provider.framework.declared_sets import DeclaredSets
from catalog.provider.framework.lifecycle import Change, GlueObject, Structure
from catalog.provider.framework.property_diff import Delta
from catalog.provider.framework.request import Request
from catalog.provider.merging.context import context_only
from catalog.provider.merging.three_way import Merged

from . import table_rekey, view_definition
from .partition_set.earlier_runs import look_for_earlier_partitions
from .partitions_of_tables import others_left_behind

CONFLICT = "ConcurrentModificationException"
UPDATE_ATTEMPTS = 6
FIRST_PAUSE = 0.1  # seconds before the second attempt; doubled for each further one
OUTSIDE_TABLE_INPUT = ("openTableFormatInput", "partitionIndices")  # inputs of CreateTable outside TableInput


class CatalogTable(GlueObject):
    """`aws:glue/catalogTable:CatalogTable`, ID `account:database:table`."""

    kind = CATALOG_TABLE
    shape = TABLE
    structure = TABLE_INPUT
    calls = TABLES
    named_by = ("databaseName", "name")
    arn_type = "table"
    unexpressed = ("LastAccessTime", "LastAnalyzedTime", "FederatedTable")
    echoed = (*GlueObject.echoed, "openTableFormatInput")

    def diff(
        self, session: Session, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> list[Delta]:
        """What an update would change; the pointers of an Iceberg table are its engine's."""
        found = super().diff(session, old_inputs, outputs, new_inputs)
        if context_only(new_inputs):
            return found
        if table_rekey.changes_key_count(old_inputs, new_inputs):
            found = [
                replace(delta, replaces=True) if delta.top == "partitionKeys" else delta for delta in found
            ]
        engines = pointers(kinds_of({"Parameters": outputs.get("parameters")}))
        return [delta for delta in found if delta.path not in {f"parameters.{key}" for key in engines}]

    def describe_changes(self, old: PropertyMap, new: PropertyMap) -> tuple[str, ...]:
        """The changes by name."""
        changes = table_changes(Table.of(old), Table.of(new))
        return tuple(line for change in changes for line in change.lines())

    def register(self, declared: DeclaredSets, urn: str, new_inputs: PropertyMap) -> None:
        """The table, for what its PartitionSet has to say of it."""
        where = new_inputs.get("databaseName"), new_inputs.get("name")
        if all(isinstance(name, str) for name in where):
            declared.add_table(".".join(map(str, where)), urn)

    def describe_update(
        self, request: Request, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> tuple[str, ...]:
        """What a change of the partition keys means for what hangs on them."""
        if context_only(new_inputs):
            return ()
        return table_rekey.describe_rekey(request, outputs, old_inputs, new_inputs)

    def preview_update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """Tells, too, which partitions of others a change of the schema leaves behind."""
        found = super().preview_update(request, outputs, old_inputs, new_inputs)
        if not context_only(new_inputs) and not contains_unknown(new_inputs):
            request.report(*others_left_behind(request, outputs, old_inputs, new_inputs))
        return found

    def create_extras(self, request: Request, inputs: PropertyMap) -> dict[str, Any]:
        """Indexes and an open table format, which stand beside TableInput."""
        del request
        fields = [TABLE.by_name[name] for name in OUTSIDE_TABLE_INPUT if inputs.get(name)]
        sent = conversion.to_glue(TABLE, inputs)
        return {field.glue: sent[field.glue] for field in fields}

    def adopt_extras(
        self, request: Request, client: CatalogClient, address: Address, inputs: PropertyMap
    ) -> None:
        """Partitions that a killed run left in it."""
        look_for_earlier_partitions(request, client, address, inputs)

    def finished(self, inputs: PropertyMap, members: Structure) -> dict[str, Any]:
        """Columns of a schema registry are not sent, nor keys where an open table format makes the table."""
        sent = super().finished(inputs, members)
        if inputs.get("openTableFormatInput") and not sent.get("PartitionKeys"):
            sent.pop("PartitionKeys", None)
        if (sent.get("StorageDescriptor") or {}).get("SchemaReference"):
            sent["StorageDescriptor"] = {k: v for k, v in sent["StorageDescriptor"].items() if k != "Columns"}
        return sent

    def merge(self, change: Change, live: Structure) -> Merged:
        """A view in several dialects is repeated as it is: what is left out of an update is lost."""
        merged = super().merge(change, live)
        return replace(merged, structure={**merged.structure, **view_definition.repeated(live)})

    def write(
        self, request: Request, client: CatalogClient, address: Address, change: Change, live: Structure
    ) -> Structure:
        """Names the version that was read. Where another writer was faster, its change is read and merged
        with, a few times. Indexes that keep Glue from changing keys are removed before.
        """
        sent = self.accounted(request, address, self.merge(change, live))  # refused before an index goes
        old = None if context_only(change.new) else change.old
        with table_rekey.without_indexes_in_the_way(request, client, address, live, old, change.new):
            for attempt in range(UPDATE_ATTEMPTS):
                if conversion.equal(TABLE_INPUT, sent, live) or _update(client, address, sent, live):
                    return sent
                time.sleep(FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1))
                live = TABLES.get(client, address) or live
                sent = self.accounted(request, address, self.merge(change, live))
                if not conversion.equal(
                    TABLE_INPUT, sent, live
                ):  # else it was our own, whose answer got lost
                    request.report(forms.FASTER_WRITER.text(TABLES.title(address)))
            raise ProviderError(
                f"{TABLES.title(address)} was not updated: another writer changed it {UPDATE_ATTEMPTS} times "
                "meanwhile; nothing of it was overwritten. Run pulumi up again when that writer has finished"
            )

    def declared_outputs(self, request: Request, inputs: PropertyMap) -> Properties:
        """What a create was sent beside TableInput."""
        del request
        return {name: inputs[name] for name in OUTSIDE_TABLE_INPUT if name in inputs}

    def read_extras(
        self,
        request: Request,
        client: CatalogClient,
        address: Address,
        live: Structure,
        inputs: PropertyMap | None,
        outputs: PropertyMap,
    ) -> tuple[Properties, Properties]:
        """The indexes, where the program declares them in the table or all is to be known (an import)."""
        del outputs
        seen = self.declared_outputs(request, inputs or {})
        if inputs is not None and inputs.get("partitionIndices") is None:
            return {}, seen
        indexes = get_indexes(client, *address) if live.get("PartitionKeys") else []
        declared = {"partitionIndices": [_index_input(i) for i in indexes]} if inputs else {}
        return declared, seen | {"partitionIndices": indexes}

    def update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """Changes no index: the outputs keep those that were read last."""
        kept = {name: outputs[name] for name in ("partitionIndices",) if name in outputs}
        return super().update(request, outputs, old_inputs, new_inputs) | kept

    def remove(self, request: Request, client: CatalogClient, address: Address) -> None:
        """Deletes of tables that arrive together share a call."""
        request.context.deletes.delete(client, *address)


def _index_input(index: PropertyMap) -> Properties:
    return {"indexName": index["indexName"], "keys": index["keys"]}


def _update(client: CatalogClient, address: Address, sent: Structure, live: Structure) -> bool:
    """Whether the table could be written as it was read; False if another writer was faster."""
    members: dict[str, Any] = {"VersionId": live["VersionId"]} if live.get("VersionId") else {}
    if "ViewDefinition" in sent:
        members |= view_definition.UPDATE
    try:
        TABLES.update(client, address, sent, SkipArchive=True, **members)
    except AwsError as error:
        if error.code != CONFLICT:
            raise
        return False
    return True
