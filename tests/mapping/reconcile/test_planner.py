"""What becomes of one spec: settled conflicts, objects that may fail, files that can't be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapping.reconcile.merge import ConflictPolicy
from mapping.rules.rules import Rules
from tests.support.exports import STRING, entity, rules_of
from tests.support.reimport import DATE, codes, columns_in, import_into, planned, rewrite, spec_files_in

FIRST = {"T": entity({"id": STRING}), "U": entity({"id": STRING})}
CHANGED = {"T": entity({"id": DATE}), "U": entity({"id": STRING})}
T_MAY_FAIL = "order: [{objects: SALES/T, on_failure: skip}]\nnames: {collisions: suffix}"


def edit_type(specs: Path) -> None:
    """People give column `id` of T another type."""
    rewrite(specs / "sales" / "t.yaml", ("type: string,", "type: binary,"))


@pytest.mark.parametrize(
    ("policy", "code", "type_after"),
    [
        (ConflictPolicy.ASK, "IMP010", "binary"),
        (ConflictPolicy.KEEP, "IMP012", "binary"),
        (ConflictPolicy.TAKE, "IMP012", "date"),
    ],
)
def test_the_policy_settles_a_conflict(
    specs: Path, policy: ConflictPolicy, code: str, type_after: str
) -> None:
    import_into(specs, FIRST)
    edit_type(specs)
    assert code in codes(import_into(specs, CHANGED, conflicts=policy))
    assert columns_in(specs / "sales" / "t.yaml")["id"]["type"] == type_after


@pytest.mark.parametrize(
    ("policy", "code", "is_back"),
    [
        (ConflictPolicy.ASK, "IMP010", False),
        (ConflictPolicy.KEEP, "IMP012", False),
        (ConflictPolicy.TAKE, "IMP012", True),
    ],
)
def test_the_policy_settles_whether_a_removed_spec_comes_back(
    specs: Path, policy: ConflictPolicy, code: str, is_back: bool
) -> None:
    import_into(specs, FIRST)
    (specs / "sales" / "t.yaml").unlink()
    assert codes(import_into(specs, CHANGED, conflicts=policy)) == [code]
    assert ("sales/t.yaml" in spec_files_in(specs)) == is_back
    again = import_into(specs, CHANGED, conflicts=policy)
    assert codes(again) == ([code] if policy is ConflictPolicy.ASK else [])


def test_a_spec_that_people_removed_stays_away_while_the_export_is_the_same(specs: Path) -> None:
    import_into(specs, FIRST)
    (specs / "sales" / "t.yaml").unlink()
    outcome = import_into(specs, FIRST)
    assert (codes(outcome), outcome.plan.changes) == ([], [])


def test_an_object_that_may_fail_contributes_nothing_and_the_others_go_on(specs: Path) -> None:
    rules = rules_of(T_MAY_FAIL)
    import_into(specs, FIRST)
    edit_type(specs)
    before = (specs / "sales" / "t.yaml").read_bytes()
    both = {"T": entity({"id": DATE}), "U": entity({"id": DATE})}
    outcome = planned(specs, both, rules=rules)
    assert codes(outcome) == ["CHG208", "IMP011", "MAP044"]
    names = [change.path.name for change in outcome.plan.changes]
    assert names == ["u.yaml", ".import.json"]
    record = outcome.plan.changes[-1].text or ""
    assert '{"name":"id","type":"string"' in record  # what import last wrote of T
    assert '{"name":"id","type":"date"' in record
    assert (specs / "sales" / "t.yaml").read_bytes() == before


def test_a_spec_that_cannot_be_read_is_an_error_at_its_file(specs: Path) -> None:
    import_into(specs, FIRST)
    (specs / "sales" / "t.yaml").unlink()
    (specs / "sales" / "t.yaml").mkdir()
    outcome = import_into(specs, CHANGED)
    assert "IMP002" in codes(outcome)
    assert outcome.plan.changes == []


def test_a_file_that_holds_no_spec_is_an_error(specs: Path) -> None:
    import_into(specs, FIRST)
    (specs / "sales" / "t.yaml").write_text("- a list\n")
    assert codes(import_into(specs, CHANGED)) == ["IMP002"]


def test_a_spec_of_another_object_is_not_overwritten(specs: Path) -> None:
    import_into(specs, FIRST)
    (specs / "sales" / ".import.json").unlink()
    (specs / "sales" / "t.yaml").write_text("source: {space: SALES, object: OTHER}\n")
    assert "IMP001" in codes(import_into(specs, CHANGED, rules=Rules()))
    assert "OTHER" in (specs / "sales" / "t.yaml").read_text()
