"""The specs of the example in a new repository: imported from its exports, then partitions as by hand."""

from __future__ import annotations

from pathlib import Path

from catalog.files import limits
from catalog.files.kinds import Kind
from catalog.files.paths import open_folder
from catalog.repository import example

EXPORTS, SPECS = "exports", "catalog_specs"


def import_example(root: Path) -> int:
    """Imports the exports of the new repository at `root`; how many tables there are. Raises OSError."""
    from mapping.documents.inputs import inputs_of
    from mapping.importer import run_import
    from mapping.rules.project_files import context_for, rules_for
    from mapping.store.writer import perform

    specs = root / SPECS
    outcome = run_import(
        inputs_of([root / EXPORTS]),
        specs,
        rules=rules_for(None, specs),
        context=context_for(None, specs),
    )
    perform(outcome.plan.changes)
    with open_folder(specs) as folder:
        for name, text in example.partitions().items():
            if folder.kind(name) is Kind.FILE:
                folder.write(name, folder.read(name, limits.SPEC) + text.encode("utf-8"))
    return len(outcome.specs.tables)
