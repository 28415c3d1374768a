"""Which stacks a change since a Git revision touches, and what of each.

Reads no more than the change: folders in which a file differs; all of a stack where its own file or the
defaults of all do; all stacks where something that other tables refer to is removed, or where a link or a
submodule keeps from saying what differs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from catalog.cli.terminal.findings import BrokenStacks
from catalog.language.compiler import read_specs
from catalog.language.findings import DataError, Finding, errors
from catalog.language.specs.loader import CATALOG_FILE
from catalog.language.specs.resolver import Catalog
from catalog.language.stacks.settings import Settings, read_settings, read_stack
from catalog.language.stacks.shards import lost, referring, touched

from .git_revision import Revision, at_revision
from .tree_changes import Comparison, UnknownChangeError

Folders = frozenset[str] | None  # names of folders of specs; None: all of them
# What these keys of a stack's file do is seen in the objects.
IN_OBJECTS = {f"catalog:{key}" for key in ("specs", "environment", "variables", "select", "date")}


def changed(root: Path, stacks: Sequence[Settings], revision: str) -> Mapping[str, tuple[str, ...]]:
    """Names of stacks with the objects, or keys of their own files, that differ from a Git revision.

    Where it can't be said what differs (links, submodules), all of every stack does, with the reason for its
    only name. Raises UsageError if the revision is none, BrokenStacks with the errors of specs that the
    change touches.
    """
    with at_revision(root, revision) as old:
        try:
            names = _touched(root, stacks, Comparison(old))
        except UnknownChangeError as reason:
            names = {settings.stack: {f"all of it, as {reason}"} for settings in stacks}
    return {stack: tuple(sorted(some)) for stack, some in names.items() if some}


def _touched(root: Path, stacks: Sequence[Settings], compared: Comparison) -> dict[str, set[str]]:
    names = {s.stack: set[str]() for s in stacks}
    removed = set[tuple[str, str]]()
    old = compared.revision
    for settings in stacks:
        old.unpack(compared.before(old.repository_path(_file(settings))))
    for settings in stacks:
        folders = _scope(compared, settings)
        if folders is None or folders:
            now, before = _now(root, settings, folders), _before(compared, settings, folders)
            names[settings.stack] |= touched(before.catalog, now) | before.gone
            removed |= lost(before.catalog, now)
            names[settings.stack] |= _own_keys(root, old, settings) if folders is None else set()
    for settings in stacks if removed else ():
        names[settings.stack] |= referring(_now(root, settings, None), removed)
    return names


def _scope(compared: Comparison, settings: Settings) -> Folders:
    """The folders of specs in which something differs; None if what all of the stack's share does."""
    specs = PurePosixPath(compared.revision.repository_path(settings.specs))
    paths, own = compared.differing(str(specs)), compared.revision.repository_path(_file(settings))
    if compared.differing(own) or str(specs / CATALOG_FILE) in paths:
        return None
    inside = (PurePosixPath(p).relative_to(specs) for p in paths)
    return frozenset(p.parts[0] for p in inside if len(p.parts) > 1)


def _now(root: Path, settings: Settings, folders: Folders) -> Catalog:
    catalog, findings = read_specs(root, settings, folders)
    if errors(findings):
        raise BrokenStacks({settings.stack: errors(findings)})
    return catalog


class _Before(NamedTuple):
    """What a stack declared, None if nothing could be read (all of it is new then), and what is gone since
    whose spec was broken, so that nobody knows what it declared.
    """

    catalog: Catalog | None
    gone: frozenset[str] = frozenset()


def _before(compared: Comparison, now: Settings, folders: Folders) -> _Before:
    old = compared.revision
    try:
        settings = read_settings(old.project, now.stack)
    except DataError:
        return _Before(None)
    specs = old.repository_path(settings.specs)
    held = compared.before(specs)
    kept = None if folders is None else {CATALOG_FILE, *folders}
    old.unpack({p: e for p, e in held.items() if kept is None or _first(p, specs) in kept})
    try:
        catalog, findings = read_specs(old.project, settings, folders)
    except DataError:
        return _Before(None)
    return _Before(catalog, _gone(old, errors(findings)))


def _gone(old: Revision, findings: Sequence[Finding]) -> frozenset[str]:
    """The names of specs, `sales.orders`, that were broken then and whose files are there no more."""
    unpacked = os.path.realpath(old.unpacked)
    paths = {os.path.relpath(os.path.realpath(found.file), unpacked) for found in findings}
    gone = (PurePosixPath(path) for path in paths if not os.path.lexists(old.top / path))
    return frozenset(f"{path.parent.name}.{path.stem}" for path in gone)


def _first(path: str, specs: str) -> str:
    """The folder of specs, or the file directly in it, that a path leads through."""
    return PurePosixPath(path).relative_to(specs).parts[0]


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
