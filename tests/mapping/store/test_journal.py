"""The journal: what it says is finished by the next run, and nothing outside of the folder is touched."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog.files.folder import Folder
from catalog.files.paths import open_folder
from catalog.language.findings import DataError
from catalog.language.specs.loader import JOURNAL
from mapping.store import journal
from tests.support.files import tree


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """A specs folder with two files, beside a folder that is none of it."""
    (tmp_path / "specs" / "sales").mkdir(parents=True)
    for name in ("old.yaml", "t.yaml"):
        (tmp_path / "specs" / "sales" / name).write_text("before")
    (tmp_path / "hooks").mkdir()
    return tmp_path / "specs"


def staged(folder: Folder, name: str, text: str) -> str:
    """A file that lies ready beside the one it is to become."""
    return folder.stage(name, text.encode(), journal.READY, journal.PART)


def begun(specs: Path) -> list[tuple[str, str]]:
    """The moves of a run that was killed after it had written its journal."""
    with open_folder(specs) as folder:
        moves = [(staged(folder, "sales/t.yaml", "after"), "sales/t.yaml"), ("", "sales/old.yaml")]
        journal.begin(folder, moves)
    return moves


def test_a_folder_without_a_journal_is_finished(tmp_path: Path) -> None:
    assert not journal.unfinished(tmp_path)
    assert journal.finish(tmp_path) == 0
    assert journal.finish(tmp_path / "missing") == 0


def test_finish_replaces_and_removes_what_the_journal_says(specs: Path) -> None:
    begun(specs)
    assert journal.unfinished(specs)
    assert journal.finish(specs) == 2
    assert tree(specs) == {"sales/t.yaml": "after"}


def test_finish_goes_on_after_the_moves_that_were_made(specs: Path) -> None:
    with open_folder(specs) as folder:
        moves = [(staged(folder, f"sales/{name}.yaml", name), f"sales/{name}.yaml") for name in "ab"]
        journal.begin(folder, moves)
        journal.move(folder, *moves[0])
    assert journal.finish(specs) == 1
    assert {"sales/a.yaml": "a", "sales/b.yaml": "b"}.items() <= tree(specs).items()
    assert not journal.unfinished(specs)


def test_finish_removes_files_that_lie_ready_without_a_journal(specs: Path) -> None:
    with open_folder(specs) as folder:
        staged(folder, "one.yaml", "one")
        staged(folder, "sales/two.yaml", "two")
    (specs / "sales" / ".import-mine.part").write_text("of somebody else")
    assert journal.finish(specs) == 0
    assert set(tree(specs)) == {"sales/.import-mine.part", "sales/old.yaml", "sales/t.yaml"}


def test_a_folder_that_is_left_empty_goes_with_its_last_file(specs: Path) -> None:
    with open_folder(specs) as folder:
        for name in ("t", "old"):
            journal.move(folder, "", f"sales/{name}.yaml")
    assert not (specs / "sales").exists()


def refused(specs: Path) -> str:
    """The message of the error with which `finish` refuses; nothing in or beside the folder has changed."""
    before = tree(specs.parent)
    with pytest.raises(DataError) as error:
        journal.finish(specs)
    (finding,) = error.value.findings
    assert (finding.code, finding.file) == ("IMP021", str(specs / JOURNAL))
    assert tree(specs.parent) == before
    return finding.message


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"moves": [["a"]]}', "[" * 100_000, '{"moves": [[["a"], "b"]]}']
)
def test_a_journal_that_cannot_be_read_is_an_error(specs: Path, text: str) -> None:
    (specs / JOURNAL).write_text(text)
    assert "can't be read: nothing was done" in refused(specs)


def rewritten(specs: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """The journal of a killed run, changed by an attacker who knows everything that it holds."""
    begun(specs)
    content = json.loads((specs / JOURNAL).read_bytes())
    change(content)
    (specs / JOURNAL).write_text(json.dumps(content))


@pytest.mark.parametrize(
    "target",
    [
        "../hooks/post-checkout", "../hooks/x.yaml", "/etc/hosts", "sales/../../hooks/x.yaml",
        "sales/x/y.yaml", "sales/post-checkout", "sales/.hidden.yaml", ".git/config.yaml", "x.yaml", "",
        "sales/", "sales/x\0.yaml",
    ],
)  # fmt: skip
@pytest.mark.parametrize("step", [0, 1])
def test_a_target_that_no_import_writes_is_refused(specs: Path, target: str, step: int) -> None:
    rewritten(specs, lambda content: content["moves"][step].__setitem__(1, target))
    assert "names files that no import writes" in refused(specs)


@pytest.mark.parametrize(
    "source",
    ["../hooks/.import-{}.part", "sales/t.yaml", "other/.import-{}.part", "/tmp/x", "sales/.import-x.part"],
)
def test_a_source_that_no_import_names_so_is_refused(specs: Path, source: str) -> None:
    rewritten(specs, lambda content: content["moves"][0].__setitem__(0, source.format("0" * 16)))
    assert "names files that no import writes" in refused(specs)


def test_a_journal_of_another_folder_is_refused(specs: Path) -> None:
    rewritten(specs, lambda content: content.__setitem__("folder", content["folder"] + 1))
    assert "was not written by an import into this folder" in refused(specs)


def test_a_journal_without_the_marks_of_the_files_that_lie_ready_is_refused(specs: Path) -> None:
    (ready, _), _ = begun(specs)
    (specs / ready).rename(specs / "kept")
    (specs / ready).write_text("committed by somebody")
    assert "was not written by an import into this folder" in refused(specs)


def test_a_journal_of_the_version_before_is_refused(specs: Path) -> None:
    (specs / JOURNAL).write_text(json.dumps({"version": 1, "moves": [["", "sales/t.yaml"]]}))
    assert "can't be read" in refused(specs)


@pytest.mark.parametrize("linked", [JOURNAL, "sales"])
def test_nothing_is_followed_through_a_link(specs: Path, linked: str) -> None:
    begun(specs)
    (specs / linked).rename(specs.parent / "moved")
    (specs / linked).symlink_to(specs.parent / "moved")
    before = tree(specs.parent)
    with pytest.raises((DataError, OSError), match=r"IMP021|a link"):
        journal.finish(specs)
    assert tree(specs.parent) == before


def test_a_pipe_in_the_place_of_the_journal_is_not_waited_for(specs: Path) -> None:
    os.mkfifo(specs / JOURNAL)
    assert journal.unfinished(specs)
    with pytest.raises(DataError, match="IMP021"):
        journal.finish(specs)
