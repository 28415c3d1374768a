"""The Python side of set-up: which Python, and a `.venv` with just what is locked and the project in it.

Takes the project's folder and the environment; gives a job, or None when `.venv` is up to date. It holds
what runs need; tests and checks ask for the rest, which is added and then stays. What `.venv` was made from
is kept in a stamp inside it, written last: a `.venv` without one is half-made and is made anew. Every Python
runs isolated (-I): modules in the project's folder are none of what set-up runs.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.checkout.programs import program
from catalog.engine.jobs import Job, SetupError

from . import in_place

SUPPORTED = ((3, 11), (3, 12), (3, 13))
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3")
STAMP = ".setup.json"
LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
# Wheels alone, as a source runs its own build; by system and processor what has no wheel there.
SOURCES = {("Darwin", "x86_64"): ("cryptography",)}
PROBE = """
import importlib.util as util, json, sys
print(json.dumps({
    "version": list(sys.version_info[:3]),
    "executable": getattr(sys, "_base_executable", None) or sys.executable,
    "venv": all(util.find_spec(name) for name in ("venv", "ensurepip")),
}))
"""
# Bytecode for all but a hundred MB of generated classes that no run imports. Left to the first import it
# would never come where PYTHONDONTWRITEBYTECODE is set or .venv can't be written to: a second a command.
COMPILE = """
import compileall, re, sysconfig
compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2, workers=0, rx=re.compile("pulumi_aws"))
"""
# The project's own, which every command, program and plugin loads; an edited module is read from source.
COMPILE_PROJECT = """
import compileall
for package in ("catalog", "mapping"):
    compileall.compile_dir(package, quiet=2)
"""


@dataclass(frozen=True)
class Python:
    """A Python that runs: its version, the executable outside any venv, and whether it can make one."""

    version: Sequence[int]
    executable: str
    venv: bool


def probe(command: str, env: Mapping[str, str]) -> Python | str:
    """Run a Python and ask it what it is; a text says why it is none (a pyenv shim may lead nowhere)."""
    path = program(command, env)
    if path is None:
        return "not found"
    try:
        answer = subprocess.run(
            [path, "-I", "-c", PROBE], env=clean(env), capture_output=True, timeout=60, check=True
        ).stdout
        return Python(**json.loads(answer))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):
        return "does not run"


def unfit(found: Python | str) -> str:
    """Why a probed Python can't be used; empty when it can."""
    if isinstance(found, str):
        return found
    version = ".".join(map(str, found.version))
    if tuple(found.version[:2]) not in SUPPORTED:
        return f"{version}, not supported"
    if not found.venv:
        package = f"python{found.version[0]}.{found.version[1]}-venv"
        return f"{version}, but without venv and ensurepip (Debian, Ubuntu: apt install {package})"
    return ""


def choose(env: Mapping[str, str]) -> Python:
    """The Python to build on: PYTHON if set, else the first of CANDIDATES on PATH that fits."""
    named = env.get("PYTHON", "")
    reasons: list[str] = []
    for command in (named,) if named else CANDIDATES:
        found = probe(command, env)
        reason = unfit(found)
        if isinstance(found, Python) and not reason:
            return found
        reasons.append(f"    {command}: {reason}")
    raise SetupError(
        ("PYTHON names no usable Python:\n" if named else "no usable Python on PATH:\n")
        + "\n".join(reasons)
        + "\n  Install Python 3.11, 3.12 or 3.13 (https://www.python.org/downloads/,\n"
        "  brew install python@3.13, apt install python3 python3-venv), or name one:\n"
        "  make setup PYTHON=/path/to/python3.12"
    )


def clean(env: Mapping[str, str]) -> dict[str, str]:
    """The environment for a Python of ours: what would mix in other packages is left out."""
    drop = {
        "PYTHONHOME",
        "PYTHONPATH",
        "VIRTUAL_ENV",
        "__PYVENV_LAUNCHER__",
        "PIP_USER",
        "PIP_TARGET",
        "PIP_PREFIX",
    }
    return {key: value for key, value in env.items() if key not in drop}


def digest(root: Path, *names: str) -> str:
    """A hash over the content of files and the folder they lie in (a `.venv` can't be moved)."""
    total = hashlib.sha256(str(root).encode())
    for name in names:
        data = (root / name).read_bytes()
        total.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return total.hexdigest()


@dataclass(frozen=True)
class Wanted:
    """What `.venv` should hold, by content."""

    packages: str
    dev: str


