"""Set-up by a copy of itself, for a `.venv` that it runs from."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from catalog.setup import relay
from tests.support import fake_programs as programs


def test_it_lies_in_the_venv_that_runs_this_and_in_no_other(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / ".venv").symlink_to(sys.prefix)
    assert relay.lies_in(tmp_path / "project")
    assert not relay.lies_in(tmp_path)


def test_the_copy_needs_nothing_of_where_it_was_copied_from(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Python that runs it sees no packages, and this package is away."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "requirements.txt").write_text("x\n")
    env = {"PATH": str(programs.pulumi(tmp_path / "bin", "v3.259.0").parent), "HOME": str(tmp_path)}
    env["PYTHON"] = "/nowhere/python3"
    assert relay.run(root, env) == 2
    assert capfd.readouterr().err.startswith(
        "setup: the Python that was named will not do:\n    /nowhere/python3: not found\n"
    )


def test_what_the_copy_does_is_the_whole_set_up(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "requirements.txt").write_text("x\n")
    env = {
        "PATH": f"{programs.pulumi(tmp_path / 'bin', 'v3.259.0').parent}:/usr/bin:/bin",
        "HOME": str(tmp_path),
    }
    installed = programs.program(tmp_path, "installed", 'touch "${0%/*}/catalog"')
    pip = f'mkdir -p "$4/bin"; cp "{installed}" "$4/bin/python"'
    answer = json.dumps({"version": [3, 12, 1], "executable": str(tmp_path / "bin/python3.13"), "venv": True})
    programs.program(
        tmp_path / "bin", "python3.13", f"if [ \"$2\" = -c ]; then echo '{answer}'; else {pip}; fi"
    )
    assert relay.run(root, env) == 0
    said = capfd.readouterr().out
    assert "setup: making .venv with Python 3.12.1" in said
    assert "setup: done in" in said
    assert (root / ".venv" / ".setup.json").exists()
    assert (root / ".venv" / "bin" / "catalog").read_text().startswith("#!/bin/sh\n''':'\n")
