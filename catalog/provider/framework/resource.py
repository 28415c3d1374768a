"""What every resource of this plugin is: a kind, its shape, and one method for each thing the engine asks.

A resource takes and gives plain property dicts in pulumi-aws's spelling and never sees the protocol. It
reaches Glue through the session it is handed with each request, and raises `ProviderError`s only.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from catalog.aws.session import Session
from catalog.aws.shapes.fields import Kind, Shape
from catalog.aws.shapes.properties import UNKNOWN, Properties, PropertyMap
from catalog.language.glue.kinds import GlueKind

from . import diff, ownership, validation
from .autonaming import Naming
from .declared_sets import DeclaredSets
from .property_diff import UPDATE, Delta
from .request import Request


@dataclass(frozen=True, slots=True)
class Found:
    """A live object: its ID, the inputs that would declare it, and its outputs."""

    id: str
    inputs: Properties
    outputs: Properties


class Resource(ABC):
    """One kind of resource; instances hold no state of single objects."""

    kind: ClassVar[GlueKind]
    shape: ClassVar[Shape]
    parts: ClassVar[bool] = False  # a set of objects: another of its ID may hold only some of them

    @property
    def token(self) -> str:
        """The kind's Pulumi type token."""
        return self.kind.token

    @property
    def unknown_outputs(self) -> tuple[str, ...]:
        """Outputs that a preview of a create can't know yet, unless they are declared."""
        return ("catalogId",)

    def check(
        self, session: Session, old_inputs: PropertyMap, new_inputs: Properties, naming: Naming
    ) -> tuple[PropertyMap, list[str]]:
        """The inputs to go on with (`new_inputs` itself if nothing was filled in), and what is wrong."""
        del session, old_inputs, naming
        return new_inputs, list(validation.problems(self.shape, new_inputs))

    def register(self, declared: DeclaredSets, urn: str, new_inputs: PropertyMap) -> None:
        """Keeps what a delete of another resource has to know of this one; called for each run's inputs."""
        del declared, urn, new_inputs

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
        old = _with_seen(self.shape, old_inputs, outputs, new_inputs)
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
        self, request: Request, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> tuple[str, ...]:
        """As `describe_changes`, of a resource whose changes are not those of single properties."""
        del request, old_inputs, outputs, new_inputs
        return ()

    def tell_kept(
        self, request: Request, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> None:
        """Reports what stays as it is in Glue although inputs changed; there need be no difference else."""
        del request, old_inputs, outputs, new_inputs

    def is_converged(self, outputs: PropertyMap) -> bool:
        """True if equal inputs mean that nothing is to be done: no work of an earlier run is left."""
        del outputs
        return True

    def needs_read(self, declared: DeclaredSets, new_inputs: PropertyMap) -> bool:
        """True if what this run did may have changed the object, so that its state can't be relied on."""
        del declared, new_inputs
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

    def preview_update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """The outputs as an update will leave them. Raises what the update would, as far as it is known."""
        del request, old_inputs
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


def _with_seen(shape: Shape, old: PropertyMap, seen: PropertyMap, new: PropertyMap) -> Properties:
    """`old`, with what was `seen` in place of members that only `new` declares."""
    found = dict(old)
    for field in shape.fields:
        before, after, there = (side.get(field.name) for side in (old, new, seen))
        if field.by_key or after is None:
            continue
        if before is None:
            found[field.name] = there
        elif (
            field.kind is Kind.OBJECT and field.shape and all(isinstance(v, Mapping) for v in (before, after))
        ):
            found[field.name] = _with_seen(field.shape, before, there or {}, after)
    return found


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
    request: Request,
    title: str,
    id: str,
    declared: PropertyMap | None,
    live: PropertyMap | None,
    *,
    lost: bool,
) -> None:
    """Lets an object that exists already be adopted: the `live` parameters bear the stamp of the `declared`
    ones, or a request of this run made it and its answer was `lost`. Raises ProviderError for any other.
    """
    if ownership.is_ours(declared, live):
        request.report(ownership.adoption_line(title))
    elif not lost:
        raise ownership.refuse_foreign(title, request.urn, id, live)


def undetectable_inputs(inputs: PropertyMap | None, region: str, *names: str) -> Properties:
    """What no live object shows: bookkeeping and addresses in `inputs`; at import the ID's region, if any."""
    if inputs is None:
        return {"region": region} if region else {}
    return {k: inputs[k] for k in ("__defaults", "region", "catalogId", *names) if k in inputs}
