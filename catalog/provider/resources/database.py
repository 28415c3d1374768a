"""CatalogDatabase: a Glue database, with tags, parameters that others may add to, and a guard on delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from catalog.aws import identifiers
from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.reads import get_database
from catalog.aws.errors import EXISTS, NOT_FOUND, AwsError, ProviderError, aws
from catalog.aws.session import Session
from catalog.aws.shapes import conversion
from catalog.aws.shapes.database import DATABASE, DATABASE_INPUT
from catalog.aws.shapes.properties import Properties, PropertyMap
from catalog.language.changes.databases import database_changes
from catalog.provider.framework import ownership, validation
from catalog.provider.framework.autonaming import Naming, named
from catalog.provider.framework.errors import InitFailed
from catalog.provider.framework.resource import (
    Found,
    Request,
    Resource,
    adopt_or_refuse,
    equal,
    undetectable_inputs,
)
from catalog.provider.framework.tags import Tags

NOT_UPDATED = ("TargetDatabase",)  # UpdateDatabase refuses it
LEFT_TO_AWS = (
    ("locationUri", "LocationUri"),
    ("createTableDefaultPermissions", "CreateTableDefaultPermissions"),
)


class CatalogDatabase(Resource):
    """`aws:glue/catalogDatabase:CatalogDatabase`, ID `account:name`."""

    token = "aws:glue/catalogDatabase:CatalogDatabase"
    shape = DATABASE
    unknown_outputs = ("arn", "catalogId")

    def check(
        self, session: Session, old_inputs: PropertyMap, new_inputs: Properties, naming: Naming
    ) -> tuple[PropertyMap, list[str]]:
        """Adds defaults; what is wrong with the inputs."""
        checked, unnamed = named(old_inputs, new_inputs, naming)
        found = list(validation.problems(self.shape, checked))
        return Tags.of(session.settings).checked(checked), [*unnamed, *found]

    def describe_changes(self, old: PropertyMap, new: PropertyMap) -> tuple[str, ...]:
        """The changes by name."""
        return tuple(change.describe() for change in database_changes(old, new))

    def create(self, request: Request, inputs: PropertyMap) -> tuple[str, Properties]:
        """Makes the object, or takes up one that an earlier run of this stack made."""
        client, name = request.client(inputs), inputs["name"]
        request.context.reads.wrote_database(client, name)
        sent = conversion.to_glue(DATABASE_INPUT, inputs)
        tags = Tags.of(request.context.session.settings).wanted(inputs)
        tagging: Any = {"Tags": tags} if tags else {}
        try:
            with aws(f"create database {name}"):
                client.glue.create_database(DatabaseInput=cast(Any, sent), **tagging, **client.scope)
        except AwsError as error:
            if error.code != EXISTS:
                raise
            sent = self._adopt(request, client, inputs, sent, lost=error.retried)
        id = identifiers.join(client.catalog, name)
        try:
            live = get_database(client, name) or sent  # AWS alone knows the default permissions it filled in
        except ProviderError as error:
            made = _outputs(client, name, sent, inputs, tags)
            raise InitFailed(str(error), id=id, outputs=made, inputs=dict(inputs)) from error
        return id, _outputs(client, name, live, inputs, tags)

    def _adopt(
        self,
        request: Request,
        client: CatalogClient,
        inputs: PropertyMap,
        sent: Mapping[str, Any],
        *,
        lost: bool,
    ) -> dict[str, Any]:
        """An existing database: ours by its stamp, or by an answer that got lost; else it is refused."""
        name = inputs["name"]
        live = get_database(client, name) or {}
        same = lost and equal(DATABASE_INPUT, sent, live)
        adopt_or_refuse(
            request, f"database {name}", identifiers.join(client.catalog, name), inputs, live, lost=same
        )
        tags = Tags.of(request.context.session.settings)
        wanted = tags.wanted(inputs)
        if wanted:
            now = tags.live(client, name)
            tags.change(client, name, {k: v for k, v in now.items() if k in wanted}, wanted)
        return self._write(client, name, inputs, None, live)

    def _write(
        self,
        client: CatalogClient,
        name: str,
        new_inputs: PropertyMap,
        old_inputs: PropertyMap | None,
        live: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Brings the live database to `new_inputs`; the DatabaseInput as it is now."""
        sent = conversion.to_glue(DATABASE_INPUT, new_inputs)
        for given, member in LEFT_TO_AWS:
            if not new_inputs.get(given) and live.get(member):
                sent[member] = live[member]
        base = None if old_inputs is None else conversion.to_glue(DATABASE_INPUT, old_inputs)
        wanted = ownership.merge(sent, base, live)
        if not equal(DATABASE_INPUT, wanted, live):
            update = {k: v for k, v in wanted.items() if k not in NOT_UPDATED and v != {}}
            with aws(f"update database {name}"):
                client.glue.update_database(Name=name, DatabaseInput=cast(Any, update), **client.scope)
        return wanted

    def read(self, request: Request, inputs: PropertyMap | None, outputs: PropertyMap) -> Found | None:
        """The live object, as declared and as outputs."""
        parsed = identifiers.split(request.id, "account:name")
        catalog, name = parsed.parts
        client = request.client(outputs, {"region": parsed.region, "catalogId": catalog})
        live = request.context.reads.database(client, name)
        if live is None:
            return None
        tags = Tags.of(request.context.session.settings)
        live_tags = tags.live(client, name) if tags.needed(inputs, outputs) else {}
        found = _outputs(client, name, live, {}, live_tags)
        declared = undetectable_inputs(inputs, parsed.region)
        projected = conversion.to_inputs(DATABASE_INPUT, {**live, "Name": name}, inputs)
        return Found(
            identifiers.join(client.catalog, name),
            {**declared, **projected, **tags.as_inputs(live_tags, inputs)},
            found,
        )

    def update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """Brings the live object to the new inputs, others' parameters kept."""
        name = identifiers.split(request.id, "account:name").parts[1]
        client = request.client(new_inputs, outputs)
        request.context.reads.wrote_database(client, name)
        tags = Tags.of(request.context.session.settings)
        before, wanted = tags.wanted({**outputs, **old_inputs}), tags.wanted(new_inputs)
        tagged = tags.change(client, name, before, wanted)
        try:
            live = get_database(client, name)
            if live is None:
                raise ProviderError(f"database {name} is gone: run pulumi refresh, then pulumi up")
            sent = self._write(client, name, new_inputs, old_inputs, live)
        except ProviderError as error:
            if not tagged:
                raise
            now = {k: new_inputs[k] for k in ("tags", "tagsAll") if k in new_inputs}
            raise InitFailed(
                str(error), id=request.id, outputs={**outputs, **now}, inputs={**old_inputs, **now}
            ) from error
        return _outputs(client, name, sent, new_inputs, wanted)

    def delete(self, request: Request, outputs: PropertyMap, inputs: PropertyMap) -> None:
        """Removes the object; one that is gone is no error."""
        name = identifiers.split(request.id, "account:name").parts[1]
        client = request.client(outputs)
        request.context.reads.wrote_database(client, name)
        if not (outputs.get("targetDatabase") or outputs.get("federatedDatabase")):  # their tables stay
            stamp = ownership.stamp_of(inputs.get("parameters")) or ownership.stamp_of(
                outputs.get("parameters")
            )
            foreign = _foreign_tables(client, name, stamp)
            if foreign:
                raise ownership.refuse_delete(name, foreign, stamp, request.urn)
        with aws(f"delete database {name}", ignoring=NOT_FOUND):
            client.glue.delete_database(Name=name, **client.scope)


def _outputs(
    client: CatalogClient,
    name: str,
    structure: Mapping[str, Any],
    inputs: PropertyMap,
    tags: Mapping[str, str],
) -> Properties:
    found = conversion.to_outputs(DATABASE_INPUT, structure)
    found |= {
        "name": name,
        "arn": identifiers.arn(client.region, client.account, f"database/{name}"),
        "catalogId": client.catalog,
        "region": client.region,
        "tagsAll": dict(tags),
    }
    own = inputs.get("tags") if inputs else tags
    return found | ({"tags": dict(own)} if own else {})


def _foreign_tables(client: CatalogClient, name: str, stamp: str) -> list[str]:
    """The tables in a database that do not bear `stamp`; all of them for ''."""
    found: list[str] = []
    with aws(f"list the tables of database {name}", ignoring=NOT_FOUND):
        for page in client.glue.get_paginator("get_tables").paginate(DatabaseName=name, **client.scope):
            tables = page["TableList"]
            found += [
                t["Name"] for t in tables if not stamp or ownership.stamp_of(t.get("Parameters")) != stamp
            ]
    return found
