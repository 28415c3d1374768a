"""Accepted breaks as entries of the files where they belong: a table's spec, or `removed` above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.cli.project import UsageError
from catalog.language.changes.finding_text import AcceptedBreak, finding_text
from catalog.language.editing.acceptance import CHANGES, REMOVED, Outcome, with_entries
from catalog.language.editing.yaml_edits import UnknownLayoutError
from catalog.language.findings import Finding, Path, format_path
from catalog.language.specs.loader import CATALOG_FILE, DATABASE_FILE, SUFFIX
from catalog.language.specs.yaml_emitter import dump

from .spec_files import SpecFiles


@dataclass(frozen=True, slots=True)
class Terms:
    """Why breaks are accepted, and until when."""

    reason: str
    until: date
    today: date

    @property
    def members(self) -> dict[str, str]:
        """As an entry has them."""
        return {"reason": self.reason, "until": self.until.isoformat()}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A break, the file that accepts it, and what became of its entry there."""

    name: str
    entry: Mapping[str, Any]
    file: str
    outcome: Outcome
    finding: str

    def as_data(self) -> dict[str, object]:
        """In the shape of JSON output."""
        return {
            "finding": self.finding,
            "object": self.name,
            "entry": dict(self.entry),
            "file": self.file,
            "outcome": str(self.outcome),
        }


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a break is accepted: a file, the place in it, and the entry."""

    file: str
    path: Path
    entry: Mapping[str, Any]


def accept(files: SpecFiles, breaks: Sequence[AcceptedBreak], terms: Terms) -> list[Accepted]:
    """Edits the files so that they accept the breaks. Raises UsageError with all that can't be accepted, and
    DataError for files that hold no spec.
    """
    places = _placed(files, breaks, terms)
    found: dict[int, Accepted] = {}
    for file, path in dict.fromkeys((place.file, place.path) for place in places):
        mine = [at for at, place in enumerate(places) if (place.file, place.path) == (file, path)]
        outcomes = _written(files, file, path, [places[at].entry for at in mine], terms.today)
        for at, outcome in zip(mine, outcomes, strict=True):
            found[at] = Accepted(
                breaks[at].name, places[at].entry, files.shown(file), outcome, str(breaks[at])
            )
    return [found[at] for at in range(len(places))]


def _placed(files: SpecFiles, breaks: Sequence[AcceptedBreak], terms: Terms) -> list[_Place]:
    places, wrong = [], []
    for each in breaks:
        if reason := _refusal(files, each):
            wrong.append(f"{each}: {reason}")
        places.append(_place(each, terms))
    if wrong:
        raise UsageError("\n".join(dict.fromkeys([*wrong, "nothing was written"])))
    return places


def _place(accepted: AcceptedBreak, terms: Terms) -> _Place:
    if accepted.removes and accepted.table:
        file = f"{accepted.database}/{DATABASE_FILE}"
        return _Place(file, REMOVED, {"table": accepted.name, **terms.members})
    if accepted.removes:
        return _Place(CATALOG_FILE, REMOVED, {"database": accepted.name, **terms.members})
    file = f"{accepted.database}/{accepted.table}{SUFFIX}"
    return _Place(file, CHANGES, {**accepted.entry, **terms.members})


def _refusal(files: SpecFiles, accepted: AcceptedBreak) -> str:
    """Why a break can't be accepted; empty if it can."""
    database, table = accepted.database, accepted.table
    above, own = f"{database}/{DATABASE_FILE}", f"{database}/{table}{SUFFIX}"
    if not accepted.removes:
        return _no_table(files, accepted, own) if table else _of_database(accepted)
    if not table:
        there = files.text(above) is not None
        return (
            f"{files.shown(above)} still declares it: remove its folder, then accept that it goes"
            if there
            else ""
        )
    if files.text(own) is not None:
        return f"{files.shown(own)} still declares it: remove that file, then accept that it goes"
    if files.text(above) is None:
        whole = finding_text(database, {"code": "CHG606"})
        return (
            f"{files.shown(above)} does not exist{files.near(database)}; that the whole database goes is "
            f"accepted as '{whole}'"
        )
    return ""


def _of_database(accepted: AcceptedBreak) -> str:
    goes = finding_text(accepted.name, {"code": "CHG606"})
    return (
        f"an entry is of a table: write {accepted.name}.TABLE; that the database goes is accepted as '{goes}'"
    )


def _no_table(files: SpecFiles, accepted: AcceptedBreak, own: str) -> str:
    if files.text(own) is not None:
        return ""
    near = files.near(accepted.database, accepted.table) or files.near(accepted.database)
    goes = finding_text(accepted.name, {"code": "CHG601"})
    return f"{files.shown(own)} does not exist{near}; that a table goes is accepted as '{goes}'"


def _written(
    files: SpecFiles, file: str, path: Path, entries: Sequence[Mapping[str, Any]], today: date
) -> tuple[Outcome, ...]:
    if file == CATALOG_FILE and files.text(file) is None:
        files.put(file, dump({"kind": "Catalog"}))
    shown = files.shown(file)
    try:
        written = with_entries(files.spec_text(file), path, entries, today, shown)
    except UnknownLayoutError as error:
        raise UsageError(
            f"{shown} is laid out so that it can't be edited: write below {format_path(path)} by hand what "
            f"catalog explain SPEC038 shows, or write the file in block style"
        ) from error
    files.put(file, written.text)
    return written.outcomes


def refuse(found: Iterable[Finding], what: str) -> None:
    """Raises UsageError if the edited files have errors that they had not before."""
    lines = [f"{f.file}: {f.code} {f.said.rstrip('.')}. {f.remedy.rstrip('.')}." for f in found]
    if lines:
        raise UsageError("\n".join([*dict.fromkeys(lines), what]))
