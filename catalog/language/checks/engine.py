"""The rules of the spec language, one short function each, all findings at once.

A rule takes a resolved database or table and yields problems; the table at the end lists the
rules. Codes are stable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from catalog.language.findings import Finding, Path, Severity, Step, format_path, unwatched
from catalog.language.glue import parameters as codec
from catalog.language.glue.limits import (
    DESCRIPTION_LIMIT,
    LOCATION_LIMIT,
    NAME_LIMIT,
    PARAMETER_KEY_LIMIT,
    PARAMETER_VALUE_LIMIT,
)
from catalog.language.glue.names import is_glue_name, nearest
from catalog.language.glue.storage_formats import DEFAULT_FORMAT, FORMATS, RESERVED_FORMATS, text_of
from catalog.language.specs.recovery import lies_in
from catalog.language.specs.resolver import Catalog, DatabaseSpec, TableSpec, declared_elsewhere, located

from . import columns as column_checks
from . import locations, partitions
from .problem import Context, Problem, Problems, absent, short


def check(catalog: Catalog, step: Step = unwatched) -> list[Finding]:
    """Every problem of the resolved catalog, with file and line, sorted by place."""
    context = Context(catalog, {t.full_name: t for t in catalog.tables}, locations.Folders(catalog.tables))
    found = [f for d in catalog.databases for f in _told(d, (p for rule in DATABASE_RULES for p in rule(d)))]
    for t in catalog.tables:
        found += _told(t, (p for rule in TABLE_RULES for p in rule(t, context)))
        step("tables checked")
    found += _same_database_twice(catalog)
    return sorted([*catalog.findings, *found], key=lambda f: (f.file, f.line, f.code))


def _told(of: DatabaseSpec | TableSpec, problems: Problems) -> Iterator[Finding]:
    """The problems as findings, but for those of places that break the schema: that is said already."""
    return (located(_finding(p), of.documents) for p in problems if not lies_in(p.path, of.holes))


def _finding(problem: Problem) -> Finding:
    place = f"{format_path(problem.path)}: " if problem.path else ""
    return Finding(problem.code, problem.severity, place + problem.message, problem.todo, path=problem.path)


# --- databases -----------------------------------------------------------------------------------


def _database_place(database: DatabaseSpec) -> Problems:
    folder = FilePath(database.documents[0].file).parent.name
    if folder != database.name:
        todo = f"Rename the folder or write name: {folder}"
        yield Problem("SPEC005", ("name",), f"{database.name!r} found in the folder {folder!r}", todo)


def _database_name(database: DatabaseSpec) -> Problems:
    if ("physical_name",) not in database.missing and not is_glue_name(database.physical_name):
        message = f"{short(database.physical_name)} found, 1 to {NAME_LIMIT} of a-z, 0-9 and _ expected"
        yield Problem("SPEC018", ("physical_name",), message, "Glue folds names to lower case: write it so")


def _database_text(database: DatabaseSpec) -> Problems:
    yield from _description(database.data)
    yield from _parameters(database.data)
    if "location" in database.data:
        yield from _location(database.data["location"], ("location",), database.missing)


def _same_database_twice(catalog: Catalog) -> Iterator[Finding]:
    seen: dict[str, DatabaseSpec] = {}
    for database in (d for d in catalog.databases if not d.holes & {(), ("name",), ("physical_name",)}):
        first = seen.setdefault(database.physical_name.lower(), database)
        if first is not database:
            message = f"{database.physical_name!r} is the name in Glue of {first.documents[0].file} too"
            key = "physical_name" if "physical_name" in database.data else "name"
            problem = Problem("SPEC010", (key,), message, "Give each database a name of its own")
            yield located(_finding(problem), database.documents)


# --- tables --------------------------------------------------------------------------------------


def _table_place(table: TableSpec, context: Context) -> Problems:
    file = FilePath(table.documents[0].file)
    if file.stem != table.name:
        todo = f"Rename the file or write name: {file.stem}"
        yield Problem("SPEC005", ("name",), f"{table.name!r} found in the file {file.name!r}", todo)
    if table.data["database"] != table.database.name:
        todo = f"Write database: {table.database.name}, or move the file"
        message = f"{table.data['database']!r} found in the folder of {table.database.name!r}"
        yield Problem("SPEC005", ("database",), message, todo)
    first = context.tables[table.full_name]
    if first is not table:
        message = f"{table.full_name} is declared in {first.documents[0].file} too"
        yield Problem("SPEC010", ("name",), message, "Keep one of them")


def _storage(table: TableSpec, _: Context) -> Problems:
    if ("storage", "format") not in table.holes:  # which compressions it knows depends on it
        yield from _format(table.data.get("storage") or {}, ("storage",))


def _format(storage: Mapping[str, Any], path: Path) -> Problems:
    name = storage.get("format", DEFAULT_FORMAT)
    if name in RESERVED_FORMATS:
        message = f"{name!r} tables are not supported yet"
        yield Problem("SPEC020", (*path, "format"), message, f"Use one of {', '.join(FORMATS)}")
        return
    row = FORMATS[name]
    if storage.get("compression", "none") not in row.compressions:
        message = f"{storage['compression']!r} found, {name} files know {', '.join(row.compressions)}"
        yield Problem("SPEC020", (*path, "compression"), message, "Choose one of these")
    if storage.get("options") and name != "csv":
        yield Problem("SPEC020", (*path, "options"), f"{name} has no options, only csv has", "Remove them")


def _overrides(table: TableSpec, _: Context) -> Problems:
    """What some partitions have of their own: as good as the table's, each in its place."""
    block = table.data.get("partitions") or {}
    keys = {key["name"] for key in block.get("keys", ())}
    for i, override in enumerate(block.get("overrides", ())):
        path: Path = ("partitions", "overrides", i)
        columns = override.get("columns", ())
        yield from column_checks.listed(columns, (*path, "columns"))
        for j, column in enumerate(columns):
            if column["name"] in keys:
                message = f"{column['name']!r} is a partition key"
                todo = "Remove it: in Glue a partition key is no column"
                yield Problem("SPEC014", (*path, "columns", j, "name"), message, todo)
        yield from _own_format(override.get("storage") or {}, table, (*path, "storage"))
        yield from _declared_parameters(override.get("parameters") or {}, (*path, "parameters"))


