"""What every function of this plugin is: plain property dicts in and out, never the protocol."""

from __future__ import annotations

from typing import Protocol

from catalog.aws.shapes.properties import Properties, PropertyMap

from .request import Context


class Function(Protocol):
    """A function that programs invoke, by its token."""

    token: str

    def __call__(self, context: Context, arguments: PropertyMap) -> Properties:
        """The answer. Raises ProviderError."""