def wanted(root: Path) -> Wanted:
    """The stamps for the files as they are now."""
    return Wanted(packages=digest(root, LOCK), dev=digest(root, DEV_LOCK))


def read_stamp(venv: Path) -> dict[str, Any]:
    """What `.venv` was made from; empty when it is missing, half-made or unreadable."""
    try:
        stamp = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def plan(root: Path, env: Mapping[str, str], *, dev: bool = False) -> Job | None:
    """The job that brings `.venv` up to date, or None; with `dev`, it gets what tests and checks need."""
    venv, want = root / ".venv", wanted(root)
    stamp = read_stamp(venv)
    dev = dev or bool(stamp.get("dev"))  # who had it once gets it anew
    others = dev and stamp.get("dev", want.dev) != want.dev  # what that lock no longer names has to go
    whole = stamp.get("packages") == want.packages and not others and _alive(venv, stamp, env)
    added = dev and not stamp.get("dev")
    if whole and not added and _is_installed(venv, root, stamp):
        return None
    python = None if whole else choose(env)

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


def _is_installed(venv: Path, root: Path, stamp: Mapping[str, Any]) -> bool:
    files = in_place.files(venv, root, stamp["version"])
    return stamp.get("project") == in_place.digest(files) and all(file.exists() for file in files)


def _alive(venv: Path, stamp: Mapping[str, Any], env: Mapping[str, str]) -> bool:
    """Whether `.venv` still runs, with the version it was made by and on the Python that PYTHON names."""
    found = probe(str(venv / "bin" / "python"), env)
    if not isinstance(found, Python) or list(found.version[:2]) != stamp.get("version"):
        return False
    if not env.get("PYTHON"):
        return True
    named = probe(env["PYTHON"], env)
    return isinstance(named, Python) and os.path.realpath(named.executable) == os.path.realpath(
        found.executable
    )


def make_venv(
    job: Job, root: Path, python: Python, want: Wanted, env: Mapping[str, str], *, dev: bool = False
) -> None:
    """Make `.venv` anew from the locks; the stamp goes first and comes last."""
    venv = root / ".venv"
    with contextlib.suppress(OSError):
        (venv / STAMP).unlink()
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    elif venv.exists():
        job.step = "removing the old .venv"
        shutil.rmtree(venv)
    job.run("making .venv", [python.executable, "-I", "-m", "venv", str(venv)], cwd=root, env=clean(env))
    install_packages(job, root, python.version, want, env, dev=dev)


def install_packages(
    job: Job, root: Path, version: Sequence[int], want: Wanted, env: Mapping[str, str], *, dev: bool
) -> None:
    """Install what is locked, each file of a package by its hash; a stamp says what is there."""
    venv = root / ".venv"
    (venv / STAMP).unlink(missing_ok=True)
    locks = [LOCK, DEV_LOCK] if dev else [LOCK]
    command = [*_pip(venv), *_checked(), *(word for lock in locks for word in ("-r", lock))]
    job.run(f"installing {' and '.join(locks)}", command, cwd=root, env=clean(env))
    job.run("compiling what runs import", _python(venv, "-c", COMPILE), cwd=root, env=clean(env))
    stamp = {"packages": want.packages, "version": list(version[:2])}
    _write_stamp(venv, {**stamp, "dev": want.dev} if dev else stamp)


def install_project(job: Job, root: Path, env: Mapping[str, str]) -> None:
    """Install the project itself in place, so that `.venv/bin/catalog` runs the files as they are."""
    venv = root / ".venv"
    stamp = read_stamp(venv)
    files = in_place.files(venv, root, stamp["version"])
    in_place.write(files)
    job.run("compiling the project", _python(venv, "-c", COMPILE_PROJECT), cwd=root, env=clean(env))
    _write_stamp(venv, {**stamp, "project": in_place.digest(files)})


def _python(venv: Path, *words: str) -> list[str]:
    return [str(venv / "bin" / "python"), "-I", *words]


def _pip(venv: Path) -> list[str]:
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    return _python(venv, "-m", "pip", "install", *quiet)


def _checked() -> list[str]:
    """Options by which only what is locked is installed, and nothing of it runs."""
    sources = SOURCES.get((platform.system(), platform.machine()), ())
    built = [word for name in sources for word in ("--no-binary", name)]
    return ["--require-hashes", "--only-binary", ":all:", *built, "--no-compile"]


def _write_stamp(venv: Path, stamp: Mapping[str, Any]) -> None:
    part = venv / (STAMP + ".part")
    part.write_text(json.dumps(stamp))
    part.replace(venv / STAMP)
