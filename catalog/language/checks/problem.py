"""What a rule takes and gives: the tables of a stack, and problems without file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from catalog.language.findings import Path, Severity
from catalog.language.specs.recovery import BLANK
from catalog.language.specs.resolver import Catalog, TableSpec

if TYPE_CHECKING:
    from .locations import Folders


class Problem(NamedTuple):
    """A finding without its file and line."""

    code: str
    path: Path
    message: str
    todo: str = ""
    severity: Severity = Severity.ERROR


class Context(NamedTuple):
    """What a rule may look at beside its own object."""

    catalog: Catalog
    tables: Mapping[str, TableSpec]
    folders: Folders


Problems = Iterator[Problem]


def absent(name: str, names: Collection[str]) -> bool:
    """True if `name` is none of the names, and all of them are known."""
    return name not in names and BLANK not in names


def short(text: str) -> str:
    """`text` in quotes, cut where it is long."""
    return repr(text if len(text) <= 80 else text[:77] + "...")
