"""The import record in use: in Git, broken, laid out anew."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from catalog.cli.main import main
from catalog.language.findings import DataError
from mapping.specs.serialized import SerializedSpec, serialize
from mapping.store.import_record import FILE, ImportRecord, Key, key_of, load_record
from tests.support.exports import STRING, entity
from tests.support.reimport import (
    DATE,
    codes,
    import_into,
    rewrite,
    tree,
)
from tests.support.specs import STACK


def test_the_record_is_no_spec(specs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK)
    monkeypatch.chdir(tmp_path)
    import_into(specs, {"T": entity()})
    assert main(["check", "--specs", "specs", "--strict"]) == 0


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", '{"imported":[[1,2]]}', '{"imported":[["S","T",{"kind":"Table"}]]}', "\x00"]
)
def test_a_record_that_cannot_be_read_stops_the_import(specs: Path, broken: str) -> None:
    import_into(specs, {"T": entity()})
    (specs / "sales" / ".import.json").write_text(broken)
    before = tree(specs)
    outcome = import_into(specs, {"T": entity({"id": DATE})})
    assert codes(outcome) == ["IMP017"]
    assert f"git checkout HEAD -- {specs / 'sales' / '.import.json'}" in outcome.findings[0].remedy
    assert tree(specs) == before
    (specs / "sales" / ".import.json").unlink()  # as it says
    assert codes(import_into(specs, {"T": entity({"id": DATE})})) == ["IMP003"]
    assert import_into(specs, {"T": entity({"id": DATE})}).plan.changes == []


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
        import_into(specs, tables | {t: entity({"id": STRING, "a": kind}) for t, kind in changed.items()})
        versions[name] = record.read_text()
        (tmp_path / name).write_text(versions[name])
    words = ["git", "merge-file", "-p", *(str(tmp_path / name) for name in ("ours", "base", "theirs"))]
    merged = subprocess.run(words, capture_output=True, text=True)
    assert merged.returncode == 0
    assert merged.stdout == versions["both"]


def test_a_record_that_a_tool_laid_out_anew_still_counts(specs: Path) -> None:
    import_into(specs, {"T": entity({"id": STRING, "a": STRING})})
    record = specs / "sales" / ".import.json"
    record.write_text(json.dumps(json.loads(record.read_text()), indent=4))
    rewrite(specs / "sales" / "t.yaml", ("name: a,", "name: a, label: Ours,"))
    assert codes(import_into(specs, {"T": entity({"id": STRING, "a": DATE})})) == ["CHG208", "IMP011"]


# --- the record as a value ---


def text_of(space: str, name: str) -> SerializedSpec:
    """The serialized spec of a table."""
    return serialize({"kind": "Table", "name": name.lower(), "source": {"space": space, "object": name}})


def test_only_folders_whose_objects_changed_are_written() -> None:
    record = ImportRecord()
    record.put(Key("S", "A"), "sales", text_of("S", "A"))
    record.put(Key("S", "B"), "raw", text_of("S", "B"))
    record.dirty.clear()
    record.put(Key("S", "A"), "sales", text_of("S", "A"))  # as it was
    assert [*record.changed()] == []
    record.put(Key("S", "A"), "raw", text_of("S", "A"))  # in another folder
    assert [*record.changed()] == [("raw", [Key("S", "A"), Key("S", "B")]), ("sales", [])]


def test_an_object_that_is_not_there_can_be_dropped() -> None:
    record = ImportRecord()
    record.drop(Key("S", "A"))
    assert ([*record.changed()], record.spec(Key("S", "A"))) == ([], None)


def test_a_copied_folder_does_not_count(tmp_path: Path) -> None:
    record = ImportRecord()
    record.put(Key("S", "A"), "a", text_of("S", "A"))
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / FILE).write_text(record.text([Key("S", "A")]))
    assert load_record(tmp_path).folder_of == {Key("S", "A"): "a"}


def test_a_record_behind_a_link_that_leads_out_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / FILE).write_text("{")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "link").symlink_to(tmp_path / "elsewhere")
    assert load_record(tmp_path / "specs").texts == {}


def test_a_merge_conflict_of_git_in_the_record_says_how_to_settle_it(tmp_path: Path) -> None:
    (tmp_path / "sales").mkdir()
    (tmp_path / "sales" / FILE).write_text('{"version":1,"imported":[\n<<<<<<< HEAD\n=======\n>>>>>>> x\n]}')
    with pytest.raises(DataError) as error:
        load_record(tmp_path)
    (found,) = error.value.findings
    assert (found.code, found.line) == ("IMP017", 2)
    assert "git checkout --theirs|--ours --" in found.remedy


def test_the_line_of_an_object_is_1_where_the_file_cannot_be_read(tmp_path: Path) -> None:
    record = ImportRecord()
    record.put(Key("S", "A"), "sales", text_of("S", "A"))
    assert record.line(Key("S", "A"), tmp_path) == (str(tmp_path / "sales" / FILE), 1)


@pytest.mark.parametrize(
    ("spec", "key"),
    [
        ({"source": {"space": "S", "object": "A"}}, Key("S", "A")),
        ({"source": {"object": ""}}, Key("", "")),
        ({"kind": "Database", "name": "d", "source": {}}, Key("", "", "d")),
        ({"kind": "Table", "source": {"space": "S"}}, None),
        ({"source": {"space": 5, "object": "A"}}, None),
        ({"name": "own"}, None),
    ],
)
def test_a_spec_is_identified_by_its_source(spec: dict[str, Any], key: Key | None) -> None:
    assert key_of(spec) == key
