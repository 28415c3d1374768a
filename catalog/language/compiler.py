"""One call from a stack's settings to its catalog and every finding about it.

The command line and the Pulumi program both come through here, so both print the same lines.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from catalog.language.checks.engine import check
from catalog.language.specs.document_cache import cache_folder
from catalog.language.specs.loader import RawCatalog, load
from catalog.language.specs.resolver import Catalog, resolve
from catalog.language.stacks.plugin import context_unserved
from catalog.language.stacks.settings import Settings, as_typed

from .findings import DataError, Finding, Progress, no_progress


def compile_specs(project: Path, settings: Settings) -> tuple[Catalog, list[Finding]]:
    """The catalog that a stack declares, and what was found. Raises DataError if there is no specs folder."""
    raw = _load_for(project, settings)
    catalog = resolve(raw, settings.all_variables(), settings.today, protect=settings.protect)
    found = [*raw.all_findings(), *check(catalog), *context_unserved(project, catalog)]
    return catalog, _of_one(found, settings)


def read_specs(
    project: Path, settings: Settings, folders: Collection[str] | None = None
) -> tuple[Catalog, list[Finding]]:
    """The catalog without the rules' findings, of these folders of specs only if any are named."""
    raw = _load_for(project, settings, folders)
    catalog = resolve(raw, settings.all_variables(), settings.today, protect=settings.protect)
    return catalog, _of_one([*raw.all_findings(), *catalog.findings], settings)


def check_stacks(
    project: Path,
    stacks: Sequence[Settings],
    progress: Progress = no_progress,
    seen: Callable[[Settings, Catalog], object] = lambda settings, catalog: None,
) -> list[Finding]:
    """The findings of several stacks; one that not all of them share says which stack it is about.

    `seen` gets each stack with its catalog.
    """
    loaded: dict[tuple[str, tuple[str, ...]], RawCatalog | DataError] = {}
    by_finding: dict[Finding, list[str]] = {}
    for settings in stacks:
        key = (settings.specs, settings.select)
        if key not in loaded:
            loaded[key] = _loaded(project, *key, progress)
        for finding in _findings(project, loaded[key], settings, progress, seen):
            names = by_finding.setdefault(finding, [])
            if settings.stack not in names[-1:]:  # a spec may say the same wrong thing many times
                names.append(settings.stack)
    return [f.of_stacks(names, all_of_them=len(names) == len(stacks)) for f, names in by_finding.items()]


def _loaded(project: Path, specs: str, select: tuple[str, ...], progress: Progress) -> RawCatalog | DataError:
    try:
        return _load(project, specs, select, progress)
    except DataError as e:
        return e


def _findings(
    project: Path,
    raw: RawCatalog | DataError,
    settings: Settings,
    progress: Progress,
    seen: Callable[[Settings, Catalog], object],
) -> Sequence[Finding]:
    if isinstance(raw, DataError):
        return raw.findings
    catalog = resolve(raw, settings.all_variables(), settings.today, protect=settings.protect)
    seen(settings, catalog)
    return [*raw.all_findings(), *check(catalog, progress), *context_unserved(project, catalog)]


def _of_one(findings: Sequence[Finding], settings: Settings) -> list[Finding]:
    """The findings of a stack by itself: what they say is about it, and its file is named."""
    return [f.of_stacks((settings.stack,), all_of_them=True) for f in findings]


def _load_for(project: Path, settings: Settings, folders: Collection[str] | None = None) -> RawCatalog:
    try:
        return _load(project, settings.specs, settings.select, folders=folders)
    except DataError as error:
        raise DataError(*_of_one(error.findings, settings)) from error


def _load(
    project: Path,
    specs: str,
    select: tuple[str, ...],
    progress: Progress = no_progress,
    folders: Collection[str] | None = None,
) -> RawCatalog:
    folder = Path(specs)
    root = folder if folder.is_absolute() else as_typed(project / folder)
    return load(root, select, cache_folder(os.environ), progress, folders)
