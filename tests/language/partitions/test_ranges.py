"""Ranges of partition values: what they expand to, and values in words."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.partitions import ranges
from catalog.language.partitions.ranges import RangeError


def expand(key_type: str, start: Any, end: Any, **more: Any) -> list[str]:
    today = date(2026, 1, 31)
    closed = {"from": ranges.resolved_end(start, today), "to": ranges.resolved_end(end, today)}
    return ranges.expand(closed | more, key_type)


@pytest.mark.parametrize(
    ("key_type", "start", "end", "more", "expected"),
    [
        ("date", "2026-02-27", "2026-03-01", {}, ["2026-02-27", "2026-02-28", "2026-03-01"]),
        ("date", "2026-01", "2026-03", {"by": "month"}, ["2026-01-01", "2026-02-01", "2026-03-01"]),
        ("date", "2026-01-05", "2026-01-20", {"by": "week"}, ["2026-01-05", "2026-01-12", "2026-01-19"]),
        ("date", "2024", "2026", {"by": "year"}, ["2024-01-01", "2025-01-01", "2026-01-01"]),
        ("string", "2026-01-30", "2026-02-01", {}, ["2026-01-30", "2026-01-31", "2026-02-01"]),
        ("string", "2025-12", "2026-02", {}, ["2025-12", "2026-01", "2026-02"]),
        ("string", 2025, 2026, {"by": "year"}, ["2025", "2026"]),
        ("string", "2026-01-01T22", "2026-01-02T01", {},
         ["2026-01-01-22", "2026-01-01-23", "2026-01-02-00", "2026-01-02-01"]),
        ("string", "2026-01-01T22", "2026-01-01T22", {"format": "yyyyMMdd HH:mm"}, ["20260101 22:00"]),
        ("string", "2026-01-01", "2026-01-02", {"format": "yyyy/MM/dd"}, ["2026/01/01", "2026/01/02"]),
        ("int", "2025-12", "2026-01", {}, ["202512", "202601"]),
        ("bigint", "2026-01-01", "2026-01-02", {}, ["20260101", "20260102"]),
        ("int", 3, 9, {"by": 3}, ["3", "6", "9"]),
        ("int", -1, 1, {}, ["-1", "0", "1"]),
        ("string", 9, 11, {"format": "c%02d"}, ["c09", "c10", "c11"]),
        ("varchar(4)", 1, 2, {"format": "%03d"}, ["001", "002"]),
        ("timestamp", "2026-01-01T23", "2026-01-02T00", {}, ["2026-01-01 23:00:00", "2026-01-02 00:00:00"]),
        ("timestamp", "2026-01-01", "2026-01-02", {}, ["2026-01-01 00:00:00", "2026-01-02 00:00:00"]),
        ("string", "2026-01-31T22", "2026-01-31", {}, ["2026-01-31-22", "2026-01-31-23"]),
        ("string", "2025-12-31T23", "today", {"by": "hour", "format": "MM/dd/HH yyyy"},
         ["12/31/23 2025", *(f"01/{d:02d}/{h:02d} 2026" for d in range(1, 32) for h in range(24))]),
        ("string", "2025-11", "2025", {}, ["2025-11", "2025-12"]),
        ("string", 2025, 2026, {"by": "month"}, [f"{y}-{m:02d}" for y in (2025, 2026) for m in range(1, 13)]),
        ("date", "2024-02-28", "2024-02", {}, ["2024-02-28", "2024-02-29"]),
        ("date", "9999-12-31", "9999", {}, ["9999-12-31"]),
        ("date", "2026-01-05", "2026-01", {"by": "week"},
         ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"]),
        ("string", "2026-01", "2026-02", {"format": "yyyy-MM-dd"}, ["2026-01-01", "2026-02-01"]),
        ("date", "today-1d", "today+1d", {}, ["2026-01-30", "2026-01-31", "2026-02-01"]),
        ("date", "today", "today + 1m", {"by": "month"}, ["2026-01-01", "2026-02-01"]),
    ],
)  # fmt: skip
def test_a_range_holds_both_its_ends(
    key_type: str, start: Any, end: Any, more: dict[str, Any], expected: list[str]
) -> None:
    assert expand(key_type, start, end, **more) == expected


@pytest.mark.parametrize(
    ("key_type", "given", "message"),
    [
        ("date", {"from": "2026-01-02", "to": "2026-01-01"}, "ends before it begins"),
        ("date", {"from": "2026-02-30", "to": "2026-03-01"}, "no date"),
        ("date", {"from": "soon", "to": "2026-03-01"}, "'soon' found"),
        ("date", {"from": "2026-01-01"}, "from and to"),
        ("date", {"from": "2026-01-01", "to": "2026-01-02", "step": 2}, "step found"),
        ("date", {"from": "2026-01-01", "to": "2026-01-02", "by": "hour"}, "use timestamp or string"),
        ("date", {"from": "2026-01-01", "to": "2026-01-02", "by": "decade"}, "one of year, month"),
        ("date", {"from": "2026-01-01", "to": "2026-01-02", "format": "yyyyMMdd"}, "are yyyy-MM-dd"),
        ("string", {"from": "2026-01-01", "to": "2026-01-02", "format": "yyyy-MM"}, "yyyy, MM, dd expected"),
        ("string", {"from": "2026-01", "to": "2026-02", "format": "yyyy-mm"}, "MM is the month, mm the min"),
        ("string", {"from": "2026-01-01", "to": "2026-01-02", "format": "yyyy-mm-dd"},
         "yyyy, MM, dd expected in it, for by: day: MM is the month"),
        ("string", {"from": "2026", "to": "2027", "format": "yyyy-mm"}, "yyyy expected in it, for by: year"),
        ("string", {"from": "2026-01-01", "to": "2026-01-02", "format": 7}, "format: 7 found"),
        ("int", {"from": 1, "to": 5, "by": 0}, "whole number from 1 on"),
        ("string", {"from": 1, "to": 5, "format": "c%s"}, "one %d"),
        ("int", {"from": 1, "to": 30_000_000}, "30,000,000 values"),
        ("string", {"from": "2026-01-01T25", "to": "2026-01-02"}, "no time of day"),
    ],
)  # fmt: skip
def test_a_range_that_means_nothing_is_refused_with_the_reason(
    key_type: str, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(RangeError, match=message):
        ranges.expand(given, key_type)


def test_an_open_end_needs_a_date() -> None:
    with pytest.raises(RangeError, match=r"'today\+7d' found, which is a date in specs alone"):
        ranges.expand({"from": "2026-01-01", "to": "today+7d"}, "date")
    with pytest.raises(RangeError, match="beyond the calendar"):
        ranges.expand({"from": "2026-01-01", "to": "today+9999y"}, "date")
    with pytest.raises(RangeError, match="beyond the calendar"):
        ranges.resolved_end("today+9999y", date(2026, 1, 31))


@pytest.mark.parametrize("end", [7, "2026-01-01", "todayish", None])
def test_what_is_no_open_end_stays(end: Any) -> None:
    assert ranges.resolved_end(end, date(2026, 1, 31)) is end


@given(st.dates(date(1, 1, 2), date(9998, 1, 1)), st.integers(0, 500))
def test_days_are_those_between_the_ends(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    found = expand("date", start.isoformat(), end.isoformat())
    assert found == [(start + timedelta(days=n)).isoformat() for n in range(length + 1)]


@given(
    st.dates(date(2020, 1, 1), date(2022, 12, 31)),
    st.integers(0, 400),
    st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]),
)
def test_a_coarser_end_means_all_of_it(start: date, length: int, coarse: str) -> None:
    end = (start + timedelta(days=length)).strftime(coarse)
    found = expand("string", start.isoformat(), end, by="hour")
    later = expand("string", start.isoformat(), start.year + 3, by="hour")
    assert found == [hour for hour in later if hour[: len(end)] <= end]


@given(st.integers(-1000, 1000), st.integers(0, 500), st.integers(1, 50))
def test_numbers_are_those_of_a_python_range(start: int, length: int, step: int) -> None:
    found = expand("int", start, start + length, by=step)
    assert found == [str(n) for n in range(start, start + length + 1, step)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["2026-01-31", "2026-02-01", "2026-02-02", "2026-02-04"], ["2026-01-31..2026-02-02", "2026-02-04"]),
        (["c01", "c02", "c03", "c04"], ["c01..c04"]),
        (["c1", "c2"], ["c1", "c2"]),
        (["north", "south"], ["north", "south"]),
        (["202512", "202601"], ["202512", "202601"]),
        ([], []),
    ],
)
def test_values_that_follow_each_other_are_one_run_in_words(values: list[str], words: list[str]) -> None:
    assert ranges.runs(values) == words


def test_a_text_that_is_no_date_of_the_calendar_begins_a_run_of_its_own() -> None:
    assert ranges.day_runs(["2026-02-29", "2026-02-28", "2026-02-27"]) == [
        ["2026-02-27", "2026-02-28"],
        ["2026-02-29"],
    ]
