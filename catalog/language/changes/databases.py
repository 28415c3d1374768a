"""The changes of a database, from its properties before and after. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .change import Change
from .comparison import parameter_changes, scalar_changes

DATABASE_FIELDS = (
    ("name", "name"),
    ("description", "description"),
    ("locationUri", "location"),
    ("createTableDefaultPermissions", "permissions of new tables"),
)


def database_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs between two property dicts of `aws:glue/catalogDatabase:CatalogDatabase`."""
    return (
        *scalar_changes(old, new, DATABASE_FIELDS),
        *parameter_changes(old.get("parameters"), new.get("parameters")),
    )
