"""The rules about a database: where its file lies, its name in Glue, its texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path as FilePath

from catalog.language.findings import Finding, Violation, short
from catalog.language.glue.limits import NAME_LIMIT
from catalog.language.glue.names import is_glue_name
from catalog.language.specs.resolver import Catalog, DatabaseSpec, located

from .common import check_description, check_location, check_parameters
from .evolution import tables_that_go
from .management import beyond_context
from .rule import Context, Violations, to_finding


def _database_place(database: DatabaseSpec, _: Context) -> Violations:
    folder = FilePath(database.documents[0].file).parent.name
    if folder != database.name:
        remedy = f"Rename the folder or write name: {folder}"
        yield Violation("SPEC005", ("name",), f"{database.name!r} found in the folder {folder!r}", remedy)


def _database_name(database: DatabaseSpec, _: Context) -> Violations:
    if ("physical_name",) not in database.missing and not is_glue_name(database.physical_name):
        message = f"{short(database.physical_name)} found, 1 to {NAME_LIMIT} of a-z, 0-9 and _ expected"
        yield Violation("SPEC018", ("physical_name",), message, "Glue folds names to lower case: write it so")


def _database_text(database: DatabaseSpec, _: Context) -> Violations:
    yield from check_description(database.data)
    yield from check_parameters(database.data)
    if "location" in database.data:
        yield from check_location(database.data["location"], ("location",), database.missing)


def same_database_twice(catalog: Catalog) -> Iterator[Finding]:
    """SPEC010: databases of different specs have different names in Glue."""
    seen: dict[str, DatabaseSpec] = {}
    for database in (d for d in catalog.databases if not d.holes & {(), ("name",), ("physical_name",)}):
        first = seen.setdefault(database.physical_name.lower(), database)
        if first is not database:
            message = f"{database.physical_name!r} is the name in Glue of {first.documents[0].file} too"
            key = "physical_name" if "physical_name" in database.data else "name"
            problem = Violation("SPEC010", (key,), message, "Give each database a name of its own")
            yield located(to_finding(problem), database.documents)


DATABASE_RULES: tuple[Callable[[DatabaseSpec, Context], Violations], ...] = (
    _database_place,
    _database_name,
    _database_text,
    beyond_context,
    tables_that_go,
)
