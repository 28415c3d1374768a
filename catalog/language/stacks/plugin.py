"""Whether the project's own plugin serves it: `manage: context` means nothing to the official one.

That would take such a resource for a table that it is to make, and delete. Reads Pulumi.yaml and the plugin's
launcher, never talks to the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog.language.codes import finding
from catalog.language.findings import DataError, Finding, and_more
from catalog.language.specs.management import only_context
from catalog.language.specs.resolver import Catalog, DatabaseSpec, TableSpec

from .settings import as_typed, parsed

PROJECT_FILE = "Pulumi.yaml"
LAUNCHER = "pulumi-resource-aws"
OURS = b"catalog.provider.server"  # what our launcher starts; the official one is a large program
ENOUGH = 65_536  # bytes; our launcher has fewer
REMEDY = (
    "Name this project's plugin there, as in plugins: {providers: [{name: aws, path: ./catalog/provider}]}, "
    "or manage all of them"
)


def context_unserved(project: Path, catalog: Catalog) -> Iterator[Finding]:
    """PROJ003, once: specs have `manage: context`, and the project names no plugin that serves it."""
    specs: Sequence[DatabaseSpec | TableSpec] = (*catalog.databases, *catalog.tables)
    found = [spec for spec in specs if only_context(spec.data)]
    file = _project_file(project) if found else None
    if file is None or _serves(file):
        return
    first = f"{found[0].documents[0].file} has manage: context{and_more(len(found) - 1)}"
    message = f"{first}, which the official aws plugin would take for an object to make"
    yield finding("PROJ003", message, REMEDY, str(as_typed(file)), 1)


def serves_ours(project: Path) -> bool:
    """Whether our plugin serves the project in this folder or above."""
    file = _project_file(project)
    return file is not None and _serves(file)


def _project_file(project: Path) -> Path | None:
    """The nearest Pulumi.yaml from the folder upwards: a program may lie in a folder of the project."""
    whole = project.resolve()
    return next((f for p in (whole, *whole.parents) if (f := p / PROJECT_FILE).is_file()), None)


def _serves(file: Path) -> bool:
    """Whether the file names our plugin for `aws`. True for a broken file: the engine says what is wrong."""
    try:
        _, document = parsed(file)
    except DataError:
        return True
    return any(_is_ours(file.parent / path) for path in _plugin_folders(document))


def _plugin_folders(document: Any) -> Iterator[str]:
    plugins = document.get("plugins") if isinstance(document, Mapping) else None
    providers = plugins.get("providers") if isinstance(plugins, Mapping) else None
    for plugin in providers if isinstance(providers, list) else ():
        path = plugin.get("path") if isinstance(plugin, Mapping) and plugin.get("name") == "aws" else None
        if isinstance(path, str):
            yield path


def _is_ours(folder: Path) -> bool:
    try:
        with (folder / LAUNCHER).open("rb") as launcher:
            return OURS in launcher.read(ENOUGH)
    except OSError:
        return False
