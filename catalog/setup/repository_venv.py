"""The `.venv` of a repository of specs: what its requirements.txt names, this tool among it.

Takes the repository's folder and the environment; gives a job, or None when `.venv` is up to date. One that
somebody made by hand and that is whole is filled, not made anew.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.checkout.set_up_command import LIST, with_python
from catalog.engine.jobs import Job, SetupError

from . import command, requirements, venv
from .pythons import SUPPORTED, Python, choose, clean, is_named, probe, unfit

KEY = "requirements"  # of the stamp


def plan(root: Path, env: Mapping[str, str]) -> Job | None:
    """The job that brings `.venv` up to date, or None; raises SetupError where it can't be."""
    folder = root / venv.FOLDER
    wanted = venv.digest(root, requirements.files(root))
    stamp = venv.read_stamp(folder)
    whole = stamp.get(KEY) == wanted and (folder / command.FILE).is_file()
    if whole and venv.alive(folder, stamp, env):
        return None
    made = _made_by_hand(folder, env)
    python = made or _same(stamp, env) or choose(env, with_python(root))

    def work(job: Job) -> None:
        with venv.made_anew(job, root, python, env) if made is None else contextlib.nullcontext():
            _install(job, root, python, wanted, env)

    return Job("Python packages", root / ".tools" / "log" / "python.log", work, _intro(python, made))


def _intro(python: Python, made: Python | None) -> str:
    version = ".".join(map(str, python.version))
    if made is not None:
        return f"installing {LIST} into the .venv that is there, with Python {version}"
    return f"making .venv with Python {version}: about a minute"


def _same(stamp: Mapping[str, Any], env: Mapping[str, str]) -> Python | None:
    """The Python that the `.venv` before was made with, if it is still there and no other is named."""
    found = probe(str(stamp.get("executable") or ""), env)
    return found if isinstance(found, Python) and not unfit(found) and is_named(found, env) else None


def _made_by_hand(folder: Path, env: Mapping[str, str]) -> Python | None:
    """The Python of a `.venv` that `python -m venv` made here and set-up did not; None where there is none.

    Its file pyvenv.cfg has the command, with the path, from Python 3.11 on: a moved one is made anew.
    """
    if any((folder / name).exists() for name in (venv.STAMP, venv.UNFINISHED)):
        return None
    try:
        made_here = (
            str(folder) in (folder / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace").split()
        )
    except OSError:
        return None
    found = probe(str(folder / "bin" / "python"), env)
    has_pip = any(folder.glob("lib/python*/site-packages/pip/__main__.py"))
    if not made_here or not has_pip or isinstance(found, str):
        return None
    return found if tuple(found.version[:2]) in SUPPORTED and is_named(found, env) else None


def _install(job: Job, root: Path, python: Python, wanted: str, env: Mapping[str, str]) -> None:
    folder = root / venv.FOLDER
    words = venv.pip_install(folder, "-r", LIST)
    job.run(f"installing {LIST}", words, cwd=root, env=clean(env))
    if not (folder / command.FILE).is_file():
        raise SetupError(
            f"{root / LIST} brings no catalog command: it needs a line such as {requirements.EXAMPLE}"
        )
    command.write(folder)
    venv.compile_packages(job, root, env)
    stamp = {KEY: wanted, "version": list(python.version[:2]), "executable": python.executable}
    venv.write_stamp(folder, stamp)
