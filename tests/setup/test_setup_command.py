from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.setup import programs

PROJECT = Path(__file__).resolve().parents[2]
FILES = ("Makefile", "pyproject.toml", "requirements.in", "requirements.lock")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "my project"
    shutil.copytree(PROJECT / "tools", root / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(PROJECT / name, root / name)
    return root


def run_setup(root: Path, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools.setup"], cwd=root, env={"PATH": path, "HOME": str(root)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_a_machine_without_anything_is_told_so_before_anything_is_made(project: Path) -> None:
    done = run_setup(project, "")
    assert done.returncode == 2
    assert done.stderr.startswith("setup: no usable Python on PATH:\n")
    assert "Traceback" not in done.stderr
    assert not (project / ".venv").exists()


def test_a_machine_without_engine_and_go_is_told_so_before_anything_is_made(
    project: Path, tmp_path: Path
) -> None:
    programs.python(tmp_path / "bin", "python3", (3, 12, 1))
    done = run_setup(project, str(tmp_path / "bin"))
    assert done.returncode == 2
    assert done.stderr.startswith("setup: no Pulumi engine on PATH, and no Go to build one with.")
    assert not (project / ".venv").exists()


def test_make_without_any_python_says_what_to_install(project: Path, tmp_path: Path) -> None:
    make, shell = shutil.which("make"), shutil.which("sh")
    assert make
    assert shell
    done = subprocess.run(
        [make, "setup", f"SHELL={shell}"],
        cwd=project,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "install Python 3.11, 3.12 or 3.13" in done.stderr


def test_an_interrupted_set_up_ends_its_programs_and_says_that_the_next_one_goes_on(
    project: Path, tmp_path: Path
) -> None:
    bin_, pids = tmp_path / "bin", tmp_path / "pids"
    programs.pulumi(bin_, "v3.259.0")
    programs.python(bin_, "python3.13", (3, 13, 1))
    answer = (bin_ / "python3.13").read_text().split("\n", 1)[1]
    programs.program(
        bin_,
        "python3.13",
        f'[ "$1" = -m ] || {{ {answer.strip()}; exit; }}\necho $$ > "{pids}"; exec sleep 60',
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.setup"], cwd=project, env={"PATH": f"{bin_}:/bin:/usr/bin"},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 30
        while not (pids.exists() and pids.read_text().strip()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert 'interrupted; the next "make setup" makes it whole' in said
    with pytest.raises(ProcessLookupError):
        os.kill(int(pids.read_text()), 0)


def test_an_older_python_reads_the_entry_far_enough_to_say_that_it_is_too_old() -> None:
    text = (PROJECT / "tools" / "setup.py").read_text()
    guard = text.index("sys.version_info < (3, 9)")
    assert guard < text.index("from tools")


def test_the_lock_pins_each_requirement_by_hash_and_names_no_host() -> None:
    lock = (PROJECT / "requirements.lock").read_text()
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", lock)
    pinned = re.findall(r"(?m)^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==\S+(.*(?:\n    --hash=\S+(?: \\)?)+)", lock)
    assert len(pinned) == len(re.findall(r"(?m)^[a-z0-9]", lock))
    wanted = re.findall(r"(?m)^([A-Za-z0-9.-]+)", (PROJECT / "requirements.in").read_text())
    assert {name.lower().replace(".", "-") for name in wanted} <= {name for name, _ in pinned}
