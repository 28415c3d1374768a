"""What a rule takes and gives, and how a violation becomes a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from catalog.language.codes import finding
from catalog.language.findings import Finding, Violation, format_path
from catalog.language.specs.recovery import BLANK
from catalog.language.specs.resolver import Catalog, TableSpec

from .location_index import Folders

Violations = Iterator[Violation]


class Context(NamedTuple):
    """What a rule may look at beside its own object."""

    catalog: Catalog
    tables: Mapping[str, TableSpec]
    table_names: frozenset[str]
    folders: Folders


def is_unknown(name: str, names: Collection[str]) -> bool:
    """True if `name` is none of the names, and all of them are known."""
    return name not in names and BLANK not in names


def to_finding(violation: Violation) -> Finding:
    """The violation as a finding, with its path in the message and without file and line."""
    place = f"{format_path(violation.path)}: " if violation.path else ""
    message = place + violation.message
    return finding(
        violation.code, message, violation.remedy, path=violation.path, severity=violation.severity
    )
