"""The columns of a canonical table: of a spec of this stack, or of one that another stack holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from catalog.files import limits
from catalog.files.paths import read_file
from catalog.language.findings import DataError
from catalog.language.specs import yaml_text
from catalog.language.specs.management import only_context
from catalog.language.specs.recovery import BLANK
from catalog.language.specs.resolver import TableSpec, declared_elsewhere


@dataclass(frozen=True, slots=True)
class Canonical:
    """A canonical table: its name `<database>.<table>`, and the type of each column and partition key."""

    name: str
    columns: Mapping[str, str]


def canonical_of(name: str, tables: Mapping[str, TableSpec], root: str) -> Canonical | None:
    """The table of that name among `tables`, else in its file below `root`, the specs folder; or None."""
    table = tables.get(name)
    if table is not None:
        return Canonical(name, columns_of(table.data))
    if not declared_elsewhere(root, name):
        return None
    database, _, stem = name.partition(".")
    file = FilePath(root) / database / f"{stem}.yaml"
    return _elsewhere(name, str(file), file.lstat().st_mtime_ns)


def columns_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The columns and partition keys of a table by name, each with its type; blank where it has none."""
    keys = (data.get("partitions") or {}).get("keys", ())
    return {c["name"]: c.get("type", BLANK) for c in (*data["columns"], *keys) if c["name"] != BLANK}


def knows_all_columns(data: Mapping[str, Any]) -> bool:
    """Whether what a spec does not list is not there: another tool's table may have more columns."""
    return not only_context(data)


@lru_cache(maxsize=64)
def _elsewhere(name: str, file: str, _: int) -> Canonical | None:
    """Columns have no defaults and types no variables, so the file alone says them."""
    try:
        data, _findings = yaml_text.read(yaml_text.decode(read_file(file, limits.SPEC), file), file)
        return Canonical(name, columns_of({"columns": (), **data}))
    except (OSError, DataError, KeyError, TypeError, AttributeError):
        return None  # the check of the stack that holds it says what is wrong
