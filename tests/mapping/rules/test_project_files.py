"""Which rules and context an import has: those named, those of the project, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapping.documents.inputs import MissingInputError
from mapping.rules.business_context import no_context
from mapping.rules.project_files import CONTEXT_FILE, RULES_FILE, context_for, rules_for
from mapping.rules.rules import no_rules

RULES = "kind: Rules\nnames: {collisions: suffix}\n"
CONTEXT = "kind: Context\nentries: [{spaces: SALES, team: Sales}]\n"


def test_without_files_there_are_no_rules_and_no_context(tmp_path: Path) -> None:
    assert rules_for(None, tmp_path / "specs") == no_rules()
    assert context_for(None, tmp_path / "specs") == no_context()


def test_the_projects_files_lie_beside_the_specs_and_are_named_as_people_type_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / RULES_FILE).write_text(RULES)
    (tmp_path / CONTEXT_FILE).write_text(CONTEXT)
    assert rules_for(None, tmp_path / "specs").file == str(tmp_path / RULES_FILE)
    monkeypatch.chdir(tmp_path)
    rules = rules_for(None, Path("specs"))
    assert (rules.file, rules.collisions) == (RULES_FILE, "suffix")
    assert context_for(None, Path("specs")).database("SALES") == {"team": "Sales"}


def test_a_named_file_goes_before_the_projects(tmp_path: Path) -> None:
    (tmp_path / RULES_FILE).write_text(RULES)
    (tmp_path / "mine.yaml").write_text("kind: Rules\n")
    rules = rules_for(tmp_path / "mine.yaml", tmp_path / "specs")
    assert (rules.file, rules.collisions) == (str(tmp_path / "mine.yaml"), "error")


@pytest.mark.parametrize("make", [rules_for, context_for])
def test_a_named_file_must_be_there_and_readable(make: object, tmp_path: Path) -> None:
    assert callable(make)
    with pytest.raises(MissingInputError, match="does not exist"):
        make(tmp_path / "missing.yaml", tmp_path)
    with pytest.raises(MissingInputError, match="can't be read"):
        make(tmp_path, tmp_path)
