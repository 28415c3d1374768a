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

from catalog.findings import errors
from cli.main import main
from mapping.base import block
from mapping.importer import Outcome, inputs_of, run_import
from mapping.merge import Side
from mapping.names import fold_file
from mapping.plan import plan
from mapping.rules import Rules
from mapping.specs import Specs
from mapping.types import TypePolicy
from mapping.write import Plan, perform
from tests.support.exports import STRING, entity, imported, to_one, write_export
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


def test_a_column_whose_folded_name_changed_is_the_same_column(specs: Path) -> None:
    bring_in(specs, {"T": entity({"Net Amount": STRING})})
    rewrite(specs / "sales" / "t.yaml", ("type: string,", "type: string, comment: by hand,"))
    bring_in(specs, {"T": entity({"Net Amount": STRING, "net_amount": DATE})})
    found = columns(specs / "sales" / "t.yaml")
    (renamed,) = found.keys() - {"net_amount"}
    assert found[renamed]["source"]["name"] == "Net Amount"
    assert found[renamed]["comment"] == "by hand"
    assert found["net_amount"]["type"] == "date"


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
    both = {"My Orders": entity(), "my_orders": entity({"k": DATE})}
    outcome = bring_in(specs, both)
    (renamed,) = (f for f in files(specs) if f.startswith("sales/my_orders_"))
    assert "IMP016" in codes(outcome)
    assert yaml.safe_load((specs / renamed).read_text())["source"]["object"] == "My Orders"
    assert ("# theirs" in (specs / renamed).read_text()) == edited
    spec = yaml.safe_load((specs / "sales" / "my_orders.yaml").read_text())
    assert (spec["source"]["object"], list(columns(specs / "sales" / "my_orders.yaml"))) == (
        "my_orders",
        ["k"],
    )
    assert bring_in(specs, both).plan.changes == []


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
        replace(t, database=database, block=block(s)) for t, s in zip(found.tables, tables, strict=True)
    ]
    return Specs(databases, tuple(renamed))


def test_a_database_that_is_named_anew_takes_peoples_edits_along(specs: Path) -> None:
    bring_in(specs, {"T": entity(), "P": entity()})
    rewrite(specs / "sales" / "database.yaml", ("name: sales", "name: sales # ours\ndescription: The shop"))
    rewrite(specs / "sales" / "p.yaml", ("columns:", "# the desk's\ncolumns:"))
    new = named_anew("sales_raw", {"T": entity(), "P": entity()})
    found = plan(new, specs)
    assert [f.code for f in found.findings if f.code != "IMP011"] == ["IMP016"] * 3
    perform(found.changes)
    assert sorted(tree(specs)) == [
        f"sales_raw/{name}" for name in (".import.json", "database.yaml", "p.yaml", "t.yaml")
    ]
    database = (specs / "sales_raw" / "database.yaml").read_text()
    assert "name: sales_raw # ours\ndescription: The shop\n" in database
    assert "# the desk's" in (specs / "sales_raw" / "p.yaml").read_text()
    assert plan(new, specs) == Plan(unchanged=3)


def test_a_part_of_a_database_that_goes_elsewhere_leaves_the_rest_where_it_is(specs: Path) -> None:
    bring_in(specs, {"T": entity(), "P": entity()})
    perform(plan(named_anew("sales_raw", {"T": entity()}), specs).changes)
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
    perform(plan(new, specs).changes)
    expected = tree(specs)
    for killed in range(8):
        shutil.rmtree(specs)
        shutil.copytree(tmp_path / "before", specs)
        changes = plan(new, specs).changes
        assert len(changes) == 8
        perform(changes[:killed])
        again = plan(new, specs)
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
    assert codes(bring_in(specs, {"T": entity({"id": DATE})})) == ["IMP017"]
    assert tree(specs) == before


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
    bring_in(specs, {"T": entity({"id": DATE, "a": STRING})}, conflicts=Side.TAKE)
    assert columns(specs / "sales" / "t.yaml")["a"]["comment"] == "ours"


def test_two_tables_that_fold_alike_stay_an_error_without_a_record(specs: Path) -> None:
    bring_in(specs, {"T": entity()})
    (specs / "sales" / ".import.json").unlink()
    assert fold_file("T") == "t"
    assert codes(bring_in(specs, {"t": entity()})) == ["IMP001"]


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
