"""Pages of a list, by the key of the last element seen, so that deletions between pages skip nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from catalog.local.emulator import Json
from catalog.local.rules.refusals import invalid_input

T = TypeVar("T")


def page(
    elements: Iterable[T], key: Callable[[T], Any], request: Json, most: int, *, descending: bool = False
) -> tuple[list[T], Json]:
    """One page in the order of ``key``, and ``{"NextToken": ...}`` if more follow.

    ``request`` may hold ``MaxResults`` (by default ``most``) and ``NextToken``. Raises Refusal for a token
    that no page of this order gave.
    """
    ordered = sorted(elements, key=key, reverse=descending)
    token = request.get("NextToken")
    if token:
        last = _read(token)
        try:
            ordered = [one for one in ordered if (key(one) < last if descending else key(one) > last)]
        except TypeError as error:
            raise invalid_input("Invalid NextToken") from error
    size = request.get("MaxResults") or most
    shown = ordered[:size]
    return shown, {"NextToken": _write(key(shown[-1]))} if len(ordered) > size else {}


def _write(key: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _read(token: str) -> Any:
    try:
        return json.loads(base64.urlsafe_b64decode(token))
    except ValueError as error:
        raise invalid_input("Invalid NextToken") from error
