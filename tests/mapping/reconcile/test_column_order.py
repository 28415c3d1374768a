"""The order of columns: followed in a spec that nobody edited, kept in one that people did."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.rules.rules import Rules
from mapping.store.writer import perform
from tests.support.exports import STRING, entity, rules_of, write_export
from tests.support.reimport import (
    codes,
    columns_in,
    import_into,
    rewrite,
)

BACKWARDS = {"T": entity({"b": STRING, "a": STRING})}


def test_a_moved_column_is_a_finding_where_people_edited_the_spec(specs: Path) -> None:
    import_into(specs, {"T": entity({"a": STRING, "b": STRING})})
    rewrite(specs / "sales" / "t.yaml", ("columns:", "# theirs\ncolumns:"))
    outcome = import_into(specs, {"T": entity({"b": STRING, "a": STRING})})
    assert codes(outcome) == ["IMP013"]
    assert list(columns_in(specs / "sales" / "t.yaml")) == ["a", "b"]
    assert import_into(specs, {"T": entity({"b": STRING, "a": STRING})}).findings == []


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("storage", ["", "csv", "json"])
def test_the_finding_names_the_order_that_the_spec_has(specs: Path, edited: bool, storage: str) -> None:
    rules = rules_of(f"tables: [{{objects: '*/*', storage: {{format: {storage}}}}}]") if storage else Rules()
    path = write_export(specs.parent / "export.json", {"T": entity({"a": STRING, "b": STRING})})
    perform(run_import(inputs_of([path], "SALES"), specs, rules=rules).plan.changes)
    if edited:
        rewrite(specs / "sales" / "t.yaml", ("columns:", "# theirs\ncolumns:"))
    write_export(path, BACKWARDS)
    outcome = run_import(inputs_of([path], "SALES"), specs, rules=rules)
    perform(outcome.plan.changes)
    (found,) = outcome.findings
    assert found.code == "IMP013"
    assert list(columns_in(specs / "sales" / "t.yaml")) == (["a", "b"] if edited else ["b", "a"])
    assert found.message.endswith("its order is kept" if edited else "it has the export's order now")
    says = {
        "": "If its storage is csv, read by position",
        "csv": "Its storage is csv, which is read by position",
    }
    assert found.remedy.startswith(says.get(storage, ""))
    assert bool(found.remedy) == (storage != "json")
    assert run_import(inputs_of([path], "SALES"), specs, rules=rules).findings == []
