"""CatalogDatabase: a Glue database, with tags beside its structure and a guard over the tables it holds."""

from __future__ import annotations

from typing import Any

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.objects import DATABASES, TABLES, Address
from catalog.aws.errors import NOT_FOUND, AwsError, ProviderError
from catalog.aws.session import Session
from catalog.aws.shapes.database import DATABASE, DATABASE_INPUT
from catalog.aws.shapes.properties import Properties, PropertyMap
from catalog.language.changes.comparison import database_changes
from catalog.language.changes.model import Database
from catalog.language.glue.kinds import CATALOG_DATABASE
from catalog.provider.framework import ownership
from catalog.provider.framework.autonaming import Naming
from catalog.provider.framework.errors import InitFailed
from catalog.provider.framework.lifecycle import GlueObject, Structure
from catalog.provider.framework.request import Request
from catalog.provider.framework.tags import Tags
from catalog.provider.merging.context import context_only

TAGS = ("tags", "tagsAll")
OTHERS_TABLES = ("targetDatabase", "federatedDatabase")  # a database with one of these holds none of its own


class CatalogDatabase(GlueObject):
    """`aws:glue/catalogDatabase:CatalogDatabase`, ID `account:name`."""

    kind = CATALOG_DATABASE
    shape = DATABASE
    structure = DATABASE_INPUT
    calls = DATABASES
    named_by = ("name",)
    arn_type = "database"
    reads_back = True  # for the default permissions
    filled_in = ("CreateTableDefaultPermissions",)
    never_updated = ("TargetDatabase",)

    def check(
        self, session: Session, old_inputs: PropertyMap, new_inputs: Properties, naming: Naming
    ) -> tuple[PropertyMap, list[str]]:
        """With a name where none is given, and all tags as `tagsAll`."""
        checked, problems = super().check(session, old_inputs, new_inputs, naming)
        if context_only(checked):
            return checked, problems
        return Tags.of(session.settings).checked(checked), problems

    def describe_changes(self, old: PropertyMap, new: PropertyMap) -> tuple[str, ...]:
        """The changes by name."""
        changes = database_changes(Database.of(old), Database.of(new))
        return tuple(line for change in changes for line in change.lines())

    def create_extras(self, request: Request, inputs: PropertyMap) -> dict[str, Any]:
        """The tags, which Glue sets with the create."""
        tags = Tags.of(request.context.session.settings).wanted(inputs)
        return {"Tags": tags} if tags else {}

    def adopt_extras(
        self, request: Request, client: CatalogClient, address: Address, inputs: PropertyMap
    ) -> None:
        """Sets the declared tags; others' stay."""
        tags, (name,) = Tags.of(request.context.session.settings), address
        wanted = tags.wanted(inputs)
        if wanted:
            live = tags.live(client, name)
            tags.change(client, name, {k: v for k, v in live.items() if k in wanted}, wanted)

    def read_back(self, client: CatalogClient, address: Address, sent: Structure) -> Structure:
        """What was sent will do where a read right after the create finds nothing yet."""
        return self.calls.get(client, address) or sent

    def declared_outputs(self, request: Request, inputs: PropertyMap) -> Properties:
        """The tags as they were just set."""
        return _tags(Tags.of(request.context.session.settings).wanted(inputs), inputs.get("tags"))

    def read_extras(
        self,
        request: Request,
        client: CatalogClient,
        address: Address,
        live: Structure,
        inputs: PropertyMap | None,
        outputs: PropertyMap,
    ) -> tuple[Properties, Properties]:
        """The tags, where there may be any: they cost a call of their own."""
        del live
        tags, (name,) = Tags.of(request.context.session.settings), address
        found = tags.live(client, name) if tags.needed(inputs, outputs) else {}
        return tags.as_inputs(found, inputs), _tags(found, found)

    def update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """Tags last, by calls of their own: a refusal of the rest changes nothing."""
        if context_only(new_inputs):
            return super().update(request, outputs, old_inputs, new_inputs)
        client, (name,), _ = self.locate(request, new_inputs, outputs)
        tags = Tags.of(request.context.session.settings)
        before, wanted = tags.wanted(old_inputs), tags.wanted(new_inputs)
        found = super().update(request, outputs, old_inputs, new_inputs)
        try:
            tags.change(client, name, before, wanted)
        except ProviderError as error:
            made, declared = (
                {k: v for k, v in now.items() if k not in TAGS} | {k: was[k] for k in TAGS if k in was}
                for now, was in ((found, outputs), (new_inputs, old_inputs))
            )
            raise InitFailed(str(error), id=request.id, outputs=made, inputs=declared) from error
        return found

    def delete(self, request: Request, outputs: PropertyMap, inputs: PropertyMap) -> None:
        """Refused while it holds tables of others: Glue would delete them with it."""
        if not context_only(inputs) and not any(outputs.get(name) for name in OTHERS_TABLES):
            client, (name,), _ = self.locate(request, outputs, inputs)
            stamps = (ownership.stamp_of(given.get("parameters")) for given in (inputs, outputs))
            stamp = next(filter(None, stamps), "")
            foreign = _foreign_tables(client, name, stamp)
            if foreign:
                raise ownership.refuse_delete(name, foreign, stamp, request.urn)
        super().delete(request, outputs, inputs)


def _tags(all_tags: PropertyMap, own: PropertyMap | None) -> Properties:
    return {"tagsAll": dict(all_tags)} | ({"tags": dict(own)} if own else {})


def _foreign_tables(client: CatalogClient, name: str, stamp: str) -> list[str]:
    """The tables in a database that do not bear `stamp`; all of them for ''."""
    try:
        tables = [table for page in TABLES.list(client, (name,)) for table in page]
    except AwsError as error:
        if error.code == NOT_FOUND:
            return []
        raise
    return [t["Name"] for t in tables if not stamp or ownership.stamp_of(t.get("Parameters")) != stamp]
