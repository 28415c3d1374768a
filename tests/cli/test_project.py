"""Which project a command is about."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from catalog.cli.main import main
from catalog.cli.project import UsageError, project_root
from tests.support.specs import write_project


def test_the_nearest_folder_upwards_with_a_project_file_counts(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert project_root(tmp_path / "catalog_specs" / "sales") == tmp_path


@pytest.mark.parametrize("kind", ["a pipe", "a folder"])
def test_what_stands_in_the_place_of_a_project_file_leads_to_no_other_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    file = tmp_path / "Pulumi.yaml"
    if kind == "a pipe":
        os.mkfifo(file)
    else:
        file.mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="is no regular file"):
        project_root()
    assert main(["check"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
