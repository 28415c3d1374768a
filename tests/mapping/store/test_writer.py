"""What an import writes: texts made one at a time, nothing in its place before all are made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.store.writer import FileChange, perform
from tests.support.exports import entity, write_export


def noted(made: list[str], text: str) -> Callable[[], str]:
    def make() -> str:
        made.append(text)
        return text

    return make


def test_a_text_is_made_when_it_is_written(tmp_path: Path) -> None:
    made: list[str] = []
    changes = [FileChange(tmp_path, f"s/{name}", noted(made, name), True) for name in "ab"]
    assert (made, [change.removes for change in changes]) == ([], [False, False])
    assert perform(changes) == 2
    assert made == ["a", "b"]
    assert (tmp_path / "s" / "b").read_text() == "b"


def test_a_text_that_cannot_be_made_leaves_everything_as_it_was(tmp_path: Path) -> None:
    def fail() -> str:
        raise RuntimeError("no text")

    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a").write_text("before")
    with pytest.raises(RuntimeError, match="no text"):
        perform([FileChange(tmp_path, "s/a", "after", False), FileChange(tmp_path, "s/b", fail, True)])
    assert [(p.name, p.read_text()) for p in (tmp_path / "s").iterdir()] == [("a", "before")]


def test_a_changed_file_has_its_text_before_and_after(tmp_path: Path) -> None:
    exports, specs = tmp_path / "a.json", tmp_path / "specs"
    for label in ("Old", "New"):
        write_export(exports, {"T": entity(**{"@EndUserText.label": label})})
        plan = run_import(inputs_of([exports], "S"), specs).plan
        shown = [(c.old, c.text) for c in plan.changes if c.path.name == "t.yaml"]
        perform(plan.changes)
    ((old, new),) = shown
    assert "label: Old" in old
    assert new == old.replace("label: Old", "label: New")
    assert (specs / "s" / "t.yaml").read_text() == new
