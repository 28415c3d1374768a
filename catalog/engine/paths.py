"""Folders of a run: those of Python and the engine that go on PATH, and the engine's own PULUMI_HOME.

Takes the project's folder and the environment. Builds no engine.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from .selection import engine_folders


def program_folders(root: Path) -> list[str]:
    """The folders for PATH: of our Python and of the engine. Raises EngineError where there is no engine."""
    venv = root / ".venv" / "bin"
    python = venv if (venv / "python").exists() else Path(sys.executable).parent
    return [str(python), *engine_folders(root, os.environ)]


def pulumi_home(root: Path, env: Mapping[str, str]) -> Path:
    """A PULUMI_HOME of the project's own; plugins are shared with the user's.

    `logs` is a plain file there, as the engine has no switch for its log of everything (a third of a run's
    time, hundreds of MB a day) but goes on without where the folder can't be made.
    """
    home = root / ".catalog" / "pulumi"
    home.mkdir(parents=True, exist_ok=True)
    logs, plugins = home / "logs", home / "plugins"
    if logs.is_dir():
        shutil.rmtree(logs)
    logs.touch()
    if not plugins.is_dir():
        plugins.unlink(missing_ok=True)
        shared = _shared_plugins(home, env)
        plugins.symlink_to(shared) if shared else plugins.mkdir()
    return home


def _shared_plugins(home: Path, env: Mapping[str, str]) -> Path | None:
    """The user's folder of plugins; None if their home can't be written to."""
    theirs = Path(env.get("PULUMI_HOME") or Path.home() / ".pulumi")
    folder = (Path.home() / ".pulumi" if theirs == home else theirs) / "plugins"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder.resolve()
