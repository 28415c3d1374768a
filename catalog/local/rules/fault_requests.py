"""Requests to the control of faults, read strictly: a member that means nothing would change nothing, unseen.

Takes a parsed JSON object, gives values in the ranges that are allowed, or raises Refusal with what was found
and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from .refusals import invalid_input
from .traffic import ANY, READS, WRITES

MOST_TIMES, MOST_RATE = 10**9, 10**6
MOST_LATENCY = 60_000  # milliseconds; clients give up after as long
MOST_SEED = 2**63 - 1
_OPERATION = re.compile(r"\*|[A-Za-z]{1,100}", re.ASCII)

Request = Mapping[str, Any]


def only(request: Request, members: Collection[str]) -> None:
    """Refuses members other than these."""
    if unknown := sorted(set(request) - set(members)):
        raise invalid_input(f"{shown(unknown[0])} found; only {', '.join(sorted(members))} expected")


def scope(request: Request) -> str:
    """What a request is about: an operation, `reads`, `writes` or `*`, the default."""
    value = request.get("operation", ANY)
    if not isinstance(value, str) or not _OPERATION.fullmatch(value):
        raise invalid_input(
            f"operation: {shown(value)} found; Glue's name of one expected, or {READS}, {WRITES} or {ANY}"
        )
    return value


def whole(request: Request, name: str, least: int, most: int, default: int | None = None) -> int:
    """A whole number from `least` to `most`; required without a default."""
    value = request.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise invalid_input(f"{name}: {shown(value)} found; a whole number from {least} to {most} expected")
    return value


def percent(request: Request) -> float | None:
    """The share of requests in percent, above 0; None where nothing is said of it."""
    value = request.get("percent")
    if value is None and "percent" not in request:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 100:
        raise invalid_input(f"percent: {shown(value)} found; a number above 0 and up to 100 expected")
    return value


def flag(request: Request, name: str) -> bool:
    """True or false, false where it is left out."""
    value = request.get(name, False)
    if not isinstance(value, bool):
        raise invalid_input(f"{name}: {shown(value)} found; true or false expected")
    return value


def shown(value: Any) -> str:
    """A value as a message repeats it."""
    return repr(value)[:100]
