"""Specs whose object is no longer in the export: reported, and pruned where nobody edited them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.reconcile.merge import ConflictPolicy
from mapping.rules.rules import Rules
from mapping.store.writer import perform
from tests.support.exports import entity, write_export
from tests.support.reimport import (
    DATE,
    WITH_SUFFIXES,
    codes,
    columns_in,
    import_into,
    rewrite,
    spec_files_in,
    tree,
)


@pytest.mark.parametrize("rules", [WITH_SUFFIXES, Rules()])
def test_a_spec_that_is_pruned_makes_room_for_another_object(specs: Path, rules: Rules) -> None:
    import_into(specs, {"A_B": entity()})
    path = write_export(specs.parent / "new.json", {"a b": entity({"k": DATE})})
    outcome = run_import(inputs_of([path], "SALES"), specs, rules=rules, prune=True)
    assert codes(outcome) == ["IMP015"]
    perform(outcome.plan.changes)
    assert spec_files_in(specs) == ["sales/a_b.yaml", "sales/database.yaml"]
    assert yaml.safe_load((specs / "sales" / "a_b.yaml").read_text())["source"]["object"] == "a b"
    assert run_import(inputs_of([path], "SALES"), specs, rules=rules, prune=True).plan.changes == []


def test_an_edited_spec_is_pruned_only_with_conflicts_take(specs: Path) -> None:
    import_into(specs, {"A_B": entity()})
    rewrite(specs / "sales" / "a_b.yaml", ("columns:", "# theirs\ncolumns:"))
    before = tree(specs)
    outcome = import_into(specs, {"a b": entity()}, prune=True)
    assert "IMP010" in codes(outcome)
    assert tree(specs) == before
    outcome = import_into(specs, {"a b": entity()}, prune=True, conflicts=ConflictPolicy.TAKE)
    assert codes(outcome) == ["IMP012"]
    assert yaml.safe_load((specs / "sales" / "a_b.yaml").read_text())["source"]["object"] == "a b"


def test_specs_behind_a_link_are_not_pruned(specs: Path, tmp_path: Path) -> None:
    import_into(specs, {"T": entity(), "U": entity()})
    (specs / "sales" / "u.yaml").unlink()
    shutil.copytree(specs / "sales", tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "u.yaml").write_text("source: {space: SALES, object: U}\n")
    (specs / "link").symlink_to(tmp_path / "elsewhere")
    before = tree(tmp_path / "elsewhere")
    import_into(specs, {"T": entity()}, prune=True)
    assert tree(tmp_path / "elsewhere") == before


def test_objects_of_spaces_that_the_import_has_only_copies_of_are_not_missing(
    specs: Path, tmp_path: Path
) -> None:
    export = write_export(tmp_path / "in" / "OTHER" / "o.json", {"T": entity(), "U": entity()})
    perform(run_import(inputs_of([export], "OTHER"), specs).plan.changes)
    copy = {
        "V": entity(),
        "OTHER": {"kind": "context", "@DataWarehouse.space.name": "OTHER"},
        "OTHER.T": entity(**{"@cds.persistence.exists": True}),
    }
    outcome = import_into(specs, copy, prune=True)
    assert codes(outcome) == ["CSN015"]
    assert "other/u.yaml" in spec_files_in(specs)


def test_many_missing_objects_are_one_finding_with_the_first_names(specs: Path) -> None:
    import_into(specs, {f"T{i:02}": entity() for i in range(30)})
    (found,) = import_into(specs, {"T00": entity()}).findings
    assert found.code == "IMP014"
    assert "29 specs are of objects of space 'SALES'" in found.message
    assert "T10 and 19 more" in found.message


def test_pruning_leaves_what_people_wrote_themselves(specs: Path) -> None:
    import_into(specs, {"T": entity(), "U": entity()})
    (specs / "sales" / "own.yaml").write_text("kind: Table\ndatabase: sales\nname: own\ncolumns: []\n")
    import_into(specs, {"T": entity()}, prune=True)
    assert spec_files_in(specs) == ["sales/database.yaml", "sales/own.yaml", "sales/t.yaml"]


def test_an_object_that_comes_back_after_pruning_is_new(specs: Path) -> None:
    import_into(specs, {"T": entity(), "U": entity()})
    import_into(specs, {"T": entity()}, prune=True)
    import_into(specs, {"T": entity(), "U": entity({"other": DATE})})
    assert list(columns_in(specs / "sales" / "u.yaml")) == ["other"]


def test_a_database_without_objects_is_pruned_once_its_folder_is_empty(specs: Path) -> None:
    import_into(specs, {"T": entity()})
    shutil.copytree(specs / "sales", specs / "old")
    (specs / "old" / "t.yaml").unlink()
    for name in ("database.yaml", ".import.json"):
        rewrite(specs / "old" / name, ("sales", "old"))
    own = specs / "old" / "own.yaml"
    own.write_text("kind: Table\ndatabase: old\nname: own\ncolumns: []\n")
    assert codes(import_into(specs, {"T": entity()}, prune=True)) == ["IMP018"]
    own.unlink()
    assert codes(import_into(specs, {"T": entity()}, prune=True)) == ["IMP015"]
    assert sorted(tree(specs)) == ["sales/.import.json", "sales/database.yaml", "sales/t.yaml"]