def _own_format(own: Mapping[str, Any], table: TableSpec, path: Path) -> Problems:
    """A partition's format, the table's where it has none; what Glue has for tables only is no use here."""
    if not own or ("format" not in own and ("storage", "format") in table.holes):
        return
    name = own.get("format", (table.data.get("storage") or {}).get("format", DEFAULT_FORMAT))
    if "format" in own or name not in RESERVED_FORMATS:  # of the table's own it is said already
        yield from _format({**own, "format": name}, path)
    if name == "csv" and "header" in own.get("options", ()):
        message = "header found: readers skip first lines in all partitions of a table, or in none"
        todo = "Write it in storage.options of the table, or remove it"
        yield Problem("SPEC020", (*path, "options", "header"), message, todo)
    if own.get("compression", "none") in FORMATS.get(name, FORMATS[DEFAULT_FORMAT]).compressions[1:]:
        message = "compression found, which Glue holds for tables only: readers see it by the files"
        yield Problem("SPEC020", (*path, "compression"), message, "Remove it", Severity.WARNING)


def _table_location(table: TableSpec, _: Context) -> Problems:
    location = (table.data.get("storage") or {}).get("location")
    if location is None:
        todo = "Add storage.location, e.g. s3://${lake}/<database>/<table>/"
        yield Problem("SPEC019", ("storage", "location"), "the table has no location", todo)
    else:
        yield from _location(location, ("storage", "location"), table.missing)


def _location(location: str, path: Path, missing: frozenset[Path]) -> Problems:
    if path in missing:
        return  # said already
    rest = location.removeprefix("s3://")
    if not location.startswith("s3://") or not rest.partition("/")[0]:
        yield Problem(
            "SPEC019", path, f"{short(location)} found, s3://<bucket>/<folder>/ expected", "Correct the URI"
        )
    elif not location.isprintable() or len(location) > LOCATION_LIMIT or "//" in rest:
        held = f"an empty folder, a control character or over {LOCATION_LIMIT} characters"
        message = f"{short(location)} holds {held}"
        yield Problem("SPEC019", path, message, "Correct the URI")


def _table_text(table: TableSpec, _: Context) -> Problems:
    yield from _description(table.data)
    yield from _parameters(table.data)


def _description(data: Mapping[str, Any]) -> Problems:
    text = data.get("description") or ""
    if len(text) > DESCRIPTION_LIMIT:
        message = f"{len(text):,} characters, Glue takes {DESCRIPTION_LIMIT:,}"
        yield Problem(
            "SPEC018", ("description",), message, "Shorten it; a longer text can go to business.description"
        )


