"""A `.venv` as set-up makes it: made anew, filled by pip, and a stamp in it that says what it was made of.

The stamp is written last: a `.venv` without one is half-made. Takes the project's folder and a running job;
what is to be installed is the callers' business.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalog.engine.jobs import Job

from .pythons import Python, clean, is_named, probe

FOLDER = ".venv"
STAMP = ".setup.json"
BEFORE = "venv.before"  # in .tools: the `.venv` that was there, until the new one is whole
UNFINISHED = ".setup.unfinished"  # there from before a `.venv` is made until its stamp is written
# Wheels alone, as a source runs its own build; by system and processor what has no wheel there.
SOURCES = {("Darwin", "x86_64"): ("cryptography",)}
# Bytecode for all but a hundred MB of generated classes that no run imports. Left to the first import it
# would never come where PYTHONDONTWRITEBYTECODE is set or .venv can't be written to: a second a command.
COMPILE = """
import compileall, re, sysconfig
compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2, workers=0, rx=re.compile("pulumi_aws"))
"""


def digest(root: Path, files: Mapping[str, bytes]) -> str:
    """A hash over the content of files by name and the folder they lie in (a `.venv` can't be moved)."""
    total = hashlib.sha256(str(root).encode("utf-8", "surrogateescape"))
    for name, data in files.items():
        total.update(f"\0{name}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
    return total.hexdigest()


def read_stamp(venv: Path) -> dict[str, Any]:
    """What `.venv` was made of; empty when it is missing, half-made or unreadable."""
    try:
        stamp = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(venv: Path, stamp: Mapping[str, Any]) -> None:
    """Say what `.venv` was made of: from now on it is whole."""
    part = venv / (STAMP + ".part")
    part.write_text(json.dumps(stamp))
    part.replace(venv / STAMP)
    (venv / UNFINISHED).unlink(missing_ok=True)


def alive(venv: Path, stamp: Mapping[str, Any], env: Mapping[str, str]) -> bool:
    """Whether `.venv` still runs, with the version it was made by and on the Python that PYTHON names."""
    found = probe(str(venv / "bin" / "python"), env)
    return (
        isinstance(found, Python) and list(found.version[:2]) == stamp.get("version") and is_named(found, env)
    )


@contextlib.contextmanager
def made_anew(job: Job, root: Path, python: Python, env: Mapping[str, str]) -> Iterator[None]:
    """An empty `.venv` in the place of what is there, to be filled; if that fails, a whole one comes back."""
    venv, before = root / FOLDER, root / ".tools" / BEFORE
    shutil.rmtree(before, ignore_errors=True)  # of a set-up that was killed
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    elif read_stamp(venv):
        before.parent.mkdir(exist_ok=True)
        venv.rename(before)
    elif venv.exists():
        job.step = "removing the old .venv"
        shutil.rmtree(venv)
    try:
        venv.mkdir()
        (venv / UNFINISHED).touch()
        job.run("making .venv", [python.executable, "-I", "-m", "venv", str(venv)], cwd=root, env=clean(env))
        yield
    except BaseException:
        if before.is_dir():
            shutil.rmtree(venv, ignore_errors=True)
            before.rename(venv)
        raise
    job.step = "removing the old .venv"
    shutil.rmtree(before, ignore_errors=True)


def compile_packages(job: Job, root: Path, env: Mapping[str, str]) -> None:
    """Bytecode of what runs import."""
    words = in_venv(root / FOLDER, "-c", COMPILE)
    job.run("compiling what runs import", words, cwd=root, env=clean(env))


def in_venv(venv: Path, *words: str) -> list[str]:
    """The command that runs `.venv`'s Python, isolated."""
    return [str(venv / "bin" / "python"), "-I", *words]


def pip_install(venv: Path, *words: str) -> list[str]:
    """The command by which pip installs, quietly, wheels alone; bytecode comes after it."""
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    sources = SOURCES.get((platform.system(), platform.machine()), ())
    built = [word for name in sources for word in ("--no-binary", name)]
    wheels = ["--only-binary", ":all:", *built, "--no-compile"]
    return in_venv(venv, "-m", "pip", "install", *quiet, *wheels, *words)
