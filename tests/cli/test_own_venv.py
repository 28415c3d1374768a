"""A `catalog` that is installed elsewhere hands over to the repository's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.cli.own_venv import hand_over, own_command
from catalog.cli.project import UsageError
from catalog.engine import selection
from tests.support import fake_programs as programs
from tests.support.project import ROOT


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose `.venv` says how it was called."""
    project = tmp_path / "project"
    programs.program(project / ".venv" / "bin", "python", 'echo "own: $*"')
    programs.program(project / ".venv" / "bin", "catalog", "exit 1")
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (project / "requirements.txt").write_text("x\n")
    return project


def set_up(root: Path, env: dict[str, str]) -> None:
    """What set-up notes in the user's cache."""
    file = selection.record_file(root, env)
    assert file is not None
    file.parent.mkdir(mode=0o700, parents=True)
    file.write_text('{"stamp": "x"}')


def called(root: Path, env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-P", "-m", "catalog.cli.main", *words]
    return subprocess.run(program, cwd=root, env=env, capture_output=True, text=True)


@pytest.mark.parametrize(
    "words", [["check", "--strict"], ["apply", "--all"], ["env", "local"], ["import", "x"]]
)
def test_a_command_goes_on_as_the_repository_s_own(root: Path, env: dict[str, str], words: list[str]) -> None:
    set_up(root, env)
    (root / "deep" / "er").mkdir(parents=True)
    done = called(root / "deep" / "er", env, *words)
    assert done.stdout == f"own: -P {root}/.venv/bin/catalog {' '.join(words)}\n", done.stderr


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["help", "check"], ["completion", "bash"]])
def test_what_is_about_the_tool_itself_stays(root: Path, env: dict[str, str], words: list[str]) -> None:
    set_up(root, env)
    done = called(root, env, *words)
    assert done.returncode == 0
    assert "own: " not in done.stdout


def test_a_venv_that_no_set_up_of_this_user_made_is_not_run(root: Path, env: dict[str, str]) -> None:
    """It may have come with an archive."""
    assert own_command(root, "check", env) is None
    with pytest.raises(
        UsageError, match=r"\.venv was made for another folder, or by somebody else: run catalog setup first$"
    ):
        own_command(root, "apply", env)


def test_a_venv_that_git_tracks_is_refused(root: Path, env: dict[str, str]) -> None:
    set_up(root, env)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "add", "-f", ".venv"], cwd=root, check=True)
    for name in ("check", "apply"):
        with pytest.raises(UsageError, match="is tracked by Git"):
            own_command(root, name, env)


def test_what_needs_a_venv_says_so_where_there_is_none(root: Path, env: dict[str, str]) -> None:
    (root / ".venv" / "bin" / "catalog").unlink()
    for name in ("env", "local", "apply", "move"):
        with pytest.raises(UsageError, match=r"\.venv is not there: run catalog setup first$"):
            own_command(root, name, env)
    for name in ("check", "import", "stacks", "show"):
        assert own_command(root, name, env) is None
    (root / "requirements.txt").unlink()  # a program of somebody's own, which set-up can't set up
    assert own_command(root, "apply", env) is None


def test_outside_of_a_project_and_in_its_own_venv_a_command_stays(
    tmp_path: Path, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "execve", lambda *words: pytest.fail(f"handed over: {words}"))
    monkeypatch.chdir(tmp_path)
    hand_over(["check"], env)
    monkeypatch.chdir(ROOT)
    hand_over(["check"], env)
