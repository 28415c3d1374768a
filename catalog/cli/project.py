"""Where the project lies and how the command says that it was used wrongly."""

from __future__ import annotations

import sys
from pathlib import Path

from catalog.checkout.made_folders import refusal
from catalog.checkout.set_up_command import is_own_checkout
from catalog.language.findings import listed, short
from catalog.language.glue.names import nearest
from catalog.language.stacks.settings import stack_names
from catalog.language.visible import cell, line

PROJECT_FILE = "Pulumi.yaml"
SHOWN = 20  # names of stacks that a message lists


class UsageError(Exception):
    """Wrong usage or a broken environment: exit status 2. The text says what to do."""


def known_stack(root: Path, name: str) -> str:
    """`name`, if the project has a file for that stack. Raises UsageError with those that it has."""
    known = stack_names(root)
    if name not in known:
        shown = listed(known, SHOWN) or "none"
        file = cell(f"Pulumi.{name}.yaml")
        guess = nearest(name, known)
        raise UsageError(f"no stack {short(name)}{guess}: {file} does not exist (known stacks: {shown})")
    return name


def project_root(start: Path | None = None) -> Path:
    """The nearest folder from `start` (default: here) upwards that holds Pulumi.yaml.

    Falls back to the checkout this command is installed from, and says so on stderr where the user's own
    folder was asked for. Raises UsageError if neither has one, or if a folder that set-up makes in it came
    with the clone.
    """
    here = (start or Path.cwd()).resolve()
    if found := nearest_project(here):
        return _own(found)
    installed = Path(__file__).resolve().parents[2]
    if is_own_checkout(installed) and (installed / PROJECT_FILE).is_file():
        if not start:
            print(f"catalog: no {PROJECT_FILE} here or above, so this is about {installed}", file=sys.stderr)
        return _own(installed)
    raise UsageError(
        f"no {PROJECT_FILE} in {cell(str(here))} or above: run this inside a repository of specs,"
        ' or make one with "catalog init DIR"'
    )


def nearest_project(here: Path) -> Path | None:
    """The nearest folder from `here` upwards that holds Pulumi.yaml; None where there is none.

    Raises UsageError where what has that name is no file.
    """
    for folder in (here, *here.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
        if (folder / PROJECT_FILE).exists():
            raise UsageError(
                f"{cell(str(folder / PROJECT_FILE))} is no regular file: put the project's own there"
            )
    return None


def _own(root: Path) -> Path:
    """The project, if what set-up and runs made in it is the user's own. Raises UsageError."""
    if reason := refusal(root):
        raise UsageError(line(reason))
    return root
