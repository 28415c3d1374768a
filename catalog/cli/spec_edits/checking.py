"""The checks of specs, asked about texts that are not written yet: what would be newly wrong."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from catalog.language.checks.engine import check
from catalog.language.findings import Finding, errors
from catalog.language.specs.document_cache import cache_folder
from catalog.language.specs.loader import CATALOG_FILE, DATABASE_FILE, Folder, RawCatalog, document_of, load
from catalog.language.specs.resolver import resolve
from catalog.language.stacks.run_date import run_date

from .spec_files import SpecFiles, kind_of

NO_VALUE = "SPEC013"  # of a variable: no stack is asked for any


def new_errors(files: SpecFiles) -> list[Finding]:
    """The errors of the edited files that they had not before; variables of stacks are left as they are.

    Their lines are those of the files that lie there.
    """
    folders = {name.partition("/")[0] for name in files.edited if "/" in name}
    of_all = CATALOG_FILE in files.edited  # says things of every database
    raw = load(files.root, cache_dir=cache_folder(os.environ), folders=None if of_all else folders)
    known = {_said(finding) for finding in _errors(raw)}
    for name, text in files.edited.items():
        put_document(raw, files.root, name, text)
    return [finding for finding in _errors(raw) if _said(finding) not in known]


def _said(finding: Finding) -> tuple[str, str, str]:
    return finding.file, finding.code, finding.message


def _errors(raw: RawCatalog) -> Iterable[Finding]:
    catalog = resolve(raw, {}, run_date(None, os.environ).day)
    found = errors([*raw.all_findings(), *check(catalog)])
    return [finding for finding in found if finding.code != NO_VALUE]


def put_document(raw: RawCatalog, root: Path, name: str, text: str) -> None:
    """Puts a text in the place of the document that a file holds."""
    document = document_of(text.encode("utf-8"), str(root / name), kind_of(name))
    if name == CATALOG_FILE:
        raw.catalog = document
        return
    folder_name, _, last = name.partition("/")
    folder = next((each for each in raw.folders if each.name == folder_name), None)
    if folder is None:
        folder = Folder(folder_name, str(root / folder_name), None, [])
        raw.folders.append(folder)
    if last == DATABASE_FILE:
        folder.database = document
    else:
        folder.tables = [each for each in folder.tables if each.file != document.file] + [document]
