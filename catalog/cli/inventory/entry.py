"""A table as the inventory has it, wherever it was read: names, context, columns, and how many partitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One table. `database` is the specs' name, of a live table Glue's; `glue_database` is always Glue's."""

    database: str
    table: str
    glue_database: str
    description: str = ""
    business: Json = field(default_factory=dict)
    source: Json = field(default_factory=dict)
    database_tags: Json = field(default_factory=dict)
    columns: Sequence[Json] = ()  # as specs have them; partition keys are apart
    keys: Sequence[Json] = ()
    partitions: int = 0
    indexes: int = 0

    @property
    def full_name(self) -> str:
        """`<database>.<table>`."""
        return f"{self.database}.{self.table}"

    @property
    def tags(self) -> dict[str, Any]:
        """Its own tags and those of its database; its own go first."""
        return {**self.database_tags, **mapping(self.business.get("tags"))}

    def said(self, name: str) -> str:
        """What its business context says, as text; empty where it says nothing."""
        value = self.business.get(name)
        return "" if value is None else str(value)


def mapping(value: Any) -> Json:
    """The value if it is a mapping, else an empty one: in Glue anything may stand."""
    return value if isinstance(value, Mapping) else {}
