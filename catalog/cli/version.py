"""What `catalog --version` names: the tool, the engine, Pulumi's SDK and the plugin, and where each is.

Takes where the command runs and the environment; reads what set-up noted and what lies on the disk. An engine
is started only where none was noted and one on PATH has to be asked.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.checkout.set_up_command import runs_from_own_venv
from catalog.checkout.version import NAME, PROJECT, tool_version

SDK, UPSTREAM = "pulumi", "pulumi-aws"


@dataclass(frozen=True)
class Versions:
    """A version each; empty where there is none. The two places are where the tool and the engine lie."""

    tool: str
    place: Path
    python: str
    engine: str
    engine_place: str
    sdk: str
    plugin: str  # that of pulumi-aws whose resources the plugin serves
    repository: str = ""  # of the tool in the repository's own `.venv`, if it runs from another one

    def lines(self) -> list[str]:
        """As people read them, the tool's first."""
        engine = (
            f"Pulumi {self.engine}, {self.engine_place}" if self.engine else "none (catalog setup gets one)"
        )
        rows = [
            ("catalog", f"{self.tool}, {self.place}"),
            ("engine", engine),
            ("SDK", f"pulumi {self.sdk}" if self.sdk else "none"),
            ("plugin", f"aws {self.tool}, for programs of pulumi-aws {self.plugin}"),
            ("Python", f"{self.python}, {sys.executable}"),
        ]
        if self.repository:
            rows.insert(1, ("here", f"catalog {self.repository} of the repository's .venv does the work"))
        return [f"{name:7} {text}" for name, text in rows]


def version_lines() -> list[str]:
    """What `catalog --version` prints."""
    return versions(Path.cwd(), os.environ).lines()


def versions(here: Path, env: Mapping[str, str]) -> Versions:
    """The versions that a command in the folder `here` would work with."""
    engine, place = _engine(_project(here), env)
    return Versions(
        tool=tool_version(),
        place=PROJECT,
        python=platform.python_version(),
        engine=engine,
        engine_place=place,
        sdk=_distribution(SDK),
        plugin=_distribution(UPSTREAM),
        repository=_of_repository(_project(here)),
    )


def _project(here: Path) -> Path:
    from catalog.cli.project import UsageError, nearest_project

    try:
        return nearest_project(here) or PROJECT
    except UsageError:
        return PROJECT


def _engine(root: Path, env: Mapping[str, str]) -> tuple[str, str]:
    """The engine's version and folder; empty where there is none that is usable."""
    from catalog.engine import selection
    from catalog.engine.errors import EngineError

    try:
        found = selection.engine_of(root, env)
    except EngineError:
        return "", ""
    return found.version, found.folders[0]


def _distribution(name: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _of_repository(root: Path) -> str:
    """The tool's version in another `.venv` that is the repository's own; empty where there is none."""
    if runs_from_own_venv(root):
        return ""
    pattern = f"lib/python*/site-packages/{NAME.replace('-', '_')}-*.dist-info"
    found = sorted((root / ".venv").glob(pattern))
    return found[-1].name.removesuffix(".dist-info").rpartition("-")[2] if found else ""
