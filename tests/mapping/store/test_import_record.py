"""The import record in use: in Git, broken, laid out anew."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from catalog.cli.main import main
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
    assert codes(import_into(specs, {"T": entity({"id": STRING, "a": DATE})})) == ["IMP011"]
