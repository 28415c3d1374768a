"""A specs folder as an import meets it: the record of the last import and the spec files.

Each of the two is read once, when it is first asked for. Reads, never writes.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path as FilePath

from catalog.language.findings import DataError, Finding

from .import_record import ImportRecord, load_record
from .spec_files import SpecFiles, SpecPath


class SpecStore:
    """One specs folder, which need not exist yet."""

    def __init__(self, folder: FilePath) -> None:
        self.folder = folder

    @property
    def record(self) -> ImportRecord:
        """What import last wrote; empty if it can't be read, which `unreadable` says."""
        return self._record[0]

    @property
    def unreadable(self) -> tuple[Finding, ...]:
        """Why the record can't be read (IMP017): with it no spec may be written."""
        return self._record[1]

    @cached_property
    def files(self) -> SpecFiles:
        """The spec files that lie in the folder."""
        return SpecFiles(self.folder)

    def file(self, path: SpecPath) -> FilePath:
        """The file of a spec."""
        return path.file(self.folder)

    def name(self, path: SpecPath) -> str:
        """The file of a spec, as findings name it."""
        return str(self.file(path))

    @cached_property
    def _record(self) -> tuple[ImportRecord, tuple[Finding, ...]]:
        try:
            return load_record(self.folder), ()
        except DataError as error:
            return ImportRecord(), tuple(error.findings)
