"""What a break leads to: `changes.breaking` of a table, of its database or of the catalog. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from catalog.language.specs.resolver import Catalog, DatabaseSpec, TableSpec


class Strictness(IntEnum):
    """The strictest last."""

    ALLOW = 0  # breaks are not judged
    WARN = 1
    ERROR = 2  # nothing is registered


def strictness(written: str | None, protect: bool) -> Strictness:
    """Of `breaking` as it is written; unset, an error where the engine protects the stack."""
    if written is None or written.upper() not in Strictness.__members__:
        return Strictness.ERROR if protect else Strictness.WARN
    return Strictness[written.upper()]


def of_table(table: TableSpec, protect: bool) -> Strictness:
    """That of a table; the resolver has layered it."""
    return strictness(_breaking(table.data), protect)


def of_database(database: DatabaseSpec | None, catalog: Catalog, protect: bool) -> Strictness:
    """That of a database, and of tables without a spec: defaults of database.yaml, then catalog.yaml."""
    documents = [*(database.documents if database else ()), *([catalog.document] if catalog.document else ())]
    found = (_breaking(d.data.get("defaults") or {}) for d in documents)
    return strictness(next((each for each in found if each is not None), None), protect)


def _breaking(data: Mapping[str, Any]) -> str | None:
    found = (data.get("changes") or {}).get("breaking")
    return found if isinstance(found, str) else None
