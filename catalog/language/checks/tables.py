"""The rules about a table, and the list of all rules that a table has to keep."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as FilePath

from catalog.language.findings import Violation
from catalog.language.specs.management import only_context
from catalog.language.specs.resolver import TableSpec

from .access import restricted
from .columns import columns, indexes, partition_keys
from .common import check_description, check_location, check_parameters
from .evolution import accepted, canonical, deprecated, renamed
from .locations import no_shared_folder
from .management import beyond_context
from .partitions import partition_values, projected, values_required
from .references import references, relationships
from .rule import Context, Violations
from .storage import overrides, storage


def _table_place(table: TableSpec, context: Context) -> Violations:
    file = FilePath(table.documents[0].file)
    if file.stem != table.name:
        remedy = f"Rename the file or write name: {file.stem}"
        yield Violation("SPEC005", ("name",), f"{table.name!r} found in the file {file.name!r}", remedy)
    if table.data["database"] != table.database.name:
        remedy = f"Write database: {table.database.name}, or move the file"
        message = f"{table.data['database']!r} found in the folder of {table.database.name!r}"
        yield Violation("SPEC005", ("database",), message, remedy)
    first = context.tables[table.full_name]
    if first is not table:
        message = f"{table.full_name} is declared in {first.documents[0].file} too"
        yield Violation("SPEC010", ("name",), message, "Keep one of them")


def _table_location(table: TableSpec, _: Context) -> Violations:
    location = (table.data.get("storage") or {}).get("location")
    if only_context(table.data):
        return
    if location is None:
        remedy = "Add storage.location, e.g. s3://${lake}/<database>/<table>/"
        yield Violation("SPEC019", ("storage", "location"), "the table has no location", remedy)
    else:
        yield from check_location(location, ("storage", "location"), table.missing)


def _table_text(table: TableSpec, _: Context) -> Violations:
    yield from check_description(table.data)
    yield from check_parameters(table.data)


TABLE_RULES: tuple[Callable[[TableSpec, Context], Violations], ...] = (
    _table_place,
    beyond_context,
    columns,
    partition_keys,
    indexes,
    partition_values,
    projected,
    values_required,
    storage,
    overrides,
    _table_location,
    no_shared_folder,
    _table_text,
    relationships,
    references,
    accepted,
    renamed,
    deprecated,
    canonical,
    restricted,
)
