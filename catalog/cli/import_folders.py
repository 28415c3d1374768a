"""Where an import reads and writes where nobody says so: the project's `exports/`, and the stacks' specs.

Takes the folder that the command runs in. Looks at the project around it alone: never at another one, such as
the checkout that the command is installed from.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from catalog.files.kinds import Kind
from catalog.files.paths import kind_at, open_folder
from catalog.language.findings import listed, short
from catalog.language.stacks.settings import DEFAULT_SPECS, as_typed, read_stack, stack_names
from catalog.language.visible import cell

from .project import PROJECT_FILE, UsageError

EXPORTS = "exports"
SPECS_KEY = "catalog:specs"
SHOWN = 5  # stacks that a message lists


def exports_folder(here: Path) -> Path:
    """The project's folder of exports. Raises UsageError where it has none, or nothing lies in it."""
    root = _project(here)
    if root and kind_at(root / EXPORTS) is Kind.FOLDER:
        with open_folder(root / EXPORTS) as folder:
            if any(not entry.name.startswith(".") for entry in folder.entries()):
                return as_typed(root / EXPORTS)
    raise UsageError(
        "name an EXPORT: a file that Datasphere exported, or a folder of them such as exports/, with one for "
        "each space in it (exports/SALES/orders.json)"
    )


def specs_folder(here: Path) -> Path:
    """The folder that all stacks of the project have as `catalog:specs`.

    Raises UsageError outside of a project, where the stacks differ, and for a folder outside of the project;
    DataError for a stack's file that can't be read.
    """
    root = _project(here)
    if root is None:
        raise UsageError(
            f"no {PROJECT_FILE} here or above, so no stack says where the specs are: name their folder with "
            "--specs"
        )
    stacks: dict[str, list[str]] = {}
    for name in stack_names(root):
        stacks.setdefault(str(read_stack(root, name).config.get(SPECS_KEY) or DEFAULT_SPECS), []).append(name)
    if len(stacks) > 1:
        held = listed([f"{cell(specs)} ({listed(names, SHOWN)})" for specs, names in stacks.items()], SHOWN)
        raise UsageError(f"the stacks keep their specs apart: {held}. Name one with --specs")
    specs = next(iter(stacks), DEFAULT_SPECS)
    path = PurePosixPath(specs)
    if path.is_absolute() or ".." in path.parts:
        raise UsageError(
            f"{SPECS_KEY} is {short(specs)}, outside of the project: name it with --specs if that is meant"
        )
    return as_typed(root / specs)


def _project(here: Path) -> Path | None:
    here = here.resolve()
    return next((root for root in (here, *here.parents) if kind_at(root / PROJECT_FILE) is Kind.FILE), None)
