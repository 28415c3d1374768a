"""What a clone holds in the place of packages, or of what set-up makes, is not run: the real programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from catalog.engine import cache
from tests.support.project import ROOT
from tests.support.sharded import Sharded

# What the programs import, of the standard library and of what is installed; what Python looks for by itself;
# and what libraries use where it is there.
NAMES = (
    "argparse", "asyncio", "awscrt", "boto3", "botocore", "brotli", "cffi", "compileall", "contextlib",
    "ctypes", "dataclasses", "ensurepip", "flask", "google", "grpc", "hashlib", "hypothesis", "inspect",
    "json", "jsonschema", "logging", "mypy", "pip", "pluggy", "pulumi", "pulumi_aws", "pytest", "re",
    "ruamel", "runpy", "selectors", "shutil", "simplejson", "sitecustomize", "socket", "subprocess",
    "sysconfig", "tempfile", "threading", "types", "typing", "urllib", "usercustomize", "venv", "xdist",
    "yaml", "zipfile",
)  # fmt: skip
GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]


def plant(folder: Path, ran: Path) -> None:
    """Puts a module of each name in a folder; `ran` gets the names of those that are imported."""
    for name in NAMES:
        (folder / f"{name}.py").write_text(
            f"open({str(ran)!r}, 'a').write({name!r} + chr(10))\nraise SystemExit(77)\n"
        )


def executed(words: Sequence[str | Path], cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PULUMI", "AWS_"))}
    return subprocess.run([*map(str, words)], cwd=cwd, env={**kept, **env}, capture_output=True, text=True)


@pytest.fixture
def sharded(tmp_path: Path, endpoint: str) -> Sharded:
    """A repository of specs with one stack."""
    return Sharded(tmp_path, endpoint, {"local": ["sales"]})


def test_modules_of_a_clone_are_not_imported_by_a_run(sharded: Sharded, tmp_path: Path) -> None:
    plant(sharded.root, tmp_path / "ran")
    sharded.env.pop("PYTHONPATH", None)
    sharded.pulumi("stack", "init", "local")
    previewed = sharded.pulumi("preview", "--stack", "local").output
    applied = sharded.pulumi("up", "--stack", "local", "--yes", "--skip-preview").output
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()
    assert "3 to create" in previewed
    assert "3 created" in applied


def test_modules_of_a_clone_are_not_imported_by_a_program_of_a_former_release(
    sharded: Sharded, tmp_path: Path
) -> None:
    plant(sharded.root, tmp_path / "ran")
    program = "import pulumi\nfrom catalog.program.program import main\npulumi.run(main)\n"
    (sharded.root / "__main__.py").write_text(program)
    sharded.pulumi("stack", "init", "local")
    assert "3 to create" in sharded.pulumi("preview", "--stack", "local").output
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()


@pytest.mark.parametrize(
    "words",
    [["check"], ["stacks"], ["stacks", "--changed-since", "HEAD"], ["apply", "--all", "--preview"], ["show"]],
    ids=" ".join,
)
def test_modules_of_a_clone_are_not_imported_by_the_command(
    sharded: Sharded, tmp_path: Path, words: list[str]
) -> None:
    sharded.pulumi("stack", "init", "local")
    plant(sharded.root, tmp_path / "ran")
    done = subprocess.run(
        [ROOT / ".venv/bin/catalog", *words],
        cwd=sharded.root,
        env=sharded.env,
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of this project whose locks name nothing, so that set-up takes seconds."""
    root = tmp_path_factory.mktemp("clone") / "it's a clone"
    for name in ("catalog", "mapping", "tools", "bench", "lab"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ROOT.iterdir():
        if file.is_file() and not file.is_symlink() and file.name != ".git":  # in a linked work tree a file
            shutil.copy(file, root)
    (root / "requirements.lock").write_text("")
    (root / "requirements-dev.lock").write_text("")
    subprocess.run([*GIT, "init", "-q"], cwd=root, check=True)
    assert (root / ".git" / "index").parent.is_dir()
    subprocess.run([*GIT, "add", "-A"], cwd=root, check=True)
    return root


def made(root: Path, target: str, *words: str) -> subprocess.CompletedProcess[str]:
    engines = str(cache.location(os.environ))
    python = os.path.realpath(sys.executable)
    return executed(["make", target, *words], root, CATALOG_ENGINE_CACHE=engines, PYTHON=python)


def test_modules_of_a_clone_are_not_imported_by_set_up(clone: Path, tmp_path: Path) -> None:
    for folder in (clone, clone / "tools"):
        plant(folder, tmp_path / "ran")
    (clone / "setup.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write('setup.py')\n")
    (clone / "setup.cfg").write_text("[metadata]\nname = attr: yaml.name\n")
    done = made(clone, "setup")
    assert done.returncode == 0, done.stderr + done.stdout
    assert (clone / ".venv/bin/catalog").exists()
    again = made(clone, "setup-dev")
    assert again.returncode == 0, again.stderr + again.stdout
    for target in ("clean", "help"):
        assert made(clone, target).returncode == 0
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()


def tracked(clone: Path) -> str:
    subprocess.run([*GIT, "add", "-f", ".venv"], cwd=clone, check=True)
    return "is tracked by Git"


def linked(clone: Path) -> str:
    (clone / ".venv").rename(clone / "elsewhere")
    (clone / ".venv").symlink_to("elsewhere")
    return "is a link"


def open_to_all(clone: Path) -> str:
    (clone / ".venv").chmod(0o777)
    return "can be written to by anybody"


@pytest.mark.parametrize("target", ["setup", "demo", "test", "clean"])
@pytest.mark.parametrize("foreign", [tracked, linked, open_to_all])
def test_a_venv_of_a_clone_is_run_by_no_target(
    clone: Path, tmp_path: Path, target: str, foreign: Callable[[Path], str]
) -> None:
    root = Path(shutil.copytree(clone, tmp_path / "clone", ignore=shutil.ignore_patterns(".venv")))
    (root / ".venv/bin").mkdir(parents=True)
    for name in ("python", "python3", "catalog", "ruff", "mypy", "pip", "pytest"):
        (root / ".venv/bin" / name).write_text(f"#!/bin/sh\necho $0 >> '{tmp_path}/ran'\n")
        (root / ".venv/bin" / name).chmod(0o755)
    reason = foreign(root)
    done = made(root, target)
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert f"{root}/.venv" in line
    assert reason in line
    assert done.returncode == (0 if target == "clean" else 2)
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()
    assert not os.path.lexists(root / ".venv") or target != "clean"


def test_the_language_host_says_why_it_runs_no_venv_of_a_clone(sharded: Sharded, tmp_path: Path) -> None:
    sharded.pulumi("stack", "init", "local")
    python = sharded.root / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    for name in (python, python.with_name("python3")):
        name.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
        name.chmod(0o755)
    sharded.git("add", "-f", ".venv")
    for words in (["preview"], ["up", "--yes", "--skip-preview"]):
        done = sharded.pulumi(*words, "--stack", "local", check=False)
        assert done.status != 0
        assert f"{sharded.root}/.venv is tracked by Git" in done.output
    assert not (tmp_path / "ran").exists()
