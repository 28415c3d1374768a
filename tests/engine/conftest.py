"""A recipe, a cache and a project of the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.engine import pins
from catalog.engine.installed import LANGUAGE
from tests.support import fake_programs as programs

BUILDER = """
case "$1" in
  env) echo go1.26.0; echo auto;;
  build) echo build >> "{folder}/builds"
    while [ "$1" != -o ]; do shift; done
    printf '#!/bin/sh\\necho "v3.259.0; $PATH"\\n' > "$2"; {slow};;
  list) echo "{folder}/sdk";;
esac
"""


@pytest.fixture
def recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the recipe, which the modules now read."""
    folder = tmp_path / "recipe"
    shutil.copytree(pins.RECIPE, folder)
    monkeypatch.setattr(pins, "RECIPE", folder)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project's folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def env_of(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Makes an environment: these folders on PATH before the system's, and a home of the test's own."""

    def make(*folders: Path, **more: str) -> dict[str, str]:
        return {"PATH": ":".join([*map(str, folders), "/bin"]), "HOME": str(tmp_path / "home"), **more}

    return make


@pytest.fixture
def builder(tmp_path: Path) -> Path:
    """The folder of a Go whose builds print their PATH; `builds` beside it has a line for each."""
    return building_go(tmp_path)


def building_go(folder: Path, slow: str = ":") -> Path:
    """Makes such a Go; `slow` is what it does at the end of a build."""
    programs.program(folder / "sdk" / "python" / "cmd", f"{LANGUAGE}-exec", "exit 0")
    return programs.program(folder / "go", "go", BUILDER.format(folder=folder, slow=slow)).parent
