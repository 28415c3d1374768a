"""The names that tables and columns already have: by the record of the last import, else by the specs.

Under `collisions: suffix` a name stays with the object or element that has it, so that no data changes
its meaning when another one comes that folds to the same name. Asked only then, and read only when asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from catalog.language.findings import DataError
from catalog.language.specs.yaml_text import decode, parse
from mapping.model import ObjectKey
from mapping.names import SUFFIX_LENGTH, is_from

from .case_renames import changed_in_case
from .import_record import ImportRecord, Key, load_record, spec_in
from .spec_files import DATABASE, SpecFiles, SpecPath

_HEAD = re.compile(r'"database":("(?:[^"\\]|\\.)*"),\n"name":("(?:[^"\\]|\\.)*")')  # of a block, see `base`
_MAYBE_SUFFIXED = re.compile(rf"name\W{{1,3}}\w+_[0-9a-f]{{{SUFFIX_LENGTH},}}\b")


@dataclass
class Known:
    """Names under one specs folder. `prune` says whether specs of objects that are gone will be removed."""

    folder: FilePath | None = None
    prune: bool = False
    former: dict[Key, Key] = field(default_factory=dict)  # of objects whose name changed in case only
    _files: list[tuple[Key, SpecPath]] = field(default_factory=list)  # specs where the record has none

    def follow(self, objects: Iterable[ObjectKey]) -> None:
        """Takes note of what all the objects of the export are called now."""
        self.former = changed_in_case({Key(*key) for key in objects}, self._tables.keys(), set())

    def table(self, key: ObjectKey) -> SpecPath | None:
        """Where the object's spec was written by the last import, or lies; None if nothing is known."""
        return self._tables.get(self._key(key))

    def column_names(self, key: ObjectKey, plain: Mapping[str, str]) -> dict[str, str]:
        """Element -> column of one object, as far as those come from the `plain` ones."""
        text = self._text(self._key(key))
        if not text or (len({*plain.values()}) == len(plain) and not _MAYBE_SUFFIXED.search(text)):
            return {}  # all names are plain ones and apart
        try:
            spec = spec_in(text) if self._key(key) in self._base.blocks else parse(text, "")
        except DataError:
            return {}  # told where it is merged
        return {e: name for e, name in _columns(spec) if e in plain and is_from(name, plain[e], e)}

    def table_name(self, key: ObjectKey, plain: str) -> str:
        """The object's name in its spec, if it comes from the `plain` one; else nothing."""
        place, former = self.table(key), ObjectKey(key.space, self._key(key).object)
        names = (key.name, str(key), former.name, str(former))
        return place.stem if place and is_from(place.stem, plain, *names) else ""

    def held(self, database: str, plain: Mapping[ObjectKey, str]) -> dict[str, str]:
        """Table -> object, of specs in one database that lie where none of the objects would be by itself.

        Those are specs of other objects that will stay, and those that people renamed. `plain` has the
        objects of the import and their names by the rules.
        """
        spaces = {key.space for key in plain}
        named = {self._key(key): name for key, name in plain.items()}
        return {
            place.stem: key.object
            for key, place in (*self._tables.items(), *self._files)
            if place.folder == database
            and named.get(key) != place.stem
            and (key in named or not (self.prune and key.space in spaces))
        }

    def _key(self, key: ObjectKey) -> Key:
        """What the object is called in record and specs."""
        return self.former.get(Key(*key), Key(*key))

    @cached_property
    def _base(self) -> ImportRecord:
        try:
            return load_record(self.folder) if self.folder else ImportRecord()
        except DataError:  # told by the plan, which stops the import
            return ImportRecord()

    @cached_property
    def _tables(self) -> dict[Key, SpecPath]:
        found: dict[Key, SpecPath] = {}
        for key, text in self._base.blocks.items():
            head = None if key.is_database else _HEAD.search(text)
            if head:
                found[key] = SpecPath(*(name[1:-1] for name in head.groups()))
        if self.folder:
            present, recorded = SpecFiles(self.folder), set(found.values())
            unknown = {p for p in present.places if p.stem != DATABASE and p not in recorded}
            self._files = [(key, p) for key, places in present.find(unknown).items() for p in places]
        for key, place in self._files:
            found.setdefault(key, place)
        return found

    def _text(self, key: Key) -> str:
        """The block or the spec file of an object."""
        place = self._tables.get(key)
        if key in self._base.blocks or place is None or self.folder is None:
            return self._base.blocks.get(key, "")
        try:
            return decode(place.path(self.folder).read_bytes(), str(place))
        except (OSError, DataError):
            return ""


def nothing_known() -> Known:
    """For an import into an empty folder, or one whose names never depend on it."""
    return Known()


def _columns(spec: Any) -> Iterable[tuple[str, str]]:
    """(element, column), partition keys included, as far as people left them readable."""
    spec = spec if isinstance(spec, Mapping) else {}
    partitions = spec.get("partitions")
    keys = partitions.get("keys") if isinstance(partitions, Mapping) else None
    for lined in (spec.get("columns"), keys):
        for column in lined if isinstance(lined, list) else ():
            source = column.get("source") if isinstance(column, Mapping) else None
            origin = source.get("name") if isinstance(source, Mapping) else None
            if isinstance(origin, str) and isinstance(column.get("name"), str):
                yield origin, column["name"]
