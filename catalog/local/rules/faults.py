"""Faults on demand: what a catalog in the cloud does now and then, and a local one else never does.

Holds what was asked for at the control endpoint, `/_catalog/faults`; decides only what happens to a request,
the application lets it happen. DELETE forgets all, GET shows what is in force, POST takes one of these, with
the defaults of members in brackets:

| members | from then on |
|---|---|
| `fault`, `times` (1), `skip` (0) | `times` requests fail so, after `skip` that go well; 0: all |
| `fault`, `percent`, `times` (0), `skip` (0) | that share of the requests fails so |
| `rate`, `burst` (`rate`), `each` (false) | above so many a second, requests are throttled |
| `latency` | each answer comes so many milliseconds later |
| `quota`, `most` | so many `tables`, `databases`, `versions`, `partitions` or `functions` are the most |
| `seed` (0) | which requests a percentage hits, from now on |

All but `seed` and `quota` take `operation`: Glue's name of one, `reads` (Get, BatchGet, List, ...), `writes`
(all others) or `*`, the default. A rate and a latency may come in one request, a percentage and a seed too.

Any number is in force at once. Of a request's faults one happens: a rate's, else the first counted one, else
the one that a draw chooses among the percentages. These are shares of all requests: 20, 5 and 5 leave 70 that
go well; for no operation may they add up to more than 100. Each operation draws by itself, so with one seed
its n-th request always meets the same, whatever runs beside it. A request is under each rate of its scopes;
with `each` every operation has the rate to itself. Of latencies that of the narrowest scope counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from threading import Lock
from typing import Any

from .fault_requests import (
    MOST_LATENCY,
    MOST_RATE,
    MOST_SEED,
    MOST_TIMES,
    flag,
    only,
    percent,
    scope,
    shown,
    whole,
)
from .quotas import DEFAULTS, Quotas
from .refusals import Refusal, invalid_input
from .traffic import GROUPS, Rates, narrowest, scopes

THROTTLE, ERROR, UNAVAILABLE, CUT_BEFORE, CUT_AFTER, ENTRY, FAIL_BUILD = (
    "throttle", "error", "unavailable", "cut-before", "cut-after", "entry", "fail-build",
)  # fmt: skip
KINDS = (THROTTLE, ERROR, UNAVAILABLE, CUT_BEFORE, CUT_AFTER, ENTRY, FAIL_BUILD)
MOST_FAULTS, MOST_SCOPES = 1000, 100  # at once
_FAULT = ("operation", "fault", "times", "skip", "percent", "seed")
_RATE = ("operation", "rate", "burst", "each", "latency")  # a rate and a latency in one request
_LATENCY = ("operation", "latency")
_QUOTA = ("quota", "most")
MEMBERS = frozenset((*_FAULT, *_RATE, *_QUOTA))
_ANY_READ, _ANY_WRITE = "Get", "Create"  # stand for the operations that no fault names


class Cut(Exception):
    """The connection ends without an answer."""


@dataclass(slots=True)
class Fault:
    """What happens to `times` requests of a scope (0: all), after `skip` that go well.

    Kinds: `throttle` (400), `error` (500) and `unavailable` (503) refuse the request; `cut-before` and
    `cut-after` end the connection before or after it has taken effect; `entry` fails the first entry of a
    batch; `fail-build` lets a partition index end FAILED. With `percent` it happens to that share of them.
    """

    scope: str
    kind: str
    times: int = 1
    skip: int = 0
    percent: float | None = None
    used: int = 0  # requests that were looked at
    hits: int = 0

    def fits(self, operation: str) -> bool:
        """Whether requests of this operation are meant."""
        return self.scope in scopes(operation)

    def is_due(self) -> bool:
        """Whether this request is one that it may happen to; counts it."""
        self.used += 1
        return self.used > self.skip and (self.times == 0 or self.hits < self.times)

    def describe(self) -> dict[str, Any]:
        """What the control answers about it."""
        described = {"operation": self.scope, "fault": self.kind, "times": self.times, "skip": self.skip}
        share = {} if self.percent is None else {"percent": self.percent}
        return {**described, **share, "used": self.used, "hits": self.hits}


@dataclass(slots=True)
class Faults:
    """The faults, rates and latencies of one server; its quotas are set by the same control."""

    clock: Callable[[], float] = time.monotonic
    quotas: Quotas = field(default_factory=Quotas)
    _counted: list[Fault] = field(default_factory=list)
    _shares: list[Fault] = field(default_factory=list)
    _rates: Rates = field(default_factory=Rates)
    _latencies: dict[str, int] = field(default_factory=dict)  # scope: milliseconds
    _seed: int = 0
    _draws: dict[str, Random] = field(default_factory=dict)  # by operation
    _lock: Lock = field(default_factory=Lock)
    _quiet: bool = True  # nothing is in force: no request waits for the lock

    def control(self, method: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Does what the module's docstring says; answers what is in force. Raises Refusal."""
        with self._lock:
            if method == "DELETE":
                self._forget()
            elif method == "POST":
                self._add(request)
            self._quiet = not (self._counted or self._shares or self._rates.limits or self._latencies)
            return {
                "faults": [fault.describe() for fault in (*self._counted, *self._shares)],
                "rates": {name: rate for name, (rate, _, _) in self._rates.limits.items()},
                "latency": dict(self._latencies),
                "quotas": dict(self.quotas.changed),
            }

    def of(self, operation: str) -> str:
        """The kind of fault that hits this request of an operation, or ''."""
        if self._quiet:
            return ""
        with self._lock:
            if not self._rates.take(operation, self.clock()):
                return THROTTLE
            for fault in self._counted:
                if fault.fits(operation) and fault.is_due():
                    return _hit(fault)
            return self._drawn(operation)

    def seconds(self, operation: str) -> float:
        """How much longer the answer to a request of an operation takes."""
        if self._quiet:
            return 0.0
        with self._lock:
            return narrowest(self._latencies, operation) / 1000

    def _forget(self) -> None:
        for held in (
            self._counted,
            self._shares,
            self._rates,
            self._latencies,
            self._draws,
            self.quotas.changed,
        ):
            held.clear()
        self._seed = 0

    def _add(self, request: Mapping[str, Any]) -> None:
        if "rate" in request or "latency" in request:
            self._limit(request)
            return
        if "quota" in request:
            self._set_quota(request)
            return
        seed = whole(request, "seed", 0, MOST_SEED, self._seed)
        if set(request) != {"seed"}:
            self._add_fault(_fault(request))
        if "seed" in request:
            self._seed = seed
            self._draws.clear()

    def _add_fault(self, fault: Fault) -> None:
        if len(self._counted) + len(self._shares) >= MOST_FAULTS:
            raise invalid_input(f"{MOST_FAULTS} faults are in force: DELETE forgets them")
        if fault.percent is None:
            self._counted.append(fault)
            return
        if (total := most_percent([*self._shares, fault])) > 100:
            raise invalid_input(
                f"percent: with what is in force, {total:g} % found; 100 at most expected for an operation"
            )
        self._shares.append(fault)

    def _limit(self, request: Mapping[str, Any]) -> None:
        only(request, _RATE if "rate" in request else _LATENCY)
        where, each = scope(request), flag(request, "each")
        latency = whole(request, "latency", 0, MOST_LATENCY, 0)
        if "rate" in request:
            rate = whole(request, "rate", 1, MOST_RATE)
            burst = whole(request, "burst", 1, MOST_RATE, rate)
            _refuse_too_many(self._rates.limits, where, "rates")
            self._rates.set(where, rate, burst, each=each)
        if "latency" in request:
            _refuse_too_many(self._latencies, where, "latencies")
            self._latencies[where] = latency

    def _set_quota(self, request: Mapping[str, Any]) -> None:
        only(request, _QUOTA)
        name = request["quota"]
        if not isinstance(name, str) or name not in DEFAULTS:
            raise invalid_input(f"quota: one of {', '.join(DEFAULTS)} expected, {shown(name)} found")
        self.quotas.changed[name] = whole(request, "most", 0, MOST_TIMES)

    def _drawn(self, operation: str) -> str:
        """The fault that one draw for this request chooses among the shares."""
        fitting = [fault for fault in self._shares if fault.fits(operation)]
        if not fitting:
            return ""
        draw = self._draws.setdefault(operation, Random(f"{self._seed}:{operation}")).random() * 100
        due = [(fault, fault.is_due()) for fault in fitting]
        for fault, is_due in due:
            draw -= fault.percent or 0
            if draw < 0:
                return _hit(fault) if is_due else ""
        return ""


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


def most_percent(shares: Iterable[Fault]) -> float:
    """How many percent of the requests of one operation are hit at most."""
    shares = list(shares)
    operations = {fault.scope for fault in shares} - GROUPS | {_ANY_READ, _ANY_WRITE}
    return max(sum(one.percent or 0 for one in shares if one.fits(operation)) for operation in operations)


def _refuse_too_many(present: Collection[str], wanted: str, what: str) -> None:
    if wanted not in present and len(present) >= MOST_SCOPES:
        raise invalid_input(f"{MOST_SCOPES} {what} are in force: DELETE forgets them")


def _hit(fault: Fault) -> str:
    fault.hits += 1
    return fault.kind


def _fault(request: Mapping[str, Any]) -> Fault:
    only(request, _FAULT)
    where, kind, share = scope(request), request.get("fault"), percent(request)
    if kind not in KINDS:
        raise invalid_input(f"fault: one of {', '.join(KINDS)} expected, {shown(kind)} found")
    times = whole(request, "times", 0, MOST_TIMES, 1 if share is None else 0)
    return Fault(where, str(kind), times, whole(request, "skip", 0, MOST_TIMES, 0), share)
