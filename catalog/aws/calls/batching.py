"""Concurrent requests of one kind as few batched calls.

Items of one key may share a call. The first goes out at once. Those that follow closely wait until nobody
adds one any more (the engine then waits for us), until a call can take no more, or a quarter of a second:
a lone request costs no delay, and many cost few calls however quick a call is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")
Answer = TypeVar("Answer")

QUIET = 0.01  # seconds without a new request, whatever its key, after which no more are expected
LINGER = 0.25  # seconds that a request waits for company at most
FOLLOWING = 1.0  # seconds after a request in which the next one counts as one of many


class Coalescer(Generic[Key, Item, Answer]):
    """Sends items through `send`, at most `cap` a call and one call of a key at a time.

    `send` gives one answer for each item, in order; what it raises is raised for each item of that call.
    """

    def __init__(self, send: Callable[[Key, Sequence[Item]], Sequence[Answer]], cap: int) -> None:
        self._send = send
        self._cap = cap
        self._lock = threading.Lock()
        self._waiting: dict[Key, list[_Waiting[Item, Answer]]] = {}
        self._led: set[Key] = set()  # keys for which somebody waits for company, or calls
        self._last = float("-inf")  # when a request came last

    def __call__(self, key: Key, item: Item) -> Answer:
        """The answer for `item`; blocks until the call that carries it is back."""
        mine = _Waiting[Item, Answer](item)
        with self._lock:
            alone = time.monotonic() - self._last > FOLLOWING
            self._last = time.monotonic()
            self._waiting.setdefault(key, []).append(mine)
            leads = key not in self._led
            self._led.add(key)
        if not leads:
            mine.woken.wait()
        if not mine.done:
            self._lead(key, alone=alone and leads)
        if mine.error is not None:
            raise mine.error
        return mine.answers[0]

    def _lead(self, key: Key, *, alone: bool) -> None:
        """Sends the next call of the key, then hands over to the first that is left."""
        if not alone:
            self._await_company(key)
        with self._lock:
            batch, rest = self._waiting[key][: self._cap], self._waiting[key][self._cap :]
            self._waiting[key] = rest
        self._carry(key, batch)
        with self._lock:
            if self._waiting[key]:
                self._waiting[key][0].woken.set()
            else:
                self._led.discard(key)

    def _await_company(self, key: Key) -> None:
        until = time.monotonic() + LINGER
        while (now := time.monotonic()) < until:
            with self._lock:
                pause = min(self._last + QUIET, until) - now
                if pause <= 0 or len(self._waiting[key]) >= self._cap:
                    return
            time.sleep(pause)

    def _carry(self, key: Key, batch: Sequence[_Waiting[Item, Answer]]) -> None:
        error: BaseException | None = None
        answers: Sequence[Answer] = ()
        try:
            answers = self._send(key, [waiting.item for waiting in batch])
        except BaseException as raised:
            error = raised
        for position, waiting in enumerate(batch):
            waiting.error = error
            waiting.answers = answers[position : position + 1]
            waiting.done = True
            waiting.woken.set()


class _Waiting(Generic[Item, Answer]):
    __slots__ = ("answers", "done", "error", "item", "woken")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.woken = threading.Event()  # done, or to lead the next call
        self.done = False
        self.error: BaseException | None = None
        self.answers: Sequence[Answer] = ()


def batches(rows: Iterator[Any], most: int) -> Iterator[list[Any]]:
    """The rows in lists of at most `most`."""
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == most:
            yield batch
            batch = []
    if batch:
        yield batch
