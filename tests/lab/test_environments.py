"""The lab's environments: made from locks with hashes, never in .venv, anew where a lock changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from catalog.setup import venv
from lab import environments
from lab.environments import FILES, SPARKS, Environment, plan


class Told:
    """A job that makes an empty environment and keeps the commands it is told."""

    step = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commands: list[list[str]] = []

    def run(self, step: str, command: list[str], **_: Any) -> None:
        self.commands.append(command)


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(environments, "BUILT", tmp_path)
    monkeypatch.setattr(venv, "alive", lambda *_: True)
    return tmp_path


@pytest.mark.parametrize("wanted", [FILES, *SPARKS], ids=lambda each: str(each.name))
def test_what_goes_in_is_locked_with_hashes(wanted: Environment, built: Path) -> None:
    job = plan(wanted, os.environ)
    assert job is not None
    told: Any = Told(wanted.folder)
    job._work(told)
    installs = [command for command in told.commands if "install" in command]
    assert [command[-1] for command in installs] == [str(lock) for lock, _ in wanted.locks]
    for command in installs:
        assert command[0] == str(wanted.python)
        assert "--require-hashes" in command
        allowed = {command[at + 1] for at, word in enumerate(command) if word == "--no-binary"}
        assert allowed <= {"pyspark", "cryptography"}
    assert plan(wanted, os.environ) is None


def test_a_changed_lock_is_seen(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    lock = tmp_path / "some.lock"
    lock.write_text("a==1\n")
    wanted = Environment("some", ((lock, ()),))
    job = plan(wanted, os.environ)
    assert job is not None
    told: Any = Told(wanted.folder)
    job._work(told)
    assert plan(wanted, os.environ) is None
    lock.write_text("a==2\n")
    assert plan(wanted, os.environ) is not None


@pytest.mark.parametrize("wanted", [FILES, *SPARKS], ids=lambda each: str(each.name))
def test_locks_pin_every_package_by_hash_and_name_no_index(wanted: Environment) -> None:
    for lock, _ in wanted.locks:
        lines = lock.read_text("utf-8").replace("\\\n", " ").splitlines()
        assert lines
        assert all("==" in line and "--hash=sha256:" in line for line in lines)
