"""Entries that accept a break, put into the text of a spec, and taken away again. Pure.

An entry says which change it accepts, why and until when; two that are of the same change are one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from catalog.language.changes.finding_text import PEOPLES, transition_of
from catalog.language.findings import Path
from catalog.language.specs.yaml_text import parse

from .edits import MISSING, Edit, same
from .yaml_edits import apply, is_block

CHANGES: Path = ("changes", "accept")  # where a table's spec has its entries
REMOVED: Path = ("removed",)  # of database.yaml: tables that go; of catalog.yaml: databases
Entry = Mapping[str, Any]


class Outcome(StrEnum):
    """What became of an entry that was to be written."""

    ADDED = "added"
    RENEWED = "renewed"  # its last day was past: it has the new reason and day
    THERE = "there already"


@dataclass(frozen=True, slots=True)
class Written:
    """The new text of a file, and what became of each entry."""

    text: str
    outcomes: tuple[Outcome, ...]


def with_entries(text: str, place: Path, entries: Sequence[Entry], today: date, file: str = "") -> Written:
    """The text with the entries at a place, behind those that are there.

    Raises DataError where the text is no YAML, UnknownLayoutError where it can't be edited.
    """
    document = parse(text, file)
    there = entries_at(document, place)
    outcomes: list[Outcome] = []
    edits: list[Edit] = []
    come: list[Entry] = []
    for entry in entries:
        at = next((n for n, old in enumerate(there) if is_same_change(old, entry)), None)
        if at is None and not any(is_same_change(entry, other) for other in come):
            come.append(entry)
            outcomes.append(Outcome.ADDED)
        elif at is None or not _is_past(there[at], today):
            outcomes.append(Outcome.THERE)
        else:
            edits += [Edit((*place, at, key), entry[key]) for key in PEOPLES]
            outcomes.append(Outcome.RENEWED)
    text = apply(text, edits, file) if edits else text
    return Written(
        apply(text, _coming(text, document, place, come, file), file) if come else text, tuple(outcomes)
    )


def without_removed(text: str, key: str, name: str, file: str = "") -> str:
    """The text without the entries of `removed` whose `key` (table, database) is `name`."""
    there = entries_at(parse(text, file), REMOVED)
    gone = [at for at, entry in enumerate(there) if _of(entry, key) == name]
    if not gone:
        return text
    edits = [Edit((*REMOVED, at), MISSING) for at in gone]
    return apply(text, edits if len(gone) < len(there) else [Edit(REMOVED, MISSING)], file)


def entries_at(document: Any, place: Path) -> list[Any]:
    """The entries that a document has at a place."""
    for step in place:
        document = document.get(step) if isinstance(document, dict) else None
    return document if isinstance(document, list) else []


def is_same_change(one: Any, other: Any) -> bool:
    """Whether two entries accept the same change, whatever their reasons and days."""
    return (
        isinstance(one, dict) and isinstance(other, dict) and same(transition_of(one), transition_of(other))
    )


def _is_past(entry: Any, today: date) -> bool:
    try:
        return date.fromisoformat(str(_of(entry, "until"))) < today
    except ValueError:
        return False


def _of(entry: Any, key: str) -> Any:
    return entry.get(key) if isinstance(entry, dict) else None


def _coming(text: str, document: Any, place: Path, entries: Sequence[Entry], file: str) -> list[Edit]:
    """Entries behind those that are there, one a line; a list that stands on one line is written anew."""
    there = entries_at(document, place)
    if there and is_block(text, place, file):
        return [Edit((*place, len(there)), dict(entry), insert=True) for entry in entries]
    value: Any = [*there, *map(dict, entries)]
    above = document.get(place[0])
    if len(place) > 1 and not is_block(text, place[:1], file):
        value = {**(above if isinstance(above, dict) else {}), place[-1]: value}
        return [Edit(place[:1], value)]
    return [Edit(place, value)]
