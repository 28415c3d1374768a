"""What every resource of this plugin is made of: its shape, and one method for each thing the engine asks.

A resource takes and gives plain property dicts in pulumi-aws's spelling and never sees the protocol. It
reaches Glue through the session it is handed with each request, and raises `ProviderError`s only.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.session import Session
from catalog.aws.shapes import conversion
from catalog.aws.shapes.fields import Shape
from catalog.aws.shapes.properties import UNKNOWN, Properties

from . import diff, ownership, validation
from .autonaming import Naming
from .property_diff import UPDATE, Delta
from .urn import Urn

if TYPE_CHECKING:
    from catalog.aws.calls.read_ahead import BulkReads
    from catalog.aws.calls.table_deletes import TableDeletes

    from .run_registry import Made

Given = Mapping[str, Any]


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

    def tell(self, *lines: str) -> None:
        """Lines to the engine's log, attached to the resource."""
        self.context.log.info(self.urn.text, *lines)

    def place(self, *properties: Given) -> CatalogClient:
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
        self, session: Session, olds: Given, news: Properties, naming: Naming
    ) -> tuple[Given, list[str]]:
        """The inputs to go on with (`news` itself if nothing was filled in) and what is wrong with them."""
        del session, olds, naming
        return news, list(validation.problems(self.shape, news))

    def noted(self, made: Made, urn: str, news: Given) -> None:
        """Keeps what a delete of another resource has to know of this one; called for each run's inputs."""
        del made, urn, news

    def announced(self, request: Request, inputs: Given) -> tuple[str, ...]:
        """What a preview says of a resource to be made, beside its inputs."""
        del request, inputs
        return ()

    def differences(self, session: Session, old_inputs: Given, outputs: Given, news: Given) -> list[Delta]:
        """What an update would change, by path."""
        old = self.known_before(old_inputs, outputs, news)
        found = diff.differences(self.shape, old, news)
        return found + list(_moved(session, old_inputs, outputs, news, found))

    def known_before(self, old_inputs: Given, outputs: Given, news: Given) -> Properties:
        """The old inputs, with what the last read found where the program only now declares it."""
        old = dict(old_inputs)
        for field in self.shape.fields:
            if field.computed and old.get(field.name) is None and news.get(field.name) is not None:
                old[field.name] = outputs.get(field.name)
        if "parameters" in self.shape.by_name and isinstance(news.get("parameters"), Mapping):
            old["parameters"] = ownership.already_there(news["parameters"], outputs) | (
                old.get("parameters") or {}
            )
        return old

    def lines(self, old: Given, new: Given) -> tuple[str, ...]:
        """The changes in the words of the catalog, one line each; only properties that differ are passed."""
        del old, new
        return ()

    def story(self, old_inputs: Given, outputs: Given, news: Given) -> tuple[str, ...]:
        """As `lines`, of a resource whose changes can't be told property by property."""
        del old_inputs, outputs, news
        return ()

    def settled(self, outputs: Given) -> bool:
        """True if equal inputs mean that nothing is to be done: no work of an earlier run is left."""
        del outputs
        return True

    def unsure(self, made: Made, news: Given) -> bool:
        """True if what this run did may have changed the object, so that its state can't be relied on."""
        del made, news
        return False

    def looked(self, request: Request, old_inputs: Given, outputs: Given, news: Given) -> Given:
        """The outputs that a diff is to start from; read from Glue where state alone can't tell."""
        del request, old_inputs, news
        return outputs

    def delete_first(self, news: Given) -> bool:
        """True if a replacement has to delete before it creates: the name is taken by the old object."""
        return "name" not in (news.get("__defaults") or ())

    def preview_create(self, inputs: Given) -> Properties:
        """The outputs as far as they are known before the object is made."""
        return {**inputs, **{name: UNKNOWN for name in self.unknown_outputs if not inputs.get(name)}}

    def preview_update(self, outputs: Given, news: Given) -> Properties:
        """The outputs as an update will leave them."""
        fields = self.shape.by_name
        kept = {k: v for k, v in outputs.items() if k not in fields or fields[k].output or fields[k].computed}
        return {**kept, **news}

    @abstractmethod
    def create(self, request: Request, inputs: Given) -> tuple[str, Properties]:
        """Makes the object; its ID and outputs."""

    @abstractmethod
    def read(self, request: Request, inputs: Given | None, outputs: Given) -> Found | None:
        """The live object; None if there is none. `inputs` None: nothing is known but the ID (an import)."""

    @abstractmethod
    def update(self, request: Request, outputs: Given, old_inputs: Given, news: Given) -> Properties:
        """Changes the object in place; its new outputs."""

    @abstractmethod
    def delete(self, request: Request, outputs: Given, inputs: Given) -> None:
        """Removes the object; one that is gone already is no error."""


def _moved(
    session: Session, old_inputs: Given, outputs: Given, news: Given, found: list[Delta]
) -> Iterator[Delta]:
    """A change of region that the inputs don't show: the provider's own region changed."""
    old = old_inputs.get("region") or outputs.get("region")
    new = news.get("region") or session.region
    if old and old != new and not any(delta.path == "region" for delta in found):
        yield Delta("region", UPDATE, replaces=True)


def claim(request: Request, what: str, id: str, inputs: Given, live: Given, *, lost: bool) -> None:
    """Lets an object that exists already be taken up: it bears the declared stamp, or was made by a request
    of this run whose answer got `lost`. Raises ProviderError for any other: it is somebody else's.
    """
    if ownership.is_ours(inputs.get("parameters"), live.get("Parameters")):
        request.tell(ownership.taken_up(what))
    elif not lost:
        raise ownership.refuse_foreign(what, request.urn, id, live.get("Parameters"))


def declared_again(inputs: Given | None, region: str, *names: str) -> Properties:
    """What no live object shows: bookkeeping and addresses in `inputs`; at import the ID's region, if any."""
    if inputs is None:
        return {"region": region} if region else {}
    return {k: inputs[k] for k in ("__defaults", "region", "catalogId", *names) if k in inputs}


def equal(shape: Shape, one: Given, other: Given) -> bool:
    """True if two Glue structures mean the same."""
    return conversion.normal(shape, conversion.to_outputs(shape, one)) == conversion.normal(
        shape, conversion.to_outputs(shape, other)
    )
