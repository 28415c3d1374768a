"""The rules about `removed`: what is declared can't be gone, and each file speaks of its own objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from catalog.language.findings import Path, Violation, short
from catalog.language.glue.names import is_glue_name
from catalog.language.specs.recovery import BLANK

from .days import blank_reason, is_past, no_days

REMOVED = "removed"
Entries = Sequence[Mapping[str, Any]]
Declared = Callable[[str], str]  # the file that declares an object of that name; empty if none does


def removed_tables(
    entries: Entries, database: str, declared: Declared, today: date | None
) -> Iterator[Violation]:
    """SPEC039 to SPEC042: of a database's `removed`, whose `table` is `<database>.<table>`."""
    yield from _entries(entries, "table", declared, today, lambda name: name.startswith(f"{database}."))
    for i, entry in enumerate(entries):
        path: Path = (REMOVED, i, "table")
        owner, dot, name = entry["table"].partition(".")
        if entry["table"] == BLANK:
            continue
        if not dot:
            message = f"{short(owner)} found, <database>.<table> expected"
            yield Violation("SPEC042", path, message, f"Write {database}.{owner}, say")
        elif not (is_glue_name(owner) and is_glue_name(name)):
            message = f"{short(entry['table'])} found, <database>.<table> of a-z, 0-9 and _ expected"
            yield Violation("SPEC042", path, message, f"Write the table as in {database}.orders")
        elif owner != database:
            message = f"{short(entry['table'])} is no table of the database {database}"
            yield Violation("SPEC042", path, message, f"Move the entry to {owner}/database.yaml")


def removed_databases(entries: Entries, declared: Declared, today: date | None) -> Iterator[Violation]:
    """The same of `removed` in catalog.yaml, whose `database` is the name in the specs."""
    yield from _entries(entries, "database", declared, today)
    for i, entry in enumerate(entries):
        name = entry["database"]
        if name != BLANK and not is_glue_name(name):
            message = f"{short(name)} is no name of a database: 1 to 255 of a-z, 0-9 and _ expected"
            remedy = "Write the database's name as its folder had it; tables stand in their database.yaml"
            yield Violation("SPEC042", (REMOVED, i, "database"), message, remedy)


def _entries(
    entries: Entries,
    key: str,
    declared: Declared,
    today: date | None,
    owned: Callable[[str], bool] = bool,
) -> Iterator[Violation]:
    """What holds for tables and databases alike; `owned` are the names that this file may list."""
    seen: dict[str, int] = {}
    for i, entry in enumerate(entries):
        path: Path = (REMOVED, i)
        name = entry[key]
        yield from blank_reason(entry, path)
        yield from no_days(entry, ("until",), path)
        if name == BLANK:
            continue
        if seen.setdefault(name, i) != i:
            message = f"{short(name)} is {REMOVED}[{seen[name]}] already"
            yield Violation("SPEC042", (*path, key), message, "Remove one of them")
        if file := declared(name) if owned(name) else "":
            message = f"{short(name)} is removed here and declared in {file}"
            remedy = f"Remove this entry, so that the {key} can come back, or the file"
            yield Violation("SPEC041", (*path, key), message, remedy)
        elif is_past(entry["until"], today) and owned(name):
            message = f"the removal of the {key} {short(name)} counted until {entry['until']}, which is past"
            yield Violation("SPEC040", (*path, "until"), message, "Remove the entry")
