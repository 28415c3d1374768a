"""The pace of calls against servers on a clock of their own: what they allow is used, little is refused."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from catalog.aws.pace import FIRST, SLOWEST, Pace


class Clock:
    """Time that passes by sleeping only."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def bucket(clock: Clock, rate: float) -> Callable[[], bool]:
    """A server that lets so many calls a second through, and as many at once."""
    left, at = rate, clock.now

    def lets_through() -> bool:
        nonlocal left, at
        left, at = min(rate, left + (clock.now - at) * rate), clock.now
        if left < 1:
            return False
        left -= 1
        return True

    return lets_through


def run(clock: Clock, server: Callable[[], bool], wanted: int, seconds: float = 0.005) -> int:
    """How many calls it took until so many came through, each asked for at once when the last one is out."""
    pace, calls, through = Pace(clock, clock.sleep), 0, 0
    while through < wanted:
        pace.wait()
        clock.sleep(seconds)  # a worker has that much to do
        calls += 1
        passed = server()
        through += passed
        pace.answered(throttled=not passed)
    return calls


def test_nothing_is_held_back_where_nothing_is_throttled() -> None:
    clock = Clock()
    assert run(clock, lambda: True, 1000) == 1000
    assert clock.now == pytest.approx(5)


@pytest.mark.parametrize("rate", [6, 20, 100])
def test_what_a_server_allows_is_used_with_few_refusals(rate: int) -> None:
    clock, wanted = Clock(), 60 * rate
    calls = run(clock, bucket(clock, rate), wanted)
    assert clock.now <= 1.03 * (wanted - rate) / rate
    assert calls <= 1.5 * wanted


@pytest.mark.parametrize("share", [0.05, 0.2, 0.3])
def test_refusals_that_have_nothing_to_do_with_the_pace_make_it_no_crawl(share: float) -> None:
    clock, draw = Clock(), Random(1)
    calls = run(clock, lambda: draw.random() >= share, 3000)
    assert clock.now <= 1.6 * calls * 0.005 + 20


def test_the_pace_follows_a_server_that_allows_more_again() -> None:
    clock = Clock()
    narrow, wide = bucket(clock, 10), bucket(clock, 100)
    run_until, pace = 60.0, Pace(clock, clock.sleep)
    through = 0
    while clock.now < 2 * run_until:
        pace.wait()
        clock.sleep(0.005)
        passed = narrow() if clock.now < run_until else wide()
        through += passed and clock.now > run_until
        pace.answered(throttled=not passed)
    assert through >= 0.75 * 100 * run_until


def test_a_first_refusal_sets_a_pace_and_many_leave_the_slowest() -> None:
    clock = Clock()
    pace = Pace(clock, clock.sleep)
    pace.answered(throttled=True)
    assert pace.rate == FIRST
    for _ in range(200):
        pace.wait()
        pace.answered(throttled=True)
    assert SLOWEST <= pace.rate <= 1.5 * SLOWEST
