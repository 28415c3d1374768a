"""What one reconciliation works on: the specs that come in, the folder they meet, what is decided so far."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from catalog.language.findings import DataError
from catalog.language.specs.loader import CATALOG_FILE, DATABASE_FILE
from catalog.language.specs.yaml_emitter import dump
from catalog.language.specs.yaml_text import decode
from mapping.specs.serialized import SerializedSpec, deserialize
from mapping.store.import_record import ImportRecord, Key
from mapping.store.spec_files import DATABASE, SpecFiles, SpecPath
from mapping.store.spec_store import SpecStore
from mapping.store.writer import Plan

from .actions import Action, Decision, DropRecord, MoveSpec, RemoveSpec, WriteRecord, WriteSpec
from .breaks import Above
from .merge import ConflictPolicy

# in the project's folder, a repository's own or the tool's checkout; specs name their schema for editors
SCHEMAS = ("schemas", "catalog/schemas")
OF_TABLES = "table.schema.json"
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One spec that the import gives, and where it goes if its object has no spec yet."""

    key: Key
    path: SpecPath
    text: SerializedSpec
    copy: bool = False  # of another space's object
    may_fail: bool = False
    follows_export: bool = False  # in the order of its columns

    @property
    def spec(self) -> Spec:
        """The spec as data, made anew each time."""
        return deserialize(self.text)


@dataclass(slots=True)
class ReconcileState:
    """The folder as it is, and as it will be after all decisions that were added."""

    store: SpecStore
    policy: ConflictPolicy
    incoming: list[Incoming] = field(default_factory=list)
    at: dict[Key, SpecPath] = field(default_factory=dict)  # where the specs that exist lie
    renames: dict[str, str] = field(default_factory=dict)  # logical name as imported -> as people have it
    writes: dict[SpecPath, WriteSpec] = field(default_factory=dict)
    moves: dict[SpecPath, SpecPath] = field(default_factory=dict)  # from -> to
    revised: dict[SpecPath, str] = field(default_factory=dict)  # texts that follow renames upstream
    held: set[Key] = field(default_factory=set)  # objects that may have been renamed: left as they are
    removals: dict[SpecPath, str] = field(default_factory=dict)  # moved ones included; and the texts they had
    plan: Plan = field(default_factory=Plan)
    schemas: str = ""  # the way from a spec to the schemas
    _above: dict[str, Above] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.schemas = _schema_folder(self.folder)

    @property
    def folder(self) -> FilePath:
        """The specs folder."""
        return self.store.folder

    @property
    def record(self) -> ImportRecord:
        """What import last wrote; with what it now writes for the objects that are decided."""
        return self.store.record

    @property
    def files(self) -> SpecFiles:
        """The spec files as they are."""
        return self.store.files

    def add(self, decision: Decision) -> None:
        """Takes a decision into the plan."""
        for action in decision.actions:
            self._apply(action)
        self.plan.findings += decision.findings
        self.plan.events += decision.events
        self.plan.unchanged += decision.unchanged

    def _apply(self, action: Action) -> None:
        match action:
            case WriteSpec():
                self.writes[action.path] = action
            case MoveSpec():
                self.moves[action.source] = action.target
                self.removals[action.source] = action.text
            case RemoveSpec():
                self.removals[action.path] = action.text
            case WriteRecord():
                self.record.put(action.key, action.folder, action.spec)
            case DropRecord():
                self.record.drop(action.key)

    def left(self) -> set[SpecPath]:
        """The specs that lie in the folder once all is done."""
        return (self.files.paths | self.writes.keys()) - self.removals.keys()

    def above(self, folder: str) -> Above:
        """The documents whose defaults the tables of a folder have."""
        if folder not in self._above:
            self._above[folder] = Above(self._text(f"{folder}/{DATABASE_FILE}"), self._text(CATALOG_FILE))
        return self._above[folder]

    def _text(self, name: str) -> str:
        """A file below the folder; '' where there is none that can be read, which check tells."""
        try:
            return decode(self.files.read_named(name), name)
        except (OSError, DataError):
            return ""

    def dump(self, spec: Spec, path: SpecPath) -> str:
        """The text of a spec that nobody edited; its first line names its schema, for editors."""
        kind = "database" if path.stem == DATABASE else "table"
        schema = f"yaml-language-server: $schema={self.schemas}/{kind}.schema.json" if self.schemas else ""
        return dump(spec, schema)

    def name(self, path: SpecPath) -> str:
        """The file, as findings name it."""
        return self.store.name(path)


def _schema_folder(folder: FilePath) -> str:
    """The way from a spec to the schemas, if the specs lie in a project that has them."""
    resolved = folder.resolve()
    for parent in (resolved, *resolved.parents):
        for schemas in SCHEMAS:
            if (parent / schemas / OF_TABLES).is_file():
                return os.path.relpath(parent / schemas, resolved / "database").replace(os.sep, "/")
    return ""
