"""What every resource of this plugin is made of: its shape, and one method for each thing the engine asks.

A resource takes and gives plain property dicts in pulumi-aws's spelling and never sees the protocol. It
reaches Glue through the session it is handed with each request, and raises `ProviderError`s only.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.session import Session
from catalog.aws.shapes import conversion
from catalog.aws.shapes.fields import Shape
from catalog.aws.shapes.properties import UNKNOWN, Properties, PropertyMap

from . import diff, ownership, validation
from .autonaming import Naming
from .property_diff import UPDATE, Delta
from .urn import Urn

if TYPE_CHECKING:
    from catalog.aws.calls.read_ahead import BulkReads
    from catalog.aws.calls.table_deletes import TableDeletes

    from .run_registry import Made


class Log(Protocol):
    """Where lines about a resource go."""

    def info(self, urn: str, *lines: str) -> None:
        """Lines for people, attached to the resource `urn`."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a request may use: AWS, the run's deletes, the engine's log, and the engine's wish to stop."""

    session: Session
    deletes: TableDeletes
    made: Made
    reads: BulkReads
    log: Log
    cancelled: threading.Event


@dataclass(frozen=True, slots=True)
class Request:
    """One request about one resource. `timeout` in seconds, 0 for the resource's own."""

    context: Context
    urn: Urn
    id: str = ""
    timeout: float = 0

    def report(self, *lines: str) -> None:
        """Lines to the engine's log, attached to the resource."""
        self.context.log.info(self.urn.text, *lines)

    def client(self, *properties: PropertyMap) -> CatalogClient:
        """Where the resource is: as the first of `properties` says that names it, else as the session."""
        session = self.context.session
        region = next((p["region"] for p in properties if p.get("region")), "") or session.region
        glue = session.glue(region)
        account = session.account()
        catalog = next((p["catalogId"] for p in properties if p.get("catalogId")), "") or account
        return CatalogClient(glue, region, account, catalog)


@dataclass(frozen=True, slots=True)
class Found:
    """A live object: its ID, the inputs that would declare it, and its outputs."""

    id: str
    inputs: Properties
    outputs: Properties


