"""A `.venv` without a minute's work."""

from __future__ import annotations

import json
from pathlib import Path

from catalog.setup import in_place
from catalog.setup.locked_venv import wanted
from catalog.setup.venv import STAMP
from tests.support import fake_programs as programs


def whole_venv(root: Path, version: tuple[int, int, int] = (3, 12, 1)) -> Path:
    """Makes a `.venv` that set-up takes for up to date, of programs that stand for Python and the command."""
    venv = root / ".venv"
    programs.python(venv / "bin", "python", version)
    files = in_place.files(venv, root, version)
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
    in_place.write(files)
    project = in_place.digest(files)
    stamp = {"packages": wanted(root).packages, "project": project, "version": list(version[:2])}
    (venv / STAMP).write_text(json.dumps(stamp))
    return venv
