"""Holds every database and table of a catalog against the rules; all findings at once."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.language.codes import finding
from catalog.language.findings import Finding, Progress, no_progress
from catalog.language.lint.engine import Lint
from catalog.language.specs.recovery import lies_in
from catalog.language.specs.resolver import Catalog, DatabaseSpec, TableSpec, located

from .databases import DATABASE_RULES, same_database_twice
from .evolution import databases_that_go, renamed_twice
from .location_index import Folders
from .rule import Context, Violations, to_finding
from .tables import TABLE_RULES

MOST = 1000  # findings of one spec by the rules


def check(catalog: Catalog, progress: Progress = no_progress) -> list[Finding]:
    """Every violation of the resolved catalog as a finding with file and line, sorted by place."""
    tables = {t.full_name: t for t in catalog.tables}
    context = Context(catalog, tables, frozenset(tables), Folders(catalog.tables))
    found = [
        f
        for d in catalog.databases
        for f in _findings(d, (v for rule in DATABASE_RULES for v in rule(d, context)))
    ]
    for t in catalog.tables:
        found += _findings(t, (v for rule in TABLE_RULES for v in rule(t, context)))
        progress("tables checked")
    found += same_database_twice(catalog)
    found += renamed_twice(catalog)
    found += _of_catalog(catalog)
    found += dict.fromkeys(_lint(catalog))  # what tables have of the same default is told once
    return sorted([*catalog.findings, *found], key=lambda f: (f.file, f.line, f.code))


def _of_catalog(catalog: Catalog) -> Iterator[Finding]:
    """What is wrong with catalog.yaml itself."""
    document = catalog.document
    if document is not None:
        outside = (v for v in databases_that_go(catalog) if not lies_in(v.path, document.holes))
        yield from (located(to_finding(v), (document,)) for v in outside)


def _lint(catalog: Catalog) -> Iterator[Finding]:
    """What breaks the team's own rules; each rule bounds how much it reports of a spec."""
    lint = Lint(catalog)
    if catalog.document is not None:
        yield from (located(to_finding(v), (catalog.document,)) for v in lint.of_catalog())
    for d in catalog.databases:
        yield from _readable(d, lint.of_database(d))
    for t in catalog.tables:
        yield from _readable(t, lint.of_table(t))


def _readable(spec: DatabaseSpec | TableSpec, violations: Violations) -> Iterator[Finding]:
    outside = (v for v in violations if not lies_in(v.path, spec.holes))
    return (located(to_finding(violation), spec.documents) for violation in outside)


def _findings(spec: DatabaseSpec | TableSpec, violations: Violations) -> Iterator[Finding]:
    """The violations as findings, but for those of places that break the schema: the loader reports those.

    After MOST of one spec no further rule is asked: what that costs must not grow with what is wrong.
    """
    outside = (v for v in violations if not lies_in(v.path, spec.holes))
    for number, violation in enumerate(outside):
        if number == MOST:
            message, remedy = f"more than {MOST:,} findings in this file", "Mend these first and check again"
            yield finding("SPEC027", message, remedy, spec.documents[0].file, 1)
            return
        yield located(to_finding(violation), spec.documents)
