"""Raw documents to resolved specs: defaults layered (catalog, database, table), variables replaced.

Takes a RawCatalog and the variables of one stack; gives the databases and tables that stack
declares, and findings for variables nobody set. Reads files only to find a line to report, and the CSV
file of a table's partitions when those are asked for.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path as FilePath
from typing import Any

from catalog.files import limits
from catalog.files.kinds import Kind
from catalog.files.paths import kind_at, read_file
from catalog.language.codes import finding
from catalog.language.findings import STACK_FILE, Finding, Path, format_path
from catalog.language.glue.names import nearest
from catalog.language.partitions.today import mentions_today, with_today
from catalog.language.partitions.values import Partitions
from catalog.language.visible import cell

from . import yaml_text
from .loader import DATABASE_FILE, Document, Folder, RawCatalog
from .management import managed_part, only_context
from .partitions import read_partitions
from .quick_lines import quick_line
from .recovery import BLANK, Holes, has, lies_in
from .variables import Substitution
from .yaml_lines import KEPT

BESIDE = frozenset({"defaults", "lint"})  # keys of a document that say nothing of its own object
DEFAULTED = ("storage", "business", "parameters", "changes", "readers")
OWN = {"changes": "accept"}  # of what is defaulted, the member that holds for one table alone
MISSED: tuple[Path, ...] = (
    ("storage", "location"),
    ("storage", "format"),
)  # rules ask for these, given or not


@dataclass(frozen=True, slots=True)
class DatabaseSpec:
    """One database: `name` is logical, `physical_name` Glue's; `data` is the document resolved."""

    name: str
    physical_name: str
    data: Mapping[str, Any]
    documents: tuple[Document, ...]
    missing: frozenset[Path] = frozenset()  # places with a variable that nobody set
    holes: Holes = frozenset()  # places whose value is not known, as the file breaks its schema there


@dataclass(frozen=True)
class TableSpec:
    """One table; `data` is its document with defaults and variables in place."""

    database: DatabaseSpec
    name: str
    data: Mapping[str, Any]
    documents: tuple[Document, ...]
    missing: frozenset[Path] = frozenset()
    holes: Holes = frozenset()
    undated: Mapping[str, Any] | None = (
        None  # its `partitions` with `today` in them, where a date took its place
    )

    @property
    def full_name(self) -> str:
        """`<database>.<table>`, logical: how other specs refer to it."""
        return f"{self.database.name}.{self.name}"

    @cached_property
    def column_names(self) -> frozenset[str]:
        """The names of its columns and partition keys; a blank among them stands for others in Glue alone."""
        keys = (self.data.get("partitions") or {}).get("keys", ())
        names = frozenset(c["name"] for c in (*self.data["columns"], *keys))
        return names | {BLANK} if only_context(self.data) else names

    @cached_property
    def partitions(self) -> Partitions:
        """What `partitions` of the spec declares; parsed, with its CSV file, when first asked for."""
        return read_partitions(self.data.get("partitions") or {}, FilePath(self.documents[0].file).parent)


@dataclass(slots=True)
class Catalog:
    """What one stack declares. `root` is the specs folder, to see which tables exist beyond the selection."""

    root: str
    databases: list[DatabaseSpec] = field(default_factory=list)
    tables: list[TableSpec] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    document: Document | None = None  # catalog.yaml, if there is one
    uses_today: bool = False  # whether what it declares depends on the day
    today: date | None = None  # the day of the run; None where nobody asks
    protect: bool = False  # whether the stack has `catalog:protect`


def resolve(
    raw: RawCatalog, variables: Mapping[str, str], today: date | None = None, *, protect: bool = False
) -> Catalog:
    """The catalog of a stack with these variables, as far as its documents can be read.

    `today` takes the place of the word in ranges of partitions; with `protect` the rules are production's.
    """
    found = Catalog(raw.root, document=raw.catalog, today=today, protect=protect)
    for folder in raw.folders:
        if folder.database or folder.tables:
            _resolve_folder(folder, [raw.catalog] if raw.catalog else [], variables, found)
    if today is not None:
        _put_day(found, today)
    return found


def _put_day(found: Catalog, today: date) -> None:
    for at, table in enumerate(found.tables):
        block = table.data.get("partitions")
        if block and mentions_today(block):
            dated = with_today(block, today)
            found.uses_today |= dated != block
            undated = block if dated != block else None
            found.tables[at] = replace(table, data={**table.data, "partitions": dated}, undated=undated)


def _resolve_folder(
    folder: Folder, above: list[Document], variables: Mapping[str, str], found: Catalog
) -> None:
    document = folder.database or Document(
        str(FilePath(folder.path) / DATABASE_FILE), "Database", {}, [], frozenset({()})
    )
    database = _database(folder, document, variables, found)
    layers = (document, *above)
    defaults = _layered([_for_all(d.data.get("defaults", {})) for d in reversed(layers)])
    for table in folder.tables:
        if not table.data:
            continue
        documents = (table, *layers)
        merged = _with_defaults(table.data, defaults)
        data, missing = _substituted(managed_part(merged, "Table"), documents, variables, found)
        holes = table.holes | _unknown_defaults(table, layers)
        found.tables.append(TableSpec(database, data["name"], data, documents, missing, holes))


