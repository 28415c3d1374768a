"""`.venv`, `.tools` and `.catalog` are the user's own, or the command ends with one line and nothing done."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.checkout.git import tracked as tracked_by_git
from catalog.checkout.made_folders import MADE, refusal
from tests.support.project import ROOT


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in a work tree, with the folders that set-up makes."""
    root = tmp_path / "project"
    for name in (".venv/bin", ".tools/log", ".catalog/state"):
        (root / name).mkdir(parents=True)
        (root / name / "python").touch()
    (root / "Pulumi.yaml").write_text("name: x\nruntime: python\n")
    (root / ".gitignore").write_text("/.venv\n/.tools\n/.catalog/\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    return root


def linked(folder: Path) -> str:
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")
    return "is a link"


def open_to_all(folder: Path) -> str:
    folder.chmod(0o777)
    return "can be written to by anybody"


def tracked(folder: Path) -> str:
    git(folder.parent, "add", "-f", folder.name)
    return "is tracked by Git"


def tracked_in_a_folder_above(folder: Path) -> str:
    (folder.parent / ".git").rename(folder.parent.parent / "unused")
    git(folder.parent.parent, "init", "-q")
    git(folder.parent.parent, "add", "-f", f"project/{folder.name}")
    return "is tracked by Git"


def a_submodule(folder: Path) -> str:
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "x")
    git(folder.parent, "-c", "advice.addEmbeddedRepo=false", "add", "-f", folder.name)
    return "is tracked by Git"


def tracked_in_another_work_tree(folder: Path) -> str:
    git(folder.parent, "add", "-f", folder.name)
    git(folder.parent, "config", "core.worktree", "/")
    git(folder.parent, "config", "core.fsmonitor", f"touch {folder.parent}/ran; false")
    return "is tracked by Git"


FOREIGN = [linked, open_to_all, tracked, tracked_in_a_folder_above, a_submodule, tracked_in_another_work_tree]


def test_folders_of_the_user_s_own_are_fine(root: Path) -> None:
    assert refusal(root) == ""


def test_a_project_in_no_work_tree_is_fine(root: Path) -> None:
    (root / ".git").rename(root / "unused")
    assert refusal(root) == ""


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("foreign", FOREIGN)
def test_one_that_may_have_come_with_the_clone_is_refused(
    root: Path, foreign: Callable[[Path], str], name: str
) -> None:
    reason = foreign(root / name)
    said = refusal(root)
    assert said.startswith(f"{root / name} {reason}")
    assert "\n" not in said
    assert not (root / "ran").exists()


@pytest.mark.parametrize("part", ["bin", "lib", "pyvenv.cfg"])
def test_a_link_in_the_venv_is_refused(root: Path, part: str) -> None:
    (root / "elsewhere").mkdir()
    if part == "bin":
        (root / ".venv/bin/python").unlink()
        (root / ".venv/bin").rmdir()
    (root / ".venv" / part).symlink_to("../elsewhere")
    assert refusal(root).startswith(f"{root / '.venv' / part} is a link")


def test_what_belongs_to_another_user_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert refusal(root).startswith(f"{root / '.venv'} belongs to another user (number {owner})")


def test_a_repository_of_another_user_is_looked_into_all_the_same(root: Path) -> None:
    """In a container the clone may be another user's, and the folders are root's."""
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    for file in (root, root / ".git", *(root / ".git").rglob("*")):
        os.chown(file, 12345, 12345)
    assert refusal(root) == ""
    git(root, "-c", "safe.directory=*", "add", "-f", ".venv")
    assert "is tracked by Git" in refusal(root)


def test_a_repository_that_git_can_not_read_is_no_reason_to_go_on(root: Path) -> None:
    (root / ".git/index").write_bytes(b"DIRC nonsense")
    assert "Git can't say whether" in refusal(root)


def test_a_work_tree_whose_repository_is_not_there_tracks_nothing(root: Path) -> None:
    """As an image may hold it, built of a linked work tree."""
    (root / ".git").rename(root / "unused")
    (root / ".git").write_text("gitdir: /nowhere/.git/worktrees/x\n")
    assert refusal(root) == ""


def test_variables_of_git_do_not_hide_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracked(root / ".venv")
    monkeypatch.setenv("GIT_INDEX_FILE", str(root / "no-index"))
    monkeypatch.setenv("GIT_DIR", str(root / "unused"))
    assert "is tracked by Git" in refusal(root)


def test_another_spelling_is_the_same_where_the_file_system_says_so(root: Path) -> None:
    """On a Mac `.VENV` of the clone is found as `.venv`; here it is another folder, which harms nobody."""
    (root / ".VENV").mkdir()
    (root / ".VENV/x").touch()
    git(root, "add", "-f", ".VENV")
    assert tracked_by_git(root, [".venv"]) == [".VENV/x"]
    same = os.path.samefile(root / ".VENV", root / ".venv")
    assert ("is tracked by Git" in refusal(root)) is same


COMMANDS = (
    ["check"], ["stacks"], ["stacks", "--changed-since", "HEAD"], ["apply", "--all", "-y"], ["env", "local"],
    ["show"], ["local", "start"], ["local", "status"], ["local", "stop"], ["move"],
)  # fmt: skip


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_ends_with_a_line(root: Path, name: str, words: list[str]) -> None:
    tracked(root / name)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    command = [sys.executable, "-m", "catalog.cli.main", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert f"{root / name} is tracked by Git" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
