"""A run that is killed after any file is completed by the next."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from catalog.language.findings import errors
from mapping.importer import reconcile
from mapping.store.spec_store import SpecStore
from mapping.store.writer import perform
from tests.support.exports import STRING, entity
from tests.support.reimport import (
    DATE,
    import_into,
    planned,
    rewrite,
    tree,
    with_database_named,
)

OLD = {
    "My Orders": entity({"id": STRING, "a": STRING}),
    "P": entity({"id": STRING, "x": STRING}),
    "Q": entity(),
}


NEW = {
    "My Orders": entity({"id": STRING, "a": DATE, "b": STRING}),
    "my_orders": entity({"k": DATE}),
    "P": entity({"id": {**STRING, "@title": "Plan"}}),
    "R": entity(),
}


def edits(specs: Path) -> None:
    rewrite(specs / "sales" / "p.yaml", ("columns:", "# the desk's own\ncolumns:"))
    rewrite(specs / "sales" / "my_orders.yaml", ("name: a,", "name: a, comment: by hand,"))


def test_a_run_killed_after_any_file_is_completed_by_the_next(specs: Path, tmp_path: Path) -> None:
    import_into(specs, OLD)
    edits(specs)
    shutil.copytree(specs, tmp_path / "before")
    import_into(specs, NEW, prune=True)
    expected = tree(specs)
    steps = len(planned_from(tmp_path / "before", specs))
    assert steps == 6
    for killed in range(steps):
        perform(planned_from(tmp_path / "before", specs)[:killed])
        outcome = import_into(specs, NEW, prune=True)
        assert errors(outcome.findings) == [], killed
        assert tree(specs) == expected, killed
        assert import_into(specs, NEW, prune=True).plan.changes == []


def planned_from(before: Path, specs: Path) -> list[Any]:
    shutil.rmtree(specs)
    shutil.copytree(before, specs)
    return planned(specs, NEW, prune=True).plan.changes


def test_a_database_half_renamed_is_renamed_by_the_next_run(specs: Path, tmp_path: Path) -> None:
    import_into(specs, {"T": entity(), "P": entity()})
    rewrite(specs / "sales" / "database.yaml", ("name: sales", "name: sales # ours"))
    shutil.copytree(specs, tmp_path / "before")
    new = with_database_named("sales_raw", {"T": entity(), "P": entity()})
    perform(reconcile(new, SpecStore(specs)).changes)
    expected = tree(specs)
    for killed in range(8):
        shutil.rmtree(specs)
        shutil.copytree(tmp_path / "before", specs)
        changes = reconcile(new, SpecStore(specs)).changes
        assert len(changes) == 8
        perform(changes[:killed])
        again = reconcile(new, SpecStore(specs))
        assert errors(again.findings) == []
        perform(again.changes)
        between = killed == 3  # the database is written and not yet removed: its old spec is told as gone
        extra = {"sales/database.yaml", "sales/.import.json"} if between else set()
        assert {k: v for k, v in tree(specs).items() if k not in extra} == expected, killed
        assert tree(specs).keys() - expected.keys() == extra


def test_the_record_is_written_last(specs: Path) -> None:
    changes = planned(specs, OLD).plan.changes
    assert [change.record for change in changes] == [False] * 4 + [True]
