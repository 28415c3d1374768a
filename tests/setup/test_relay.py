"""Set-up by a copy of itself, for a `.venv` that it runs from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.checkout.set_up_command import runs_from_own_venv
from catalog.setup import relay
from tests.support import fake_programs as programs
from tests.support.interrupted import stopped_while_it_runs
from tests.support.project import ROOT

RELAYED = """
import os, signal, sys
from pathlib import Path
from catalog.setup import relay
signal.signal(signal.SIGTERM, signal.default_int_handler)
sys.exit(relay.run(Path(sys.argv[1]), os.environ))
"""


def test_it_lies_in_the_venv_that_runs_this_and_in_no_other(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / ".venv").symlink_to(sys.prefix)
    assert runs_from_own_venv(tmp_path / "project")
    assert not runs_from_own_venv(tmp_path)


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


def test_an_interruption_reaches_the_copy_which_ends_its_programs(tmp_path: Path) -> None:
    root, pids = tmp_path / "project", tmp_path / "pids"
    root.mkdir()
    (root / "requirements.txt").write_text("x\n")
    answer = json.dumps({"version": [3, 12, 1], "executable": str(tmp_path / "bin/python3.13"), "venv": True})
    script = f'[ "$2" = -m ] || {{ echo \'{answer}\'; exit; }}\necho $$ > "{pids}"; exec sleep 60'
    programs.program(tmp_path / "bin", "python3.13", script)
    path = programs.pulumi(tmp_path / "bin", "v3.259.0").parent
    env = {"PATH": f"{path}:/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", RELAYED, str(root)]
    process = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = stopped_while_it_runs(process, pids)
    assert (process.returncode, said) == (
        130,
        'setup: interrupted; the next "catalog setup" makes it whole\n',
    )
    with pytest.raises(ProcessLookupError):
        os.kill(int(pids.read_text()), 0)
