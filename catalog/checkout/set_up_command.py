"""What people type to set a project up, as messages name it: the tool's own checkout has a Makefile."""

from __future__ import annotations

import os
import sys
from pathlib import Path

LIST = "requirements.txt"  # of what goes into a repository's .venv
OWN = ("catalog/setup/__main__.py", "requirements.lock")  # what only the tool's own checkout holds


def is_own_checkout(root: Path) -> bool:
    """Whether a project is the tool's own checkout; else it is a repository of specs."""
    return all((root / name).is_file() for name in OWN)


def runs_from_own_venv(root: Path) -> bool:
    """Whether this process runs from the project's own `.venv`."""
    return os.path.realpath(sys.prefix) == os.path.realpath(root / ".venv")


def can_be_set_up(root: Path) -> bool:
    """Whether set-up knows what such a project needs: the checkout's locks, or a repository's list."""
    return is_own_checkout(root) or (root / LIST).is_file()


def set_up_command(root: Path) -> str:
    """`make setup` in the tool's own checkout, `catalog setup` in a repository."""
    return "make setup" if is_own_checkout(root) else "catalog setup"


def with_python(root: Path) -> str:
    """The same with a Python that somebody names."""
    return "make setup PYTHON=/path/to/python3.12" if is_own_checkout(root) else (
        "catalog setup --python /path/to/python3.12"
    )  # fmt: skip
