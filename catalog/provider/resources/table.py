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
from catalog.aws.calls.reads import get_indexes, get_table
from catalog.aws.errors import EXISTS, AwsError, ProviderError, aws
from catalog.aws.session import Session
from catalog.aws.shapes import conversion
from catalog.aws.shapes.storage import TABLE, TABLE_INPUT
from catalog.language.changes.tables import table_changes
from catalog.provider.framework import ownership, validation
from catalog.provider.framework.autonaming import Naming, named
from catalog.provider.framework.resource import (
    Found,
    Given,
    Place,
    Request,
    Resource,
    claim,
    declared_again,
    equal,
)
from catalog.provider.protocol.wire import Properties

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
        self, session: Session, olds: Given, news: Properties, naming: Naming
    ) -> tuple[Given, list[str]]:
        """Adds defaults; what is wrong with the inputs."""
        del session
        checked, unnamed = named(olds, news, naming)
        return checked, [*unnamed, *validation.problems(self.shape, checked)]

    def differences(self, session: Session, old_inputs: Given, outputs: Given, news: Given) -> list[Any]:
        """What an update would change; the pointers of an Iceberg table are its engine's."""
        found = super().differences(session, old_inputs, outputs, news)
        if table_rekey.another_number(old_inputs, news):
            found = [
                replace(delta, replaces=True) if delta.top == "partitionKeys" else delta for delta in found
            ]
        if ((outputs.get("parameters") or {}).get("table_type") or "").upper() != "ICEBERG":
            return found
        owned = {f"parameters.{key}" for key in ownership.ICEBERG_OWNED}
        return [delta for delta in found if delta.path not in owned]

    def lines(self, old: Given, new: Given) -> tuple[str, ...]:
        """The changes by name."""
        return tuple(change.describe() for change in table_changes(old, new))

    def story(self, old_inputs: Given, outputs: Given, news: Given) -> tuple[str, ...]:
        """What a change of the partition keys means for what hangs on them."""
        del outputs
        return table_rekey.told(old_inputs, news)

    def create(self, request: Request, inputs: Given) -> tuple[str, Properties]:
        """Makes the object, or takes up one that an earlier run of this stack made."""
        place, where = request.place(inputs), (inputs["databaseName"], inputs["name"])
        request.context.reads.wrote_table(place, *where)
        sent = _table_input(inputs, None)
        beside = {
            field.glue: conversion.to_glue_value(field, inputs[field.name])
            for field in (TABLE.by_name["partitionIndices"], TABLE.by_name["openTableFormatInput"])
            if inputs.get(field.name)
        }
        try:
            with aws(f"create {_name(where)}"):
                place.glue.create_table(
                    DatabaseName=where[0], TableInput=cast(Any, sent), **cast(Any, beside), **place.request
                )
        except AwsError as error:
            if error.code != EXISTS:
                raise
            sent = self._take_up(request, place, inputs, sent, lost=error.retried)
        return identifiers.join(place.catalog, *where), _outputs(place, where, sent, inputs)

    def _take_up(
        self, request: Request, place: Place, inputs: Given, sent: Mapping[str, Any], *, lost: bool
    ) -> dict[str, Any]:
        """An existing table: ours by its stamp, or by an answer that got lost; else it is refused."""
        where = inputs["databaseName"], inputs["name"]
        live = get_table(place, *where) or {}
        same = lost and equal(TABLE_INPUT, sent, live)
        claim(request, _name(where), identifiers.join(place.catalog, *where), inputs, live, lost=same)
        return _write(place, where, _Wanted(inputs, None), live)

    def read(self, request: Request, inputs: Given | None, outputs: Given) -> Found | None:
        """The live object, as declared and as outputs."""
        parsed = identifiers.split(request.id, ID_FORM)
        catalog, database, name = parsed.parts
        where = database, name
        place = request.place(outputs, {"region": parsed.region, "catalogId": catalog})
        live = request.context.reads.table(place, *where)
        if live is None:
            return None
        declared = declared_again(inputs, parsed.region, *BESIDE) | {"databaseName": database}
        found = _outputs(place, where, live, inputs or {})
        if inputs is None or inputs.get("partitionIndices") is not None:
            indexes = get_indexes(place, *where) if live.get("PartitionKeys") else []
            found["partitionIndices"] = indexes
            if inputs:
                declared["partitionIndices"] = [_index_input(i) for i in indexes]
        projected = conversion.to_inputs(TABLE_INPUT, {**live, "Name": name}, inputs)
        return Found(identifiers.join(place.catalog, *where), {**declared, **projected}, found)

    def update(self, request: Request, outputs: Given, old_inputs: Given, news: Given) -> Properties:
        """Brings the live object to the new inputs, others' parameters kept."""
        _, database, name = identifiers.split(request.id, ID_FORM).parts
        place, where = request.place(news, outputs), (database, name)
        request.context.reads.wrote_table(place, *where)
        live = get_table(place, *where)
        if live is None:
            raise ProviderError(f"{_name(where)} is gone: run pulumi refresh, then pulumi up")
        with table_rekey.out_of_the_way(request, place, where, live, old_inputs, news):
            sent = _write(place, where, _Wanted(news, old_inputs), live)
        kept = {k: outputs[k] for k in ("partitionIndices",) if k in outputs}
        return _outputs(place, where, sent, news) | kept

    def delete(self, request: Request, outputs: Given, inputs: Given) -> None:
        """Removes the object; one that is gone is no error."""
        _, database, name = identifiers.split(request.id, ID_FORM).parts
        place = request.place(outputs)
        request.context.reads.wrote_table(place, database, name)
        request.context.deletes.delete(place, database, name)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the program declares, and what it declared before (None: not known)."""

    news: Given
    old_inputs: Given | None

    def over(self, live: Mapping[str, Any]) -> dict[str, Any]:
        """The TableInput that makes `live` what is wanted and keeps what is others'."""
        base = None if self.old_inputs is None else conversion.to_glue(TABLE_INPUT, self.old_inputs)
        sent = ownership.merge(_table_input(self.news, live), base, live)
        if sent.get("Parameters"):
            sent["Parameters"] = ownership.keep_iceberg(sent["Parameters"], live.get("Parameters") or {})
        theirs = {k: live[k] for k in LEFT_TO_OTHERS if live.get(k) and k not in {**(base or {}), **sent}}
        return {k: v for k, v in sent.items() if v != {}} | theirs


