"""A break as one text that people can copy: its object, and the entry that would accept it as YAML in flow.

`sales.orders {code: CHG201, column: amount, from: int, to: bigint}`: preview prints it behind
`catalog accept`, which takes it back. Objects have their names in the specs. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.language.findings import DataError, short
from catalog.language.glue.names import is_glue_name
from catalog.language.specs.yaml_emitter import flow
from catalog.language.specs.yaml_text import parse as parse_yaml

PEOPLES = ("reason", "until")  # members of an entry that people give
TABLE_GOES, DATABASE_GOES = "CHG601", "CHG606"  # the codes that an entry of `removed` accepts
EXAMPLE = "'sales.orders {code: CHG201, column: amount, from: int, to: bigint}'"


class FindingTextError(ValueError):
    """A text that names no break; its message says what was expected."""


@dataclass(frozen=True, slots=True)
class AcceptedBreak:
    """A break that people accept: `<database>.<table>` or `<database>`, and the entry without PEOPLES."""

    name: str
    entry: Mapping[str, Any]

    @property
    def database(self) -> str:
        """The database's name in the specs."""
        return self.name.partition(".")[0]

    @property
    def table(self) -> str:
        """The table's name; '' where the break is the database's."""
        return self.name.partition(".")[2]

    @property
    def removes(self) -> bool:
        """Whether the object goes: `removed` of the file above it is where that is accepted."""
        goes = TABLE_GOES if self.table else DATABASE_GOES
        return dict(self.entry) == {"code": goes}

    def __str__(self) -> str:
        return finding_text(self.name, self.entry)


def transition_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry accepts, without PEOPLES."""
    return {key: value for key, value in entry.items() if key not in PEOPLES}


def finding_text(name: str, entry: Mapping[str, Any]) -> str:
    """The text of a break: `parse` gives the same back. For a shell it has to be quoted (`shlex.quote`)."""
    return f"{name} {flow(transition_of(entry))}"


def parse(text: str) -> AcceptedBreak:
    """The break of a text. Raises FindingTextError."""
    name, _, rest = text.strip().partition(" ")
    parts = name.split(".")
    if len(parts) > 2 or not all(map(is_glue_name, parts)):
        raise FindingTextError(
            f"{short(name)} found, the name of a table or database in the specs expected: {EXAMPLE}"
        )
    if not rest.strip():
        raise FindingTextError(
            f"{short(name)} alone: its entry is missing. Quote both as one word: {EXAMPLE}"
        )
    try:
        entry = parse_yaml(rest, "")
    except DataError as error:
        raise FindingTextError(f"{_said(error)}. Copy it from preview, in quotes: {EXAMPLE}") from error
    if not isinstance(entry, dict) or not isinstance(entry.get("code"), str):
        raise FindingTextError(f"no entry with a code found behind {name}. Write it as in {EXAMPLE}")
    if given := [key for key in PEOPLES if key in entry]:
        raise FindingTextError(f"{given[0]} found in the entry: give it by --{given[0]}")
    return AcceptedBreak(name, entry)


def _said(error: DataError) -> str:
    return error.findings[0].message.rstrip(".")
