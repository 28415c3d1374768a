"""A repository's commands run from its own `.venv`: a `catalog` that is installed elsewhere hands over to it.

The versions that a repository names are those it is worked on with, whoever works on it. Takes the words of a
command line and where it runs; gives the program to go on with, or none. A `.venv` is handed over to only
where this user ran set-up, as noted in the user's cache: one that came with an archive is not run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from catalog.checkout.made_folders import refusal
from catalog.checkout.set_up_command import can_be_set_up, runs_from_own_venv, set_up_command
from catalog.language.visible import line

from .project import UsageError, nearest_project

# Those that make a repository, or are about the tool that is installed.
STAYING = {"init", "setup", "upgrade", "completion", "help"}
HELP = {"-h", "--help"}  # needs nothing
# Those that run a program of the repository, or the local catalog: they need what requirements.txt names.
NEEDING = {"env", "local", "apply", "move", "drift"}


def hand_over(words: Sequence[str], env: Mapping[str, str] = os.environ) -> None:
    """Goes on as the repository's own command, if that is another; does not come back then.

    Raises UsageError where a command needs a `.venv` that is not there.
    """
    if not words or words[0] in STAYING or words[0].startswith("-") or not HELP.isdisjoint(words):
        return
    root = nearest_project(Path.cwd())
    if root is None or runs_from_own_venv(root):
        return
    program = own_command(root, words[0], env)
    if program is not None:
        sys.stdout.flush()
        os.execve(program[0], [*map(str, program), *words], dict(env))


def own_command(root: Path, name: str, env: Mapping[str, str]) -> tuple[Path, ...] | None:
    """The repository's own command, as the words that begin its command line; None where it has none.

    Its Python is named, since scripts of a `.venv` that was moved name another one.
    """
    from catalog.engine.selection import read_record

    python, script = root / ".venv" / "bin" / "python", root / ".venv" / "bin" / "catalog"
    if python.exists() and script.is_file():
        if reason := refusal(root, env):
            raise UsageError(line(reason))
        if read_record(root, env):
            return python, Path("-P"), script
        problem = "was made for another folder, or by somebody else"
    else:
        problem = "is not there"
    if name in NEEDING and can_be_set_up(root):
        raise UsageError(f"{root / '.venv'} {problem}: run {set_up_command(root)} first")
    return None
