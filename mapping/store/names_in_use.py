"""The names that tables and columns already have: by the record of the last import, else by the specs.

Under `collisions: suffix` a name stays with the object or element that has it, so that no data changes
its meaning when another one comes that folds to the same name. Reads nothing before it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from catalog.language.findings import DataError
from catalog.language.specs.yaml_text import decode, parse
from mapping.model import ObjectKey
from mapping.names import SUFFIX_LENGTH, NamesInUse, is_from
from mapping.specs.serialized import deserialize

from .case_renames import changed_in_case
from .import_record import Key
from .spec_files import DATABASE, SpecPath
from .spec_store import SpecStore

_TEXT = r'("[^"\\]*+(?:\\.[^"\\]*+)*+")'  # in JSON
_RECORDED_PATH = re.compile(rf'"database":{_TEXT},\n"name":{_TEXT}')  # of a serialized table
_MAYBE_SUFFIXED = re.compile(rf"name\W{{1,3}}\w+_[0-9a-f]{{{SUFFIX_LENGTH},}}\b")


class StoredNames(NamesInUse):
    """Names under one specs folder. `prune` says whether specs that lost their object will go."""

    def __init__(self, store: SpecStore, *, prune: bool = False) -> None:
        self.store = store
        self.prune = prune
        self.former: dict[Key, Key] = {}  # of objects whose name changed in case only
        self._unrecorded: list[tuple[Key, SpecPath]] = []  # specs where the record has none

    def follow(self, objects: Iterable[ObjectKey]) -> None:
        """Finds the objects of the export whose names changed in upper and lower case only."""
        self.former = changed_in_case({Key(*key) for key in objects}, self._tables.keys(), set())

    def database(self, key: ObjectKey) -> str:
        """The folder where the object's spec was written by the last import, or lies; '' if there is none."""
        path = self._tables.get(self._key(key))
        return path.folder if path else ""

    def table(self, key: ObjectKey, plain: str) -> str:
        """The object's name in its spec, if it comes from the `plain` one; else nothing."""
        path, former = self._tables.get(self._key(key)), ObjectKey(key.space, self._key(key).object)
        names = (key.name, str(key), former.name, str(former))
        return path.stem if path and is_from(path.stem, plain, *names) else ""

    def columns(self, key: ObjectKey, plain: Mapping[str, str]) -> dict[str, str]:
        """Element -> column of one object, as far as those come from the `plain` ones."""
        text = self._text(self._key(key))
        if not text or (len({*plain.values()}) == len(plain) and not _MAYBE_SUFFIXED.search(text)):
            return {}  # all names are plain ones, and no two are alike
        stored = self.store.record.texts.get(self._key(key))
        try:
            spec = deserialize(stored) if stored is not None else parse(text, "")
        except DataError:
            return {}  # the merge of this spec reports it
        return {
            e: name
            for e, column in columns_of(spec)
            if e in plain and is_from(name := column["name"], plain[e], e)
        }

    def held(self, database: str, plain: Mapping[ObjectKey, str]) -> dict[str, str]:
        """Table -> object, of specs in one database that lie where none of the objects would be by itself.

        Those are specs of other objects that will stay, and those that people renamed. `plain` has the
        objects of the import and their names by the rules.
        """
        spaces = {key.space for key in plain}
        named = {self._key(key): name for key, name in plain.items()}
        return {
            path.stem: key.object
            for key, path in (*self._tables.items(), *self._unrecorded)
            if path.folder == database
            and named.get(key) != path.stem
            and (key in named or not (self.prune and key.space in spaces))
        }

    def _key(self, key: ObjectKey) -> Key:
        """What the object is called in record and specs."""
        return self.former.get(Key(*key), Key(*key))

    @cached_property
    def _tables(self) -> dict[Key, SpecPath]:
        found = dict(recorded_paths(self.store))
        files, recorded = self.store.files, set(found.values())
        unknown = {path for path in files.paths if path.stem != DATABASE and path not in recorded}
        self._unrecorded = [(key, path) for key, paths in files.find(unknown).items() for path in paths]
        for key, path in self._unrecorded:
            found.setdefault(key, path)
        return found

    def _text(self, key: Key) -> str:
        """The serialized spec or the spec file of an object."""
        path = self._tables.get(key)
        if key in self.store.record.texts or path is None:
            return self.store.record.texts.get(key, "")
        try:
            return decode(self.store.files.read(path), str(path))
        except (OSError, DataError):
            return ""


def recorded_paths(store: SpecStore) -> Iterator[tuple[Key, SpecPath]]:
    """Where import last wrote the spec of each object."""
    for key, text in store.record.texts.items():
        head = None if key.is_database else _RECORDED_PATH.search(text)
        if head:
            yield key, SpecPath(*(name[1:-1] for name in head.groups()))


def columns_of(spec: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(element, entry) of each column, partition keys included, as far as people left them readable."""
    spec = spec if isinstance(spec, Mapping) else {}
    partitions = spec.get("partitions")
    keys = partitions.get("keys") if isinstance(partitions, Mapping) else None
    for lined in (spec.get("columns"), keys):
        for column in lined if isinstance(lined, list) else ():
            source = column.get("source") if isinstance(column, Mapping) else None
            origin = source.get("name") if isinstance(source, Mapping) else None
            if isinstance(origin, str) and isinstance(column.get("name"), str):
                yield origin, column