class Resource(ABC):
    """One kind of resource; instances hold no state of single objects."""

    token: ClassVar[str]
    shape: ClassVar[Shape]
    parts: ClassVar[bool] = False  # a set of objects: another of its ID may hold only some of them
    unknown_outputs: ClassVar[tuple[str, ...]] = ()  # what a preview of a create can't know yet

    def check(
        self, session: Session, old_inputs: PropertyMap, new_inputs: Properties, naming: Naming
    ) -> tuple[PropertyMap, list[str]]:
        """The inputs to go on with (`new_inputs` itself if nothing was filled in), and what is wrong."""
        del session, old_inputs, naming
        return new_inputs, list(validation.problems(self.shape, new_inputs))

    def register(self, made: Made, urn: str, new_inputs: PropertyMap) -> None:
        """Keeps what a delete of another resource has to know of this one; called for each run's inputs."""
        del made, urn, new_inputs

    def describe_create(self, request: Request, inputs: PropertyMap) -> tuple[str, ...]:
        """What a preview says of a resource to be made, beside its inputs."""
        del request, inputs
        return ()

    def diff(
        self, session: Session, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> list[Delta]:
        """What an update would change, by path."""
        old = self.baseline(old_inputs, outputs, new_inputs)
        found = diff.deltas(self.shape, old, new_inputs)
        return found + list(_moved(session, old_inputs, outputs, new_inputs, found))

    def baseline(self, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap) -> Properties:
        """The old inputs, with what the last read found where the program only now declares it."""
        old = dict(old_inputs)
        for field in self.shape.fields:
            if field.computed and old.get(field.name) is None and new_inputs.get(field.name) is not None:
                old[field.name] = outputs.get(field.name)
        if "parameters" in self.shape.by_name and isinstance(new_inputs.get("parameters"), Mapping):
            old["parameters"] = ownership.already_there(new_inputs["parameters"], outputs) | (
                old.get("parameters") or {}
            )
        return old

    def describe_changes(self, old: PropertyMap, new: PropertyMap) -> tuple[str, ...]:
        """The changes in the words of the catalog, one line each; only properties that differ are passed."""
        del old, new
        return ()

    def describe_update(
        self, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> tuple[str, ...]:
        """As `describe_changes`, of a resource whose changes can't be told property by property."""
        del old_inputs, outputs, new_inputs
        return ()

    def is_converged(self, outputs: PropertyMap) -> bool:
        """True if equal inputs mean that nothing is to be done: no work of an earlier run is left."""
        del outputs
        return True

    def needs_read(self, made: Made, new_inputs: PropertyMap) -> bool:
        """True if what this run did may have changed the object, so that its state can't be relied on."""
        del made, new_inputs
        return False

    def refresh_outputs(
        self, request: Request, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> PropertyMap:
        """The outputs that a diff is to start from; read from Glue where state alone can't tell."""
        del request, old_inputs, new_inputs
        return outputs

    def delete_first(self, new_inputs: PropertyMap) -> bool:
        """True if a replacement has to delete before it creates: the name is taken by the old object."""
        return "name" not in (new_inputs.get("__defaults") or ())

    def preview_create(self, inputs: PropertyMap) -> Properties:
        """The outputs as far as they are known before the object is made."""
        return {**inputs, **{name: UNKNOWN for name in self.unknown_outputs if not inputs.get(name)}}

    def preview_update(self, outputs: PropertyMap, new_inputs: PropertyMap) -> Properties:
        """The outputs as an update will leave them."""
        fields = self.shape.by_name
        kept = {k: v for k, v in outputs.items() if k not in fields or fields[k].output or fields[k].computed}
        return {**kept, **new_inputs}

    @abstractmethod
    def create(self, request: Request, inputs: PropertyMap) -> tuple[str, Properties]:
        """Makes the object; its ID and outputs."""

    @abstractmethod
    def read(self, request: Request, inputs: PropertyMap | None, outputs: PropertyMap) -> Found | None:
        """The live object; None if there is none. `inputs` None: nothing is known but the ID (an import)."""

    @abstractmethod
    def update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """Changes the object in place; its new outputs."""

    @abstractmethod
    def delete(self, request: Request, outputs: PropertyMap, inputs: PropertyMap) -> None:
        """Removes the object; one that is gone already is no error."""


def _moved(
    session: Session,
    old_inputs: PropertyMap,
    outputs: PropertyMap,
    new_inputs: PropertyMap,
    found: list[Delta],
) -> Iterator[Delta]:
    """A change of region that the inputs don't show: the provider's own region changed."""
    old = old_inputs.get("region") or outputs.get("region")
    new = new_inputs.get("region") or session.region
    if old and old != new and not any(delta.path == "region" for delta in found):
        yield Delta("region", UPDATE, replaces=True)


def adopt_or_refuse(
    request: Request, what: str, id: str, inputs: PropertyMap, live: PropertyMap, *, lost: bool
) -> None:
    """Lets an object that exists already be taken up: it bears the declared stamp, or was made by a request
    of this run whose answer got `lost`. Raises ProviderError for any other: it is somebody else's.
    """
    if ownership.is_ours(inputs.get("parameters"), live.get("Parameters")):
        request.report(ownership.adoption_line(what))
    elif not lost:
        raise ownership.refuse_foreign(what, request.urn, id, live.get("Parameters"))


def undetectable_inputs(inputs: PropertyMap | None, region: str, *names: str) -> Properties:
    """What no live object shows: bookkeeping and addresses in `inputs`; at import the ID's region, if any."""
    if inputs is None:
        return {"region": region} if region else {}
    return {k: inputs[k] for k in ("__defaults", "region", "catalogId", *names) if k in inputs}


def equal(shape: Shape, one: PropertyMap, other: PropertyMap) -> bool:
    """True if two Glue structures mean the same."""
    return conversion.normal(shape, conversion.to_outputs(shape, one)) == conversion.normal(
        shape, conversion.to_outputs(shape, other)
    )
