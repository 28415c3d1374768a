"""The specs that lie in a folder, and which Datasphere object each is of.

Reads a file's `source` from its few lines without parsing the rest: the search for a spec that people renamed
or moved, and for specs whose object left the export, has to look at every file that an import does not write.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from catalog.files import limits
from catalog.files.folder import Folder
from catalog.files.kinds import Kind
from catalog.files.paths import open_folder
from catalog.language.findings import DataError
from catalog.language.specs.loader import DATABASE_FILE, SUFFIX
from catalog.language.specs.yaml_text import decode, parse

from .import_record import FILE, Key, key_of

_SOURCE = re.compile(r"^(?:source|\"source\"|'source')[ ]*:.*(?:\n(?:[ \t].*)?)*+", re.MULTILINE)
DATABASE = DATABASE_FILE.removesuffix(SUFFIX)


class SpecPath(NamedTuple):
    """Where a spec lies: the database's folder and the file's name without its suffix."""

    folder: str
    stem: str

    @property
    def name(self) -> str:
        """The file's name below the specs folder."""
        return f"{self.folder}/{self.stem}{SUFFIX}"

    @property
    def is_below(self) -> bool:
        """Whether it is one file in one folder: a record that people edited may name anything."""
        return all(part and part[0] != "." and "/" not in part and "\0" not in part for part in self)


class SpecFiles:
    """The spec files under a folder; a file's text is kept until `forget`."""

    def __init__(self, root: FilePath) -> None:
        self.root = root
        self.paths: set[SpecPath] = set()
        self.special: list[tuple[str, Kind]] = []  # names below the root of links, pipes and the like
        self._folder: Folder | None = None
        with contextlib.suppress(FileNotFoundError):
            self._folder = open_folder(root)
            self._scan(self._folder)
        self._texts: dict[SpecPath, bytes] = {}
        self._keys: dict[SpecPath, Key | None] = {}
        self._respelled: set[SpecPath] = set()

    def raw(self, path: SpecPath) -> bytes:
        """The file's bytes. Raises OSError."""
        found = self._texts.get(path)
        return self._texts.setdefault(path, self.read(path)) if found is None else found

    def read(self, path: SpecPath) -> bytes:
        """The file's bytes, read anew. Raises OSError."""
        return self.read_named(path.name)

    def read_named(self, name: str) -> bytes:
        """The bytes of a file by its name below the folder. Raises OSError."""
        folder = self._folder or open_folder(self.root)
        return folder.read(name, limits.SPEC)

    def forget(self, path: SpecPath) -> None:
        """Lets go of a file's bytes: a folder may hold thousands."""
        self._texts.pop(path, None)

    def key(self, path: SpecPath) -> Key | None:
        """The object whose spec lies at `path`; None if it says none or can't be read."""
        if path not in self._keys:
            self._keys[path] = self._read_key(path)
        return self._keys[path]

    def respell(self, path: SpecPath, key: Key) -> None:
        """From now on the spec at `path` is of `key`, which its text spells otherwise."""
        self._keys[path] = key
        self._respelled.add(path)

    def is_respelled(self, path: SpecPath) -> bool:
        """Whether `respell` was called for the spec at `path`."""
        return path in self._respelled

    def find(self, paths: Iterable[SpecPath]) -> dict[Key, list[SpecPath]]:
        """Paths of each object among `paths`."""
        found: dict[Key, list[SpecPath]] = {}
        for path in sorted(paths):
            key = self.key(path)
            self.forget(path)
            if key is not None:
                found.setdefault(key, []).append(path)
        return found

    def _scan(self, folder: Folder) -> None:
        for name, kind in folder.entries():
            if name.startswith("."):
                continue
            if kind is Kind.FOLDER:
                self._scan_database(folder, name)
            elif kind is not Kind.FILE:
                self.special.append((name, kind))

    def _scan_database(self, folder: Folder, database: str) -> None:
        for name, kind in folder.entries(database):
            if kind.is_special and (name == FILE or not name.startswith(".")):
                self.special.append((f"{database}/{name}", kind))
            elif name.endswith(SUFFIX) and not name.startswith("."):
                self.paths.add(SpecPath(database, name.removesuffix(SUFFIX)))

    def _read_key(self, path: SpecPath) -> Key | None:
        try:
            source = source_of(decode(self.raw(path), str(path)))
        except (OSError, DataError):
            return None
        kind = {"kind": "Database", "name": path.folder} if path.stem == DATABASE else {}
        return key_of({**kind, "source": source})


def source_of(text: str) -> Any:
    """The value of the spec's `source`; None if it has none."""
    found = _SOURCE.search(text)
    document = parse(found[0] if found else text, "")
    return document.get("source") if isinstance(document, dict) else None
