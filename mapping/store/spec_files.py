"""The specs that lie in a folder, and which Datasphere object each is of.

Reads a file's `source` from its few lines without parsing the rest: the search for a spec that people renamed
or moved, and for specs whose object left the export, has to look at every file that an import does not write.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from catalog.language.findings import DataError
from catalog.language.specs.loader import DATABASE_FILE
from catalog.language.specs.yaml_text import decode, parse

from .import_record import Key, key_of

SUFFIX = ".yaml"
_SOURCE = re.compile(r"^(?:source|\"source\"|'source')[ ]*:.*(?:\n(?:[ \t].*)?)*", re.MULTILINE)
DATABASE = DATABASE_FILE.removesuffix(SUFFIX)


class SpecPath(NamedTuple):
    """Where a spec lies: the database's folder and the file's name without its suffix."""

    folder: str
    stem: str

    def file(self, root: FilePath) -> FilePath:
        """The file, under the specs folder `root`."""
        return root / self.folder / f"{self.stem}{SUFFIX}"


class SpecFiles:
    """The spec files under a folder; a file's text is kept until `forget`."""

    def __init__(self, root: FilePath) -> None:
        self.root = root
        self.paths = set(_paths(root))
        self._texts: dict[SpecPath, bytes] = {}
        self._keys: dict[SpecPath, Key | None] = {}
        self._respelled: set[SpecPath] = set()

    def raw(self, path: SpecPath) -> bytes:
        """The file's bytes. Raises OSError."""
        found = self._texts.get(path)
        return self._texts.setdefault(path, path.file(self.root).read_bytes()) if found is None else found

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


def is_inside(path: FilePath, root: FilePath) -> bool:
    """True if `path`, links followed, lies in `root`; a circle of links leads nowhere."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except RuntimeError:
        return False


def _paths(root: FilePath) -> Iterator[SpecPath]:
    for folder in os.scandir(root) if root.is_dir() else ():
        if folder.is_dir() and not folder.name.startswith(".") and is_inside(FilePath(folder.path), root):
            for file in os.scandir(folder.path):
                if file.name.endswith(SUFFIX) and not file.name.startswith("."):
                    yield SpecPath(folder.name, file.name.removesuffix(SUFFIX))
