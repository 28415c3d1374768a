"""What rules can ask for: the fields of databases, tables and columns by the names that people know them by.

A field of a spec has its path there; `tags.NAME`, `custom.NAME`, `parameters.NAME` and `source.NAME` are
fields for every name. `layer` and `domain` are the tags of those names, a table's own or its database's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.language.findings import Path

DATABASES, TABLES, COLUMNS = "databases", "tables", "columns"
SINGULAR = {DATABASES: "database", TABLES: "table", COLUMNS: "column"}

_BUSINESS = ("steward", "team", "certification", "classification")
_OBJECT_BUSINESS = (
    "label",
    *_BUSINESS,
    "role",
    "dimension_type",
    "representative_key",
    "default_text",
    "exposed",
)
FAMILIES: Mapping[str, Path] = {
    "tags": ("business", "tags"),
    "custom": ("business", "custom"),
    "parameters": ("parameters",),
    "source": ("source",),
}
INHERITED = ("layer", "domain")


def _paths(own: Mapping[str, Path], business: tuple[str, ...], plain: tuple[str, ...]) -> Mapping[str, Path]:
    return {**{name: (name,) for name in plain}, **{name: ("business", name) for name in business}, **own}


PATHS: Mapping[str, Mapping[str, Path]] = {
    DATABASES: _paths(
        {name: ("business", "tags", name) for name in INHERITED},
        _OBJECT_BUSINESS,
        ("name", "physical_name", "description", "location", "permissions"),
    ),
    TABLES: _paths(
        {name: ("storage", name) for name in ("location", "format", "compression")}
        | {name: ("business", "tags", name) for name in INHERITED}
        | {"primary_key": ("columns",)},
        _OBJECT_BUSINESS,
        ("name", "description", "relationships", "hierarchies"),
    ),
    COLUMNS: _paths(
        {},
        _BUSINESS,
        (
            *("name", "type", "label", "description", "comment", "semantic", "measure", "dimension"),
            *("currency", "unit", "text", "foreign_key", "nullable", "hidden", "default"),
            *("currency_value", "unit_value", "value_range", "references"),
        ),
    ),
}
NO_FAMILY = {COLUMNS: ("parameters",)}  # the schema has none there
OF_KEYS = frozenset({"name", "type", "label", "description", "comment"})  # what a partition key can say


@dataclass(frozen=True, slots=True)
class Field:
    """A field of databases, tables or columns: how people call it, and where it stands in the object."""

    name: str
    path: Path

    def value(self, data: Mapping[str, Any], above: Mapping[str, Any]) -> Any:
        """What an object says of it, or its database where that holds for tables, too; None if nothing."""
        if self.name == "primary_key":
            return [c["name"] for c in data.get("columns", ()) if c.get("key")]
        found = data.get(self.name) if self.path == (self.name,) else _at(data, self.path)
        return _at(above, self.path) if found is None and self.name in INHERITED else found


def field_of(kind: str, name: str) -> Field | None:
    """The field of that name, if `kind` has it."""
    path = PATHS[kind].get(name)
    if path is None:
        family, _, member = name.partition(".")
        known = member and family in FAMILIES and family not in NO_FAMILY.get(kind, ())
        path = (*FAMILIES[family], member) if known else None
    return None if path is None else Field(name, path)


def names_of(kind: str) -> list[str]:
    """The names of all fields of a kind, families as `tags.NAME`."""
    return [*PATHS[kind], *(f"{family}.NAME" for family in FAMILIES if family not in NO_FAMILY.get(kind, ()))]


def is_blank(value: Any) -> bool:
    """Whether a value says nothing: none, a text of blanks, a list or mapping without entries."""
    return value is None or (not value.strip() if isinstance(value, str) else value in ([], {}))


def texts_of(value: Any) -> Sequence[str]:
    """What a field says, as texts: one, or one for each entry of a list; none for blanks and mappings."""
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if value is None or isinstance(value, dict):
        return ()
    if isinstance(value, list):
        return [text for one in value if not isinstance(one, list) for text in texts_of(one)]
    return (str(value).lower() if isinstance(value, bool) else str(value),)


def _at(data: Any, path: Path) -> Any:
    for step in path:
        if not isinstance(data, dict):
            return None
        data = data.get(step)
    return data
