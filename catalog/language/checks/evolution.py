"""The rules about what specs say of change: acceptances, removals, renames, deprecations, conformance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path as FilePath

from catalog.files.kinds import Kind
from catalog.files.paths import kind_at
from catalog.language.conformance.violations import conforming
from catalog.language.evolution import acceptance, deprecations, removals, renames
from catalog.language.findings import Finding, Violation, short
from catalog.language.glue.names import is_glue_name, nearest
from catalog.language.specs.loader import DATABASE_FILE
from catalog.language.specs.resolver import Catalog, DatabaseSpec, TableSpec, declared_elsewhere, located

from .rule import Context, Violations, is_unknown, to_finding


def accepted(table: TableSpec, context: Context) -> Violations:
    """SPEC037 to SPEC040: entries of `changes.accept`."""
    changes = table.data.get("changes")
    if changes:
        yield from acceptance.acceptances(changes, table.holes, context.catalog.today)


def tables_that_go(database: DatabaseSpec, context: Context) -> Violations:
    """SPEC039 to SPEC042: `removed` of a database.yaml."""
    entries = database.data.get(removals.REMOVED)
    if entries:
        declared = partial(_file_of_table, context=context)
        yield from removals.removed_tables(entries, database.name, declared, context.catalog.today)


def databases_that_go(catalog: Catalog) -> Violations:
    """The same of catalog.yaml."""
    entries = catalog.document.data.get(removals.REMOVED) if catalog.document else None
    if entries:
        yield from removals.removed_databases(entries, partial(_file_of_database, catalog), catalog.today)


def _file_of_table(name: str, context: Context) -> str:
    table = context.tables.get(name)
    if table is not None:
        return table.documents[0].file
    elsewhere = declared_elsewhere(context.catalog.root, name)
    return str(FilePath(context.catalog.root, *name.split(".", 1))) + ".yaml" if elsewhere else ""


def _file_of_database(catalog: Catalog, name: str) -> str:
    """The file of a database of this stack or another; it may have tables alone."""
    found = next((d for d in catalog.databases if d.name == name), None)
    if found is not None:
        return found.documents[0].file
    file = FilePath(catalog.root) / name / DATABASE_FILE
    try:
        return str(file) if is_glue_name(name) and kind_at(file) is Kind.FILE else ""
    except OSError:
        return ""


def renamed(table: TableSpec, context: Context) -> Violations:
    """SPEC043: `renamed_from` of a table and its columns."""
    if renames.KEY in table.data:
        declared = partial(_file_of_table, context=context)
        yield from renames.renamed_table(table.full_name, table.data[renames.KEY], declared)
    columns = table.data["columns"]
    if any(renames.KEY in column for column in columns):
        yield from renames.renamed_columns(columns, (table.data.get("partitions") or {}).get("keys", ()))


def renamed_twice(catalog: Catalog) -> Iterator[Finding]:
    """SPEC043: no two tables were one before."""
    seen: dict[str, TableSpec] = {}
    for table in catalog.tables:
        former = table.data.get(renames.KEY)
        first = seen.setdefault(former, table) if former else table
        if first is not table:
            message = f"{short(str(former))} is where {first.full_name} comes from, too"
            violation = Violation(
                "SPEC043", (renames.KEY,), message, "Keep it at the one that took its place"
            )
            yield located(to_finding(violation), table.documents)


def deprecated(table: TableSpec, context: Context) -> Violations:
    """SPEC039, SPEC044, SPEC045: `deprecated` of a table and its columns."""
    today, key = context.catalog.today, deprecations.KEY
    if block := table.data.get(key):
        missing = partial(_no_table, table=table, context=context)
        yield from deprecations.deprecation(block, (key,), table.full_name, missing, today)
    for i, column in enumerate(table.data["columns"]):
        if block := column.get(key):
            what = f"column {column['name']} of {table.full_name}"
            problem = _column_problem(table, column["name"], context)
            yield from deprecations.deprecation(block, ("columns", i, key), what, problem, today)


def _no_table(name: str, table: TableSpec, context: Context) -> str:
    if name == table.full_name:
        return f"{short(name)} is the table itself"
    if name in context.tables or declared_elsewhere(context.catalog.root, name):
        return ""
    hint = nearest(name, context.table_names)
    return f"no table {short(name)} in the specs{hint}" + (
        "" if "." in name else ": <database>.<table> expected"
    )


def _column_problem(table: TableSpec, column: str, context: Context) -> Callable[[str], str]:
    def problem(name: str) -> str:
        if name in (column, f"{table.full_name}.{column}"):
            return f"{short(name)} is the column itself"
        holder, dot, last = name.rpartition(".")
        if not dot:
            return _no_column(last, table)
        other = context.tables.get(holder)
        if other is not None:
            return _no_column(last, other)
        return "" if declared_elsewhere(context.catalog.root, holder) else _no_table(holder, table, context)

    return problem


def _no_column(name: str, table: TableSpec) -> str:
    if not is_unknown(name, table.column_names):
        return ""
    return f"{short(name)} is no column of {table.full_name}{nearest(name, table.column_names)}"


def canonical(table: TableSpec, context: Context) -> Violations:
    """SPEC046 to SPEC048: `conforms_to`."""
    yield from conforming(table, context.tables, context.table_names, context.catalog.root)
