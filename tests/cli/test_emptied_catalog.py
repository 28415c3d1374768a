"""An emptied catalog is an error of every command that reads it: `pulumi up` would delete all there is."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.cli.main import main
from tests.support.specs import DATABASE, STACK, TABLE, write_project, write_yaml

EMPTIED = "SPEC000 error: no spec in the folder"


def without_specs(specs: Path) -> None:
    for file in specs.glob("*/*"):
        file.unlink()


def folders_gone(specs: Path) -> None:
    shutil.rmtree(specs)
    specs.mkdir()


def other_files_only(specs: Path) -> None:
    without_specs(specs)
    for name in ("README.md", "orders.csv", ".import.json", ".orders.yaml", ".gitkeep"):
        (specs / "sales" / name).write_text("x\n")


def defaults_only(specs: Path) -> None:
    without_specs(specs)
    write_yaml(specs / "catalog.yaml", {"kind": "Catalog"})


def hidden(specs: Path) -> None:
    (specs / "sales").rename(specs / ".sales")


def folders_in_folders(specs: Path) -> None:
    without_specs(specs)
    (specs / "sales" / "orders" / "x").mkdir(parents=True)


WAYS: dict[str, Callable[[Path], None]] = {
    "subfolders without specs": without_specs,
    "no subfolder": folders_gone,
    "other files only": other_files_only,
    "defaults only": defaults_only,
    "a hidden folder": hidden,
    "folders in folders": folders_in_folders,
}
COMMANDS = (
    ["check"],
    ["check", "--specs", "catalog_specs"],
    ["stacks"],
    ["stacks", "--changed-since", "HEAD"],
    ["apply", "--all", "--preview"],
    ["apply", "--changed-since", "HEAD", "--yes"],
    ["move"],
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in Git whose stack declares one table."""
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words]
        subprocess.run(git, cwd=tmp_path, check=True)
    return tmp_path


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_emptied_folder_of_specs_is_an_error_of_each_command(
    way: str, command: list[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    WAYS[way](project / "catalog_specs")
    capsys.readouterr()
    assert main(command) == 1
    said = capsys.readouterr().err
    (told,) = (line for line in said.splitlines() if " error: " in line)
    assert f"catalog_specs:1: {EMPTIED}. pulumi up would delete all there is. Import exports" in told


@pytest.mark.parametrize("way", [without_specs, other_files_only])
def test_an_emptied_database_that_a_stack_selects_is_an_error_though_others_are_whole(
    way: Callable[[Path], None], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "Pulumi.dev.yaml").write_text(f"{STACK}  catalog:select: [sales]\n")
    (project / "Pulumi.other.yaml").write_text(f"{STACK}  catalog:select: [risk]\n")
    assert main(["check", "--stack", "dev"]) == 0
    way(project / "catalog_specs")
    write_yaml(project / "catalog_specs" / "risk" / "database.yaml", {**DATABASE, "name": "risk"})
    write_yaml(project / "catalog_specs" / "risk" / "orders.yaml", {**TABLE, "database": "risk"})
    assert main(["check", "--stack", "other"]) == 0
    capsys.readouterr()
    assert main(["check", "--stack", "dev"]) == 1
    assert "SPEC006 error: catalog:select names 'sales', which is no database" in capsys.readouterr().err


def test_a_database_without_tables_and_one_folder_less_are_no_emptied_catalog(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    specs = project / "catalog_specs"
    write_yaml(specs / "risk" / "database.yaml", {"kind": "Database", "name": "risk"})
    shutil.rmtree(specs / "sales")
    assert main(["check"]) == 0
    assert main(["stacks", "--changed-since", "HEAD"]) == 0
    assert "sales" in capsys.readouterr().out


def test_folders_in_folders_without_end_are_refused(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "catalog_specs" / "sales" / "/".join("a" * 300)).mkdir(parents=True)
    assert main(["check"]) == 1
    assert "SPEC007 error: folders more than 20 deep are not looked into" in capsys.readouterr().err
