"""A table's spec as it is in the files, and as it was at commits; with the defaults that it had there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from catalog.cli.project import UsageError
from catalog.cli.stacks.git_revision import Revision
from catalog.files import limits
from catalog.files.paths import read_file
from catalog.language.findings import errors
from catalog.language.specs.loader import CATALOG_FILE, DATABASE_FILE, SUFFIX, RawCatalog, load
from catalog.language.specs.resolver import TableSpec, resolve
from catalog.language.specs.yaml_text import decode
from catalog.language.stacks.run_date import run_date
from catalog.language.visible import line

from .checking import put_document
from .spec_files import SpecFiles

MOST = 500  # commits that are looked at


def file_of(name: str) -> str:
    """The file of a table, `<database>.<table>`, below the specs folder."""
    return f"{name.replace('.', '/', 1)}{SUFFIX}"


def files_of(name: str) -> tuple[str, str, str]:
    """The table's file, and those whose defaults it has."""
    return file_of(name), f"{name.partition('.')[0]}/{DATABASE_FILE}", CATALOG_FILE


def table_now(files: SpecFiles, name: str) -> TableSpec | None:
    """The table as the files are to have it; None where there is none."""
    raw = load(files.root, folders={name.partition(".")[0]})
    for file in files_of(name):
        text = files.text(file)
        if text is not None and file in files.edited:
            put_document(raw, files.root, file, text)
    return _table(raw, files.root / file_of(name))


class Versions:
    """A table at the commits of a repository; `revision` is one of them, of the specs folder."""

    def __init__(self, revision: Revision, name: str) -> None:
        self.revision, self.name = revision, name
        self.files = files_of(name)
        self._paths = [revision.repository_path(file) for file in self.files]

    def text(self, file: str) -> str | None:
        """The text of a file at the revision. Raises UsageError, DataError."""
        revision = self._unpacked(self.revision.commit)
        path = revision.project / file
        return decode(read_file(path, limits.SPEC), file) if path.is_file() else None

    def table(self, commit: str = "") -> TableSpec | None:
        """The table at a commit (default: the revision); None where it was not there, or can't be read."""
        revision = self._unpacked(commit or self.revision.commit)
        file = file_of(self.name)
        if not (revision.project / file).is_file():
            return None
        raw = load(revision.project, folders={self.name.partition(".")[0]})
        found = _table(raw, revision.project / file)
        if found and (values := _values_file(found, file)):
            self._unpack(revision, [values])
        return found

    def other_values(self, root: Path) -> str:
        """The CSV file of the table's partitions, if the one below `root` is not what it was; else ''."""
        table = self.table()
        values = _values_file(table, file_of(self.name)) if table else None
        if values is None:
            return ""
        then = self._unpacked(self.revision.commit).project / values
        same = then.is_file() and _bytes(then) == _bytes(root / values)
        return "" if same else str(root / values)

    def history(self) -> Iterator[TableSpec | None]:
        """The table at HEAD, then as each commit before it that changed its files left it, newest first."""
        table = self.table()
        values = _values_file(table, file_of(self.name)) if table else None
        more = [self.revision.repository_path(str(values))] if values else []
        for commit in self.revision.commits([*self._paths, *more], MOST):
            yield self.table(commit)

    def _unpacked(self, commit: str) -> Revision:
        revision = replace(self.revision, commit=commit, unpacked=self.revision.unpacked / commit)
        self._unpack(revision, [*map(PurePosixPath, self.files)])
        return revision

    def _unpack(self, revision: Revision, files: list[PurePosixPath]) -> None:
        entries = revision.at([revision.repository_path(str(file)) for file in files])
        for path, entry in entries.items():
            if entry.kind or entry.size > limits.PARTITIONS_CSV:
                raise UsageError(f"{revision.option}: {line(path)} was {entry.kind or 'too large'} then")
        revision.unpack(entries)


def _values_file(table: TableSpec, file: str) -> PurePosixPath | None:
    """The CSV file that lists a table's partitions, below the specs folder; None where the spec does."""
    values = (table.data.get("partitions") or {}).get("values")
    return PurePosixPath(file).parent / values if isinstance(values, str) else None


def _bytes(file: Path) -> bytes | None:
    try:
        return read_file(file, limits.PARTITIONS_CSV)
    except OSError:
        return None


def _table(raw: RawCatalog, file: Path) -> TableSpec | None:
    """The table of a file; None where there is none, or nothing of it can be read."""
    broken = {finding.file for finding in errors(raw.all_findings())}
    tables = resolve(raw, {}, run_date(None, os.environ).day).tables
    mine = (table for table in tables if table.documents[0].file == str(file))
    return next((table for table in mine if str(file) not in broken), None)
