"""What `make bench` makes of a catalog that is far away, without one."""

from __future__ import annotations

import pytest

from bench.latency import NEAR, REFRESH, UP, rows
from bench.measure import Measured


@pytest.mark.parametrize(
    ("up", "far", "missed"),
    [
        (57.4, 5.5, []),
        (57.6, 5.6, ["up from empty"]),
        (50, 5.7, ["added by latency, 10 pages"]),
        (50, 3.0, []),
    ],
)
def test_bars_are_the_rates_own_time_and_the_pages(up: float, far: float, missed: list[str]) -> None:
    found = {UP: Measured(up), NEAR: Measured(4.0), REFRESH: Measured(far)}
    made = list(rows(1000, found, {UP: Measured(300)}, 10))
    assert [row.work for row in made if [*row.missed()]] == missed
    assert made[0].terraform == Measured(300)
