"""Set-up of a project by the very `.venv` that may have to be made anew: done by a copy of these modules.

The copy lies in a folder of its own, in no `.venv`, and is run by the Python that the `.venv` was made with.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import catalog

ROOMS = ("files", "checkout", "engine", "setup")  # what set-up is made of


def run(root: Path, env: Mapping[str, str], *, quiet: bool = False) -> int:
    """Run the copy and wait for it; its exit status. What it has to say it prints by itself."""
    with tempfile.TemporaryDirectory(prefix="catalog-setup-") as folder:
        entry = _copy(Path(folder)) / "setup" / "__main__.py"
        python = getattr(sys, "_base_executable", None) or sys.executable
        words = [python, "-IS", str(entry), str(root), *(["--quiet"] if quiet else [])]
        with subprocess.Popen(words, env=dict(env)) as running:
            return _ended(running)


def _copy(folder: Path) -> Path:
    package = folder / "catalog"
    package.mkdir()
    own = Path(catalog.__file__).parent
    shutil.copy(own / "__init__.py", package)
    for room in ROOMS:
        shutil.copytree(own / room, package / room, ignore=shutil.ignore_patterns("__pycache__"))
    return package


def _ended(running: subprocess.Popen[bytes]) -> int:
    """The exit status; an interruption is passed on, and what the copy does about it is waited for."""
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            running.send_signal(signal.SIGTERM)
