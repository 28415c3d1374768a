"""How fast calls of one kind may follow each other, found by what AWS throttles.

Nothing is held back until AWS throttles. Then calls go out a little faster than AWS answers them, so that
none of what it allows is left unused and few calls are refused: botocore's own limiter sends less than AWS
allows after each refusal, and next to nothing where a share of all calls is refused whatever their number.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

SLOWEST, FIRST, FASTEST = 5.0, 20.0, 500.0  # calls a second; the first pace at least; from FASTEST on none
SECONDS, ANSWERS = 1.0, 12  # a look at what comes through takes that long and that many answers at least
ABOVE = 1.2  # times what AWS lets through: the pace to keep
FASTER = 1.5  # times the pace: what is tried now and then
PAID = 1.25  # times what came through before: then going faster has paid
FEW = 0.1  # of all calls refused: then nothing speaks against going faster
PATIENCE = 8  # looks between two tries at most
BEHIND = 0.25  # seconds of calls not made that are made up for
NAP = 0.5  # seconds after which a wait looks whether the pace has changed


class Pace:
    """The pace of one kind of call; safe to use from all workers at once."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._passed: deque[float] = deque(maxlen=int(FASTEST))  # when AWS let calls through last
        self._rate = 0.0  # calls a second; 0: as they come
        self._next = 0.0  # when the next call may go
        self._since, self._answers, self._refusals = 0.0, 0, 0  # of this look
        self._through = 0.0  # calls a second that came through before the last try
        self._quiet, self._until_try = 1, 0  # looks between two tries, and until the next

    @property
    def rate(self) -> float:
        """Calls a second; 0 while nothing is held back."""
        return self._rate

    def wait(self) -> None:
        """Returns when the next call may go."""
        if not self._rate:
            return
        with self._turn:  # one waits, the others behind it
            while (pause := self._pause()) > 0:
                self._sleep(min(pause, NAP))

    def _pause(self) -> float:
        """Seconds until the next call may go; 0 if it may now, and is counted."""
        with self._lock:
            now = self._clock()
            if self._rate and self._next > now:
                return self._next - now
            if self._rate:
                self._next = max(self._next, now - BEHIND) + 1 / self._rate
            return 0

    def answered(self, *, throttled: bool) -> None:
        """AWS has answered a call, or refused it as one too many."""
        with self._lock:
            now = self._clock()
            if not throttled:
                self._passed.append(now)
            if not self._rate:
                if throttled:
                    self._begin(now, max(FIRST, self._let_through(now - SECONDS) / SECONDS))
                return
            self._answers += 1
            self._refusals += throttled
            if self._answers >= ANSWERS and now - self._since >= SECONDS:
                self._look(now)

    def _begin(self, now: float, rate: float) -> None:
        self._rate = max(SLOWEST, rate) if rate <= FASTEST else 0.0
        self._next = max(self._next, now)
        self._since, self._answers, self._refusals = now, 0, 0

    def _look(self, now: float) -> None:
        """Goes faster as long as more comes through for it, else keeps a little above what does."""
        through = self._let_through(self._since) / (now - self._since)
        if self._refusals <= FEW * self._answers or 0 < through >= PAID * self._through:
            self._quiet, self._until_try = 1, 0
        elif self._until_try < 0:  # the try was in vain
            self._quiet = min(2 * self._quiet, PATIENCE)
            self._until_try = self._quiet
        if self._until_try <= 0:
            self._until_try, self._through = -1, through
            self._begin(now, self._rate * FASTER)
        else:
            self._until_try -= 1
            self._begin(now, through * ABOVE)

    def _let_through(self, since: float) -> int:
        return sum(at > since for at in self._passed)