def _name(where: Where) -> str:
    return f"table {where[0]}.{where[1]}"


def _index_input(index: Mapping[str, Any]) -> Properties:
    return {"indexName": index["indexName"], "keys": index["keys"]}


def _table_input(inputs: Given, live: Mapping[str, Any] | None) -> dict[str, Any]:
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


def _write(place: Place, where: Where, wanted: _Wanted, live: dict[str, Any]) -> dict[str, Any]:
    """Brings the live table to what is wanted; the TableInput as it is now.

    Where another writer was faster, its change is read and merged with, a few times.
    """
    for attempt in range(UPDATE_ATTEMPTS):
        sent = wanted.over(live)
        if equal(TABLE_INPUT, sent, live):
            return sent
        try:
            _send(place, where, sent, live.get("VersionId"))
            return sent
        except AwsError as error:
            if error.code != CONFLICT:
                raise
        time.sleep(FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1))
        live = get_table(place, *where) or live
    raise ProviderError(
        f"{_name(where)} was not updated: another writer changed it {UPDATE_ATTEMPTS} times meanwhile; "
        "nothing of it was overwritten. Run pulumi up again when that writer has finished"
    )


def _send(place: Place, where: Where, sent: Mapping[str, Any], version: str | None) -> None:
    versioned: Any = {"VersionId": version} if version else {}
    with aws(f"update {_name(where)}"):
        place.glue.update_table(
            DatabaseName=where[0], TableInput=cast(Any, sent), SkipArchive=True, **versioned, **place.request
        )


def _outputs(place: Place, where: Where, structure: Mapping[str, Any], inputs: Given) -> Properties:
    found = conversion.to_outputs(TABLE_INPUT, structure)
    found |= {
        "name": where[1],
        "arn": identifiers.arn(place.region, place.account, f"table/{where[0]}/{where[1]}"),
        "catalogId": place.catalog,
        "databaseName": where[0],
        "region": place.region,
    }
    return found | {k: inputs[k] for k in ("openTableFormatInput", "partitionIndices") if k in inputs}
