"""How fast the catalog answers, and how much it takes: latencies, and rates above which calls are throttled.

A scope is what a setting is about: an operation's name, `reads`, `writes` or `*` for all. Pure but for
what a bucket has left; who asks holds a lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ANY, READS, WRITES = "*", "reads", "writes"
GROUPS = frozenset({ANY, READS, WRITES})
_READING = ("Get", "BatchGet", "List", "Search", "Query", "Describe", "Check")


def scopes(operation: str) -> tuple[str, str, str]:
    """The scopes of an operation, the narrowest first."""
    return operation, READS if operation.startswith(_READING) else WRITES, ANY


def narrowest(of: Mapping[str, int], operation: str) -> int:
    """The value for the narrowest scope of an operation that has one; 0 without."""
    return next((of[scope] for scope in scopes(operation) if scope in of), 0)


@dataclass(slots=True)
class Bucket:
    """A token bucket: `rate` calls a second, and `burst` at once after a rest."""

    rate: int
    burst: int
    left: float
    at: float

    def has_one(self, now: float) -> bool:
        """Whether a call may be made now; fills up what has been earned since the last question."""
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        return self.left >= 1


@dataclass(slots=True)
class Rates:
    """The rates in force. `each`: every operation of the scope has a bucket of its own, as in AWS."""

    limits: dict[str, tuple[int, int, bool]] = field(default_factory=dict)  # scope: rate, burst, each
    _buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)

    def set(self, scope: str, rate: int, burst: int, *, each: bool) -> None:
        """Puts a rate in force, with full buckets."""
        self.limits[scope] = rate, burst, each
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if key[0] != scope}

    def take(self, operation: str, now: float) -> bool:
        """Whether a call is within every rate it is under; one that isn't takes nothing of any."""
        buckets = [self._bucket(scope, operation, now) for scope in scopes(operation) if scope in self.limits]
        if not all(bucket.has_one(now) for bucket in buckets):
            return False
        for bucket in buckets:
            bucket.left -= 1
        return True

    def clear(self) -> None:
        """Forgets all rates."""
        self.limits.clear()
        self._buckets.clear()

    def _bucket(self, scope: str, operation: str, now: float) -> Bucket:
        rate, burst, each = self.limits[scope]
        key = scope, operation if each else ""
        if key not in self._buckets:
            self._buckets[key] = Bucket(rate, burst, burst, now)
        return self._buckets[key]
