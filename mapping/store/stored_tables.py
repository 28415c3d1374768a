"""Tables that the specs folder has and the import does not: what their specs say of names and types.

Asked about single objects, such as the target of a relationship. Where import's record says where a spec lies
and it still lies there, no other file is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from catalog.language.findings import DataError
from catalog.language.glue import types as glue
from catalog.language.specs.yaml_text import decode, parse
from mapping.model import Element, Entity, KnownObject, ObjectKey, Scope, TypeRef
from mapping.types import glue_type

from .import_record import Key
from .names_in_use import columns_of, recorded_paths
from .spec_files import DATABASE, SpecPath
from .spec_store import SpecStore
from .stored_controls import known_controls

_STATED = re.compile(r"(?:.* = )?((?:cds|Edm)\.[\w.]+)(?:\((\d+)(?:,(\d+|[a-z]+))?\))?")
# A built-in type that becomes this one of Glue
_BUILT_IN = {
    "string": "cds.String",
    "boolean": "cds.Boolean",
    "tinyint": "cds.Int16",
    "smallint": "cds.Int16",
    "int": "cds.Integer",
    "bigint": "cds.Integer64",
    "float": "cds.hana.REAL",
    "double": "cds.Double",
    "date": "cds.Date",
    "timestamp": "cds.Timestamp",
    "binary": "cds.Binary",
}


class StoredTables:
    """The tables of one specs folder by their objects; with `prune` not those of the spaces of the import."""

    def __init__(self, store: SpecStore, *, prune: bool = False) -> None:
        self.store = store
        self.prune = prune
        self.leaving: Collection[str] = ()

    def import_of(self, spaces: Collection[str]) -> None:
        """Takes note of the spaces that are imported: with `prune` specs that lost their object will go."""
        self.leaving = spaces if self.prune else ()

    def find(self, key: ObjectKey) -> KnownObject | None:
        """What the spec of an object says; None if there is none, or it can't be read."""
        path = None if key.space in self.leaving else self._path(Key(*key))
        if path is None:
            return None
        file = self.store.name(path)
        try:
            spec = parse(decode(self.store.files.read(path), file), file)
        except (OSError, DataError):
            return None  # the check of the specs reports it
        if not isinstance(spec, Mapping):
            return None
        columns = list(_columns(spec))
        table = f"{spec.get('database', path.folder)}.{spec.get('name', path.stem)}"
        return KnownObject(
            file,
            table,
            {e.name: name for name, e in columns},
            _entity(key, file, columns),
            tuple(known_controls(spec, key.space, {name: e.name for name, e in columns}, self._has)),
        )

    def _has(self, key: ObjectKey) -> bool:
        return self._path(Key(*key)) is not None

    def _path(self, key: Key) -> SpecPath | None:
        if not self.store.files.paths:
            return None
        recorded = self._recorded.get(key)
        if recorded is not None and self.store.files.key(recorded) == key:
            return recorded
        return self._all.get(key)

    @cached_property
    def _recorded(self) -> dict[Key, SpecPath]:
        """Where import wrote the spec of each object, as far as a file lies there."""
        there = self.store.files.paths
        return {key: path for key, path in recorded_paths(self.store) if path in there}

    @cached_property
    def _all(self) -> dict[Key, SpecPath]:
        """The spec of each object, wherever people moved it."""
        files = self.store.files
        found = files.find(path for path in files.paths if path.stem != DATABASE)
        return {key: paths[0] for key, paths in found.items()}


def _entity(key: ObjectKey, file: str, columns: list[tuple[str, Element]]) -> Entity:
    return Entity(key, file, (), Scope(key.space), "", {element.name: element for _, element in columns})


def _columns(spec: Mapping[str, Any]) -> Iterator[tuple[str, Element]]:
    """The name of each column and the element it is of, keys of partitions included."""
    for origin, column in columns_of(spec):
        ref = _type(column.get("type"), column["source"].get("type"))
        yield column["name"], Element(origin, ref, key=column.get("key") is True, label=_label(column))


def _label(column: Mapping[str, Any]) -> str:
    business = column.get("business")
    label = business.get("label") if isinstance(business, Mapping) else None
    return label if isinstance(label, str) else ""


def _type(in_glue: Any, stated: Any) -> TypeRef:
    """The type that the source states where it is the one that the column has; else one that becomes it."""
    try:
        wanted = glue.parse(in_glue if isinstance(in_glue, str) else "")
    except glue.GlueTypeError:
        return TypeRef()  # the check of the specs reports it
    match = _STATED.fullmatch(stated) if isinstance(stated, str) else None
    ref = _facets(*match.groups()) if match else TypeRef()
    if match and glue_type(ref).type == wanted:
        return ref
    if isinstance(wanted, glue.Decimal):
        return TypeRef("cds.Decimal", precision=wanted.precision, scale=wanted.scale)
    if isinstance(wanted, glue.Varchar | glue.Char):
        return TypeRef("cds.String", length=wanted.length)
    return TypeRef(_BUILT_IN.get(str(in_glue), ""))


def _facets(name: str, first: str | None, scale: str | None) -> TypeRef:
    number = int(first) if first else None
    if scale is None and "ecimal" not in name:
        return TypeRef(name, length=number)
    return TypeRef(name, precision=number, scale=int(scale) if scale and scale.isdigit() else scale)
