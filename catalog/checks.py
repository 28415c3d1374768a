"""The rules of the spec language, one short function each, all findings at once.

A rule takes a resolved database or table and yields problems; the table at the end lists the
rules. Codes are stable. Limits are those of the Glue API (Data Catalog API reference: Column,
TableInput, DatabaseInput).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from . import codec, gluetypes, partitions
from .findings import Finding, Path, Severity, format_path
from .formats import DEFAULT_FORMAT, FORMATS, RESERVED_FORMATS, text_of
from .names import GLUE_NAME_LIMIT, is_glue_name, nearest
from .resolve import Catalog, DatabaseSpec, TableSpec, declared_elsewhere, located

COMMENT_LIMIT = 255
DESCRIPTION_LIMIT = 2048
PARAMETER_KEY_LIMIT = 255
PARAMETER_VALUE_LIMIT = codec.VALUE_LIMIT
LOCATION_LIMIT = 2056
INDEX_LIMIT = 3


class Problem(NamedTuple):
    """A finding without its file and line."""

    code: str
    path: Path
    message: str
    todo: str = ""
    severity: Severity = Severity.ERROR


class Context(NamedTuple):
    """What a rule may look at beside its own object."""

    catalog: Catalog
    tables: Mapping[str, TableSpec]


Problems = Iterator[Problem]


def check(catalog: Catalog) -> list[Finding]:
    """Every problem of the resolved catalog, with file and line, sorted by place."""
    context = Context(catalog, {t.full_name: t for t in catalog.tables})
    found = [
        located(_finding(p), d.documents)
        for d in catalog.databases
        for rule in DATABASE_RULES
        for p in rule(d)
    ]
    found += [
        located(_finding(p), t.documents)
        for t in catalog.tables
        for rule in TABLE_RULES
        for p in rule(t, context)
    ]
    found += _same_database_twice(catalog)
    return sorted([*catalog.findings, *found], key=lambda f: (f.file, f.line, f.code))


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
        message = f"{_short(database.physical_name)} found, 1 to {GLUE_NAME_LIMIT} of a-z, 0-9 and _ expected"
        yield Problem("SPEC018", ("physical_name",), message, "Glue folds names to lower case: write it so")


def _database_text(database: DatabaseSpec) -> Problems:
    yield from _description(database.data)
    yield from _parameters(database.data)
    if "location" in database.data:
        yield from _location(database.data["location"], ("location",), database.missing)


def _same_database_twice(catalog: Catalog) -> Iterator[Finding]:
    seen: dict[str, DatabaseSpec] = {}
    for database in catalog.databases:
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


def _columns(table: TableSpec, _: Context) -> Problems:
    seen: dict[str, int] = {}
    for i, column in enumerate(table.data["columns"]):
        first = seen.setdefault(column["name"], i)
        if first != i:
            message = f"column {column['name']!r} is columns[{first}] already"
            yield Problem("SPEC011", ("columns", i, "name"), message, "Rename or remove one of them")
        yield from _column(column, ("columns", i))


def _column(column: Mapping[str, Any], path: Path) -> Problems:
    try:
        gluetypes.parse(column["type"])
    except gluetypes.GlueTypeError as e:
        yield Problem(
            "SPEC012", (*path, "type"), str(e), "Write a Glue type, e.g. string, decimal(15,2), array<int>"
        )
    source = "comment" if "comment" in column else "label"
    comment = column.get(source) or ""
    if len(comment) > COMMENT_LIMIT:
        message = f"{len(comment)} characters, Glue's column comment takes {COMMENT_LIMIT}"
        yield Problem("SPEC018", (*path, source), message, _shorter(source))
    elif not comment.isprintable():
        yield Problem(
            "SPEC018",
            (*path, source),
            "a line end or control character in a column comment",
            _shorter(source),
        )


def _shorter(source: str) -> str:
    return "Shorten it" if source == "comment" else "Write a short one-line comment: beside the label"


def _partition_keys(table: TableSpec, _: Context) -> Problems:
    columns = {c["name"] for c in table.data["columns"]}
    seen: set[str] = set()
    for i, key in enumerate((table.data.get("partitions") or {}).get("keys", ())):
        path: Path = ("partitions", "keys", i)
        if key["name"] in columns:
            todo = "Keep it under partitions.keys only: in Glue a partition key is no column"
            yield Problem("SPEC014", (*path, "name"), f"partition key {key['name']!r} is also a column", todo)
        if key["name"] in seen:
            yield Problem(
                "SPEC011", (*path, "name"), f"partition key {key['name']!r} appears twice", "Remove one"
            )
        seen.add(key["name"])
        yield from _column(key, path)
        yield from _key_type(key, path)


def _key_type(key: Mapping[str, Any], path: Path) -> Problems:
    try:
        parsed = gluetypes.parse(key["type"])
    except gluetypes.GlueTypeError:
        return  # said already
    if isinstance(parsed, gluetypes.Array | gluetypes.Map | gluetypes.Struct):
        message = f"{gluetypes.render(parsed)[:60]} can't be the type of a partition key"
        yield Problem("SPEC012", (*path, "type"), message, "Use a primitive type, such as string or date")


def _indexes(table: TableSpec, _: Context) -> Problems:
    block = table.data.get("partitions") or {}
    keys = [k["name"] for k in block.get("keys", ())]
    indexes = block.get("indexes") or ()
    if len(indexes) > INDEX_LIMIT:
        path: Path = ("partitions", "indexes", INDEX_LIMIT)
        yield Problem(
            "SPEC016", path, f"{len(indexes)} indexes, Glue takes {INDEX_LIMIT} a table", "Remove the others"
        )
    seen: list[list[str]] = []
    called: set[str] = set()
    for i, index in enumerate(indexes):
        names, called_now = index_keys(index), index_name(index).lower()
        if called_now in called and names not in seen:
            todo = "Give it a name of its own: {name: ..., keys: [...]}"
            yield Problem(
                "SPEC016", ("partitions", "indexes", i), f"the name {called_now!r} appears twice", todo
            )
        called.add(called_now)
        for name in names:
            if name not in keys:
                message = f"{name!r} is no partition key{nearest(name, keys)}"
                todo = f"An index holds partition keys: {', '.join(keys)}"
                yield Problem("SPEC015", ("partitions", "indexes", i), message, todo)
        if names in seen or len(set(names)) < len(names):
            todo = "Remove the repetition"
            yield Problem("SPEC016", ("partitions", "indexes", i), f"the keys {names} appear twice", todo)
        seen.append(names)


def index_keys(index: Any) -> list[str]:
    """The keys of an entry of `partitions.indexes`: a list, or a mapping with `keys`."""
    return list(index["keys"] if isinstance(index, Mapping) else index)


def index_name(index: Any) -> str:
    """The name of an entry of `partitions.indexes`; `idx_contributor_dt` where it has none."""
    given = index.get("name") if isinstance(index, Mapping) else None
    return given or "_".join(["idx", *index_keys(index)])[:GLUE_NAME_LIMIT]


def _partition_values(table: TableSpec, _: Context) -> Problems:
    block = table.data.get("partitions") or {}
    if "projection" in block:
        yield Problem(
            "SPEC021", ("partitions", "projection"), "partition projection is not supported yet", "Remove it"
        )
    path: Path = ("partitions", "values")
    try:
        found = partitions.expand(block.get("values"), [k["name"] for k in block.get("keys", ())])
    except partitions.NotYet as e:
        yield Problem(
            "SPEC021", path, str(e), f"List up to {partitions.LIMIT} partitions, or leave values out"
        )
        return
    except ValueError as e:
        yield Problem("SPEC021", path, str(e), "Give one value for each partition key, in their order")
        return
    if len(found) > partitions.LIMIT:
        message = f"{len(found):,} partitions; more than {partitions.LIMIT} a table are not supported yet"
        yield Problem("SPEC021", path, message, "Leave values out and let the loading job add partitions")
    twice = (
        next((v for i, v in enumerate(found) if v in found[:i]), None)
        if len(set(found)) < len(found)
        else None
    )
    if twice:
        yield Problem("SPEC021", path, f"partition {list(twice)} appears twice", "Remove one of them")
    if any(not value or len(value) > 1024 for values in found for value in values):
        yield Problem(
            "SPEC021", path, "a partition value of 0 or over 1024 characters", "Glue takes 1 to 1024"
        )


def _storage(table: TableSpec, _: Context) -> Problems:
    storage = table.data.get("storage") or {}
    name = storage.get("format", DEFAULT_FORMAT)
    if name in RESERVED_FORMATS:
        message = f"{name!r} tables are not supported yet"
        yield Problem("SPEC020", ("storage", "format"), message, f"Use one of {', '.join(FORMATS)}")
        return
    row = FORMATS[name]
    if storage.get("compression", "none") not in row.compressions:
        message = f"{storage['compression']!r} found, {name} files know {', '.join(row.compressions)}"
        yield Problem("SPEC020", ("storage", "compression"), message, "Choose one of these")
    if storage.get("options") and name != "csv":
        yield Problem(
            "SPEC020", ("storage", "options"), f"{name} has no options, only csv has", "Remove them"
        )


def _table_location(table: TableSpec, _: Context) -> Problems:
    location = (table.data.get("storage") or {}).get("location")
    if location is None:
        todo = "Add storage.location, e.g. s3://${lake}/<database>/<table>/"
        yield Problem("SPEC019", ("storage",), "the table has no location", todo)
    else:
        yield from _location(location, ("storage", "location"), table.missing)


def _location(location: str, path: Path, missing: frozenset[Path]) -> Problems:
    if path in missing:
        return  # said already
    rest = location.removeprefix("s3://")
    if not location.startswith("s3://") or not rest.partition("/")[0]:
        yield Problem(
            "SPEC019", path, f"{_short(location)} found, s3://<bucket>/<folder>/ expected", "Correct the URI"
        )
    elif not location.isprintable() or len(location) > LOCATION_LIMIT or "//" in rest:
        held = f"an empty folder, a control character or over {LOCATION_LIMIT} characters"
        message = f"{_short(location)} holds {held}"
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
    for key, value in (data.get("parameters") or {}).items():
        path: Path = ("parameters", key)
        if codec.is_own(key):
            prefixes = ", ".join(codec.OWN_PREFIXES)
            todo = f"{prefixes} are made from the spec: use business:, source: or another prefix"
            yield Problem("SPEC023", path, f"the parameter {key!r} has a prefix of ours", todo)
        yield from _parameter_size(key, text_of(value), path)
    for key, text in codec.encode_context(data).items():  # long values are in parts by now
        yield from _parameter_size(key, text, tuple(key.removeprefix("catalog.").split(".", 1)))


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
            message = f"no table {_short(target)} in the specs{nearest(target, context.tables)}"
            todo = "Import it too, correct the name, or leave it: the relationship is kept as it is"
            yield Problem("SPEC017", (*path, "to"), message, todo, Severity.WARNING)
        for here, there in (relationship.get("on") or {}).items():
            if here not in columns:
                yield _unknown_column((*path, "on", here), here, columns, table.full_name)
            if other is not None and there not in _all_columns(other):
                yield _unknown_column((*path, "on", here), there, _all_columns(other), target)


def _references(table: TableSpec, _: Context) -> Problems:
    """Columns that others name: currency and unit of a measure, columns of a hierarchy."""
    columns = _all_columns(table)
    for i, column in enumerate(table.data["columns"]):
        for block, where in ((column, ()), (column.get("measure") or {}, ("measure",))):
            for key in ("currency", "unit", "text"):
                if isinstance(block.get(key), str) and block[key] not in columns:
                    yield _unknown_column(("columns", i, *where, key), block[key], columns, table.full_name)
    for i, hierarchy in enumerate(table.data.get("hierarchies") or ()):
        for key in ("parent", "child", "levels"):
            named = hierarchy.get(key) or []
            for name in [named] if isinstance(named, str) else named:
                if isinstance(name, str) and name not in columns:
                    yield _unknown_column(("hierarchies", i, key), name, columns, table.full_name)


def _all_columns(table: TableSpec) -> set[str]:
    keys = (table.data.get("partitions") or {}).get("keys", ())
    return {c["name"] for c in (*table.data["columns"], *keys)}


def _unknown_column(path: Path, name: str, columns: set[str], table: str) -> Problem:
    message = f"{_short(name)} is no column of {table}{nearest(name, columns)}"
    return Problem("SPEC022", path, message, "Correct the name; it is kept as it is", Severity.WARNING)


def _short(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:77] + "...")


DATABASE_RULES: tuple[Callable[[DatabaseSpec], Problems], ...] = (
    _database_place,
    _database_name,
    _database_text,
)
TABLE_RULES: tuple[Callable[[TableSpec, Context], Problems], ...] = (
    _table_place,
    _columns,
    _partition_keys,
    _indexes,
    _partition_values,
    _storage,
    _table_location,
    _table_text,
    _relationships,
    _references,
)
