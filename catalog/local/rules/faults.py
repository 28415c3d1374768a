"""Faults on demand: what a catalog in the cloud does now and then, and a local one else never does.

Holds what a test asked for at the control endpoint: single faults of an operation, and rates above which
requests are throttled. Decides only what happens to a request; the application lets it happen.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from .refusals import Refusal, invalid_input

THROTTLE, ERROR, UNAVAILABLE, CUT_BEFORE, CUT_AFTER, ENTRY, FAIL_BUILD = (
    "throttle", "error", "unavailable", "cut-before", "cut-after", "entry", "fail-build",
)  # fmt: skip
KINDS = (THROTTLE, ERROR, UNAVAILABLE, CUT_BEFORE, CUT_AFTER, ENTRY, FAIL_BUILD)
ANY = "*"
MOST_FAULTS, MOST_RATES = 1000, 100  # at once
MOST_TIMES, MOST_RATE = 10**9, 10**6
_OPERATION = re.compile(r"\*|[A-Za-z]{1,100}", re.ASCII)
_MEMBERS = frozenset({"operation", "fault", "times", "skip"}), frozenset({"operation", "rate"})


class Cut(Exception):
    """The connection ends without an answer."""


@dataclass(slots=True)
class Fault:
    """What happens to `times` requests of an operation (0: all), after `skip` that go well.

    Kinds: `throttle`, `error` (500) and `unavailable` (503) refuse the request; `cut-before` and `cut-after`
    end the connection before or after it has taken effect; `entry` fails the first entry of a batch;
    `fail-build` lets a partition index end FAILED.
    """

    operation: str
    kind: str
    times: int = 1
    skip: int = 0
    used: int = 0

    def fits(self, operation: str) -> bool:
        """Whether a request of this operation is hit; counts it."""
        if self.operation not in (ANY, operation):
            return False
        self.used += 1
        return self.used > self.skip and (self.times == 0 or self.used <= self.skip + self.times)


@dataclass(slots=True)
class Faults:
    """The faults and rates of one server."""

    clock: Callable[[], float] = time.monotonic
    _faults: list[Fault] = field(default_factory=list)
    _rates: dict[str, _Bucket] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def control(self, method: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """POST adds a fault (`operation`, `fault`, `times`, `skip`) or a rate (`operation`, `rate` requests
        a second); DELETE forgets all; each answers what is in force. Raises Refusal.
        """
        with self._lock:
            if method == "DELETE":
                self._faults.clear()
                self._rates.clear()
            elif method == "POST" and "rate" in request:
                self._limit(request)
            elif method == "POST":
                if len(self._faults) >= MOST_FAULTS:
                    raise invalid_input(f"{MOST_FAULTS} faults are in force: DELETE forgets them")
                self._faults.append(_fault(request))
            return {
                "faults": [
                    {
                        "operation": f.operation,
                        "fault": f.kind,
                        "times": f.times,
                        "skip": f.skip,
                        "used": f.used,
                    }
                    for f in self._faults
                ],
                "rates": {name: bucket.rate for name, bucket in self._rates.items()},
            }

    def _limit(self, request: Mapping[str, Any]) -> None:
        operation, rate = _operation(request, _MEMBERS[1]), _whole(request, "rate", 1, MOST_RATE)
        if operation not in self._rates and len(self._rates) >= MOST_RATES:
            raise invalid_input(f"{MOST_RATES} rates are in force: DELETE forgets them")
        self._rates[operation] = _Bucket(rate, rate, self.clock())

    def of(self, operation: str) -> str:
        """The kind of fault that hits this request of an operation, or ''."""
        with self._lock:
            for name in (operation, ANY):
                if name in self._rates and not self._rates[name].take(self.clock()):
                    return THROTTLE
            return next((fault.kind for fault in self._faults if fault.fits(operation)), "")


@dataclass(slots=True)
class _Bucket:
    rate: int  # requests a second, and as many at once
    left: float
    at: float

    def take(self, now: float) -> bool:
        self.left = min(self.rate, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


def refuse(kind: str) -> None:
    """Ends a request that a fault hits before it takes effect. Raises Refusal or Cut."""
    if kind == THROTTLE:
        raise Refusal("ThrottlingException", "Rate exceeded")
    if kind == ERROR:
        raise Refusal("InternalServiceException", "a fault that was asked for", 500)
    if kind == UNAVAILABLE:
        raise Refusal("ServiceUnavailableException", "a fault that was asked for", 503)
    if kind == CUT_BEFORE:
        raise Cut


def _fault(request: Mapping[str, Any]) -> Fault:
    operation, kind = _operation(request, _MEMBERS[0]), request.get("fault")
    if kind not in KINDS:
        raise invalid_input(f"fault: one of {', '.join(KINDS)} expected, {_shown(kind)} found")
    times, skip = _whole(request, "times", 0, MOST_TIMES, 1), _whole(request, "skip", 0, MOST_TIMES, 0)
    return Fault(operation, str(kind), times, skip)


def _operation(request: Mapping[str, Any], members: Collection[str]) -> str:
    """The operation that a request is about, which has no other members than these."""
    if unknown := sorted(set(request) - set(members)):
        raise invalid_input(f"{_shown(unknown[0])} found; only {', '.join(sorted(members))} expected")
    operation = request.get("operation", ANY)
    if not isinstance(operation, str) or not _OPERATION.fullmatch(operation):
        raise invalid_input(f"operation: {_shown(operation)} found; Glue's name of one expected, or {ANY}")
    return operation


def _whole(request: Mapping[str, Any], name: str, least: int, most: int, default: int | None = None) -> int:
    value = request.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise invalid_input(f"{name}: {_shown(value)} found; a whole number from {least} to {most} expected")
    return value


def _shown(value: Any) -> str:
    return repr(value)[:100]
