"""What one reconciliation works on: the specs that come in, the folder they meet, what is planned so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from catalog.language.specs.yaml_emitter import dump
from mapping.store.import_record import ImportRecord, Key, spec_in
from mapping.store.spec_files import DATABASE, SpecFiles, SpecPath
from mapping.store.writer import FileChange, Plan

from .merge import ConflictPolicy

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One spec that the import gives, and where it goes if nothing lies there."""

    key: Key
    place: SpecPath
    block: str
    copy: bool = False  # of another space's object
    may_fail: bool = False

    @property
    def spec(self) -> Spec:
        """The spec as data, made anew each time."""
        return spec_in(self.block)


@dataclass(slots=True)
class ReconcileState:
    """What one plan is made of and makes."""

    folder: FilePath
    policy: ConflictPolicy
    record: ImportRecord
    files: SpecFiles
    plan: Plan = field(default_factory=Plan)
    at: dict[Key, SpecPath] = field(default_factory=dict)  # where the specs that exist lie
    renames: dict[str, str] = field(default_factory=dict)  # logical name as imported -> as people have it
    writes: dict[SpecPath, FileChange] = field(default_factory=dict)
    removals: dict[SpecPath, str] = field(default_factory=dict)  # and the texts they had
    moves: dict[SpecPath, SpecPath] = field(default_factory=dict)  # from -> to
    schemas: str = ""  # the way from a spec to the schemas

    def dump(self, spec: Spec, place: SpecPath) -> str:
        """The text of a spec that nobody edited; its first line names its schema, for editors."""
        kind = "database" if place.stem == DATABASE else "table"
        schema = f"yaml-language-server: $schema={self.schemas}/{kind}.schema.json" if self.schemas else ""
        return dump(spec, schema)

    def name(self, place: SpecPath) -> str:
        """The file, as findings name it."""
        return str(place.path(self.folder))
