"""The benchmark's bars: what counts as reached, and growth with the number of tables."""

import pytest

from bench.__main__ import AT, Bar, _missed
from bench.measure import Measured


@pytest.mark.parametrize(
    ("ours", "theirs", "reached"),
    [(12, None, True), (13, None, False), (13, 3, True), (16, 3, False), (9, 1, True)],
)
def test_a_bar_is_seconds_or_a_multiple_of_boto3s(ours: float, theirs: float | None, reached: bool) -> None:
    other = None if theirs is None else Measured(theirs)
    assert Bar(12, 5).reached(Measured(ours), other) is reached


def test_what_is_missed_is_named() -> None:
    few = {"destroy": (Measured(0.4), None), "check": (Measured(0.1), None)}
    many = {"destroy": (Measured(5.1), None), "check": (Measured(1.1), None)}
    fine = {"up from empty": (Measured(1), None), "preview, no change": (Measured(1), None)}
    assert list(_missed({100: {**few, **fine}, AT: {**many, **fine}})) == [
        "destroy (5 s)",
        "destroy (no more than 10 times the time for 10 times the tables)",
        "check (no more than 10 times the time for 10 times the tables)",
    ]
