"""Holds every database and table of a catalog against the rules; all findings at once."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.language.findings import Finding, Progress, no_progress
from catalog.language.specs.recovery import lies_in
from catalog.language.specs.resolver import Catalog, DatabaseSpec, TableSpec, located

from .databases import DATABASE_RULES, same_database_twice
from .location_index import Folders
from .rule import Context, Violations, to_finding
from .tables import TABLE_RULES


def check(catalog: Catalog, progress: Progress = no_progress) -> list[Finding]:
    """Every violation of the resolved catalog as a finding with file and line, sorted by place."""
    context = Context(catalog, {t.full_name: t for t in catalog.tables}, Folders(catalog.tables))
    found = [
        f for d in catalog.databases for f in _findings(d, (v for rule in DATABASE_RULES for v in rule(d)))
    ]
    for t in catalog.tables:
        found += _findings(t, (v for rule in TABLE_RULES for v in rule(t, context)))
        progress("tables checked")
    found += same_database_twice(catalog)
    return sorted([*catalog.findings, *found], key=lambda f: (f.file, f.line, f.code))


def _findings(spec: DatabaseSpec | TableSpec, violations: Violations) -> Iterator[Finding]:
    """The violations as findings, but for those of places that break the schema: the loader reports those."""
    return (located(to_finding(v), spec.documents) for v in violations if not lies_in(v.path, spec.holes))
