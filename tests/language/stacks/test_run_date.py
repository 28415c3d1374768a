"""Which day a run takes for `today`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from catalog.language.findings import DataError
from catalog.language.stacks import run_date as dates
from catalog.language.stacks.run_date import BEGUN, VARIABLE, RunDateError, Source, for_programs, run_date
from catalog.language.stacks.settings import read_settings
from tests.support.specs import write_project

STACK, ASKED, COMMAND = date(2026, 1, 10), date(2026, 2, 20), date(2026, 3, 30)


def test_the_nearest_word_counts() -> None:
    asked, begun = {VARIABLE: str(ASKED)}, {BEGUN: str(COMMAND)}
    clock = dates.utc_today()
    for of_stack, environment, day, source in (
        (STACK, {**asked, **begun}, ASKED, Source.ENVIRONMENT),
        (None, asked, ASKED, Source.ENVIRONMENT),
        (STACK, begun, STACK, Source.STACK),
        (STACK, {VARIABLE: ""}, STACK, Source.STACK),
        (None, begun, COMMAND, Source.COMMAND),
        (None, {BEGUN: "nonsense"}, clock, Source.CLOCK),
        (None, {}, clock, Source.CLOCK),
    ):
        found = run_date(of_stack, environment)
        assert (found.day, found.source) == (day, source)
        assert found.chosen is (source in (Source.ENVIRONMENT, Source.STACK))
        assert found.deadline == (clock if source is Source.STACK else day)


def test_what_is_no_day_is_refused_and_says_what_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("tomorrow", "2026-02-30", "2026-1-1", "20260101", "2026-01-01 "):
        with pytest.raises(RunDateError, match=r"^CATALOG_DATE: '.*' found\. Write a day, such"):
            run_date(STACK, {VARIABLE: text})
    monkeypatch.setenv(VARIABLE, "tomorrow")
    with pytest.raises(DataError) as refused:
        read_settings(write_project(tmp_path), "dev")
    (finding,) = refused.value.findings
    assert finding.render() == (
        "STACK003 error: CATALOG_DATE: 'tomorrow' found. Write a day, such as 2026-01-31."
    )


def test_one_process_has_one_day_over_midnight_and_hands_it_on(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock:
        moment = datetime(2026, 1, 1, 23, 59, 59, tzinfo=UTC)

        @classmethod
        def now(cls, _: object) -> datetime:
            return cls.moment

    monkeypatch.setattr(dates, "datetime", Clock)
    dates.utc_today.cache_clear()
    try:
        first = run_date(None, {})
        Clock.moment = datetime(2026, 1, 2, 0, 0, 1, tzinfo=UTC)
        assert run_date(None, {}).day == first.day == date(2026, 1, 1)
        assert run_date(None, for_programs()).day == date(2026, 1, 1)
        assert first.remark == "today is 2026-01-01 (UTC; catalog:date is not set)"
    finally:
        dates.utc_today.cache_clear()
