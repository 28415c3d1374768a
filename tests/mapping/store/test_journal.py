"""The journal: what it says is finished by the next run, and nothing outside of the folder is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.language.findings import DataError
from catalog.language.specs.loader import JOURNAL
from mapping.store import journal


def ready(folder: Path, name: str, text: str) -> str:
    """A file that lies ready in the folder."""
    path = folder / f"{journal.READY}{name}{journal.PART}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


def test_a_folder_without_a_journal_is_finished(tmp_path: Path) -> None:
    assert not journal.unfinished(tmp_path)
    assert journal.finish(tmp_path) == 0


def test_finish_replaces_and_removes_what_the_journal_says(tmp_path: Path) -> None:
    (tmp_path / "sales").mkdir()
    for name in ("old.yaml", "t.yaml"):
        (tmp_path / "sales" / name).write_text("before")
    moves = [
        (ready(tmp_path, "1", "after"), tmp_path / "sales" / "t.yaml"),
        ("", tmp_path / "sales" / "old.yaml"),
    ]
    journal.begin(tmp_path, moves)
    assert journal.unfinished(tmp_path)
    assert journal.finish(tmp_path) == 2
    assert [(p.name, p.read_text()) for p in tmp_path.rglob("*") if p.is_file()] == [("t.yaml", "after")]


def test_finish_goes_on_after_the_moves_that_were_made(tmp_path: Path) -> None:
    first, second = ready(tmp_path, "1", "one"), ready(tmp_path, "2", "two")
    journal.begin(tmp_path, [(first, tmp_path / "a.yaml"), (second, tmp_path / "b.yaml")])
    journal.move(first, tmp_path / "a.yaml")
    assert journal.finish(tmp_path) == 1
    assert ((tmp_path / "a.yaml").read_text(), (tmp_path / "b.yaml").read_text()) == ("one", "two")
    assert not journal.unfinished(tmp_path)


def test_finish_removes_files_that_lie_ready_without_a_journal(tmp_path: Path) -> None:
    ready(tmp_path, "1", "one")
    ready(tmp_path / "sales", "2", "two")
    assert journal.finish(tmp_path) == 0
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_folder_that_is_left_empty_goes_with_its_last_file(tmp_path: Path) -> None:
    (tmp_path / "sales").mkdir()
    (tmp_path / "sales" / "t.yaml").write_text("")
    journal.move("", tmp_path / "sales" / "t.yaml")
    assert not (tmp_path / "sales").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"moves": [["a"]]}',
        json.dumps({"moves": [["", "../out.yaml"]]}),
        json.dumps({"moves": [["/tmp/in", "sales/t.yaml"]]}),
        json.dumps({"moves": [["", "/etc/hosts"]]}),
    ],
)
def test_a_journal_that_cannot_be_read_or_leads_outside_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / JOURNAL).write_text(text)
    with pytest.raises(DataError) as error:
        journal.finish(tmp_path)
    (finding,) = error.value.findings
    assert (finding.code, finding.file) == ("IMP021", str(tmp_path / JOURNAL))
