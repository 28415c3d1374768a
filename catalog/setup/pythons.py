"""Which Python a `.venv` is built on: the one that was named, else the newest supported one on PATH.

Takes the environment; gives a Python that runs and can make a venv, or every reason why there is none. Each
runs isolated (-I): modules in the project's folder are none of what set-up runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.checkout.programs import program
from catalog.engine.jobs import SetupError

SUPPORTED = ((3, 11), (3, 12), (3, 13))
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3")
VARIABLE = "PYTHON"  # names one; `catalog setup --python` sets it
PROBE = """
import importlib.util as util, json, sys
print(json.dumps({
    "version": list(sys.version_info[:3]),
    "executable": getattr(sys, "_base_executable", None) or sys.executable,
    "venv": all(util.find_spec(name) for name in ("venv", "ensurepip")),
}))
"""
MIXING = {  # what would mix in other packages
    *("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"),
    *("PIP_USER", "PIP_TARGET", "PIP_PREFIX"),
}


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


def choose(env: Mapping[str, str], example: str) -> Python:
    """The Python to build on: PYTHON if set, else the first of CANDIDATES on PATH that fits.

    The Python that runs this comes last: that of a tool's own environment may be on no PATH. `example` is
    what people type to name one. Raises SetupError with the reason for each that will not do.
    """
    named = env.get(VARIABLE, "")
    reasons: list[str] = []
    for command in (named,) if named else (*CANDIDATES, *_own()):
        found = probe(command, env)
        reason = unfit(found)
        if isinstance(found, Python) and not reason:
            return found
        reasons.append(f"    {command}: {reason}")
    raise SetupError(
        ("the Python that was named will not do:\n" if named else "no usable Python on PATH:\n")
        + "\n".join(reasons)
        + "\n  Install Python 3.11, 3.12 or 3.13 (https://www.python.org/downloads/,\n"
        "  brew install python@3.13, apt install python3 python3-venv), or name one:\n"
        f"  {example}"
    )


def _own() -> tuple[str, ...]:
    """The Python that runs this, if it is one of those that are supported."""
    own = getattr(sys, "_base_executable", None) or sys.executable
    return (own,) if own and sys.version_info[:2] in SUPPORTED else ()


def clean(env: Mapping[str, str]) -> dict[str, str]:
    """The environment for a Python of ours: what would mix in other packages is left out."""
    return {key: value for key, value in env.items() if key not in MIXING}


def is_named(found: Python, env: Mapping[str, str]) -> bool:
    """Whether a Python is the one that PYTHON names, or none is named."""
    if not env.get(VARIABLE):
        return True
    named = probe(env[VARIABLE], env)
    return isinstance(named, Python) and os.path.realpath(named.executable) == os.path.realpath(
        found.executable
    )
