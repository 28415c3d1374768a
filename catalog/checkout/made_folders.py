"""The folders that set-up and runs make in a project are the user's own, or nothing in them is run or read.

`.venv` holds the Python that runs, `.tools` leads to the engine, `.catalog` holds states and Pulumi's home.
All are git-ignored, so a clone has none of them: one that Git tracks, that is a link or that others could
have written is somebody else's. Takes the project's folder; gives the reason to refuse, in one line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from catalog.files.ownership import doubt

from .git import GitError, tracked, work_tree

MADE = (".venv", ".tools", ".catalog")
INSIDE = {".venv": ("bin", "lib", "pyvenv.cfg")}  # what decides on what a Python there loads
REMEDY = "it may have come with the clone, so nothing in it is run or read: remove it"


def refusal(root: Path, env: Mapping[str, str] = os.environ) -> str:
    """Why the project can't be worked on, and what to do; empty where nothing is wrong."""
    there = [name for name in MADE if os.path.lexists(root / name)]
    for name in there:
        parts = [root / name / part for part in INSIDE.get(name, ())]
        for path in (root / name, *filter(os.path.lexists, parts)):
            found = doubt(path)
            if found:
                return f"{found}; {REMEDY}"
    return _tracked_of(root, there, env) if there else ""


def _tracked_of(root: Path, names: Iterable[str], env: Mapping[str, str]) -> str:
    """Why Git says that one of these came with the clone; empty where it tracks none."""
    top = work_tree(root)
    if top is None:
        return ""
    inside = Path(os.path.realpath(root)).relative_to(top)
    try:
        found = tracked(top, [(inside / name).as_posix() for name in names], env)
    except GitError as error:
        if error.missing or "not a git repository" in error.reason:
            return ""  # without Git there is no clone; a .git that leads nowhere tracks nothing
        return f"Git can't say whether {root} is as set-up made it ({error.reason}): mend the repository"
    for name in names:
        if any(_lies_in(top / each, root / name) for each in found):
            return f"{root / name} is tracked by Git; {REMEDY} (git rm -r --cached {name})"
    return ""


def _lies_in(file: Path, made: Path) -> bool:
    """Whether a tracked file lies in a folder, by any spelling that leads there."""
    return any(
        part.name.lower() == made.name and os.path.lexists(part) and os.path.samefile(part, made)
        for part in (file, *file.parents)
    )
