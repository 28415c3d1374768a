"""Files as people leave them: broken, edited, in another layout, removed."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from catalog.language.findings import errors
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.reconcile.merge import ConflictPolicy
from mapping.store.writer import perform
from tests.support.exports import STRING, entity, write_export
from tests.support.reimport import (
    DATE,
    codes,
    columns_in,
    import_into,
    planned,
    rewrite,
    tree,
)


def test_a_spec_that_people_broke_stops_only_an_export_that_changed(specs: Path) -> None:
    import_into(specs, {"T": entity()})
    (specs / "sales" / "t.yaml").write_text("a: [1")
    assert import_into(specs, {"T": entity()}).findings == []
    outcome = import_into(specs, {"T": entity({"id": STRING, "new": DATE})})
    assert [f.code for f in errors(outcome.findings)] == ["SPEC001"]
    assert (specs / "sales" / "t.yaml").read_text() == "a: [1"


def test_line_ends_of_windows_are_no_edit_and_stay(specs: Path) -> None:
    import_into(specs, {"T": entity({"id": STRING, "a": STRING})})
    for file in specs.rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = tree(specs)
    assert import_into(specs, {"T": entity({"id": STRING, "a": STRING})}).findings == []
    assert {k: v for k, v in tree(specs).items() if k.endswith(".yaml")} == {
        k: v for k, v in before.items() if k.endswith(".yaml")
    }
    import_into(specs, {"T": entity({"id": STRING, "a": DATE})})
    found = (specs / "sales" / "t.yaml").read_bytes()
    assert b"type: date" in found
    assert found.count(b"\n") == found.count(b"\r\n")


def test_a_changed_type_of_the_source_is_reported_beside_other_changes(specs: Path) -> None:
    import_into(specs, {"T": entity({"id": STRING})})
    longer = {"id": {**STRING, "length": 12, "@EndUserText.label": "Key"}}
    (found,) = import_into(specs, {"T": entity(longer)}).findings
    assert "columns[0].label of 'id': Key" in found.message
    assert "source.type of 'id': cds.String(10) -> cds.String(12)" in found.message


def test_the_finding_of_a_spec_that_people_removed_stands_at_the_record(specs: Path) -> None:
    import_into(specs, {"T": entity(), "U": entity()})
    (specs / "sales" / "u.yaml").unlink()
    (found,) = errors(import_into(specs, {"T": entity(), "U": entity({"id": DATE})}).findings)
    assert (found.code, Path(found.file).name) == ("IMP010", ".import.json")
    assert (specs / "sales" / ".import.json").read_text().splitlines()[found.line - 1] == '["SALES","U",{'
    assert f"the spec {specs / 'sales' / 'u.yaml'} was removed here" in found.message


def test_a_change_of_a_column_that_people_made_a_partition_key_is_a_finding(specs: Path) -> None:
    import_into(specs, {"T": entity({"id": STRING, "dt": STRING})})
    spec = specs / "sales" / "t.yaml"
    rewrite(spec, ("  - {name: dt, type: string, source: {name: dt, type: cds.String(10)}}\n", ""))
    spec.write_text(spec.read_text() + "partitions: {keys: [{name: dt, type: string}]}\n")
    before = spec.read_text()
    (found,) = import_into(specs, {"T": entity({"id": STRING, "dt": DATE})}).findings
    assert (found.code, found.line) == ("IMP019", len(before.splitlines()))
    assert "'dt' is a partition key here and changed in the export: type: string -> date" in found.message
    assert spec.read_text() == before
    assert import_into(specs, {"T": entity({"id": STRING, "dt": DATE})}).findings == []


def test_take_leaves_what_only_people_changed(specs: Path) -> None:
    import_into(specs, {"T": entity({"id": STRING, "a": STRING})})
    rewrite(specs / "sales" / "t.yaml", ("name: a,", "name: a, comment: ours,"))
    import_into(specs, {"T": entity({"id": DATE, "a": STRING})}, conflicts=ConflictPolicy.TAKE)
    assert columns_in(specs / "sales" / "t.yaml")["a"]["comment"] == "ours"


@pytest.mark.parametrize("partitions", ["[a]", "5", "{keys: 5}", "{keys: [{name: [x]}, 3]}"])
def test_a_spec_with_broken_partitions_takes_the_exports_changes(specs: Path, partitions: str) -> None:
    import_into(specs, {"T": entity()})
    file = specs / "sales" / "t.yaml"
    file.write_text(f"{file.read_text()}partitions: {partitions}\n")
    import_into(specs, {"T": entity({"id": DATE})})
    assert columns_in(file)["id"]["type"] == "date"
    assert f"partitions: {partitions}" in file.read_text()


def test_a_circle_of_links_is_an_error(specs: Path) -> None:
    (specs / "sales").mkdir(parents=True)
    (specs / "sales" / "t.yaml").symlink_to("t.yaml")
    assert "IMP005" in codes(import_into(specs, {"T": entity()}))


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


def test_a_folder_that_cannot_be_written_to_leaves_everything_as_it_was(
    specs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_into(specs, {"T": entity(), "U": entity()})
    before = tree(specs)
    changes = planned(specs, {"T": entity({"id": DATE}), "U": entity({"id": DATE})}).plan.changes
    real = os.open

    def full(path: Any, flags: int, *mode: int, **where: Any) -> int:
        if flags & os.O_CREAT and len(list((specs / "sales").glob(".*.part"))) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, flags, *mode, **where)

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(OSError, match=r"No space left on device"):
        perform(changes)
    assert tree(specs) == before


AGREED = """\
changes:
  breaking: error
  accept: # agreed in review
    - {code: CHG203, column: a, from: bigint, to: int, reason: No id is that large, until: 2027-01-31}
readers: [athena]
deprecated: {until: 2027-06-30, reason: Too coarse}
renamed_from: sales.s
conforms_to: {table: sales.u, missing: [b]}
"""


def test_what_people_say_of_changes_stays_whatever_the_export_changes(specs: Path) -> None:
    import_into(specs, {"T": entity({"id": STRING, "a": STRING})})
    file = specs / "sales" / "t.yaml"
    said = "renamed_from: former, deprecated: {until: 2027-06-30, replaced_by: id}"
    rewrite(file, ("{name: a, ", f"{{name: a, {said}, "))
    file.write_text(file.read_text() + AGREED)
    database = specs / "sales" / "database.yaml"
    gone = "removed: # gone\n  - {table: sales.old, reason: Nobody reads it, until: 2027-01-31}\n"
    database.write_text(database.read_text() + gone)
    before = tree(specs)
    assert import_into(specs, {"T": entity({"id": STRING, "a": STRING})}).findings == []
    assert tree(specs) == before
    import_into(specs, {"T": entity({"id": STRING, "a": DATE, "b": DATE})})
    assert file.read_text().endswith(AGREED)
    assert said in file.read_text()
    assert columns_in(file)["a"]["type"] == "date"
    assert database.read_text().endswith(gone)
