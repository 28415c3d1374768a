"""Property dicts: plain Python values in pulumi-aws's spelling, and the one value that a preview lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Properties = dict[str, Any]
PropertyMap = Mapping[str, Any]  # the same, to be read only


class Unknown:
    """The one value that a preview does not know yet; compare with `is UNKNOWN`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "(not known yet)"

    def __bool__(self) -> bool:
        return True  # something will be there, so it never counts as left out

    def __deepcopy__(self, memo: object) -> Unknown:
        return self


UNKNOWN: Final = Unknown()


def contains_unknown(value: Any) -> bool:
    """True if `value` is UNKNOWN or holds it at any depth."""
    if isinstance(value, Mapping):
        return any(contains_unknown(v) for v in value.values())
    if isinstance(value, list | tuple):
        return any(contains_unknown(v) for v in value)
    return value is UNKNOWN
