"""The functions this plugin serves, by token."""

from __future__ import annotations

from typing import Final

from catalog.provider.framework.function import Function

from .live_objects import LiveObjects

FUNCTIONS: Final[dict[str, Function]] = {function.token: function for function in (LiveObjects(),)}
