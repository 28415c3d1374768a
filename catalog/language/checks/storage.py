"""The rules about file formats: a table's own, and those of single partitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.findings import Path, Violation
from catalog.language.glue.storage_formats import DEFAULT_FORMAT, FORMATS, RESERVED_FORMATS
from catalog.language.specs.resolver import TableSpec

from .columns import column_list
from .common import check_declared_parameters
from .rule import Context, Violations


def storage(table: TableSpec, _: Context) -> Violations:
    """SPEC020: the table's format with its compression and options."""
    if ("storage", "format") not in table.holes:  # which compressions it knows depends on it
        yield from check_format(table.data.get("storage") or {}, ("storage",))


def check_format(storage: Mapping[str, Any], path: Path) -> Violations:
    """SPEC020: a format that is supported, with a compression and options that it knows."""
    name = storage.get("format", DEFAULT_FORMAT)
    if name in RESERVED_FORMATS:
        message = f"{name!r} tables are not supported yet"
        yield Violation("SPEC020", (*path, "format"), message, f"Use one of {', '.join(FORMATS)}")
        return
    row = FORMATS[name]
    if storage.get("compression", "none") not in row.compressions:
        message = f"{storage['compression']!r} found, {name} files know {', '.join(row.compressions)}"
        yield Violation("SPEC020", (*path, "compression"), message, "Choose one of these")
    if storage.get("options") and name != "csv":
        yield Violation("SPEC020", (*path, "options"), f"{name} has no options, only csv has", "Remove them")


def overrides(table: TableSpec, _: Context) -> Violations:
    """Columns, format and parameters of an override keep the rules of the table's own."""
    block = table.data.get("partitions") or {}
    keys = {key["name"] for key in block.get("keys", ())}
    for i, override in enumerate(block.get("overrides", ())):
        path: Path = ("partitions", "overrides", i)
        columns = override.get("columns", ())
        yield from column_list(columns, (*path, "columns"))
        for j, column in enumerate(columns):
            if column["name"] in keys:
                message = f"{column['name']!r} is a partition key"
                remedy = "Remove it: in Glue a partition key is no column"
                yield Violation("SPEC014", (*path, "columns", j, "name"), message, remedy)
        yield from _own_format(override.get("storage") or {}, table, (*path, "storage"))
        yield from check_declared_parameters(override.get("parameters") or {}, (*path, "parameters"))


def _own_format(own: Mapping[str, Any], table: TableSpec, path: Path) -> Violations:
    """An override's format, the table's where it has none; without what Glue has for tables only."""
    if not own or ("format" not in own and ("storage", "format") in table.holes):
        return
    name = own.get("format", (table.data.get("storage") or {}).get("format", DEFAULT_FORMAT))
    if "format" in own or name not in RESERVED_FORMATS:  # the rule about the table reports its own format
        yield from check_format({**own, "format": name}, path)
    if name == "csv" and "header" in own.get("options", ()):
        message = "header found: readers skip first lines in all partitions of a table, or in none"
        remedy = "Write it in storage.options of the table, or remove it"
        yield Violation("SPEC020", (*path, "options", "header"), message, remedy)
    if own.get("compression", "none") in FORMATS.get(name, FORMATS[DEFAULT_FORMAT]).compressions[1:]:
        message = "compression found, which Glue holds for tables only: readers see it by the files"
        yield Violation("SPEC031", (*path, "compression"), message, "Remove it")
