"""Concurrent requests of one kind as few batched calls, without waiting for company.

The first request goes out at once; what arrives while it is under way goes out together when it is
back. A lone request costs no delay, and under load the batches grow by themselves.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Coalescer(Generic[Item, Answer]):
    """Sends items through `send`, at most `cap` a call and one call at a time.

    `send` gives one answer for each item, in order; what it raises is raised for each item of that call.
    """

    def __init__(self, send: Callable[[Sequence[Item]], Sequence[Answer]], cap: int) -> None:
        self._send = send
        self._cap = cap
        self._changed = threading.Condition()
        self._waiting: list[_Waiting[Item, Answer]] = []
        self._busy = False

    def __call__(self, item: Item) -> Answer:
        """The answer for `item`; blocks until the call that carries it is back."""
        mine = _Waiting[Item, Answer](item)
        with self._changed:
            self._waiting.append(mine)
        while not mine.done:
            with self._changed:
                self._changed.wait_for(lambda: mine.done or not self._busy)
                if mine.done:
                    break
                self._busy = True
                batch, self._waiting = self._waiting[: self._cap], self._waiting[self._cap :]
            self._carry(batch)
        if mine.error is not None:
            raise mine.error
        return mine.answers[0]

    def _carry(self, batch: list[_Waiting[Item, Answer]]) -> None:
        error: BaseException | None = None
        answers: Sequence[Answer] = ()
        try:
            answers = self._send([waiting.item for waiting in batch])
        except BaseException as raised:
            error = raised
        with self._changed:
            for position, waiting in enumerate(batch):
                waiting.error = error
                waiting.answers = answers[position : position + 1]
                waiting.done = True
            self._busy = False
            self._changed.notify_all()


class _Waiting(Generic[Item, Answer]):
    __slots__ = ("answers", "done", "error", "item")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.done = False
        self.error: BaseException | None = None
        self.answers: Sequence[Answer] = ()
