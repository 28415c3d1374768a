"""One life for every kind of Glue object that has calls of its own.

Find, adopt or refuse, create, read back, update, delete are here once. A kind says as data what it is, and
overrides the one step in which Glue treats it in a way of its own: what is sent (`render`, `merge`), how it
is written (`write`) or removed (`remove`), what is read and declared beside its structure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from catalog.aws import identifiers
from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.objects import DATABASES, Address, ObjectCalls
from catalog.aws.errors import EXISTS, AwsError, ProviderError
from catalog.aws.session import Session
from catalog.aws.shapes import conversion
from catalog.aws.shapes.fields import Shape
from catalog.aws.shapes.properties import Properties, PropertyMap, contains_unknown
from catalog.aws.shapes.table_formats import CONTEXT, kinds_of
from catalog.language.changes import forms
from catalog.provider.merging.context import (
    MANAGE,
    context_inputs,
    context_only,
    context_refusal,
    management_problems,
    merge_context,
    missing_columns,
    with_keys_as_columns,
)
from catalog.provider.merging.foreign_change import refusal
from catalog.provider.merging.overwrite import overwrites
from catalog.provider.merging.three_way import Merged, merge

from . import imports, ownership, validation
from .autonaming import Naming, named
from .errors import InitFailed
from .request import Request
from .resource import Found, Resource, adopt_or_refuse, undetectable_inputs

Structure = Mapping[str, Any]  # Glue's


@dataclass(frozen=True, slots=True)
class Change:
    """What is declared now and was before, and the outputs of the last run; None where it isn't known."""

    new: PropertyMap
    old: PropertyMap | None = None
    outputs: PropertyMap | None = None

    @staticmethod
    def of(old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap) -> Change:
        """Of an update; what an import found is no program's."""
        return Change(new_inputs, imports.program_of(old_inputs, outputs, new_inputs), outputs)


