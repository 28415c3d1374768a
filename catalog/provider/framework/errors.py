"""What ends a request of the engine otherwise than AWS does: a half-made object, and the wish to stop."""

from __future__ import annotations

from typing import Any

from catalog.aws.errors import ProviderError


class InitFailed(ProviderError):
    """The object was made or changed, but not all of it: carries what there is now, for the state."""

    def __init__(self, message: str, *, id: str, outputs: dict[str, Any], inputs: dict[str, Any]) -> None:
        super().__init__(message)
        self.id = id
        self.outputs = outputs
        self.inputs = inputs


class Cancelled(ProviderError):
    """The engine asked to stop while this request was waiting."""
