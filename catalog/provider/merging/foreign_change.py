"""A member that another writer changed since the last run and that this run would write. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.language.changes import forms
from catalog.language.changes.change import cut
from catalog.language.glue.parameters import is_own

NOTHING, EMPTY = "nothing", "an empty value"  # which a program may declare


@dataclass(frozen=True, slots=True)
class ForeignChange:
    """`member` is its path, as in `columns.amount.type`; the values are Glue's, None for nothing.

    `conflict`: the program changes the member in this run, too.
    """

    member: str
    last_run: Any
    in_glue: Any
    declared: Any
    conflict: bool

    def values(self) -> str:
        """The three values, for people; of parameters that aren't ours none can know which are secret."""
        if self._is_secret():
            return "values of other tools' parameters are not shown"
        return (
            f"{_shown(self.last_run)} at the last run, {_shown(self.in_glue)} in Glue, "
            f"{EMPTY if self.declared in ('', [], {}) else _shown(self.declared)} in the program"
        )

    def _is_secret(self) -> bool:
        _, found, key = f".{self.member}".rpartition(".parameters.")
        return bool(found) and not is_own(key)

    def describe(self) -> str:
        """The line about a member that gets the program's value again."""
        return forms.OVERWRITTEN.text(self.member, self.values())


def refusal(title: str, name: str, conflicts: Sequence[ForeignChange]) -> str:
    """Why `title` (`table sales.orders`) is not updated, member by member, and what to do."""
    members = "; ".join(f"{change.member}: {change.values()}" for change in conflicts)
    named = ",".join(f"{name}:{change.member}" for change in conflicts)
    return (
        f"{title} is left as it is: another writer changed what this run changes, too: {members}. "
        "Take their value into the program, or have its own written: catalog apply "
        f"--overwrite '{named}' (with Pulumi alone: CATALOG_OVERWRITE='{named}' pulumi up)"
    )


def _shown(value: Any) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    return cut(repr(_plain(value)))


def _plain(value: Any) -> Any:
    """A column by name and type; anything else as it is."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], Mapping) and "Name" in value[0]:
        return " ".join(str(value[0][part]) for part in ("Name", "Type") if value[0].get(part))
    return value
