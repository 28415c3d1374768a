"""Every event of a merge has its finding."""

from __future__ import annotations

import pytest

from catalog.language.editing.edits import MISSING
from mapping.reconcile.conflicts import MergedFile, as_event, findings, shown
from mapping.reconcile.merge import ConflictPolicy, EventKind, Merge, MergeEvent

TEXT = "name: t\ncolumns:\n- {name: a, type: int}\npartitions: {keys: [{name: dt, type: string}]}\n"
SPEC = {"name": "t", "columns": [{"name": "a", "type": "int"}]}
A, B = {"name": "a", "type": "int"}, {"name": "a", "type": "date"}
CODES = {
    EventKind.TAKEN: "IMP011",
    EventKind.CONFLICT: "IMP010",
    EventKind.KEPT: "IMP003",
    EventKind.GONE: "IMP004",
    EventKind.ORDER: "IMP013",
    EventKind.REORDERED: "IMP013",
    EventKind.PARTITION: "IMP019",
}


def file(policy: ConflictPolicy = ConflictPolicy.ASK) -> MergedFile:
    """The file with the spec above."""
    return MergedFile("t.yaml", TEXT, SPEC, policy)


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_is_a_finding_at_its_line(kind: EventKind) -> None:
    (found,) = findings(Merge(events=[MergeEvent(kind, ("columns", 0), A, A, B)]), file())
    assert (found.code, found.file, found.line) == (CODES[kind], "t.yaml", 3)


@pytest.mark.parametrize(
    ("policy", "stands"),
    [(ConflictPolicy.KEEP, "the spec's side was kept"), (ConflictPolicy.TAKE, "the export's side was taken")],
)
def test_a_settled_conflict_says_whose_side_stands(policy: ConflictPolicy, stands: str) -> None:
    event = MergeEvent(EventKind.CONFLICT, ("columns", 0, "type"), "string", "int", "date")
    (found,) = findings(Merge(events=[event]), file(policy))
    assert found.code == "IMP012"
    assert found.message == (
        f"columns[0].type of 'a' is int here, date in the export, string when last imported: {stands}"
    )


def test_what_was_taken_is_one_finding_with_the_first_three_changes() -> None:
    events = [MergeEvent(EventKind.TAKEN, (f"k{i}",), MISSING, MISSING, i) for i in range(5)]
    (found,) = findings(Merge(events=events), file())
    assert found.message == "changes of the export: k0: 0; k1: 1; k2: 2 and 2 more"


def test_an_event_for_the_report_has_the_values_there_are() -> None:
    event = MergeEvent(EventKind.CONFLICT, ("columns", 0), A, MISSING, B)
    assert as_event(event, "t.yaml") == {
        "file": "t.yaml",
        "what": "conflict",
        "place": "columns[0]",
        "base": A,
        "export": B,
    }


def test_a_long_value_is_cut_in_a_message() -> None:
    assert (shown(MISSING), len(shown("x" * 100))) == ("not there", 60)
