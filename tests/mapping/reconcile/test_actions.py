"""Decisions as values: an object that fails contributes nothing to do."""

from __future__ import annotations

from pathlib import Path

from catalog.language.findings import DataError, Severity
from mapping.diagnostics.codes import finding
from mapping.reconcile.actions import (
    Decision,
    DropRecord,
    MoveSpec,
    RemoveSpec,
    WriteRecord,
    WriteSpec,
)
from mapping.reconcile.merge import ConflictPolicy
from mapping.reconcile.state import ReconcileState
from mapping.specs.serialized import SerializedSpec
from mapping.store.import_record import Key
from mapping.store.spec_files import SpecPath
from mapping.store.spec_store import SpecStore

T = SpecPath("sales", "t")
KEY = Key("SALES", "T")
TEXT = SerializedSpec('["SALES","T",{}]')
WRITE = WriteSpec(T, "name: t\n", is_new=True)
CONFLICT = finding("IMP010", "both changed it")
TAKEN = finding("IMP011", "changes")


def state(folder: Path) -> ReconcileState:
    """The state of a folder that does not exist."""
    return ReconcileState(SpecStore(folder / "specs"), ConflictPolicy.ASK)


def test_a_decision_without_errors_stays_as_it_is() -> None:
    decision = Decision([WRITE], [TAKEN])
    assert decision.without_failures("SALES.T") is decision


def test_errors_of_an_object_that_may_fail_are_warnings_and_nothing_is_done() -> None:
    decision = Decision([WRITE], [TAKEN, CONFLICT], [{"what": "conflict"}], unchanged=True)
    found = decision.without_failures("SALES.T")
    assert (found.actions, found.unchanged, found.events) == ([], False, [{"what": "conflict"}])
    assert [(each.code, each.severity) for each in found.findings] == [("MAP044", Severity.WARNING)]
    assert "'SALES.T' is left out: IMP010, both changed it" in found.findings[0].message


def test_an_error_that_ends_a_decision_keeps_its_findings_and_no_action() -> None:
    found = Decision([WRITE], [TAKEN]).failed(DataError(CONFLICT))
    assert (found.actions, found.findings) == ([], [TAKEN, CONFLICT])


def test_actions_change_what_will_lie_in_the_folder(tmp_path: Path) -> None:
    mine = state(tmp_path)
    target = SpecPath("shop", "t")
    mine.add(Decision([WRITE]))
    assert mine.left() == {T}
    mine.add(Decision([MoveSpec(T, target, "name: t\n"), WriteSpec(target, "name: t\n", is_new=True)]))
    assert (mine.left(), mine.moves) == ({target}, {T: target})
    mine.add(Decision([RemoveSpec(target, "name: t\n")]))
    assert mine.left() == set()


def test_actions_change_what_the_record_says(tmp_path: Path) -> None:
    mine = state(tmp_path)
    mine.add(Decision([WriteRecord(KEY, "sales", TEXT)], unchanged=True))
    assert (mine.record.texts, mine.plan.unchanged) == ({KEY: TEXT}, 1)
    mine.add(Decision([DropRecord(KEY)]))
    assert (mine.record.texts, mine.plan.unchanged) == ({}, 1)
