"""Import after import into one specs folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome
from mapping.rules.rules import Rules
from mapping.specs.documents import Specs
from mapping.specs.serialized import serialize
from mapping.store.writer import perform
from mapping.types import TypePolicy
from tests.support.exports import imported, write_export

DATE = {"type": "cds.Date"}


WITH_SUFFIXES = Rules(types=TypePolicy(collisions="suffix"))


def planned(specs: Path, definitions: dict[str, Any], **options: Any) -> Outcome:
    """What an import of these definitions, all of space SALES, would do to the specs."""
    path = write_export(specs.parent / "export.json", definitions)
    return run_import(inputs_of([path], "SALES"), specs, **{"rules": WITH_SUFFIXES, **options})


def import_into(specs: Path, definitions: dict[str, Any], **options: Any) -> Outcome:
    """The same, done."""
    outcome = planned(specs, definitions, **options)
    perform(outcome.plan.changes)
    return outcome


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their paths in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def spec_files_in(folder: Path) -> list[str]:
    """The paths of all spec files below a folder."""
    return sorted(name for name in tree(folder) if not name.endswith(".import.json"))


def codes(outcome: Outcome) -> list[str]:
    """The codes of all findings, sorted."""
    return sorted(f.code for f in outcome.findings)


def rewrite(file: Path, *pairs: tuple[str, str]) -> None:
    """Replaces texts in a file, all of which must be there."""
    text = file.read_text()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text)


def columns_in(file: Path) -> dict[str, dict[str, Any]]:
    """The columns of a spec file, by name."""
    return {c["name"]: c for c in yaml.safe_load(file.read_text())["columns"]}


def with_database_named(database: str, definitions: dict[str, Any]) -> Specs:
    """The specs that these definitions give under rules that call the database so."""
    found = imported(definitions).specs
    text = json.dumps([found.databases, [t.spec for t in found.tables]])
    for old, new in (
        ('"sales"', f'"{database}"'),
        ("/sales/", f"/{database}/"),
        ('"sales.', f'"{database}.'),
    ):
        text = text.replace(old, new)
    databases, tables = json.loads(text)
    renamed = [
        replace(t, database=database, text=serialize(s)) for t, s in zip(found.tables, tables, strict=True)
    ]
    return Specs(databases, tuple(renamed))
