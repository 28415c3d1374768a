"""Which requests are sent again, when, and how fast they follow each other: one way for all clients.

With `adaptive` each operation has a pace of its own (see `pace`), since AWS throttles by operation. The kinds
of failure that are tried again are botocore's. Its quota of retries is not: it ends a run that gets through
all the same, since three refusals in ten calls use it up. With `standard` botocore does it all.
"""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from .local_catalog import loopback_port
from .pace import Pace
from .settings import DEFAULT_ATTEMPTS, RETRY_MODE, Settings

if TYPE_CHECKING:
    from botocore.client import BaseClient

# Seconds before the second attempt at most, doubled for each further one, up to the last number.
THROTTLED, FAILED, LONGEST = 0.25, 0.05, 20.0
LOCAL_REFUSALS = 4  # connections refused by this machine after which nothing runs there


def options(settings: Settings) -> dict[str, Any]:
    """botocore's `retries` for clients that `attach` is called with."""
    if settings.retry_mode == RETRY_MODE:
        return {"total_max_attempts": 1, "mode": "standard"}
    return {"total_max_attempts": _attempts(settings), "mode": settings.retry_mode}


def attach(client: BaseClient, settings: Settings) -> None:
    """Has the client's requests sent again as the settings say."""
    events: Any = client.meta.events  # in the stubs handlers answer nothing
    service = client.meta.service_model.service_id.hyphenize()
    if settings.retry_mode == RETRY_MODE:
        retries = Retries(_attempts(settings))
        events.register(f"before-send.{service}", retries.wait)
        events.register(f"needs-retry.{service}", retries.delay)
    if loopback_port(client.meta.endpoint_url) is not None:
        events.register(f"needs-retry.{service}", _give_up)


def _attempts(settings: Settings) -> int:
    return settings.max_attempts or DEFAULT_ATTEMPTS


class Retries:
    """The requests of one client, as handlers of botocore's events; safe to use from all workers at once."""

    def __init__(self, attempts: int) -> None:
        from botocore.retries.standard import (
            RetryEventAdapter,
            StandardRetryConditions,
            ThrottlingErrorDetector,
        )

        self._adapter = RetryEventAdapter()
        self._conditions = StandardRetryConditions(attempts)
        self._throttling = ThrottlingErrorDetector(self._adapter)
        self._lock = threading.Lock()
        self._paces: defaultdict[str, Pace] = defaultdict(Pace)

    def wait(self, event_name: str, **_: Any) -> None:
        """Before a request leaves: until its turn has come."""
        self._pace(event_name.rpartition(".")[2]).wait()

    def delay(self, **event: Any) -> float | None:
        """After an answer, or none: seconds until the next attempt; None if there is to be none."""
        context = self._adapter.create_retry_context(**event)
        throttled = bool(self._throttling.is_throttling_error_from_context(context))
        self._pace(event["operation"].name).answered(throttled=throttled)
        if not self._conditions.is_retryable(context):
            return None
        first = THROTTLED if throttled else FAILED
        longest: float = min(first * 2 ** (event["attempts"] - 1), LONGEST)
        return random.random() * longest

    def _pace(self, operation: str) -> Pace:
        with self._lock:
            return self._paces[operation]


def _give_up(*, attempts: int, caught_exception: Exception | None, **_: Any) -> None:
    """Ends the attempts at a port of this machine where nothing listens: that is told soon."""
    from botocore.exceptions import EndpointConnectionError

    if attempts >= LOCAL_REFUSALS and isinstance(caught_exception, EndpointConnectionError):
        raise caught_exception
