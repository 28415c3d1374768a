"""Where an import reads and writes where the command doesn't say so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.cli.main import main

EXPORT = {"definitions": {"T": {"kind": "entity", "elements": {"ID": {"type": "cds.Integer", "key": True}}}}}
Capture = pytest.CaptureFixture[str]


def stack(root: Path, name: str, specs: str = "") -> None:
    line = f"  catalog:specs: {json.dumps(specs)}\n" if specs else ""
    (root / f"Pulumi.{name}.yaml").write_text(f"config:\n  catalog:environment: {name}\n{line}")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    (root / "exports" / "SALES").mkdir(parents=True)
    (root / "Pulumi.yaml").write_text("name: x\nruntime: python\n")
    (root / "exports" / "SALES" / "t.json").write_text(json.dumps(EXPORT))
    stack(root, "dev", "ours")
    stack(root, "prod", "ours")
    monkeypatch.chdir(root)
    return root


def test_without_words_exports_go_to_the_folder_that_all_stacks_have(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["import"]) == 0
    assert (project / "ours" / "sales" / "t.yaml").is_file()
    (project / "deep" / "down").mkdir(parents=True)
    monkeypatch.chdir(project / "deep" / "down")
    (project / "ours" / "sales" / "t.yaml").unlink()
    assert main(["import", "--conflicts", "take"]) == 0
    assert [path.name for path in (project / "deep").rglob("*")] == ["down"]


def test_without_stacks_it_is_the_usual_folder(project: Path) -> None:
    for name in ("dev", "prod"):
        (project / f"Pulumi.{name}.yaml").unlink()
    assert main(["import", "exports"]) == 0
    assert (project / "catalog_specs" / "sales" / "t.yaml").is_file()


def test_stacks_that_differ_have_to_be_told_apart(project: Path, capsys: Capture) -> None:
    stack(project, "prod")
    assert main(["import"]) == 2
    assert capsys.readouterr().err == (
        "catalog import: the stacks keep their specs apart: ours (dev), catalog_specs (prod). Name one with "
        "--specs\n"
    )
    assert main(["import", "--specs", "ours"]) == 0


@pytest.mark.parametrize("specs", ["../elsewhere", "/tmp/elsewhere", "a/../../b"])
def test_a_stack_file_alone_sends_no_import_out_of_the_project(
    project: Path, specs: str, capsys: Capture
) -> None:
    for name in ("dev", "prod"):
        stack(project, name, specs)
    assert main(["import"]) == 2
    assert "outside of the project: name it with --specs if that is meant" in capsys.readouterr().err


def test_a_broken_stack_file_is_told_and_nothing_is_written(project: Path, capsys: Capture) -> None:
    (project / "Pulumi.dev.yaml").write_text("config: []\n")
    assert main(["import"]) == 1
    assert "Pulumi.dev.yaml:1: STACK002 error" in capsys.readouterr().err
    assert not (project / "ours").exists()


def test_outside_of_a_project_both_have_to_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["import"]) == 2
    assert "name an EXPORT: a file that Datasphere exported" in capsys.readouterr().err
    (tmp_path / "t.json").write_text(json.dumps(EXPORT))
    assert main(["import", "t.json"]) == 2
    assert "no Pulumi.yaml here or above" in capsys.readouterr().err


def test_an_empty_folder_of_exports_is_none(project: Path, capsys: Capture) -> None:
    (project / "exports" / "SALES" / "t.json").unlink()
    (project / "exports" / "SALES").rmdir()
    (project / "exports" / ".gitkeep").touch()
    assert main(["import"]) == 2
    assert "name an EXPORT" in capsys.readouterr().err
