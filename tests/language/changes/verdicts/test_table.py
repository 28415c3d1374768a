"""The table of verdicts is whole: a row for whoever reads, a source of each row, a reading of each change."""

from __future__ import annotations

import sys

import pytest

from catalog.language.changes.change import Change
from catalog.language.changes.verdicts.access import CASE, LITERAL, OPENCSV, OPENX
from catalog.language.changes.verdicts.cases.codes import CODES
from catalog.language.changes.verdicts.cases.sources import SOURCES
from catalog.language.changes.verdicts.judge import judge_objects
from catalog.language.changes.verdicts.readers import DEFAULT_READERS, READERS, shown
from catalog.language.changes.verdicts.row import ALL, MARKS, OUTCOMES, ways
from catalog.language.changes.verdicts.table import CASES, READINGS
from catalog.language.changes.verdicts.tried import tried_cells
from catalog.language.changes.verdicts.verdict import Circumstances, PartitionSchema, Verdict

TRAITS = (OPENCSV, OPENX, CASE, LITERAL)


@pytest.mark.parametrize("name", CASES)
def test_a_case_has_a_row_for_whoever_reads(name: str) -> None:
    assert all(CASES[name].row(*way).because for way in ways(TRAITS))


def test_no_row_stands_behind_rows_that_leave_it_nothing() -> None:
    asked = {id(case.row(*way)) for case in CASES.values() for way in ways(TRAITS)}
    idle = [(name, row) for name, case in CASES.items() for row in case.rows if id(row) not in asked]
    assert idle == []


@pytest.mark.parametrize("name", CASES)
def test_rows_cite_what_there_is(name: str) -> None:
    case = CASES[name]
    assert case.code in CODES
    for row in case.rows:
        assert row.source
        assert {*row.source.split()} <= {*SOURCES}
        assert row.mark in MARKS.values()
        assert row.readers == ALL or {*row.readers.split()} <= {*READERS}
        assert row.outcome in ("", *OUTCOMES)
        assert row.trait in ("", *TRAITS)


def test_every_code_has_a_case_and_every_source_a_row() -> None:
    assert {case.code for case in CASES.values()} | {"CHG304"} == {*CODES}
    cited = {key for case in CASES.values() for row in case.rows for key in row.source.split()}
    assert cited == {*SOURCES}


def test_what_is_marked_tried_can_be_tried_again() -> None:
    cells = tried_cells()
    tried = [(name, row) for name, case in CASES.items() for row in case.rows if row.mark == MARKS["T"]]
    assert [
        (name, row) for name, row in tried if not row.outcome or name not in {c.case for c in cells}
    ] == []
    assert len(cells) > 100
    assert {cell.reader for cell in cells} == {"spark-3.5", "spark-4.0"}


def subclasses(of: type[Change]) -> set[type[Change]]:
    """The classes of the project's modules that are no others' base, at any depth: a dataclass with slots
    leaves its first self behind.
    """
    found = [each for each in of.__subclasses__() if each.__module__.startswith("catalog.")]
    own = {each for each in found if getattr(sys.modules[each.__module__], each.__name__) is each}
    return {kind for each in own for kind in (subclasses(each) or {each})}


def test_every_kind_of_change_has_its_cases() -> None:
    assert {*READINGS} == subclasses(Change)  # type: ignore[type-abstract]


class OfTomorrow(Change):
    """A change that this version does not know."""

    def lines(self) -> tuple[str, ...]:
        return ("~ tomorrow",)

    def reverse(self) -> Change:
        return self


def test_what_is_not_known_is_breaking() -> None:
    (judged,) = judge_objects([OfTomorrow()])
    assert (judged.code, judged.verdict) == ("CHG999", Verdict.BREAKING)
    assert "Athena" in judged.reason


def test_readers_are_named_as_people_read_them() -> None:
    assert shown(DEFAULT_READERS) == "Athena, Spark 3.5 and Redshift Spectrum"
    assert shown(["hive"]) == "Hive"
    assert Circumstances().partitions is PartitionSchema.NONE
