"""Import after import: what is found again after renames, what a killed run leaves, what is gone."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.cli.main import main
from catalog.language.findings import errors
from mapping.documents.inputs import inputs_of
from mapping.importer import reconcile, run_import
from mapping.names import fold_file
from mapping.reconcile.merge import ConflictPolicy
from mapping.report.outcome import Outcome
from mapping.rules.rules import Rules
from mapping.specs.documents import Specs
from mapping.specs.serialized import serialize
from mapping.store.spec_store import SpecStore
from mapping.store.writer import Plan, perform
from mapping.types import TypePolicy
from tests.support.exports import STRING, entity, imported, rules_of, to_one, write_export
from tests.support.specs import STACK

DATE = {"type": "cds.Date"}
REFERS = {"id": STRING, "plan": STRING, "_p": to_one("P", ("plan", "id"), name="_p")}


TELL_APART = Rules(types=TypePolicy(collisions="suffix"))


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    return tmp_path / "specs"


def planned(specs: Path, definitions: dict[str, Any], **options: Any) -> Outcome:
    path = write_export(specs.parent / "export.json", definitions)
    return run_import(inputs_of([path], "SALES"), specs, rules=TELL_APART, **options)


def bring_in(specs: Path, definitions: dict[str, Any], **options: Any) -> Outcome:
    outcome = planned(specs, definitions, **options)
    perform(outcome.plan.changes)
    return outcome


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def files(folder: Path) -> list[str]:
    return sorted(name for name in tree(folder) if not name.endswith(".import.json"))


def codes(outcome: Outcome) -> list[str]:
    return sorted(f.code for f in outcome.findings)


def rewrite(file: Path, *pairs: tuple[str, str]) -> None:
    text = file.read_text()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text)


def columns(file: Path) -> dict[str, dict[str, Any]]:
    return {c["name"]: c for c in yaml.safe_load(file.read_text())["columns"]}


# --- conditions of relationships ---


def narrowed(value: str) -> dict[str, Any]:
    """REFERS with a condition on a value beside the join."""
    join = REFERS["_p"]
    more = ["and", {"ref": ["_p", "kind"]}, "=", {"val": value}]
    return {"T": entity({**REFERS, "_p": {**join, "on": [*join["on"], *more]}}), "P": PLANS}


PLANS = entity({"id": STRING, "kind": STRING})


def relationship(specs: Path) -> dict[str, Any]:
    (found,) = yaml.safe_load((specs / "sales" / "t.yaml").read_text())["relationships"]
    return dict(found)


def test_a_condition_that_the_export_adds_or_changes_lands_in_the_spec(specs: Path) -> None:
    bring_in(specs, {"T": entity(REFERS), "P": PLANS})
    assert "where" not in relationship(specs)
    for value in ("A", "B"):
        assert "IMP011" in codes(bring_in(specs, narrowed(value)))
        assert relationship(specs)["where"] == [{"column": "kind", "of": "target", "value": value}]
        assert bring_in(specs, narrowed(value)).plan.changes == []


def test_a_condition_that_people_edited_stays_and_conflicts_with_another_one(specs: Path) -> None:
    bring_in(specs, narrowed("A"))
    rewrite(specs / "sales" / "t.yaml", ("value: A", "value: X"))
    assert bring_in(specs, narrowed("A")).plan.changes == []
    assert "IMP010" in codes(bring_in(specs, narrowed("B")))
    assert relationship(specs)["where"][0]["value"] == "X"


# --- renames ---


def test_a_column_people_renamed_takes_the_exports_changes_under_its_name(specs: Path) -> None:
    bring_in(specs, {"T": entity({"id": STRING, "Net Amount": STRING})})
    rewrite(specs / "sales" / "t.yaml", ("name: net_amount", "name: net"))
    assert codes(bring_in(specs, {"T": entity({"id": STRING, "Net Amount": DATE})})) == ["IMP011"]
    found = columns(specs / "sales" / "t.yaml")
    assert list(found) == ["id", "net"]
    assert found["net"]["type"] == "date"


@pytest.mark.parametrize("has_record", [True, False])
@pytest.mark.parametrize("edited", [True, False])
def test_a_columns_name_stays_with_its_element_when_another_folds_alike(
    specs: Path, edited: bool, has_record: bool
) -> None:
    bring_in(specs, {"T": entity({"NET AMOUNT": STRING})})
    if edited:
        rewrite(specs / "sales" / "t.yaml", ("type: string,", "type: string, comment: by hand,"))
    if not has_record:
        (specs / "sales" / ".import.json").unlink()
    both = {"T": entity({"NET AMOUNT": STRING, "net_amount": DATE})}
    bring_in(specs, both)
    found = columns(specs / "sales" / "t.yaml")
    (added,) = found.keys() - {"net_amount"}
    assert found["net_amount"]["source"]["name"] == "NET AMOUNT"
    assert found["net_amount"].get("comment") == ("by hand" if edited else None)
    assert (found[added]["type"], found[added]["source"]["name"]) == ("date", "net_amount")
    assert bring_in(specs, both).plan.changes == []
    bring_in(specs, {"T": entity({"net_amount": DATE, "x": DATE})})  # with the other one gone it stays, too
    left = {c["source"]["name"]: n for n, c in columns(specs / "sales" / "t.yaml").items()}
    assert left["net_amount"] == added


@pytest.mark.parametrize("has_record", [True, False])
@pytest.mark.parametrize("whole", [True, False])
def test_a_tables_name_stays_with_its_object_when_others_fold_alike(
    specs: Path, whole: bool, has_record: bool
) -> None:
    bring_in(specs, {"A_B": entity()})
    before = (specs / "sales" / "a_b.yaml").read_bytes()
    if not has_record:
        (specs / "sales" / ".import.json").unlink()
    new = {"a b": entity({"k": DATE}), "a_b": entity({"k": DATE})} if whole else {"a b": entity({"k": DATE})}
    outcome = bring_in(specs, {"A_B": entity(), **new} if whole else new)
    assert codes(outcome) == (["MAP020"] * 2 if whole else ["IMP014", "MAP020"])
    assert "'A_B'" in outcome.findings[0].message
    assert (specs / "sales" / "a_b.yaml").read_bytes() == before
    for file in set(files(specs)) - {"sales/a_b.yaml", "sales/database.yaml"}:
        spec = yaml.safe_load((specs / file).read_text())
        assert spec["source"]["object"] in new
        assert spec["storage"]["location"] == f"s3://${{lake}}/sales/{Path(file).stem}/"


def test_a_database_keeps_its_name_when_another_space_folds_alike(specs: Path, tmp_path: Path) -> None:
    for spaces in (["A B"], ["A B", "a_b"]):
        paths = [write_export(tmp_path / f"{space}.json", {"T": entity()}) for space in spaces]
        inputs = [i for path, space in zip(paths, spaces, strict=True) for i in inputs_of([path], space)]
        perform(run_import(inputs, specs, rules=TELL_APART).plan.changes)
    source = yaml.safe_load((specs / "a_b" / "database.yaml").read_text())["source"]
    assert source["space"] == "A B"
    assert len({file.partition("/")[0] for file in files(specs)}) == 2


@pytest.mark.parametrize("rules", [TELL_APART, Rules()])
@pytest.mark.parametrize("prune", [True, False])
@pytest.mark.parametrize("has_record", [True, False])
def test_an_object_whose_case_changed_is_the_same_object(
    specs: Path, rules: Rules, prune: bool, has_record: bool
) -> None:
    bring_in(specs, {"ORDERS": entity(), "U": entity()})
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
def test_an_object_may_go_whose_name_others_fold_to(specs: Path, gone: str, prune: bool) -> None:
    three = {name: entity() for name in ("A_B", "a b", "a_b")}
    bring_in(specs, three)
    before = tree(specs)
    outcome = bring_in(specs, {k: v for k, v in three.items() if k != gone}, prune=prune)
    assert [f.code for f in outcome.findings if f.code.startswith("IMP")] == ["IMP015" if prune else "IMP014"]
    left = {name: text for name, text in tree(specs).items() if name.endswith(".yaml")}
    assert left.items() <= before.items()
    assert len(left) == len(before) - 1 - prune


@pytest.mark.parametrize("rules", [TELL_APART, Rules()])
def test_a_spec_that_is_pruned_makes_room_for_another_object(specs: Path, rules: Rules) -> None:
    bring_in(specs, {"A_B": entity()})
    path = write_export(specs.parent / "new.json", {"a b": entity({"k": DATE})})
    outcome = run_import(inputs_of([path], "SALES"), specs, rules=rules, prune=True)
    assert codes(outcome) == ["IMP015"]
    perform(outcome.plan.changes)
    assert files(specs) == ["sales/a_b.yaml", "sales/database.yaml"]
    assert yaml.safe_load((specs / "sales" / "a_b.yaml").read_text())["source"]["object"] == "a b"
    assert run_import(inputs_of([path], "SALES"), specs, rules=rules, prune=True).plan.changes == []


def test_references_lead_to_the_suffixed_name_of_an_object_in_none_of_the_files(specs: Path) -> None:
    bring_in(specs, {"P!": entity(), "P": entity()})
    (name,) = {Path(f).stem for f in files(specs)} - {"p", "database"}
    both = {
        yaml.safe_load((specs / "sales" / f"{n}.yaml").read_text())["source"]["object"]: n
        for n in ("p", name)
    }
    for target, table in both.items():
        bring_in(specs, {"R": entity({"id": STRING, "_p": to_one(target, ("id", "id"), name="_p")})})
        spec = yaml.safe_load((specs / "sales" / "r.yaml").read_text())
        assert [r["to"] for r in spec["relationships"]] == [f"sales.{table}"]


def test_a_suffix_stays_when_only_the_objects_case_changes(specs: Path) -> None:
    bring_in(specs, {"P X": entity(), "P_X": entity(), "p_x": entity()})
    before = files(specs)
    outcome = bring_in(specs, {"p x": entity(), "P_X": entity(), "p_x": entity()})
    assert (codes(outcome), files(specs)) == (["IMP011", "MAP020", "MAP020"], before)


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


def test_a_table_that_people_renamed_keeps_its_new_name_when_an_object_is_called_so(specs: Path) -> None:
    bring_in(specs, {"T": entity()})
    (specs / "sales" / "t.yaml").rename(specs / "sales" / "mine.yaml")
    rewrite(specs / "sales" / "mine.yaml", ("name: t\n", "name: mine\n"))
    both = {"T": entity(), "Mine": entity({"k": DATE})}
    assert codes(bring_in(specs, both)) == ["MAP020"]
    assert yaml.safe_load((specs / "sales" / "mine.yaml").read_text())["source"]["object"] == "T"
    assert len(files(specs)) == 3
    assert bring_in(specs, both).plan.changes == []


def test_a_spec_that_is_pruned_but_edited_says_what_settles_it(specs: Path) -> None:
    bring_in(specs, {"A_B": entity()})
    rewrite(specs / "sales" / "a_b.yaml", ("columns:", "# theirs\ncolumns:"))
    before = tree(specs)
    outcome = bring_in(specs, {"a b": entity()}, prune=True)
    assert "IMP010" in codes(outcome)
    assert tree(specs) == before
    outcome = bring_in(specs, {"a b": entity()}, prune=True, conflicts=ConflictPolicy.TAKE)
    assert codes(outcome) == ["IMP012"]
    assert yaml.safe_load((specs / "sales" / "a_b.yaml").read_text())["source"]["object"] == "a b"


def test_two_specs_of_one_object_are_told(specs: Path) -> None:
    bring_in(specs, {"T": entity()})
    copied = (specs / "sales" / "t.yaml").read_text().replace("name: t\n", "name: t_copy\n")
    (specs / "sales" / "t_copy.yaml").write_text(copied)
    (found,) = (f for f in bring_in(specs, {"T": entity({"id": DATE})}).findings if f.code == "IMP022")
    assert (Path(found.file).name, found.line) == ("t_copy.yaml", 4)
    assert f"{specs / 'sales' / 't.yaml'} are of one object, SALES.T" in found.message
    assert (specs / "sales" / "t_copy.yaml").read_text() == copied


def test_an_element_renamed_to_the_same_column_stays_that_column(specs: Path) -> None:
    bring_in(specs, {"T": entity({"id": STRING, "Net Amount": STRING})})
    rewrite(specs / "sales" / "t.yaml", ("name: net_amount,", "name: net_amount, comment: by hand,"))
    assert codes(bring_in(specs, {"T": entity({"id": STRING, "Net_Amount": STRING})})) == ["IMP011"]
    found = columns(specs / "sales" / "t.yaml")["net_amount"]
    assert (found["source"]["name"], found["comment"]) == ("Net_Amount", "by hand")


@pytest.mark.parametrize("has_record", [True, False])
def test_a_table_people_moved_is_updated_where_it_is(specs: Path, has_record: bool) -> None:
    bring_in(specs, {"T": entity(), "U": entity()})
    (specs / "people").mkdir()
    (specs / "sales" / "t.yaml").rename(specs / "people" / "mine.yaml")
    rewrite(
        specs / "people" / "mine.yaml", ("database: sales", "database: people"), ("name: t\n", "name: mine\n")
    )
    if not has_record:
        (specs / "sales" / ".import.json").unlink()
    outcome = bring_in(specs, {"T": entity({"id": STRING, "new": DATE}), "U": entity()})
    assert files(specs) == ["people/mine.yaml", "sales/database.yaml", "sales/u.yaml"]
    assert list(columns(specs / "people" / "mine.yaml")) == ["id", "new"]
    assert codes(outcome) == (["IMP011"] if has_record else ["IMP003", "IMP003"])
    assert bring_in(specs, {"T": entity({"id": STRING, "new": DATE}), "U": entity()}).plan.changes == []


def test_what_comes_new_refers_to_tables_as_people_named_them(specs: Path) -> None:
    bring_in(specs, {"T": entity(), "P": entity()})
    (specs / "sales" / "p.yaml").rename(specs / "sales" / "plans.yaml")
    rewrite(specs / "sales" / "plans.yaml", ("name: p\n", "name: plans\n"))
    bring_in(specs, {"T": entity(REFERS), "P": entity(), "V": entity(REFERS)})
    for name in ("t", "v"):
        spec = yaml.safe_load((specs / "sales" / f"{name}.yaml").read_text())
        assert [r["to"] for r in spec["relationships"]] == ["sales.plans"]
    assert bring_in(specs, {"T": entity(REFERS), "P": entity(), "V": entity(REFERS)}).plan.changes == []


def test_new_tables_go_to_the_database_as_people_named_it(specs: Path) -> None:
    bring_in(specs, {"T": entity()})
    (specs / "sales").rename(specs / "shop")
    rewrite(specs / "shop" / "database.yaml", ("name: sales", "name: shop"))
    rewrite(specs / "shop" / "t.yaml", ("database: sales", "database: shop"))
    before = (specs / "shop" / "t.yaml").read_bytes()
    bring_in(specs, {"T": entity(), "N": entity()})
    assert files(specs) == ["shop/database.yaml", "shop/n.yaml", "shop/t.yaml"]
    assert yaml.safe_load((specs / "shop" / "n.yaml").read_text())["database"] == "shop"
    assert (specs / "shop" / "t.yaml").read_bytes() == before
    assert bring_in(specs, {"T": entity(), "N": entity()}).plan.changes == []


@pytest.mark.parametrize("edited", [False, True])
def test_an_object_that_gets_another_name_takes_its_file_along(specs: Path, edited: bool) -> None:
    bring_in(specs, {"My Orders": entity()})
    if edited:
        rewrite(specs / "sales" / "my_orders.yaml", ("columns:", "# theirs\ncolumns:"))
    path, rules = specs.parent / "export.json", rules_of("names: {table: 'v2_{object}'}")
    outcome = run_import(inputs_of([path], "SALES"), specs, rules=rules)
    perform(outcome.plan.changes)
    (moved,) = (f for f in outcome.findings if f.code == "IMP016")
    assert "changed from sales.my_orders to sales.v2_my_orders" in moved.message
    assert files(specs) == ["sales/database.yaml", "sales/v2_my_orders.yaml"]
    assert ("# theirs" in (specs / "sales" / "v2_my_orders.yaml").read_text()) == edited
    assert run_import(inputs_of([path], "SALES"), specs, rules=rules).plan.changes == []


def named_anew(database: str, definitions: dict[str, Any]) -> Specs:
    """The specs that these definitions give under rules that call the database so."""
    found = imported(definitions).specs
    text = json.dumps([found.databases, [t.spec for t in found.tables]])
    for old, new in (
        ('"sales"', f'"{database}"'),
        ("/sales/", f"/{database}/"),
        ('"sales.', f'"{database}.'),
    ):
        text = text.replace(old, new)
    databases, tables = json.loads(text)
    renamed = [
        replace(t, database=database, text=serialize(s)) for t, s in zip(found.tables, tables, strict=True)
    ]
    return Specs(databases, tuple(renamed))


def test_a_database_that_is_named_anew_takes_peoples_edits_along(specs: Path) -> None:
    bring_in(specs, {"T": entity(), "P": entity()})
    rewrite(specs / "sales" / "database.yaml", ("name: sales", "name: sales # ours\ndescription: The shop"))
    rewrite(specs / "sales" / "p.yaml", ("columns:", "# the desk's\ncolumns:"))
    new = named_anew("sales_raw", {"T": entity(), "P": entity()})
    found = reconcile(new, SpecStore(specs))
    assert [f.code for f in found.findings if f.code != "IMP011"] == ["IMP016"] * 3
    perform(found.changes)
    assert sorted(tree(specs)) == [
        f"sales_raw/{name}" for name in (".import.json", "database.yaml", "p.yaml", "t.yaml")
    ]
    database = (specs / "sales_raw" / "database.yaml").read_text()
    assert "name: sales_raw # ours\ndescription: The shop\n" in database
    assert "# the desk's" in (specs / "sales_raw" / "p.yaml").read_text()
    assert reconcile(new, SpecStore(specs)) == Plan(unchanged=3)


def test_a_part_of_a_database_that_goes_elsewhere_leaves_the_rest_where_it_is(specs: Path) -> None:
    bring_in(specs, {"T": entity(), "P": entity()})
    perform(reconcile(named_anew("sales_raw", {"T": entity()}), SpecStore(specs)).changes)
    assert files(specs) == [
        "sales/database.yaml",
        "sales/p.yaml",
        "sales_raw/database.yaml",
        "sales_raw/t.yaml",
    ]


def test_specs_behind_a_link_are_not_pruned(specs: Path, tmp_path: Path) -> None:
    bring_in(specs, {"T": entity(), "U": entity()})
    (specs / "sales" / "u.yaml").unlink()
    shutil.copytree(specs / "sales", tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "u.yaml").write_text("source: {space: SALES, object: U}\n")
    (specs / "link").symlink_to(tmp_path / "elsewhere")
    before = tree(tmp_path / "elsewhere")
    bring_in(specs, {"T": entity()}, prune=True)
    assert tree(tmp_path / "elsewhere") == before


# --- a killed run ---

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
    bring_in(specs, OLD)
    edits(specs)
    shutil.copytree(specs, tmp_path / "before")
    bring_in(specs, NEW, prune=True)
    expected = tree(specs)
    steps = len(planned_from(tmp_path / "before", specs))
    assert steps == 6
    for killed in range(steps):
        perform(planned_from(tmp_path / "before", specs)[:killed])
        outcome = bring_in(specs, NEW, prune=True)
        assert errors(outcome.findings) == [], killed
        assert tree(specs) == expected, killed
        assert bring_in(specs, NEW, prune=True).plan.changes == []


def planned_from(before: Path, specs: Path) -> list[Any]:
    shutil.rmtree(specs)
    shutil.copytree(before, specs)
    return planned(specs, NEW, prune=True).plan.changes


def test_a_database_half_renamed_is_renamed_by_the_next_run(specs: Path, tmp_path: Path) -> None:
    bring_in(specs, {"T": entity(), "P": entity()})
    rewrite(specs / "sales" / "database.yaml", ("name: sales", "name: sales # ours"))
    shutil.copytree(specs, tmp_path / "before")
    new = named_anew("sales_raw", {"T": entity(), "P": entity()})
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


# --- gone ---


def test_objects_of_spaces_that_the_import_only_has_copies_of_are_not_gone(
    specs: Path, tmp_path: Path
) -> None:
    export = write_export(tmp_path / "in" / "OTHER" / "o.json", {"T": entity(), "U": entity()})
    perform(run_import(inputs_of([export], "OTHER"), specs).plan.changes)
    copy = {
        "V": entity(),
        "OTHER": {"kind": "context", "@DataWarehouse.space.name": "OTHER"},
        "OTHER.T": entity(**{"@cds.persistence.exists": True}),
    }
    outcome = bring_in(specs, copy, prune=True)
    assert codes(outcome) == []
    assert "other/u.yaml" in files(specs)


def test_many_gone_objects_are_one_line_with_the_first_names(specs: Path) -> None:
    bring_in(specs, {f"T{i:02}": entity() for i in range(30)})
    (found,) = bring_in(specs, {"T00": entity()}).findings
    assert found.code == "IMP014"
    assert "29 specs are of objects of space 'SALES'" in found.message
    assert "T10 and 19 more" in found.message


def test_pruning_leaves_what_people_wrote_themselves(specs: Path) -> None:
    bring_in(specs, {"T": entity(), "U": entity()})
    (specs / "sales" / "own.yaml").write_text("kind: Table\ndatabase: sales\nname: own\ncolumns: []\n")
    bring_in(specs, {"T": entity()}, prune=True)
    assert files(specs) == ["sales/database.yaml", "sales/own.yaml", "sales/t.yaml"]


def test_an_object_that_comes_back_after_pruning_is_new(specs: Path) -> None:
    bring_in(specs, {"T": entity(), "U": entity()})
    bring_in(specs, {"T": entity()}, prune=True)
    bring_in(specs, {"T": entity(), "U": entity({"other": DATE})})
    assert list(columns(specs / "sales" / "u.yaml")) == ["other"]


def test_a_database_that_is_gone_is_pruned_once_its_folder_is_empty(specs: Path) -> None:
    bring_in(specs, {"T": entity()})
    shutil.copytree(specs / "sales", specs / "old")
    (specs / "old" / "t.yaml").unlink()
    for name in ("database.yaml", ".import.json"):
        rewrite(specs / "old" / name, ("sales", "old"))
    own = specs / "old" / "own.yaml"
    own.write_text("kind: Table\ndatabase: old\nname: own\ncolumns: []\n")
    assert codes(bring_in(specs, {"T": entity()}, prune=True)) == ["IMP018"]
    own.unlink()
    assert codes(bring_in(specs, {"T": entity()}, prune=True)) == ["IMP015"]
    assert sorted(tree(specs)) == ["sales/.import.json", "sales/database.yaml", "sales/t.yaml"]


# --- files and text ---


def test_a_spec_that_people_broke_is_no_concern_of_an_export_that_did_not_change(specs: Path) -> None:
    bring_in(specs, {"T": entity()})
    (specs / "sales" / "t.yaml").write_text("a: [1")
    assert bring_in(specs, {"T": entity()}).findings == []
    outcome = bring_in(specs, {"T": entity({"id": STRING, "new": DATE})})
    assert [f.code for f in errors(outcome.findings)] == ["SPEC001"]
    assert (specs / "sales" / "t.yaml").read_text() == "a: [1"


def test_line_ends_of_windows_are_no_edit_and_stay(specs: Path) -> None:
    bring_in(specs, {"T": entity({"id": STRING, "a": STRING})})
    for file in specs.rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = tree(specs)
    assert bring_in(specs, {"T": entity({"id": STRING, "a": STRING})}).findings == []
    assert {k: v for k, v in tree(specs).items() if k.endswith(".yaml")} == {
        k: v for k, v in before.items() if k.endswith(".yaml")
    }
    bring_in(specs, {"T": entity({"id": STRING, "a": DATE})})
    found = (specs / "sales" / "t.yaml").read_bytes()
    assert b"type: date" in found
    assert found.count(b"\n") == found.count(b"\r\n")


def test_a_moved_column_is_told_where_people_edited_the_spec(specs: Path) -> None:
    bring_in(specs, {"T": entity({"a": STRING, "b": STRING})})
    rewrite(specs / "sales" / "t.yaml", ("columns:", "# theirs\ncolumns:"))
    outcome = bring_in(specs, {"T": entity({"b": STRING, "a": STRING})})
    assert codes(outcome) == ["IMP013"]
    assert list(columns(specs / "sales" / "t.yaml")) == ["a", "b"]
    assert bring_in(specs, {"T": entity({"b": STRING, "a": STRING})}).findings == []


BACKWARDS = {"T": entity({"b": STRING, "a": STRING})}


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("storage", ["", "csv", "json"])
def test_the_order_that_a_spec_has_is_the_order_that_is_told(specs: Path, edited: bool, storage: str) -> None:
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
    assert list(columns(specs / "sales" / "t.yaml")) == (["a", "b"] if edited else ["b", "a"])
    assert found.message.endswith("its order is kept" if edited else "it has the export's order now")
    says = {
        "": "If its storage is csv, read by position",
        "csv": "Its storage is csv, which is read by position",
    }
    assert found.remedy.startswith(says.get(storage, ""))
    assert bool(found.remedy) == (storage != "json")
    assert run_import(inputs_of([path], "SALES"), specs, rules=rules).findings == []


def test_a_changed_type_of_the_source_is_told_beside_other_changes(specs: Path) -> None:
    bring_in(specs, {"T": entity({"id": STRING})})
    longer = {"id": {**STRING, "length": 12, "@EndUserText.label": "Key"}}
    (found,) = bring_in(specs, {"T": entity(longer)}).findings
    assert "columns[0].label of 'id': Key" in found.message
    assert "source.type of 'id': cds.String(10) -> cds.String(12)" in found.message


def test_a_spec_that_people_removed_is_told_at_the_record(specs: Path) -> None:
    bring_in(specs, {"T": entity(), "U": entity()})
    (specs / "sales" / "u.yaml").unlink()
    (found,) = errors(bring_in(specs, {"T": entity(), "U": entity({"id": DATE})}).findings)
    assert (found.code, Path(found.file).name) == ("IMP010", ".import.json")
    assert (specs / "sales" / ".import.json").read_text().splitlines()[found.line - 1] == '["SALES","U",{'
    assert f"the spec {specs / 'sales' / 'u.yaml'} was removed here" in found.message


def test_a_column_that_is_a_partition_key_by_now_is_told_when_it_changes(specs: Path) -> None:
    bring_in(specs, {"T": entity({"id": STRING, "dt": STRING})})
    spec = specs / "sales" / "t.yaml"
    rewrite(spec, ("  - {name: dt, type: string, source: {name: dt, type: cds.String(10)}}\n", ""))
    spec.write_text(spec.read_text() + "partitions: {keys: [{name: dt, type: string}]}\n")
    before = spec.read_text()
    (found,) = bring_in(specs, {"T": entity({"id": STRING, "dt": DATE})}).findings
    assert (found.code, found.line) == ("IMP019", len(before.splitlines()))
    assert "'dt' is a partition key here and changed in the export: type: string -> date" in found.message
    assert spec.read_text() == before
    assert bring_in(specs, {"T": entity({"id": STRING, "dt": DATE})}).findings == []


def test_the_record_is_no_spec(specs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK)
    monkeypatch.chdir(tmp_path)
    bring_in(specs, {"T": entity()})
    assert main(["check", "--specs", "specs", "--strict"]) == 0


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", '{"imported":[[1,2]]}', '{"imported":[["S","T",{"kind":"Table"}]]}', "\x00"]
)
def test_a_record_that_cannot_be_read_stops_the_import(specs: Path, broken: str) -> None:
    bring_in(specs, {"T": entity()})
    (specs / "sales" / ".import.json").write_text(broken)
    before = tree(specs)
    outcome = bring_in(specs, {"T": entity({"id": DATE})})
    assert codes(outcome) == ["IMP017"]
    assert f"git checkout HEAD -- {specs / 'sales' / '.import.json'}" in outcome.findings[0].remedy
    assert tree(specs) == before
    (specs / "sales" / ".import.json").unlink()  # as it says
    assert codes(bring_in(specs, {"T": entity({"id": DATE})})) == ["IMP003"]
    assert bring_in(specs, {"T": entity({"id": DATE})}).plan.changes == []


def test_git_merges_the_records_of_two_branches_that_changed_neighbours(specs: Path, tmp_path: Path) -> None:
    tables = {f"T{i}": entity({"id": STRING, "a": STRING}) for i in range(4)}
    record = specs / "sales" / ".import.json"
    versions = {}
    for name, changed in {
        "base": {},
        "ours": {"T1": DATE},
        "theirs": {"T2": DATE},
        "both": {"T1": DATE, "T2": DATE},
    }.items():
        bring_in(specs, tables | {t: entity({"id": STRING, "a": kind}) for t, kind in changed.items()})
        versions[name] = record.read_text()
        (tmp_path / name).write_text(versions[name])
    words = ["git", "merge-file", "-p", *(str(tmp_path / name) for name in ("ours", "base", "theirs"))]
    merged = subprocess.run(words, capture_output=True, text=True)
    assert merged.returncode == 0
    assert merged.stdout == versions["both"]


def test_a_record_that_a_tool_laid_out_anew_still_counts(specs: Path) -> None:
    bring_in(specs, {"T": entity({"id": STRING, "a": STRING})})
    record = specs / "sales" / ".import.json"
    record.write_text(json.dumps(json.loads(record.read_text()), indent=4))
    rewrite(specs / "sales" / "t.yaml", ("name: a,", "name: a, label: Ours,"))
    assert codes(bring_in(specs, {"T": entity({"id": STRING, "a": DATE})})) == ["IMP011"]


def test_take_leaves_what_only_people_changed(specs: Path) -> None:
    bring_in(specs, {"T": entity({"id": STRING, "a": STRING})})
    rewrite(specs / "sales" / "t.yaml", ("name: a,", "name: a, comment: ours,"))
    bring_in(specs, {"T": entity({"id": DATE, "a": STRING})}, conflicts=ConflictPolicy.TAKE)
    assert columns(specs / "sales" / "t.yaml")["a"]["comment"] == "ours"


def test_two_tables_that_fold_alike_stay_an_error_without_a_record(specs: Path) -> None:
    bring_in(specs, {"T": entity()})
    (specs / "sales" / ".import.json").unlink()
    assert fold_file("T!") == "t"
    path = write_export(specs.parent / "export.json", {"T!": entity()})
    (found,) = errors(run_import(inputs_of([path], "SALES"), specs).findings)
    assert (found.code, "import with --prune" in found.remedy) == ("IMP001", True)


# --- what can't be written, what can't be read ---


def test_a_folder_that_cannot_be_written_to_leaves_everything_as_it_was(
    specs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(specs, {"T": entity(), "U": entity()})
    before = tree(specs)
    changes = planned(specs, {"T": entity({"id": DATE}), "U": entity({"id": DATE})}).plan.changes
    real = tempfile.mkstemp

    def full(**where: Any) -> Any:
        if len(list((specs / "sales").glob(".*.part"))) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(**where)

    monkeypatch.setattr(tempfile, "mkstemp", full)
    with pytest.raises(OSError, match=r"u\.yaml"):
        perform(changes)
    assert tree(specs) == before


@pytest.mark.parametrize("block", ["[a]", "5", "{keys: 5}", "{keys: [{name: [x]}, 3]}"])
def test_a_spec_with_broken_partitions_takes_the_exports_changes(specs: Path, block: str) -> None:
    bring_in(specs, {"T": entity()})
    file = specs / "sales" / "t.yaml"
    file.write_text(f"{file.read_text()}partitions: {block}\n")
    bring_in(specs, {"T": entity({"id": DATE})})
    assert columns(file)["id"]["type"] == "date"
    assert f"partitions: {block}" in file.read_text()


def test_a_circle_of_links_is_an_error(specs: Path) -> None:
    (specs / "sales").mkdir(parents=True)
    (specs / "sales" / "t.yaml").symlink_to("t.yaml")
    assert "IMP005" in codes(bring_in(specs, {"T": entity()}))


def test_a_spaces_label_stays_where_the_file_that_holds_it_is_not_imported_again(specs: Path) -> None:
    sales = write_export(specs.parent / "SALES" / "a.json", {"T": entity()})
    context = {"kind": "context", "@DataWarehouse.space.name": "SALES", "@EndUserText.label": "Sales & Co"}
    other = write_export(specs.parent / "OTHER" / "b.json", {"U": entity(), "SALES": context})
    perform(run_import(inputs_of([specs.parent]), specs).plan.changes)
    database = specs / "sales" / "database.yaml"
    assert "Sales & Co" in database.read_text()
    alone = run_import(inputs_of([sales], "SALES"), specs)
    assert (alone.plan.changes, alone.findings) == ([], [])
    write_export(other, {"U": entity(), "SALES": {**context, "@EndUserText.label": "Trade"}})
    perform(run_import(inputs_of([specs.parent]), specs).plan.changes)
    assert "Trade" in database.read_text()
