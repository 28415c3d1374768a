"""A table's spec as it was at a commit: an edit of today's, and the entries for the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Any

from catalog.cli.project import UsageError
from catalog.cli.stacks.git_revision import Revision
from catalog.cli.terminal.console import note
from catalog.language.changes.finding_text import AcceptedBreak, finding_text
from catalog.language.editing.acceptance import Outcome, is_same_change, without_removed
from catalog.language.editing.between import edits_between
from catalog.language.editing.edits import same
from catalog.language.editing.way_back import way_back
from catalog.language.editing.yaml_edits import UnknownLayoutError, apply
from catalog.language.glue.types import GlueTypeError
from catalog.language.specs.loader import CATALOG_FILE, DATABASE_FILE
from catalog.language.specs.resolver import TableSpec
from catalog.language.specs.yaml_text import parse

from .accepting import Accepted, Terms, accept
from .spec_files import SpecFiles
from .versions import Versions, file_of, table_now

Entry = Mapping[str, Any]
SHORT = 8  # characters of a commit's name that people are shown
ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class RolledBack:
    """What a rollback wrote: the entries for the way back, and whether the text of a file was taken whole."""

    accepted: tuple[Accepted, ...]
    whole: bool = False

    @property
    def entries(self) -> int:
        """How many entries are new."""
        return sum(each.outcome is not Outcome.THERE for each in self.accepted)


def roll_back(files: SpecFiles, name: str, revision: Revision, terms: Terms) -> RolledBack:
    """Edits the files so that the table `<database>.<table>` is what it was at the revision.

    Raises UsageError where it was not there or can't be compared, DataError for files that hold no spec.
    """
    versions = Versions(revision, name)
    file, above, _ = versions.files
    at = f"{revision.option} {revision.commit[:SHORT]}"
    then = versions.text(file)
    if then is None:
        raise UsageError(_not_there(files, name, at))
    if versions.table() is None:
        raise UsageError(
            f"{at}: {files.shown(file)} can't be read as a spec there; see git show {revision.commit[:SHORT]}"
        )
    if values := versions.other_values(files.root):
        first = f"git checkout {revision.commit[:SHORT]} -- {quote(values)}"
        raise UsageError(
            f"{at}: {values}, with its partitions, was another one: first {first}, then this again"
        )
    before = [table_now(files, name), next(versions.history(), None)]
    if files.text(above) is None and (text := versions.text(above)) is not None:
        files.put(above, text)
    whole = _restore(files, file, then)
    _take_from_removed(files, name)
    return RolledBack(tuple(_accept(files, name, before, versions, terms)), whole)


def _not_there(files: SpecFiles, name: str, at: str) -> str:
    if files.text(file_of(name)) is None:
        database, _, table = name.partition(".")
        near = files.near(database, table) or files.near(database)
        return f"{at}: no {name} there, nor now{near}. Name a commit that has {files.shown(file_of(name))}"
    goes = finding_text(name, {"code": "CHG601"})
    return f"{at}: no {name} there. To take it away, remove its file and accept that: catalog accept '{goes}'"


def _restore(files: SpecFiles, file: str, then: str) -> bool:
    """Brings the file back; gives whether the text of then was taken whole over another one."""
    now = files.text(file)
    if now is None:
        files.put(file, then)
        return False
    today, former = parse(files.spec_text(file), files.shown(file)), parse(then, files.shown(file))
    target = _with_entries_of(today, former)
    whole = _commented(now) <= _commented(then)  # nothing that people wrote beside the spec is lost by it
    base, text = (former, then) if whole and not same(today, target) else (today, now)
    edits = [*edits_between(base, target)]
    try:
        files.put(file, apply(text, edits, files.shown(file)) if edits else text)
    except UnknownLayoutError:
        files.put(file, then)
        return True
    return False


def _commented(text: str) -> set[str]:
    """The lines that may hold a comment."""
    return {line.strip() for line in text.splitlines() if "#" in line}


def _with_entries_of(today: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    """The spec of then with the breaks that are accepted today: stacks that lack them yet still need them."""
    changes = {key: value for key, value in (then.get("changes") or {}).items() if key != ACCEPT}
    if accepted := (today.get("changes") or {}).get(ACCEPT):
        changes[ACCEPT] = accepted
    target = {**then, "changes": changes}
    return target if changes else {key: value for key, value in then.items() if key != "changes"}


def _take_from_removed(files: SpecFiles, name: str) -> None:
    """The table, and its database, are gone no more."""
    database = name.partition(".")[0]
    for file, key, gone in (
        (f"{database}/{DATABASE_FILE}", "table", name),
        (CATALOG_FILE, "database", database),
    ):
        text = files.text(file)
        if text is not None:
            files.put(file, without_removed(text, key, gone, files.shown(file)))


def _accept(
    files: SpecFiles, name: str, before: list[TableSpec | None], versions: Versions, terms: Terms
) -> list[Accepted]:
    """The entries for the way back from what is applied: the files as they were, and the last commit;
    where these break nothing, the files went back already, and it is the last version that differs.
    """
    then = table_now(files, name)
    if then is None:
        return []
    found: list[Entry] = []
    each = [_entries(now, then) for now in before]
    unreadable = before[0] is None and files.before(file_of(name)) is not None
    if unreadable or None in each:
        note(f"note: {name} has errors, so what its way back breaks is not all known: preview tells it")
    for entry in (entry for entries in each for entry in entries or ()):
        if not any(is_same_change(entry, other) for other in found):
            found.append(entry)
    found = found or _of_last_other(versions, then)
    return accept(files, [AcceptedBreak(name, entry) for entry in found], terms)


def _of_last_other(versions: Versions, then: TableSpec) -> list[Entry]:
    """The entries from the last version from which readers break, if it was like `then` before that:
    else nothing was reverted.
    """
    found: list[Entry] = []
    for table in versions.history():
        entries = _entries(table, then)
        if found and entries == [] and table is not None:
            return found
        found = found or entries or []
    return []


def _entries(now: TableSpec | None, then: TableSpec) -> list[Entry] | None:
    """The entries for the way back; None where one of the specs has errors."""
    try:
        return way_back(now, then) if now is not None else []
    except (GlueTypeError, KeyError, TypeError, ValueError):
        return None
