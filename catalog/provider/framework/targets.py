"""What a create or an update is carried out on: Glue, or nothing but a forecast (a preview).

Both answer in the same form, so that whoever asks need not care which of them it is.
"""

from __future__ import annotations

from typing import Protocol

from catalog.aws.shapes.properties import Properties, PropertyMap

from .request import Request
from .resource import Resource


class Target(Protocol):
    """Where the two changes that the engine previews go."""

    def create(self, resource: Resource, request: Request, inputs: PropertyMap) -> tuple[str, Properties]:
        """The new object's ID and outputs."""

    def update(
        self,
        resource: Resource,
        request: Request,
        outputs: PropertyMap,
        old_inputs: PropertyMap,
        new_inputs: PropertyMap,
    ) -> Properties:
        """The object's outputs after the change."""


class Glue:
    """Carries changes out, and keeps who made what in this run."""

    def create(self, resource: Resource, request: Request, inputs: PropertyMap) -> tuple[str, Properties]:
        """The ID and outputs that Glue's object has."""
        id, outputs = resource.create(request, inputs)
        request.context.claims.add(resource.token, id, request.urn.text)
        return id, outputs

    def update(
        self,
        resource: Resource,
        request: Request,
        outputs: PropertyMap,
        old_inputs: PropertyMap,
        new_inputs: PropertyMap,
    ) -> Properties:
        """The outputs that Glue's object has afterwards."""
        return resource.update(request, outputs, old_inputs, new_inputs)


class Preview:
    """Changes nothing: tells what would be, as far as it is known."""

    def create(self, resource: Resource, request: Request, inputs: PropertyMap) -> tuple[str, Properties]:
        """No ID, and the outputs that are known before the object is made."""
        request.report(*resource.describe_create(request, inputs))
        return "", resource.preview_create(inputs)

    def update(
        self,
        resource: Resource,
        request: Request,
        outputs: PropertyMap,
        old_inputs: PropertyMap,
        new_inputs: PropertyMap,
    ) -> Properties:
        """The outputs as an update would leave them."""
        return resource.preview_update(request, outputs, old_inputs, new_inputs)


GLUE, PREVIEW = Glue(), Preview()
