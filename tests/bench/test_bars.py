"""The benchmark's bars: what counts as reached, growth with the number of objects, and what people read."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bench import report
from bench.bars import Bar, Growth, Row, growths, missed
from bench.measure import Measured


def row(seconds: float, *bars: Bar, **more: object) -> Row:
    return Row("up from empty", 1000, Measured(seconds), bars=bars, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ours", "theirs", "reached"),
    [(12, None, True), (13, None, False), (13, 3, True), (16, 3, False), (9, 1, True)],
)
def test_a_bar_is_seconds_or_a_multiple_of_boto3s(ours: float, theirs: float | None, reached: bool) -> None:
    other = None if theirs is None else Measured(theirs)
    assert (not [*row(ours, Bar(boto3=5, least=12), boto3=other).missed()]) is reached


@pytest.mark.parametrize(("ours", "reached"), [(5.9, True), (6.1, False)])
def test_a_bar_may_be_a_multiple_and_seconds_more(ours: float, reached: bool) -> None:
    found = row(ours, Bar(boto3=1.5, plus=3), boto3=Measured(2))
    assert (not [*found.missed()]) is reached


@pytest.mark.parametrize(("ours", "reached"), [(4, True), (4.1, False)])
def test_a_bar_may_be_a_part_of_terraforms_time(ours: float, reached: bool) -> None:
    assert (not [*row(ours, Bar(terraform=0.4), terraform=Measured(10)).missed()]) is reached


def test_a_bar_beside_what_was_not_measured_is_missed() -> None:
    assert [*row(1, Bar(terraform=0.4)).missed()] == [Bar(terraform=0.4)]


@pytest.mark.parametrize(
    ("bar", "more"),
    [(Bar(calls=50), {"calls": 51}), (Bar(state=50), {"state": 51}), (Bar(calls=50), {})],
)
def test_calls_and_state_have_their_own_bars(bar: Bar, more: dict[str, int]) -> None:
    assert [*row(1, bar, **more).missed()] == [bar]
    assert [*row(1, bar, calls=50, state=50).missed()] == []


def test_the_provider_has_a_bar_of_its_own() -> None:
    of = {size: Row("w", 1, Measured(1, 900, size), bars=(Bar(provider=300),)) for size in (300, 301)}
    assert [size for size, found in of.items() if [*found.missed()]] == [301]


def test_growth_is_measured_from_each_size_to_the_next() -> None:
    rows = [Row("check", n, Measured(s)) for n, s in ((100, 1), (1000, 8), (4000, 38))]
    found = list(growths(rows))
    assert found == [Growth("check", 100, 1000, 8), Growth("check", 1000, 4000, 4.75)]
    assert [g.reached for g in found] == [True, False]


def test_what_is_missed_is_named() -> None:
    slow = row(12.06, Bar(plus=5, calls=1), calls=1)
    assert list(missed([slow], [Growth("check", 1000, 4000, 4.75)])) == [
        "up from empty, 1,000: 12.1 s (5 s, 1 call)",
        "check: 4.8x from 1,000 to 4,000 (4.6x)",
    ]


def test_the_tables_show_what_was_measured_and_what_was_recorded() -> None:
    measured = Row(
        "up from empty",
        1000,
        Measured(10, 1300, 200),
        Measured(4),
        Measured(110.5),
        recorded=True,
        calls=1234,
        bars=(Bar(boto3=5, least=12), Bar(terraform=0.1)),
    )
    lines = list(report.markdown(report.Section("tables", (measured,), (Growth("check", 100, 1000, 8),))))
    assert lines[0] == "### 1,000 tables\n"
    assert lines[3] == (
        "| up from empty | 10.0 s | 4.00 s | 2.5x | 110.5 s (recorded) | 0.09x | 1,234 "
        "| 1300 (200 the provider) | 5x boto3 or 12 s and 0.1x Terraform | reached |"
    )
    assert lines[-2] == "| check | 100 | 1,000 | 10x | 8.0x | reached |"


def test_the_plot_is_an_svg_that_fetches_nothing() -> None:
    svg = ElementTree.fromstring(report.plot([row(10, boto3=Measured(4), terraform=Measured(110))], "t"))
    words = "".join(svg.itertext())
    assert "Terraform" in words
    assert "110.0 s" in words
    assert "url(" not in words
    assert not [e for e in svg.iter() if any(name.endswith(("href", "src")) for name in e.attrib)]


def test_the_record_says_what_was_run_and_what_was_missed() -> None:
    section = report.Section("tables", (row(13, Bar(plus=12)),))
    text = report.record([section], "python -m bench", "", ["up from empty, 1,000: 13.0 s (12 s)"])
    assert "Made with `python -m bench`" in text
    assert "without Terraform" in text
    assert text.endswith("### Missed\n\n- up from empty, 1,000: 13.0 s (12 s)\n")
