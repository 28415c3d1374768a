"""The `.venv` of the tool's own checkout: just what is locked, and the checkout's packages as they are.

Takes the checkout's folder and the environment; gives a job, or None when `.venv` is up to date. It holds
what runs need; tests and checks ask for the rest, which is added and then stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.checkout.set_up_command import with_python
from catalog.engine.jobs import Job

from . import in_place, venv
from .pythons import Python, choose, clean

LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
# The project's own, which every command, program and plugin loads; an edited module is read from source.
COMPILE_PROJECT = """
import compileall
for package in ("catalog", "mapping"):
    compileall.compile_dir(package, quiet=2)
"""


@dataclass(frozen=True)
class Wanted:
    """What `.venv` should hold, by content."""

    packages: str
    dev: str


def wanted(root: Path) -> Wanted:
    """The stamps for the files as they are now."""
    return Wanted(*(venv.digest(root, {name: (root / name).read_bytes()}) for name in (LOCK, DEV_LOCK)))


def plan(root: Path, env: Mapping[str, str], *, dev: bool = False) -> Job | None:
    """The job that brings `.venv` up to date, or None; with `dev`, it gets what tests and checks need."""
    folder, want = root / venv.FOLDER, wanted(root)
    stamp = venv.read_stamp(folder)
    dev = dev or bool(stamp.get("dev"))  # who had it once gets it anew
    others = dev and stamp.get("dev", want.dev) != want.dev  # what that lock no longer names has to go
    whole = stamp.get("packages") == want.packages and not others and venv.alive(folder, stamp, env)
    added = dev and not stamp.get("dev")
    if whole and not added and _is_installed(folder, root, stamp):
        return None
    python = None if whole else choose(env, with_python(root))

    def work(job: Job) -> None:
        if python is not None:
            make_venv(job, root, python, want, env, dev=dev)
        elif added:
            install_packages(job, root, stamp["version"], want, env, dev=True)
        install_project(job, root, env)

    return Job("Python packages", root / ".tools" / "log" / "python.log", work, _intro(python, added))


def _intro(python: Python | None, added: bool) -> str:
    if python is not None:
        return f"making .venv with Python {'.'.join(map(str, python.version))}: about a minute"
    return f"installing {DEV_LOCK} into .venv" if added else "installing the project into .venv"


def _is_installed(folder: Path, root: Path, stamp: Mapping[str, Any]) -> bool:
    files = in_place.files(folder, root, stamp["version"])
    return stamp.get("project") == in_place.digest(files) and all(file.exists() for file in files)


def make_venv(
    job: Job, root: Path, python: Python, want: Wanted, env: Mapping[str, str], *, dev: bool = False
) -> None:
    """Make `.venv` anew from the locks; the stamp goes first and comes last."""
    with venv.made_anew(job, root, python, env):
        install_packages(job, root, python.version, want, env, dev=dev)


def install_packages(
    job: Job, root: Path, version: Sequence[int], want: Wanted, env: Mapping[str, str], *, dev: bool
) -> None:
    """Install what is locked, each file of a package by its hash; a stamp says what is there."""
    folder = root / venv.FOLDER
    (folder / venv.STAMP).unlink(missing_ok=True)
    locks = [LOCK, DEV_LOCK] if dev else [LOCK]
    named = (word for lock in locks for word in ("-r", lock))
    command = venv.pip_install(folder, "--require-hashes", *named)
    job.run(f"installing {' and '.join(locks)}", command, cwd=root, env=clean(env))
    venv.compile_packages(job, root, env)
    stamp = {"packages": want.packages, "version": list(version[:2])}
    venv.write_stamp(folder, {**stamp, "dev": want.dev} if dev else stamp)


def install_project(job: Job, root: Path, env: Mapping[str, str]) -> None:
    """Install the project itself in place, so that `.venv/bin/catalog` runs the files as they are."""
    folder = root / venv.FOLDER
    stamp = venv.read_stamp(folder)
    files = in_place.files(folder, root, stamp["version"])
    in_place.write(files)
    words = venv.in_venv(folder, "-c", COMPILE_PROJECT)
    job.run("compiling the project", words, cwd=root, env=clean(env))
    venv.write_stamp(folder, {**stamp, "project": in_place.digest(files)})
