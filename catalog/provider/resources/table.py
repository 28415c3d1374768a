"""CatalogTable: a Glue table. Updates start from a fresh read, keep others' parameters and name its version.

Upstream overwrites what engines wrote since the last read and adds a table version with every update;
here UpdateTable carries VersionId, so that a concurrent writer is noticed and merged with, and
SkipArchive, so that versions do not pile up towards their limit.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from catalog.aws import identifiers
from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.reads import get_indexes, get_table
from catalog.aws.errors import EXISTS, AwsError, ProviderError, aws
from catalog.aws.session import Session
from catalog.aws.shapes import conversion
from catalog.aws.shapes.properties import Properties, PropertyMap
from catalog.aws.shapes.table import TABLE, TABLE_INPUT
from catalog.language.changes.tables import table_changes
from catalog.provider.framework import ownership, validation
from catalog.provider.framework.autonaming import Naming, named
from catalog.provider.framework.resource import (
    Found,
    Request,
    Resource,
    adopt_or_refuse,
    equal,
    undetectable_inputs,
)

from . import table_rekey

ID_FORM = "account:database:table"
CONFLICT = "ConcurrentModificationException"
UPDATE_ATTEMPTS = 6
FIRST_PAUSE = 0.1  # seconds before the second attempt; doubled for each further one
NOT_EXPRESSED = ("LastAccessTime", "LastAnalyzedTime")  # TableInput members that no property stands for
LEFT_TO_OTHERS = ("Owner", "Retention")  # kept as they are where the program says and said nothing
BESIDE = ("databaseName", "openTableFormatInput")  # properties outside TableInput that a read echoes


Where = tuple[str, str]  # database, table


class CatalogTable(Resource):
    """`aws:glue/catalogTable:CatalogTable`, ID `account:database:table`."""

    token = "aws:glue/catalogTable:CatalogTable"
    shape = TABLE
    unknown_outputs = ("arn", "catalogId")

    def check(
        self, session: Session, old_inputs: PropertyMap, new_inputs: Properties, naming: Naming
    ) -> tuple[PropertyMap, list[str]]:
        """Adds defaults; what is wrong with the inputs."""
        del session
        checked, unnamed = named(old_inputs, new_inputs, naming)
        return checked, [*unnamed, *validation.problems(self.shape, checked)]

    def diff(
        self, session: Session, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> list[Any]:
        """What an update would change; the pointers of an Iceberg table are its engine's."""
        found = super().diff(session, old_inputs, outputs, new_inputs)
        if table_rekey.changes_key_count(old_inputs, new_inputs):
            found = [
                replace(delta, replaces=True) if delta.top == "partitionKeys" else delta for delta in found
            ]
        if ((outputs.get("parameters") or {}).get("table_type") or "").upper() != "ICEBERG":
            return found
        owned = {f"parameters.{key}" for key in ownership.ICEBERG_OWNED}
        return [delta for delta in found if delta.path not in owned]

    def describe_changes(self, old: PropertyMap, new: PropertyMap) -> tuple[str, ...]:
        """The changes by name."""
        return tuple(change.describe() for change in table_changes(old, new))

    def describe_update(
        self, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> tuple[str, ...]:
        """What a change of the partition keys means for what hangs on them."""
        del outputs
        return table_rekey.describe_rekey(old_inputs, new_inputs)

    def create(self, request: Request, inputs: PropertyMap) -> tuple[str, Properties]:
        """Makes the object, or takes up one that an earlier run of this stack made."""
        client, where = request.client(inputs), (inputs["databaseName"], inputs["name"])
        request.context.reads.wrote_table(client, *where)
        sent = _table_input(inputs, None)
        beside = {
            field.glue: conversion.to_glue_value(field, inputs[field.name])
            for field in (TABLE.by_name["partitionIndices"], TABLE.by_name["openTableFormatInput"])
            if inputs.get(field.name)
        }
        try:
            with aws(f"create {_name(where)}"):
                client.glue.create_table(
                    DatabaseName=where[0],
                    TableInput=cast(Any, sent),
                    **cast(Any, beside),
                    **client.scope,
                )
        except AwsError as error:
            if error.code != EXISTS:
                raise
            sent = self._adopt(request, client, inputs, sent, lost=error.retried)
        return identifiers.join(client.catalog, *where), _outputs(client, where, sent, inputs)

    def _adopt(
        self,
        request: Request,
        client: CatalogClient,
        inputs: PropertyMap,
        sent: Mapping[str, Any],
        *,
        lost: bool,
    ) -> dict[str, Any]:
        """An existing table: ours by its stamp, or by an answer that got lost; else it is refused."""
        where = inputs["databaseName"], inputs["name"]
        live = get_table(client, *where) or {}
        same = lost and equal(TABLE_INPUT, sent, live)
        adopt_or_refuse(
            request, _name(where), identifiers.join(client.catalog, *where), inputs, live, lost=same
        )
        return _write(client, where, _Wanted(inputs, None), live)

    def read(self, request: Request, inputs: PropertyMap | None, outputs: PropertyMap) -> Found | None:
        """The live object, as declared and as outputs."""
        parsed = identifiers.split(request.id, ID_FORM)
        catalog, database, name = parsed.parts
        where = database, name
        client = request.client(outputs, {"region": parsed.region, "catalogId": catalog})
        live = request.context.reads.table(client, *where)
        if live is None:
            return None
        declared = undetectable_inputs(inputs, parsed.region, *BESIDE) | {"databaseName": database}
        found = _outputs(client, where, live, inputs or {})
        if inputs is None or inputs.get("partitionIndices") is not None:
            indexes = get_indexes(client, *where) if live.get("PartitionKeys") else []
            found["partitionIndices"] = indexes
            if inputs:
                declared["partitionIndices"] = [_index_input(i) for i in indexes]
        projected = conversion.to_inputs(TABLE_INPUT, {**live, "Name": name}, inputs)
        return Found(identifiers.join(client.catalog, *where), {**declared, **projected}, found)

    def update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """Brings the live object to the new inputs, others' parameters kept."""
        _, database, name = identifiers.split(request.id, ID_FORM).parts
        client, where = request.client(new_inputs, outputs), (database, name)
        request.context.reads.wrote_table(client, *where)
        live = get_table(client, *where)
        if live is None:
            raise ProviderError(f"{_name(where)} is gone: run pulumi refresh, then pulumi up")
        with table_rekey.without_indexes_in_the_way(request, client, where, live, old_inputs, new_inputs):
            sent = _write(client, where, _Wanted(new_inputs, old_inputs), live)
        kept = {k: outputs[k] for k in ("partitionIndices",) if k in outputs}
        return _outputs(client, where, sent, new_inputs) | kept

    def delete(self, request: Request, outputs: PropertyMap, inputs: PropertyMap) -> None:
        """Removes the object; one that is gone is no error."""
        _, database, name = identifiers.split(request.id, ID_FORM).parts
        client = request.client(outputs)
        request.context.reads.wrote_table(client, database, name)
        request.context.deletes.delete(client, database, name)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the program declares, and what it declared before (None: not known)."""

    new_inputs: PropertyMap
    old_inputs: PropertyMap | None

    def over(self, live: Mapping[str, Any]) -> dict[str, Any]:
        """The TableInput that makes `live` what is wanted and keeps what is others'."""
        base = None if self.old_inputs is None else conversion.to_glue(TABLE_INPUT, self.old_inputs)
        sent = ownership.merge(_table_input(self.new_inputs, live), base, live)
        if sent.get("Parameters"):
            sent["Parameters"] = ownership.keep_iceberg(sent["Parameters"], live.get("Parameters") or {})
        theirs = {k: live[k] for k in LEFT_TO_OTHERS if live.get(k) and k not in {**(base or {}), **sent}}
        return {k: v for k, v in sent.items() if v != {}} | theirs


def _name(where: Where) -> str:
    return f"table {where[0]}.{where[1]}"


def _index_input(index: Mapping[str, Any]) -> Properties:
    return {"indexName": index["indexName"], "keys": index["keys"]}


def _table_input(inputs: PropertyMap, live: Mapping[str, Any] | None) -> dict[str, Any]:
    """The TableInput for `inputs`; what they leave to AWS is taken from `live`."""
    sent = conversion.to_glue(TABLE_INPUT, inputs)
    if inputs.get("openTableFormatInput") and not inputs.get("partitionKeys"):
        del sent["PartitionKeys"]
    storage = inputs.get("storageDescriptor") or {}
    if storage.get("schemaReference"):
        del sent["StorageDescriptor"]["Columns"]  # they come from the registry
    if live is None:
        return sent
    stored = live.get("StorageDescriptor")
    if inputs.get("storageDescriptor") is None and stored:
        sent["StorageDescriptor"] = {
            k: v for k, v in stored.items() if k != "Columns" or "SchemaReference" not in stored
        }
    elif stored and not storage.get("columns") and not storage.get("schemaReference"):
        sent["StorageDescriptor"]["Columns"] = stored.get("Columns", [])
    if not inputs.get("tableType") and live.get("TableType"):
        sent["TableType"] = live["TableType"]
    return sent | {k: live[k] for k in NOT_EXPRESSED if k in live}


def _write(client: CatalogClient, where: Where, wanted: _Wanted, live: dict[str, Any]) -> dict[str, Any]:
    """Brings the live table to what is wanted; the TableInput as it is now.

    Where another writer was faster, its change is read and merged with, a few times.
    """
    for attempt in range(UPDATE_ATTEMPTS):
        sent = wanted.over(live)
        if equal(TABLE_INPUT, sent, live):
            return sent
        try:
            _send(client, where, sent, live.get("VersionId"))
            return sent
        except AwsError as error:
            if error.code != CONFLICT:
                raise
        time.sleep(FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1))
        live = get_table(client, *where) or live
    raise ProviderError(
        f"{_name(where)} was not updated: another writer changed it {UPDATE_ATTEMPTS} times meanwhile; "
        "nothing of it was overwritten. Run pulumi up again when that writer has finished"
    )


def _send(client: CatalogClient, where: Where, sent: Mapping[str, Any], version: str | None) -> None:
    versioned: Any = {"VersionId": version} if version else {}
    with aws(f"update {_name(where)}"):
        client.glue.update_table(
            DatabaseName=where[0],
            TableInput=cast(Any, sent),
            SkipArchive=True,
            **versioned,
            **client.scope,
        )


def _outputs(
    client: CatalogClient, where: Where, structure: Mapping[str, Any], inputs: PropertyMap
) -> Properties:
    found = conversion.to_outputs(TABLE_INPUT, structure)
    found |= {
        "name": where[1],
        "arn": identifiers.arn(client.region, client.account, f"table/{where[0]}/{where[1]}"),
        "catalogId": client.catalog,
        "databaseName": where[0],
        "region": client.region,
    }
    return found | {k: inputs[k] for k in ("openTableFormatInput", "partitionIndices") if k in inputs}
