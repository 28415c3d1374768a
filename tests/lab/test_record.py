"""The record, its page, and the verdict table's tried cells: none is edited without the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from catalog.language.changes.verdicts.row import OUTCOMES
from catalog.language.changes.verdicts.tried import tried_cells
from lab import page, record, runs
from lab.record import Results, differences
from lab.trials.every import trials_of
from lab.verdict_cells import deviations, trial_name


@pytest.fixture(scope="module")
def results() -> Results:
    return record.read()


def test_the_record_is_written_as_a_run_writes_it(results: Results) -> None:
    assert record.FILE.read_text("utf-8") == record.text(results)


def test_the_page_is_what_the_record_gives(results: Results) -> None:
    assert page.PAGE.read_text("utf-8") == page.page(results), "python -m lab.page"


@pytest.mark.parametrize("reader", runs.READERS)
def test_the_record_has_every_trial_of_a_reader_and_no_other(results: Results, reader: str) -> None:
    recorded = {(mode, trial) for name, mode, trial, _, _ in results.lines() if name == reader}
    assert recorded == {(each.mode, each.name) for each in trials_of(reader)}, "make lab LAB=--record"


def test_outcomes_are_the_verdict_table_s_words(results: Results) -> None:
    assert {word for _, _, _, word, _ in results.lines()} == {*OUTCOMES}


def test_every_cell_that_is_marked_tried_holds_in_the_record(results: Results) -> None:
    cells = tried_cells()
    assert len(cells) > 100
    assert {cell.reader for cell in cells} <= {*results.outcomes}
    assert [*deviations(results, cells)] == []


def test_a_cell_that_says_something_else_is_told(results: Results) -> None:
    cell = next(each for each in tried_cells() if each.outcome == "same")
    edited = cell._replace(outcome="error")
    name = trial_name(cell)
    assert [*deviations(results, [edited])] == [
        f"{cell.code} {cell.case}, {cell.mode}, {cell.reader}:"
        f" the verdict table says 'error', {name!r} gave 'same'"
    ]


def test_a_cell_that_nobody_tried_is_told(results: Results) -> None:
    cell = tried_cells()[0]._replace(case="new", old="struct<c:int>", new="struct<c:uniontype<int>>")
    assert [*deviations(results, [cell])] == [
        f"{cell.code} new, {cell.mode}, {cell.reader}: marked tried, but the lab has no trial"
        " 'int -> uniontype<int>'"
    ]


def test_a_run_that_saw_something_else_than_the_record_is_told(tmp_path: Path) -> None:
    old = Results("2026-01-01", {"duckdb": "2"}, {"duckdb": {"PN": {"a": {"word": "same", "told": ""}}}})
    seen = {"word": "other", "told": "1 -> 2"}
    new = replace(old, outcomes={"duckdb": {"PN": {"a": seen, "b": seen}}, "hive": {"PN": {"a": seen}}})
    assert [*differences(old, new)] == [
        "duckdb, PN, a: other (1 -> 2); recorded: same",
        "duckdb, PN, b: other (1 -> 2); recorded: nothing",
    ]
    record.write(new, tmp_path / "r.json")
    assert [*record.read(tmp_path / "r.json").lines()] == [*new.lines()]
