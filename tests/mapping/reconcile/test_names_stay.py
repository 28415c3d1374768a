"""Names stay with their objects and elements when others come that fold to the same name."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from catalog.language.findings import errors
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.names import fold_file
from mapping.rules.rules import Rules
from mapping.store.writer import perform
from tests.support.exports import STRING, entity, rules_of, to_one, write_export
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


@pytest.mark.parametrize("has_record", [True, False])
@pytest.mark.parametrize("edited", [True, False])
def test_a_columns_name_stays_with_its_element_when_another_folds_alike(
    specs: Path, edited: bool, has_record: bool
) -> None:
    import_into(specs, {"T": entity({"NET AMOUNT": STRING})})
    if edited:
        rewrite(specs / "sales" / "t.yaml", ("type: string,", "type: string, comment: by hand,"))
    if not has_record:
        (specs / "sales" / ".import.json").unlink()
    both = {"T": entity({"NET AMOUNT": STRING, "net_amount": DATE})}
    import_into(specs, both)
    found = columns_in(specs / "sales" / "t.yaml")
    (added,) = found.keys() - {"net_amount"}
    assert found["net_amount"]["source"]["name"] == "NET AMOUNT"
    assert found["net_amount"].get("comment") == ("by hand" if edited else None)
    assert (found[added]["type"], found[added]["source"]["name"]) == ("date", "net_amount")
    assert import_into(specs, both).plan.changes == []
    import_into(
        specs, {"T": entity({"net_amount": DATE, "x": DATE})}
    )  # with the other one gone it stays, too
    left = {c["source"]["name"]: n for n, c in columns_in(specs / "sales" / "t.yaml").items()}
    assert left["net_amount"] == added


@pytest.mark.parametrize("has_record", [True, False])
@pytest.mark.parametrize("whole", [True, False])
def test_a_tables_name_stays_with_its_object_when_others_fold_alike(
    specs: Path, whole: bool, has_record: bool
) -> None:
    import_into(specs, {"A_B": entity()})
    before = (specs / "sales" / "a_b.yaml").read_bytes()
    if not has_record:
        (specs / "sales" / ".import.json").unlink()
    new = {"a b": entity({"k": DATE}), "a_b": entity({"k": DATE})} if whole else {"a b": entity({"k": DATE})}
    outcome = import_into(specs, {"A_B": entity(), **new} if whole else new)
    assert codes(outcome) == (["MAP020"] * 2 if whole else ["IMP014", "MAP020"])
    assert "'A_B'" in outcome.findings[0].message
    assert (specs / "sales" / "a_b.yaml").read_bytes() == before
    for file in set(spec_files_in(specs)) - {"sales/a_b.yaml", "sales/database.yaml"}:
        spec = yaml.safe_load((specs / file).read_text())
        assert spec["source"]["object"] in new
        assert spec["storage"]["location"] == f"s3://${{lake}}/sales/{Path(file).stem}/"


def test_a_database_keeps_its_name_when_another_space_folds_alike(specs: Path, tmp_path: Path) -> None:
    for spaces in (["A B"], ["A B", "a_b"]):
        paths = [write_export(tmp_path / f"{space}.json", {"T": entity()}) for space in spaces]
        inputs = [i for path, space in zip(paths, spaces, strict=True) for i in inputs_of([path], space)]
        perform(run_import(inputs, specs, rules=WITH_SUFFIXES).plan.changes)
    source = yaml.safe_load((specs / "a_b" / "database.yaml").read_text())["source"]
    assert source["space"] == "A B"
    assert len({file.partition("/")[0] for file in spec_files_in(specs)}) == 2


@pytest.mark.parametrize("rules", [WITH_SUFFIXES, Rules()])
@pytest.mark.parametrize("prune", [True, False])
@pytest.mark.parametrize("has_record", [True, False])
def test_an_object_whose_case_changed_is_the_same_object(
    specs: Path, rules: Rules, prune: bool, has_record: bool
) -> None:
    import_into(specs, {"ORDERS": entity(), "U": entity()})
    rewrite(specs / "sales" / "orders.yaml", ("columns:", "# theirs\ncolumns:"))
    if not has_record:
        (specs / "sales" / ".import.json").unlink()
    path = write_export(tmp := specs.parent / "new.json", {"orders": entity(), "U": entity()})
    outcome = run_import(inputs_of([path], "SALES"), specs, rules=rules, prune=prune)
    perform(outcome.plan.changes)
    assert tmp.exists()
    assert codes(outcome) == (["IMP011"] if has_record else [])
    text = (specs / "sales" / "orders.yaml").read_text()
    assert "object: orders" in text
    assert "# theirs" in text
    assert run_import(inputs_of([path], "SALES"), specs, rules=rules, prune=prune).plan.changes == []


@pytest.mark.parametrize("gone", ["A_B", "a b", "a_b"])
@pytest.mark.parametrize("prune", [True, False])
def test_an_object_may_leave_whose_name_others_fold_to(specs: Path, gone: str, prune: bool) -> None:
    three = {name: entity() for name in ("A_B", "a b", "a_b")}
    import_into(specs, three)
    before = tree(specs)
    outcome = import_into(specs, {k: v for k, v in three.items() if k != gone}, prune=prune)
    assert [f.code for f in outcome.findings if f.code.startswith("IMP")] == ["IMP015" if prune else "IMP014"]
    left = {name: text for name, text in tree(specs).items() if name.endswith(".yaml")}
    assert left.items() <= before.items()
    assert len(left) == len(before) - 1 - prune


def test_references_lead_to_the_suffixed_name_of_an_object_in_none_of_the_files(specs: Path) -> None:
    import_into(specs, {"P!": entity(), "P": entity()})
    (name,) = {Path(f).stem for f in spec_files_in(specs)} - {"p", "database"}
    both = {
        yaml.safe_load((specs / "sales" / f"{n}.yaml").read_text())["source"]["object"]: n
        for n in ("p", name)
    }
    for target, table in both.items():
        import_into(specs, {"R": entity({"id": STRING, "_p": to_one(target, ("id", "id"), name="_p")})})
        spec = yaml.safe_load((specs / "sales" / "r.yaml").read_text())
        assert [r["to"] for r in spec["relationships"]] == [f"sales.{table}"]


def test_a_suffix_stays_when_only_the_objects_case_changes(specs: Path) -> None:
    import_into(specs, {"P X": entity(), "P_X": entity(), "p_x": entity()})
    before = spec_files_in(specs)
    outcome = import_into(specs, {"p x": entity(), "P_X": entity(), "p_x": entity()})
    assert (codes(outcome), spec_files_in(specs)) == (["IMP011", "MAP020", "MAP020"], before)


def test_a_suffix_stays_when_a_second_space_comes_into_the_database(specs: Path, tmp_path: Path) -> None:
    rules = rules_of(
        "names: {database: '{layer}', collisions: suffix}\npieces: [{objects: '*/*', layer: raw}]"
    )
    trees = []
    for spaces in (["A"], ["A", "B"]):
        paths = [write_export(tmp_path / f"{s}.json", {"T!": entity(), "T": entity()}) for s in spaces]
        inputs = [i for path, s in zip(paths, spaces, strict=True) for i in inputs_of([path], s)]
        outcome = run_import(inputs, specs, rules=rules)
        perform(outcome.plan.changes)
        trees.append({n: t for n, t in tree(specs).items() if n.endswith(".yaml") and "database" not in n})
    assert len(trees[0]) == 2
    assert trees[0].items() <= trees[1].items()
    assert len(trees[1]) == 4


def test_an_element_renamed_to_the_same_column_stays_that_column(specs: Path) -> None:
    import_into(specs, {"T": entity({"id": STRING, "Net Amount": STRING})})
    rewrite(specs / "sales" / "t.yaml", ("name: net_amount,", "name: net_amount, comment: by hand,"))
    assert codes(import_into(specs, {"T": entity({"id": STRING, "Net_Amount": STRING})})) == ["IMP011"]
    found = columns_in(specs / "sales" / "t.yaml")["net_amount"]
    assert (found["source"]["name"], found["comment"]) == ("Net_Amount", "by hand")


def test_two_tables_that_fold_alike_stay_an_error_without_a_record(specs: Path) -> None:
    import_into(specs, {"T": entity()})
    (specs / "sales" / ".import.json").unlink()
    assert fold_file("T!") == "t"
    path = write_export(specs.parent / "export.json", {"T!": entity()})
    (found,) = errors(run_import(inputs_of([path], "SALES"), specs).findings)
    assert (found.code, "import with --prune" in found.remedy) == ("IMP001", True)
