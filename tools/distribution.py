"""What a build adds to the packages: the checkout's examples, for `catalog init --example`.

They lie at the checkout's top level, where people look for them, and in a distribution in the package that
makes repositories; in Git there is one copy. pyproject.toml names this for setuptools' step `build_py`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

SOURCE = Path("examples")  # a build runs in the folder of pyproject.toml
PARTS = ("exports", "partitions", "context.yaml")
TARGET = Path("catalog") / "repository" / "example"


class BuildPackages(build_py):  # type: ignore[misc]  # setuptools ships no types that mypy reads
    """The step with the examples; an editable install finds them where they are."""

    def run(self) -> None:
        """Build the packages, then add the examples."""
        super().run()
        if not self.editable_mode:
            for part in PARTS:
                add(SOURCE / part, Path(self.build_lib) / TARGET / part)


def add(source: Path, target: Path) -> None:
    """Put a file, or a folder as it is now, in its place in the build."""
    if source.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".DS_Store"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
