"""`catalog setup`, with programs of the test's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.cli.main import main
from catalog.engine import cache
from catalog.setup import venv
from catalog.setup.requirements import files
from tests.support import fake_programs as programs


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository; an engine and a Python are on PATH."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (project / "requirements.txt").write_text("x\n")
    programs.pulumi(tmp_path / "bin", "v3.300.0")
    programs.python(tmp_path / "bin", "python3.13", (3, 12, 1))
    for name in ("PULUMI", "PYTHON", "XDG_CACHE_HOME", cache.VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(project)
    return project


def whole(root: Path) -> None:
    programs.python(root / ".venv" / "bin", "python", (3, 12, 1))
    programs.program(root / ".venv" / "bin", "catalog", "exit 0")
    stamp = {"requirements": venv.digest(root, files(root)), "version": [3, 12], "executable": ""}
    (root / ".venv" / venv.STAMP).write_text(json.dumps(stamp))


def test_what_is_there_already_is_said_in_a_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole(root)
    assert main(["setup"]) == 0  # the engine is looked for
    capsys.readouterr()
    assert main(["setup"]) == 0
    assert capsys.readouterr().out == (
        "nothing to do: .venv has Python 3.12, and the engine is Pulumi 3.300.0\n"
    )
    assert main(["setup", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_an_install_that_fails_ends_with_2_and_the_end_of_its_log(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = programs.program(root.parent / "made", "python", "echo no network; exit 1")
    with (root.parent / "bin" / "python3.13").open("a") as file:
        file.write(f'[ "$2" = -c ] || {{ mkdir -p "$4/bin"; cp "{made}" "$4/bin/python"; }}\n')
    assert main(["setup"]) == 2
    captured = capsys.readouterr()
    assert "setup: making .venv with Python 3.12.1" in captured.out
    assert captured.err.startswith("catalog setup: Python packages: installing requirements.txt failed")
    assert "no network\n" in captured.err
    assert "make setup" not in captured.err


def test_a_python_that_will_not_do_is_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["setup", "--python", "/nowhere/python3"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(
        "catalog setup: the Python that was named will not do:\n    /nowhere/python3: not found"
    )
    assert said.endswith("catalog setup --python /path/to/python3.12\n")


def test_the_variable_python_of_other_tools_names_none(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole(root)
    monkeypatch.setenv("PYTHON", "/nowhere/python3")
    assert main(["setup"]) == 0, capsys.readouterr().err


def test_without_requirements_or_outside_of_a_project_it_is_one_line(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "requirements.txt").unlink()
    assert main(["setup"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_that_can_not_be_written_to_is_one_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / ".tools").write_text("")
    assert main(["setup"]) == 2
    assert capsys.readouterr().err == f"catalog setup: {root / '.tools'}: File exists\n"
