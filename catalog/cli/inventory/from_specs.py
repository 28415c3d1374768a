"""The tables of specs as entries: defaults and a stack's variables in place, no cloud asked."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.cli.project import UsageError, known_stack
from catalog.language.compiler import read_specs
from catalog.language.findings import Finding, errors, short
from catalog.language.glue.names import nearest
from catalog.language.specs.resolver import Catalog, TableSpec
from catalog.language.stacks.settings import Settings, read_settings, stack_names

from .entry import Entry, mapping

USUAL_STACK = "local"


@dataclass(frozen=True)
class SpecTables:
    """The tables of a folder of specs, sorted, as one stack names them; `stack` is empty if there is none."""

    stack: str
    tables: Sequence[TableSpec]
    databases: Sequence[str]
    errors: Sequence[Finding]

    def table(self, name: str) -> TableSpec:
        """The table `<database>.<table>`, by the specs' names or Glue's. Raises UsageError."""
        for table in self.tables:
            if name in (table.full_name, f"{table.database.physical_name}.{table.name}"):
                return table
        known = [table.full_name for table in self.tables]
        raise UsageError(f"no table {short(name)} in the specs{nearest(name, known)}")

    def of_database(self, name: str) -> list[TableSpec]:
        """The tables of a database, by the specs' name or Glue's. Raises UsageError if it is not there."""
        found = [t for t in self.tables if name in (t.database.name, t.database.physical_name)]
        if not found and name not in self.databases:
            raise UsageError(f"no database {short(name)} in the specs{nearest(name, self.databases)}")
        return found


def read_tables(project: Path, stack: str | None, specs: str | None) -> SpecTables:
    """The tables of `stack`; without one, all of the folder, named as in the stack that people try things in.

    Raises UsageError for a stack or folder that is not there, DataError for a stack file that is broken.
    """
    settings = _settings(project, stack)
    if specs is not None:
        settings = replace(settings, specs=str(Path(specs).resolve()), select=())
    catalog, findings = read_specs(project, settings)
    wrong = [f for f in errors(findings) if settings.stack or f.code != "SPEC013"]
    tables = sorted(catalog.tables, key=lambda t: (t.database.name, t.name))
    return SpecTables(settings.stack, tables, _database_names(catalog), wrong)


def say_errors(specs: SpecTables) -> None:
    """One line on stderr, if the specs have errors."""
    if specs.errors:
        number = f"{len(specs.errors):,} error{'s'[: len(specs.errors) != 1]}"
        print(
            f"{number} in the specs: what they break may be missing here; run catalog check", file=sys.stderr
        )


def _settings(project: Path, stack: str | None) -> Settings:
    if stack is not None:
        return read_settings(project, known_stack(project, stack))
    names = stack_names(project)
    if not names:
        return Settings("")
    usual = USUAL_STACK if USUAL_STACK in names else names[0]
    return replace(read_settings(project, usual), select=())


def _database_names(catalog: Catalog) -> list[str]:
    return sorted({name for d in catalog.databases for name in (d.name, d.physical_name)})


def entry_of(table: TableSpec) -> Entry:
    """A table's entry; its partitions are counted, not listed."""
    data, database = table.data, table.database
    partitions = mapping(data.get("partitions"))
    return Entry(
        database=database.name,
        table=table.name,
        glue_database=database.physical_name,
        description=str(data.get("description") or ""),
        business=mapping(data.get("business")),
        source=mapping(data.get("source")),
        database_tags=mapping(mapping(database.data.get("business")).get("tags")),
        columns=data["columns"],
        keys=partitions.get("keys", ()),
        partitions=table.partitions.values.count if partitions else 0,
        indexes=len(partitions.get("indexes", ())),
    )
