"""The rules about `renamed_from`: it names what is there no more, and each only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from catalog.language.findings import Path, Violation, short
from catalog.language.glue.names import is_glue_name
from catalog.language.specs.recovery import BLANK

KEY = "renamed_from"
GONE = "Remove renamed_from: what is still there was not renamed"


def renamed_columns(
    columns: Sequence[Mapping[str, Any]], keys: Sequence[Mapping[str, Any]]
) -> Iterator[Violation]:
    """SPEC043: of the columns of a table; `keys` are its partition keys."""
    declared = {c["name"]: "column" for c in columns} | {k["name"]: "partition key" for k in keys}
    seen: dict[str, str] = {}
    for i, column in enumerate(columns):
        former = column.get(KEY, BLANK)
        path: Path = ("columns", i, KEY)
        if former == BLANK:
            continue
        if former == column["name"]:
            yield Violation("SPEC043", path, f"{short(former)} is the column's own name", "Remove it")
        elif former in declared:
            message = f"{short(former)} is still a {declared[former]} of the table"
            yield Violation("SPEC043", path, message, GONE)
        elif former in seen:
            message = f"{short(former)} is where column {seen[former]!r} comes from, too"
            yield Violation("SPEC043", path, message, "Keep it at the one column that took its place")
        seen.setdefault(former, column["name"])


def renamed_table(name: str, former: str, declared: Callable[[str], str]) -> Iterator[Violation]:
    """SPEC043: of the table `name`, `<database>.<table>`; `declared` gives the file of a declared one."""
    if former == BLANK:
        return
    if not (former.count(".") == 1 and all(map(is_glue_name, former.split(".")))):
        message = f"{short(former)} found, <database>.<table> expected"
        remedy = (
            f"Write {name.partition('.')[0]}.{former}, say"
            if is_glue_name(former)
            else "Write it as sales.orders"
        )
        yield Violation("SPEC043", (KEY,), message, remedy)
    elif former == name:
        yield Violation("SPEC043", (KEY,), f"{short(former)} is the table's own name", "Remove it")
    elif file := declared(former):
        yield Violation("SPEC043", (KEY,), f"{short(former)} is still declared in {file}", GONE)
