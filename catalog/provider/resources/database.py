"""CatalogDatabase: a Glue database, with tags, parameters that others may add to, and a guard on delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from catalog.aws import identifiers
from catalog.aws.calls.reads import get_database
from catalog.aws.errors import EXISTS, GONE, AwsError, InitFailed, ProviderError, aws
from catalog.aws.session import Session
from catalog.aws.shapes import conversion
from catalog.aws.shapes.storage import DATABASE, DATABASE_INPUT
from catalog.language.changes.databases import database_changes
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
from catalog.provider.framework.tags import Tags
from catalog.provider.protocol.wire import Properties

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
        self, session: Session, olds: Given, news: Properties, naming: Naming
    ) -> tuple[Given, list[str]]:
        """Adds defaults; what is wrong with the inputs."""
        checked, unnamed = named(olds, news, naming)
        found = list(validation.problems(self.shape, checked))
        return Tags.of(session.settings).checked(checked), [*unnamed, *found]

    def lines(self, old: Given, new: Given) -> tuple[str, ...]:
        """The changes by name."""
        return tuple(change.describe() for change in database_changes(old, new))

    def create(self, request: Request, inputs: Given) -> tuple[str, Properties]:
        """Makes the object, or takes up one that an earlier run of this stack made."""
        place, name = request.place(inputs), inputs["name"]
        request.context.reads.wrote_database(place, name)
        sent = conversion.to_glue(DATABASE_INPUT, inputs)
        tags = Tags.of(request.context.session.settings).wanted(inputs)
        tagging: Any = {"Tags": tags} if tags else {}
        try:
            with aws(f"create database {name}"):
                place.glue.create_database(DatabaseInput=cast(Any, sent), **tagging, **place.request)
        except AwsError as error:
            if error.code != EXISTS:
                raise
            sent = self._take_up(request, place, inputs, sent, lost=error.retried)
        id = identifiers.join(place.catalog, name)
        try:
            live = get_database(place, name) or sent  # AWS alone knows the default permissions it filled in
        except ProviderError as error:
            made = _outputs(place, name, sent, inputs, tags)
            raise InitFailed(str(error), id=id, outputs=made, inputs=dict(inputs)) from error
        return id, _outputs(place, name, live, inputs, tags)

    def _take_up(
        self, request: Request, place: Place, inputs: Given, sent: Mapping[str, Any], *, lost: bool
    ) -> dict[str, Any]:
        """An existing database: ours by its stamp, or by an answer that got lost; else it is refused."""
        name = inputs["name"]
        live = get_database(place, name) or {}
        same = lost and equal(DATABASE_INPUT, sent, live)
        claim(request, f"database {name}", identifiers.join(place.catalog, name), inputs, live, lost=same)
        tags = Tags.of(request.context.session.settings)
        wanted = tags.wanted(inputs)
        if wanted:
            now = tags.live(place, name)
            tags.change(place, name, {k: v for k, v in now.items() if k in wanted}, wanted)
        return self._write(place, name, inputs, None, live)

    def _write(
        self, place: Place, name: str, news: Given, old_inputs: Given | None, live: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Brings the live database to `news`, others' parameters kept; the DatabaseInput as it is now."""
        sent = conversion.to_glue(DATABASE_INPUT, news)
        for given, member in LEFT_TO_AWS:
            if not news.get(given) and live.get(member):
                sent[member] = live[member]
        base = None if old_inputs is None else conversion.to_glue(DATABASE_INPUT, old_inputs)
        wanted = ownership.merge(sent, base, live)
        if not equal(DATABASE_INPUT, wanted, live):
            update = {k: v for k, v in wanted.items() if k not in NOT_UPDATED and v != {}}
            with aws(f"update database {name}"):
                place.glue.update_database(Name=name, DatabaseInput=cast(Any, update), **place.request)
        return wanted

    def read(self, request: Request, inputs: Given | None, outputs: Given) -> Found | None:
        """The live object, as declared and as outputs."""
        parsed = identifiers.split(request.id, "account:name")
        catalog, name = parsed.parts
        place = request.place(outputs, {"region": parsed.region, "catalogId": catalog})
        live = request.context.reads.database(place, name)
        if live is None:
            return None
        tags = Tags.of(request.context.session.settings)
        live_tags = tags.live(place, name) if tags.needed(inputs, outputs) else {}
        found = _outputs(place, name, live, {}, live_tags)
        declared = declared_again(inputs, parsed.region)
        projected = conversion.to_inputs(DATABASE_INPUT, {**live, "Name": name}, inputs)
        return Found(
            identifiers.join(place.catalog, name),
            {**declared, **projected, **tags.as_inputs(live_tags, inputs)},
            found,
        )

    def update(self, request: Request, outputs: Given, old_inputs: Given, news: Given) -> Properties:
        """Brings the live object to the new inputs, others' parameters kept."""
        name = identifiers.split(request.id, "account:name").parts[1]
        place = request.place(news, outputs)
        request.context.reads.wrote_database(place, name)
        tags = Tags.of(request.context.session.settings)
        before, wanted = tags.wanted({**outputs, **old_inputs}), tags.wanted(news)
        tagged = tags.change(place, name, before, wanted)
        try:
            live = get_database(place, name)
            if live is None:
                raise ProviderError(f"database {name} is gone: run pulumi refresh, then pulumi up")
            sent = self._write(place, name, news, old_inputs, live)
        except ProviderError as error:
            if not tagged:
                raise
            now = {k: news[k] for k in ("tags", "tagsAll") if k in news}
            raise InitFailed(
                str(error), id=request.id, outputs={**outputs, **now}, inputs={**old_inputs, **now}
            ) from error
        return _outputs(place, name, sent, news, wanted)

    def delete(self, request: Request, outputs: Given, inputs: Given) -> None:
        """Removes the object; one that is gone is no error."""
        name = identifiers.split(request.id, "account:name").parts[1]
        place = request.place(outputs)
        request.context.reads.wrote_database(place, name)
        if not (outputs.get("targetDatabase") or outputs.get("federatedDatabase")):  # their tables stay
            stamp = ownership.stamp_of(inputs.get("parameters")) or ownership.stamp_of(
                outputs.get("parameters")
            )
            foreign = _foreign_tables(place, name, stamp)
            if foreign:
                raise ownership.refuse_delete(name, foreign, stamp, request.urn)
        with aws(f"delete database {name}", ignoring=GONE):
            place.glue.delete_database(Name=name, **place.request)


def _outputs(
    place: Place, name: str, structure: Mapping[str, Any], inputs: Given, tags: Mapping[str, str]
) -> Properties:
    found = conversion.to_outputs(DATABASE_INPUT, structure)
    found |= {
        "name": name,
        "arn": identifiers.arn(place.region, place.account, f"database/{name}"),
        "catalogId": place.catalog,
        "region": place.region,
        "tagsAll": dict(tags),
    }
    own = inputs.get("tags") if inputs else tags
    return found | ({"tags": dict(own)} if own else {})


def _foreign_tables(place: Place, name: str, stamp: str) -> list[str]:
    """The tables in a database that do not bear `stamp`; all of them for ''."""
    found: list[str] = []
    with aws(f"list the tables of database {name}", ignoring=GONE):
        for page in place.glue.get_paginator("get_tables").paginate(DatabaseName=name, **place.request):
            tables = page["TableList"]
            found += [
                t["Name"] for t in tables if not stamp or ownership.stamp_of(t.get("Parameters")) != stamp
            ]
    return found
