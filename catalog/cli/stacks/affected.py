"""Which stacks a change since a Git revision touches, and what of each.

Reads no more than the change: folders in which a file differs; all of a stack where its own file or the
defaults of all do; all stacks where something that other tables refer to is removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from catalog.cli.terminal.findings import BrokenStacks
from catalog.language.compiler import read_specs
from catalog.language.findings import DataError, errors
from catalog.language.specs.loader import CATALOG_FILE
from catalog.language.specs.resolver import Catalog
from catalog.language.stacks.settings import Settings, read_settings, read_stack
from catalog.language.stacks.shards import lost, referring, touched

from .git_revision import Revision, at_revision

Folders = frozenset[str] | None  # names of folders of specs; None: all of them
# What these keys of a stack's file do is seen in the objects.
IN_OBJECTS = {f"catalog:{key}" for key in ("specs", "environment", "variables", "select", "date")}


def changed(root: Path, stacks: Sequence[Settings], revision: str) -> Mapping[str, tuple[str, ...]]:
    """Names of stacks with the objects, or keys of their own files, that differ from a Git revision.

    Raises UsageError if the revision is none, BrokenStacks with the errors of specs that the change touches.
    """
    with at_revision(root, revision) as old:
        paths = old.changed()
        touched_names = {s.stack: set[str]() for s in stacks}
        removed = set[tuple[str, str]]()
        old.unpack(old.repository_path(_file(settings)) for settings in stacks)
        for settings in stacks:
            folders = _scope(old, settings, paths)
            if folders is None or folders:
                now, before = _now(root, settings, folders), _before(old, settings, folders)
                touched_names[settings.stack] |= touched(before, now)
                removed |= lost(before, now)
                touched_names[settings.stack] |= _own_keys(root, old, settings) if folders is None else set()
    for settings in stacks if removed else ():
        touched_names[settings.stack] |= referring(_now(root, settings, None), removed)
    return {stack: tuple(sorted(names)) for stack, names in touched_names.items() if names}


def _scope(old: Revision, settings: Settings, paths: set[str]) -> Folders:
    """The folders of specs in which something differs; None if what all of the stack's share does."""
    specs = PurePosixPath(old.repository_path(settings.specs))
    if {old.repository_path(_file(settings)), str(specs / CATALOG_FILE)} & paths:
        return None
    inside = (PurePosixPath(p).relative_to(specs) for p in paths if PurePosixPath(p).is_relative_to(specs))
    return frozenset(p.parts[0] for p in inside if len(p.parts) > 1)


def _now(root: Path, settings: Settings, folders: Folders) -> Catalog:
    catalog, findings = read_specs(root, settings, folders)
    if errors(findings):
        raise BrokenStacks({settings.stack: errors(findings)})
    return catalog


def _before(old: Revision, now: Settings, folders: Folders) -> Catalog | None:
    """What the stack declared; None if it was not there or nothing could be read: all of it is new then."""
    try:
        settings = read_settings(old.project, now.stack)
        specs = old.repository_path(settings.specs)
        wanted = [specs] if folders is None else [f"{specs}/{name}" for name in (CATALOG_FILE, *folders)]
        old.unpack(wanted)
        return read_specs(old.project, settings, folders)[0]
    except DataError:
        return None


def _own_keys(root: Path, old: Revision, settings: Settings) -> set[str]:
    """Keys of the stack's file, `aws:region` say, that differ and show in no object."""
    now = read_stack(root, settings.stack).config
    try:
        before = read_stack(old.project, settings.stack).config
    except DataError:
        before = {}
    return {key for key in {*now, *before} - IN_OBJECTS if now.get(key) != before.get(key)}


def _file(settings: Settings) -> str:
    return f"Pulumi.{settings.stack}.yaml"