def table_by_itself(
    data: Mapping[str, Any], database: Mapping[str, Any], catalog: Mapping[str, Any], file: str = ""
) -> TableSpec:
    """The spec of one table's document with the defaults of the documents above it, as far as no stack
    is known: variables and `today` stay in place. `database` and `catalog` may be empty, `file` is its own.
    """
    name = str(database.get("name") or data.get("database", ""))
    of = DatabaseSpec(name, str(database.get("physical_name") or name), database, ())
    defaults = _layered([document.get("defaults") or {} for document in (catalog, database)])
    documents = (Document(file, "Table", dict(data)),)
    return TableSpec(of, data["name"], managed_part(_with_defaults(data, defaults), "Table"), documents)


def _with_defaults(data: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    return _declared(data) | _layered([defaults, {k: data[k] for k in DEFAULTED if k in data}])


def _database(
    folder: Folder, document: Document, variables: Mapping[str, str], found: Catalog
) -> DatabaseSpec:
    """The folder's database; one that can't be read has the folder's name, for the tables' sake."""
    own = managed_part(_declared(document.data), "Database")
    if lies_in(("name",), document.holes):
        own["name"] = folder.name
    data, missing = _substituted(own, (document,), variables, found)
    physical = data.get("physical_name", data["name"])
    database = DatabaseSpec(data["name"], physical, data, (document,), missing, document.holes)
    found.databases.append(database)
    return database


def _declared(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a document says of its object; `lint` changes nothing that is declared."""
    return {key: value for key, value in data.items() if key not in BESIDE}


def _for_all(defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Defaults without what no default can say: the schema's finding tells of it."""
    return {
        key: {k: v for k, v in value.items() if k != OWN[key]}
        if key in OWN and isinstance(value, dict)
        else value
        for key, value in defaults.items()
    }


def _unknown_defaults(table: Document, layers: Sequence[Document]) -> Holes:
    """What a table would miss that defaults may hold, were they to be read."""
    unknown = {hole[1:] for d in layers for hole in d.holes if hole[:1] in ((), ("defaults",))}
    return frozenset(p for p in MISSED if lies_in(p, unknown) and not has(table.data, p))


def _layered(layers: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Later layers win; mappings are merged to any depth, all else is replaced."""
    merged: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            before = merged.get(key)
            both = isinstance(before, dict) and isinstance(value, dict)
            merged[key] = _layered([before, value]) if both else value  # type: ignore[list-item]
    return merged


def _substituted(
    data: dict[str, Any], documents: tuple[Document, ...], variables: Mapping[str, str], found: Catalog
) -> tuple[dict[str, Any], frozenset[Path]]:
    substitution = Substitution(variables)
    value: dict[str, Any] = substitution.value(data)
    for path, name in substitution.missing:
        message = f"{format_path(path)}: variable ${{{cell(name)}}} has no value{nearest(name, variables)}"
        remedy = f"Set catalog:variables {cell(name)} in {STACK_FILE}, or write $${{ for a literal ${{"
        found.findings.append(located(finding("SPEC013", message, remedy, path=path), documents))
    return value, frozenset(path for path, _ in substitution.missing)


def located(finding: Finding, documents: tuple[Document, ...]) -> Finding:
    """The finding with file and line: of the first document that holds its path, own before defaults."""
    best = (0, finding.at(documents[0].file, 1))
    for i, document in enumerate(documents):
        path: Path = finding.path if i == 0 else ("defaults", *finding.path)
        line, whole = _line_of(document, path)
        if whole:
            return finding.at(document.file, line)
        if i == 0:
            best = (1, finding.at(document.file, line))
    return best[1]


def _line_of(document: Document, path: Path) -> tuple[int, bool]:
    """The line of a place in a document's file, and whether the whole path is there."""
    is_whole = not document.findings and not document.holes
    if is_whole and path[:1] == ("defaults",) and not has(document.data, path):
        return 1, False
    text = _text(document.file, _stamp(document.file))
    return (quick_line(text, document.data, path) if is_whole else None) or yaml_text.line_of(text, path)


def line_at(file: str, path: Path) -> int:
    """The 1-based line of `path` in a spec file, or of its deepest part that exists."""
    return yaml_text.line_of(_text(file, _stamp(file)), path)[0]


def _stamp(file: str) -> tuple[int, ...]:
    """What tells a file from the same one written anew."""
    try:
        found = os.lstat(file)
    except (OSError, ValueError):
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


@lru_cache(maxsize=KEPT)
def _text(file: str, _: tuple[int, ...]) -> str:
    """The text of a spec file, kept for the next finding; empty where it can't be read any more."""
    try:
        return read_file(file, limits.SPEC).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""


def declared_elsewhere(root: str, full_name: str) -> bool:
    """True if a spec file of that logical name lies under `root`, whether or not this stack selects it."""
    database, _, table = full_name.partition(".")
    safe = all(part and part not in (".", "..") and "/" not in part for part in (database, table))
    try:
        return safe and kind_at(FilePath(root) / database / f"{table}.yaml") is Kind.FILE
    except OSError:
        return False
