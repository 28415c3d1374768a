"""Members that a run may overwrite although another writer changed them too: `sales.orders:description`.

`CATALOG_OVERWRITE` lists them, with commas between; `catalog apply --overwrite` sets it, and plain `pulumi
up` takes it from the shell. What stands before the first colon is a database or `database.table`, what stands
after it a member, as messages name it; both may be patterns (`sales.*:columns.amount.*`). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from catalog.language.visible import quoted

VARIABLE = "CATALOG_OVERWRITE"
EXPECTED = "database[.table]:member expected, such as sales.orders:description or 'sales.*:columns.*.type'"


class OverwriteError(ValueError):
    """A text that names no member; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Overwrite:
    """Members of tables, or of databases where `table` is ''; each part is a pattern of `fnmatch`."""

    database: str
    table: str
    member: str

    def names(self, database: str, table: str, member: str) -> bool:
        """Whether it stands for this member of a table, or of a database where `table` is ''."""
        if bool(table) != bool(self.table):
            return False
        pairs = ((database, self.database), (table, self.table), (member, self.member))
        return all(fnmatchcase(text, pattern) for text, pattern in pairs)


def overwrite(text: str) -> Overwrite:
    """One entry. Raises OverwriteError."""
    named, colon, member = text.strip().partition(":")
    database, dot, table = named.partition(".")
    whole = colon and database and member and bool(dot) == bool(table)
    if not whole or "," in text or not text.isprintable() or member != member.strip() or " " in named:
        raise OverwriteError(f"{quoted(text)} found, {EXPECTED}")
    return Overwrite(database, table, member)


def overwrites(listed: str) -> tuple[Overwrite, ...]:
    """The entries of the variable; none for an empty one. Raises OverwriteError for a wrong one."""
    return tuple(overwrite(text) for text in listed.split(",") if text.strip())


def as_listed(texts: Iterable[str]) -> str:
    """Entries as the variable has them. Raises OverwriteError for the first that is wrong."""
    found = [text.strip() for text in texts]
    for text in found:
        overwrite(text)
    return ",".join(found)
