"""A specs folder as an import meets it: the record of the last import and the spec files.

Each of the two is read once, when it is first asked for. Reads, never writes.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path as FilePath

from catalog.files.kinds import PUT_THERE, Kind, not_read
from catalog.language.findings import DataError, Finding
from mapping.diagnostics.codes import finding

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
        """Why no spec may be written: the record can't be read (IMP017), or links lie here (IMP005)."""
        return (*self._record[1], *(_special(self.folder / name, kind) for name, kind in self.files.special))

    @cached_property
    def files(self) -> SpecFiles:
        """The spec files that lie in the folder."""
        return SpecFiles(self.folder)

    def name(self, path: SpecPath) -> str:
        """The file of a spec, as findings name it."""
        return str(self.folder / path.name)

    @cached_property
    def _record(self) -> tuple[ImportRecord, tuple[Finding, ...]]:
        try:
            return load_record(self.folder), ()
        except DataError as error:
            return ImportRecord(), tuple(error.findings)


def _special(path: FilePath, kind: Kind) -> Finding:
    return finding("IMP005", f"this is {not_read(kind)}", PUT_THERE, file=str(path))