def _parameters(data: Mapping[str, Any]) -> Problems:
    yield from _declared_parameters(data.get("parameters") or {}, ("parameters",))
    for key, text in codec.encode_context(data).items():  # long values are in parts by now
        yield from _parameter_size(key, text, tuple(key.removeprefix("catalog.").split(".", 1)))


def _declared_parameters(parameters: Mapping[str, Any], path: Path) -> Problems:
    for key, value in parameters.items():
        if codec.is_own(key):
            prefixes = ", ".join(codec.OWN_PREFIXES)
            todo = f"{prefixes} are made from the spec: use business:, source: or another prefix"
            yield Problem("SPEC023", (*path, key), f"the parameter {key!r} has a prefix of ours", todo)
        yield from _parameter_size(key, text_of(value), (*path, key))


def _parameter_size(key: str, value: str, path: Path) -> Problems:
    if not 1 <= len(key) <= PARAMETER_KEY_LIMIT or not key.isprintable():
        message = f"a parameter key of {len(key)} characters, 1 to {PARAMETER_KEY_LIMIT} on one line expected"
        yield Problem("SPEC018", path, message, "Shorten it")
    if len(value) > PARAMETER_VALUE_LIMIT:
        message = f"{len(value):,} characters, a Glue parameter takes {PARAMETER_VALUE_LIMIT:,}"
        yield Problem("SPEC018", path, message, "Shorten it")


def _relationships(table: TableSpec, context: Context) -> Problems:
    columns = _all_columns(table)
    for i, relationship in enumerate(table.data.get("relationships") or ()):
        path: Path = ("relationships", i)
        target = relationship["to"]
        other = context.tables.get(target)
        if other is None and not declared_elsewhere(context.catalog.root, target):
            message = f"no table {short(target)} in the specs{nearest(target, context.tables)}"
            todo = "Import it too, correct the name, or leave it: the relationship is kept as it is"
            yield Problem("SPEC017", (*path, "to"), message, todo, Severity.WARNING)
        for here, there in (relationship.get("on") or {}).items():
            if absent(here, columns):
                yield _unknown_column((*path, "on", here), here, columns, table.full_name)
            if other is not None and absent(there, _all_columns(other)):
                yield _unknown_column((*path, "on", here), there, _all_columns(other), target)
        for j, condition in enumerate(relationship.get("where") or ()):
            owner, name = (table, table.full_name) if condition["of"] == "source" else (other, target)
            if owner is not None and absent(condition["column"], _all_columns(owner)):
                place = (*path, "where", j, "column")
                yield _unknown_column(place, condition["column"], _all_columns(owner), name)


def _references(table: TableSpec, _: Context) -> Problems:
    """Columns that others name: currency and unit of a measure, columns of a hierarchy."""
    columns = _all_columns(table)
    for i, column in enumerate(table.data["columns"]):
        for block, where in ((column, ()), (column.get("measure") or {}, ("measure",))):
            for key in ("currency", "unit", "text"):
                if isinstance(block.get(key), str) and absent(block[key], columns):
                    yield _unknown_column(("columns", i, *where, key), block[key], columns, table.full_name)
    for i, hierarchy in enumerate(table.data.get("hierarchies") or ()):
        for key in ("parent", "child", "levels"):
            named = hierarchy.get(key) or []
            for name in [named] if isinstance(named, str) else named:
                if isinstance(name, str) and absent(name, columns):
                    yield _unknown_column(("hierarchies", i, key), name, columns, table.full_name)


def _all_columns(table: TableSpec) -> set[str]:
    keys = (table.data.get("partitions") or {}).get("keys", ())
    return {c["name"] for c in (*table.data["columns"], *keys)}


def _unknown_column(path: Path, name: str, columns: set[str], table: str) -> Problem:
    message = f"{short(name)} is no column of {table}{nearest(name, columns)}"
    return Problem("SPEC022", path, message, "Correct the name; it is kept as it is", Severity.WARNING)


DATABASE_RULES: tuple[Callable[[DatabaseSpec], Problems], ...] = (
    _database_place,
    _database_name,
    _database_text,
)
TABLE_RULES: tuple[Callable[[TableSpec, Context], Problems], ...] = (
    _table_place,
    column_checks.columns,
    column_checks.partition_keys,
    column_checks.indexes,
    partitions.values,
    partitions.projected,
    partitions.lonely,
    _storage,
    _overrides,
    _table_location,
    locations.apart,
    _table_text,
    _relationships,
    _references,
)
