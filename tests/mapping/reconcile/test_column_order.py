"""The order of columns: followed in a spec that nobody edited, kept in one that people did."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
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


TABLES = {
    "": "tables: [{objects: '*/*', storage: {compression: zstd}}]",
    "json": "tables: [{objects: '*/*', storage: {format: json}}]",
    "csv": "tables: [{objects: '*/*', storage: {format: csv}}]",
    "orc": "tables: [{objects: '*/*', storage: {format: orc}}]",  # Athena reads it so
    "csv that follows": "tables: [{objects: '*/*', storage: {format: csv}, column_order: export}]",
}
BY_POSITION = ("csv", "orc")


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("storage", TABLES)
def test_the_finding_names_the_order_that_the_spec_has(specs: Path, edited: bool, storage: str) -> None:
    rules = rules_of(TABLES[storage])
    path = write_export(specs.parent / "export.json", {"T": entity({"a": STRING, "b": STRING})})
    perform(run_import(inputs_of([path], "SALES"), specs, rules=rules).plan.changes)
    if edited:
        rewrite(specs / "sales" / "t.yaml", ("columns:", "# theirs\ncolumns:"))
    write_export(path, BACKWARDS)
    outcome = run_import(inputs_of([path], "SALES"), specs, rules=rules)
    perform(outcome.plan.changes)
    followed = not edited and storage not in BY_POSITION
    (found,) = [f for f in outcome.findings if f.code == "IMP013"]
    assert list(columns_in(specs / "sales" / "t.yaml")) == (["b", "a"] if followed else ["a", "b"])
    assert ("it has the export's order now" in found.message) == followed
    assert ("read by position" in found.message) == (storage in BY_POSITION)
    assert ("column_order: export" in found.remedy) == (storage in BY_POSITION)
    breaks = [f.code for f in outcome.findings if f.code.startswith("CHG")]
    assert breaks == (["CHG105"] if storage == "csv that follows" and followed else [])
    assert run_import(inputs_of([path], "SALES"), specs, rules=rules).findings == []


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize(("storage", "names"), [("csv", "acb"), ("orc", "acb"), ("json", "abc")])
def test_a_new_column_goes_last_where_files_are_read_by_position(
    specs: Path, edited: bool, storage: str, names: str
) -> None:
    rules = rules_of(TABLES[storage])
    path = write_export(specs.parent / "export.json", {"T": entity({"a": STRING, "c": STRING})})
    perform(run_import(inputs_of([path], "SALES"), specs, rules=rules).plan.changes)
    if edited:
        rewrite(specs / "sales" / "t.yaml", ("columns:", "# theirs\ncolumns:"))
    write_export(path, {"T": entity({"a": STRING, "b": STRING, "c": STRING})})
    outcome = run_import(inputs_of([path], "SALES"), specs, rules=rules)
    perform(outcome.plan.changes)
    assert list(columns_in(specs / "sales" / "t.yaml")) == [*names]
    assert codes(outcome) == ["IMP011"]
    assert run_import(inputs_of([path], "SALES"), specs, rules=rules).findings == []


def test_a_rule_says_that_the_files_follow_the_export(specs: Path) -> None:
    rules = rules_of(TABLES["csv that follows"])
    path = write_export(specs.parent / "export.json", {"T": entity({"a": STRING, "c": STRING})})
    perform(run_import(inputs_of([path], "SALES"), specs, rules=rules).plan.changes)
    write_export(path, {"T": entity({"a": STRING, "b": STRING, "c": STRING})})
    outcome = run_import(inputs_of([path], "SALES"), specs, rules=rules)
    perform(outcome.plan.changes)
    assert list(columns_in(specs / "sales" / "t.yaml")) == ["a", "b", "c"]
    assert sorted(codes(outcome)) == ["CHG104", "IMP011"]