class GlueObject(Resource):
    """A kind whose objects are created, read, updated and deleted by a call each.

    `structure` is the shape of what is written (TableInput) and `calls` how; `named_by` are the properties
    that name an object, outermost first. `arn_type` is the word before the name in its ARN, '' where
    pulumi-aws shows none. `reads_back`: AWS fills in outputs that only a read shows after a create;
    `filled_in` are members of the structure that it fills in itself where a create leaves them out.
    `unexpressed` are members that no property stands for and an update must repeat, `never_updated` those
    that it refuses, `echoed` inputs that no read shows and that stay as they are declared.
    """

    structure: ClassVar[Shape]
    calls: ClassVar[ObjectCalls]
    named_by: ClassVar[tuple[str, ...]]
    arn_type: ClassVar[str] = ""
    reads_back: ClassVar[bool] = False
    filled_in: ClassVar[tuple[str, ...]] = ()
    unexpressed: ClassVar[tuple[str, ...]] = ()
    never_updated: ClassVar[tuple[str, ...]] = ()
    echoed: ClassVar[tuple[str, ...]] = (MANAGE,)

    @property
    def unknown_outputs(self) -> tuple[str, ...]:
        """The catalog's ID, and all that only AWS says."""
        return ("catalogId", *(field.name for field in self.shape.fields if field.output))

    def check(
        self, session: Session, old_inputs: PropertyMap, new_inputs: Properties, naming: Naming
    ) -> tuple[PropertyMap, list[str]]:
        """A kind whose `name` may be left out gets one."""
        del session
        name = self.shape.by_name.get("name")
        checked, unnamed = new_inputs, list[str]()
        if name is not None and not name.required:
            checked, unnamed = named(old_inputs, new_inputs, naming)
        problems = [*unnamed, *validation.problems(self.shape, checked), *management_problems(checked)]
        return conversion.respelled(self.shape, checked) if not problems else checked, problems

    # --- the life

    def create(self, request: Request, inputs: PropertyMap) -> tuple[str, Properties]:
        """One call. An object that exists already is adopted if it is this stack's, else refused."""
        client, address = request.client(inputs), self.address_of(inputs)
        request.context.reads.wrote(self.calls, client, address)
        if context_only(inputs):
            return self._put_context(request, client, address, inputs)
        sent: Structure = self.finished(inputs, self.declared(inputs))
        try:
            self.calls.create(client, address, sent, **self.create_extras(request, inputs))
        except AwsError as error:
            if error.code != EXISTS:
                raise
            sent = self._adopt(request, client, address, inputs, answer_lost=error.retried)
        id, beside = self.id_of(client, address), self.declared_outputs(request, inputs)
        try:
            live = self.read_back(client, address, sent) if self.reads_back else sent
        except ProviderError as error:
            made = self.outputs(client, address, sent) | beside
            raise InitFailed(str(error), id=id, outputs=made, inputs=dict(inputs)) from error
        return id, self.outputs(client, address, live) | beside

    def _put_context(
        self, request: Request, client: CatalogClient, address: Address, inputs: PropertyMap
    ) -> tuple[str, Properties]:
        """Puts the context on an object that others made. Raises ProviderError if there is none."""
        live = self._others(request, client, address, inputs)
        sent = self.write(request, client, address, Change(inputs), live)
        return self.id_of(client, address), self.outputs(client, address, {**live, **sent})

    def _others(
        self, request: Request, client: CatalogClient, address: Address, inputs: PropertyMap
    ) -> dict[str, Any]:
        """The live object that the context of `inputs` is about, if it may be put there."""
        live = self.calls.get(client, address)
        if reason := context_refusal(inputs, live, request.urn.stamp):
            raise ProviderError(f"{self.calls.title(address)} {reason}")
        assert live is not None  # else refused
        return live

    def describe_create(self, request: Request, inputs: PropertyMap) -> tuple[str, ...]:
        """Of an object that others make: what its context would write over. Raises as the create would."""
        if context_only(inputs) and not contains_unknown(inputs):
            client, address = request.client(inputs), self.address_of(inputs)
            live = self._others(request, client, address, inputs)
            self.accounted(request, address, self.merge(Change(inputs), live))
        return ()

    def _adopt(
        self,
        request: Request,
        client: CatalogClient,
        address: Address,
        inputs: PropertyMap,
        *,
        answer_lost: bool,
    ) -> Structure:
        """Brings an existing object to what is declared: one with this stack's stamp, or one that a request
        of this run made whose answer was lost. Any other is refused with a ProviderError.
        """
        live = self.calls.get(client, address) or {}
        lost = answer_lost and self._is_as_declared(inputs, live)
        title, id = self.calls.title(address), self.id_of(client, address)
        adopt_or_refuse(request, title, id, *self._stamped(request, client, address, inputs, live), lost=lost)
        self.adopt_extras(request, client, address, inputs)
        sent = self.write(request, client, address, Change(inputs), live)
        found = imports.named(conversion.to_outputs(self.structure, live), inputs)
        request.report(*self.describe_changes(found, {name: inputs[name] for name in found}))
        return sent

    def _stamped(
        self,
        request: Request,
        client: CatalogClient,
        address: Address,
        inputs: PropertyMap,
        live: Structure,
    ) -> tuple[PropertyMap | None, Structure | None]:
        """The parameters that say whose the object is, declared and live.

        A kind that has none can bear no stamp: its database's counts for an object that is just what is
        declared, as a killed run left it. Any other object there may be somebody else's.
        """
        if "parameters" in self.structure.by_name:
            return inputs.get("parameters"), live.get("Parameters")
        stamp = ownership.stamp(request.urn)
        if not self._is_as_declared(inputs, live):
            return stamp, None
        return stamp, (DATABASES.get(client, address[:1]) or {}).get("Parameters")

    def _is_as_declared(self, inputs: PropertyMap, live: Structure) -> bool:
        """Whether the live object is just what a create with `inputs` makes; what AWS fills in aside."""
        made = self.finished(inputs, self.declared(inputs))
        seen = {k: v for k, v in live.items() if k in made or k not in self.filled_in}
        return conversion.equal(self.structure, made, seen)

    def read(self, request: Request, inputs: PropertyMap | None, outputs: PropertyMap) -> Found | None:
        """The live object; of many of one kind most come from pages that are read ahead."""
        client, address, region = self.locate(request, outputs, inputs or {})
        live = request.context.reads.get(self.calls, client, address)
        if live is None:
            return None
        names = dict(zip(self.named_by, address, strict=True))
        within = self.structure.by_name
        parents = {name: value for name, value in names.items() if name not in within}
        itself = {within[name].glue: value for name, value in names.items() if name in within}
        declared = undetectable_inputs(inputs, region, *self.echoed) | parents
        seen_by = with_keys_as_columns(live) if context_only(inputs) else live
        kinds = kinds_of(live) | ({CONTEXT} if context_only(inputs) else set())
        declared |= conversion.to_inputs(self.structure, {**seen_by, **itself}, inputs, kinds)
        seen = self.outputs(client, address, live)
        more_declared, more_seen = self.read_extras(request, client, address, live, inputs, outputs)
        declared |= more_declared
        noted = imports.note(declared) if inputs is None else imports.kept_note(inputs, declared, outputs)
        return Found(self.id_of(client, address), declared, seen | more_seen | noted)

    def update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """Starts from a fresh read, so that what others wrote meanwhile is kept."""
        client, address, _ = self.locate(request, new_inputs, outputs)
        request.context.reads.wrote(self.calls, client, address)
        live = self._there(address, self.calls.get(client, address))
        change = Change.of(old_inputs, outputs, new_inputs)
        sent = self.write(request, client, address, change, live)
        fixed = {f.glue: live[f.glue] for f in self.shape.fields if f.output and f.glue in live}
        return self.outputs(client, address, {**fixed, **sent}) | self.declared_outputs(request, new_inputs)

    def preview_update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """Tells or refuses what an update would: what other writers changed since the last run."""
        if not contains_unknown(new_inputs):
            client, address, _ = self.locate(request, new_inputs, outputs)
            live = self._there(address, request.context.reads.get(self.calls, client, address))
            change = Change.of(old_inputs, outputs, new_inputs)
            self.accounted(request, address, self.merge(change, live))
        return super().preview_update(request, outputs, old_inputs, new_inputs)

    def _there(self, address: Address, live: dict[str, Any] | None) -> dict[str, Any]:
        if live is None:
            raise ProviderError(f"{self.calls.title(address)} is gone: run pulumi refresh, then pulumi up")
        return live

    def delete(self, request: Request, outputs: PropertyMap, inputs: PropertyMap) -> None:
        """One call; one that is gone already is no error. Of an object of others only the context goes."""
        client, address, _ = self.locate(request, outputs, inputs)
        request.context.reads.wrote(self.calls, client, address)
        if not context_only(inputs):
            self.remove(request, client, address)
        elif (live := self.calls.get(client, address)) is not None:
            self.write(request, client, address, Change({MANAGE: CONTEXT}, inputs), live)
            request.report(forms.WITHOUT_CONTEXT.text(self.calls.title(address)))

    def baseline(self, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap) -> Properties:
        """Of an object whose context alone is the program's from now on, the rest does not change."""
        if context_only(new_inputs) and not context_only(old_inputs):
            old_inputs = context_inputs(old_inputs)
        old_inputs = imports.program_of(old_inputs, outputs, new_inputs)
        return super().baseline(old_inputs, outputs, new_inputs)

    # --- where the object is

    def address_of(self, inputs: PropertyMap) -> Address:
        """The names by which Glue's calls find the object that `inputs` declare."""
        return tuple(inputs[name] for name in self.named_by)

    def locate(self, request: Request, *properties: PropertyMap) -> tuple[CatalogClient, Address, str]:
        """The catalog, the object's address in it by its ID, and the region that the ID names or ''."""
        parsed = identifiers.split(request.id, self.kind.id_form)
        catalog, *names = parsed.parts
        client = request.client(*properties, {"region": parsed.region, "catalogId": catalog})
        return client, tuple(names), parsed.region

    def id_of(self, client: CatalogClient, address: Address) -> str:
        """The object's physical ID, as pulumi-aws has it."""
        parts = (part if isinstance(part, str) else identifiers.join_values(part) for part in address)
        return identifiers.join(client.catalog, *parts)

    # --- steps that a kind may have in its own way

    def create_extras(self, request: Request, inputs: PropertyMap) -> dict[str, Any]:
        """What a create sends beside the structure."""
        del request, inputs
        return {}

    def adopt_extras(
        self, request: Request, client: CatalogClient, address: Address, inputs: PropertyMap
    ) -> None:
        """Brings to what is declared what an adopted object has beside its structure."""

    def read_back(self, client: CatalogClient, address: Address, sent: Structure) -> Structure:
        """The object just made of `sent`, as Glue has it; raises ProviderError if it can't be read."""
        del sent
        live = self.calls.get(client, address)
        if live is None:
            raise ProviderError(f"{self.calls.title(address)} was made, but is not there")
        return live

    def declared(self, inputs: PropertyMap) -> dict[str, Any]:
        """What `inputs` say of the structure, in Glue's spelling."""
        return conversion.declared(self.structure, conversion.respelled(self.structure, inputs))

    def finished(self, inputs: PropertyMap, members: Structure) -> dict[str, Any]:
        """The structure as a request has it. `members`: what is declared, and what of others is kept."""
        del inputs
        return conversion.filled(self.structure, members)

    def merge(self, change: Change, live: Structure) -> Merged:
        """The structure that makes `live` what is declared and keeps what others wrote."""
        known = {m: live[m] for m in live if m in self.structure.by_member}
        if context_only(change.new):
            if reason := missing_columns(change.new, change.old, known):
                raise ProviderError(f"{self.kind.word} {live['Name']} {reason}")
            merged = merge_context(change.new, change.old, known)
            return self._complete(change, merged, live)
        before = None if change.old is None else self.declared(change.old)
        outputs = change.outputs
        last_run = None if outputs is None else conversion.declared(self.structure, outputs)
        if context_only(change.old):  # it manages all from now on, as if it had never managed less
            known |= merge_context({MANAGE: CONTEXT}, change.old, known).structure
            before, last_run = {}, known
        merged = merge(self.structure, self.declared(change.new), before, last_run, known)
        return self._complete(change, merged, live)

    def _complete(self, change: Change, merged: Merged, live: Structure) -> Merged:
        sent = self.finished(change.new, merged.structure)
        kept = {member: live[member] for member in self.unexpressed if member in live}
        sent = {member: value for member, value in sent.items() if value != {}} | kept
        return replace(merged, structure=sent)

    def write(
        self, request: Request, client: CatalogClient, address: Address, change: Change, live: Structure
    ) -> Structure:
        """Brings the live object to what is declared; the structure as it is now."""
        sent = self.accounted(request, address, self.merge(change, live))
        if not conversion.equal(self.structure, sent, live):
            update = {k: v for k, v in sent.items() if k not in self.never_updated}
            self.calls.update(client, address, update)
        return sent

    def accounted(self, request: Request, address: Address, merged: Merged) -> Structure:
        """The structure to send, after telling what of other writers' work it writes over.

        Raises ProviderError where the program changes the same member, unless it may be overwritten.
        """
        database, table, *values = (*address, "")[: max(2, len(address))]
        inside = f"partitions.{'/'.join(values[0])}." if values else ""
        foreign = [replace(change, member=inside + change.member) for change in merged.foreign]
        conflicts = [c for c in foreign if c.conflict and not overwrites(database, table, c.member)]
        if conflicts:
            name = ".".join(filter(None, (database, table)))
            raise ProviderError(refusal(self.calls.title(address), name, conflicts))
        request.report(*(change.describe() for change in foreign))
        return merged.structure

    def remove(self, request: Request, client: CatalogClient, address: Address) -> None:
        """Deletes the live object."""
        del request
        self.calls.delete(client, address)

    def outputs(self, client: CatalogClient, address: Address, structure: Structure) -> Properties:
        """The outputs for a structure, read or just written."""
        found = conversion.to_outputs(self.structure, structure)
        parts = (part if isinstance(part, str) else list(part) for part in address)
        found |= dict(zip(self.named_by, parts, strict=True))
        found |= {"catalogId": client.catalog, "region": client.region}
        if self.arn_type:
            path = "/".join((self.arn_type, *address))
            found["arn"] = identifiers.arn(client.region, client.account, path)
        known = (f for f in self.shape.fields if f.output and structure.get(f.glue))
        return found | {field.name: _text(structure[field.glue]) for field in known}

    def declared_outputs(self, request: Request, inputs: PropertyMap) -> Properties:
        """Outputs after a create or an update that the structure does not show."""
        del request, inputs
        return {}

    def read_extras(
        self,
        request: Request,
        client: CatalogClient,
        address: Address,
        live: Structure,
        inputs: PropertyMap | None,
        outputs: PropertyMap,
    ) -> tuple[Properties, Properties]:
        """Inputs and outputs that a read of the structure does not show."""
        del request, client, address, live, inputs, outputs
        return {}, {}


def _text(value: Any) -> Any:
    """A time in RFC 3339 and UTC, to the second, as upstream writes it; anything else as it is."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value
