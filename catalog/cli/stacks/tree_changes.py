"""What differs between a Git revision and the files as they are now, by content.

Looks at the files themselves: what Git ignores, or was told to take for unchanged, is a spec all the same.
What a revision doesn't hold as files of its own (links, submodules) can't be compared, and is said to be so.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from catalog.files import limits
from catalog.files.errors import RefusedFileError
from catalog.files.folder import Folder
from catalog.files.kinds import Kind
from catalog.files.paths import open_folder

from .git_revision import Entry, Revision

IMPORTS_OWN = ".import"  # the record of an import is no spec, and may be as large as all of them
LARGEST = max(limits.SPEC, limits.PARTITIONS_CSV)


class UnknownChangeError(Exception):
    """It can't be said what differs; the text says why: `specs/sales is a link`."""


class Comparison:
    """A revision beside the work tree as it is. All methods raise UsageError where Git fails."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        self._before: dict[str, Mapping[str, Entry]] = {}
        self._differing: dict[str, frozenset[str]] = {}

    def before(self, path: str) -> Mapping[str, Entry]:
        """The files that the revision has at and below a path. Raises UnknownChangeError."""
        if path not in self._before:
            self._refuse_detour(path)
            found = {p: e for p, e in self.revision.below(path).items() if not _is_imports_own(p)}
            for name, entry in found.items():
                if entry.kind or entry.size > LARGEST:
                    raise UnknownChangeError(f"{name} was {entry.kind or 'too large to compare'} then")
            self._before[path] = found
        return self._before[path]

    def differing(self, path: str) -> frozenset[str]:
        """The files at and below a path that differ, new ones and those gone included.

        Raises UnknownChangeError, also for what is there now.
        """
        if path not in self._differing:
            try:
                self._differing[path] = frozenset(self._compared(path))
            except RefusedFileError as error:
                raise UnknownChangeError(f"{self._shown(error.filename)}: {error.strerror}") from error
        return self._differing[path]

    def _refuse_detour(self, path: str) -> None:
        """A link or a repository of its own on the way: what it holds is in none of this one's trees."""
        parts = PurePosixPath(path).parts
        way = ["/".join(parts[: n + 1]) for n in range(len(parts))]
        for name, entry in self.revision.at(way).items():
            if entry.kind and not entry.is_folder:
                raise UnknownChangeError(f"{name} was {entry.kind} then")
        for name in way:
            if (self.revision.top / name).is_symlink():
                raise UnknownChangeError(f"{name} is a link")
            if os.path.lexists(self.revision.top / name / ".git"):
                raise UnknownChangeError(f"{name} is a repository of its own")

    def _compared(self, path: str) -> Iterator[str]:
        before = self.before(path)
        whole = self.revision.top / path
        if whole.is_dir():
            with open_folder(whole) as folder:
                prefix = "" if path == "." else f"{path}/"
                now = {f"{prefix}{below}": below for below in _files(folder, prefix)}
                yield from (p for p, below in now.items() if _differs(folder, below, before.get(p)))
        elif os.path.lexists(whole):
            now = {path: path}
            with open_folder(whole.parent) as folder:
                yield from now if _differs(folder, whole.name, before.get(path)) else ()
        else:
            now = {}
        yield from before.keys() - now.keys()

    def _shown(self, path: str) -> str:
        return (
            os.path.relpath(path, self.revision.top) if Path(path).is_relative_to(self.revision.top) else path
        )


def _files(folder: Folder, prefix: str, below: str = "") -> Iterator[str]:
    """The paths of all files, below the folder; `prefix` goes before them in messages."""
    for name, kind in folder.entries(below):
        path = f"{below}/{name}" if below else name
        if name == ".git" and below:
            raise UnknownChangeError(f"{prefix}{below} is a repository of its own")
        if kind is Kind.FOLDER:
            yield from _files(folder, prefix, path) if name != ".git" else ()
        elif kind is not Kind.FILE:
            raise UnknownChangeError(f"{prefix}{path} is {kind}")
        elif not _is_imports_own(name):
            yield path


def _differs(folder: Folder, name: str, before: Entry | None) -> bool:
    """Whether a file is new or holds other bytes: a blob's name is a hash of its kind, size and bytes."""
    if before is None:
        return True
    data = folder.read(name, LARGEST)
    if len(data) != before.size:
        return True
    of = hashlib.sha1 if len(before.id) == hashlib.sha1().digest_size * 2 else hashlib.sha256
    return of(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() != before.id


def _is_imports_own(path: str) -> bool:
    return PurePosixPath(path).name.startswith(IMPORTS_OWN)
