"""What following a rename has in common for objects and columns: texts as they follow, and what is told.

A rename that is taken changes record and specs before they are merged, as if they had the new name since they
were first written, so the merge knows nothing of it. One that nobody settled changes what comes in: the
export reads as if it had the old name still.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from catalog.language.editing.edits import Edit, patched
from catalog.language.editing.yaml_edits import UnknownLayoutError, apply
from catalog.language.findings import DataError, Finding, listed
from catalog.language.specs.yaml_text import decode, line_of, parse
from mapping.diagnostics.codes import finding
from mapping.reconcile.actions import Decision, WriteSpec
from mapping.reconcile.state import ReconcileState, Spec
from mapping.specs.serialized import is_copied, serialize
from mapping.store.import_record import Key
from mapping.store.spec_files import DATABASE, SpecPath

from .choice import RenameChoice
from .unfollowed import why_not

Edits = Callable[[Mapping[str, Any]], list[Edit]]  # those that a spec needs
NAMED = 5  # candidates that a message names


def spec_at(state: ReconcileState, path: SpecPath | None) -> Spec | None:
    """People's spec, as it follows so far; None where there is none, or none that can be read."""
    if path is None:
        return None
    try:
        found = parse(text_at(state, path), state.name(path))
    except (OSError, DataError):
        return None  # the merge tells it
    return found if isinstance(found, dict) else None


def text_at(state: ReconcileState, path: SpecPath) -> str:
    """A spec file's text, as it follows so far. Raises OSError and DataError."""
    found = state.revised.get(path)
    return decode(state.files.read(path), state.name(path)) if found is None else found


def revise(state: ReconcileState, path: SpecPath, edits: list[Edit]) -> None:
    """Makes edits in a spec file before it is merged. What can't be edited is an error of the plan."""
    if not edits:
        return
    file = state.name(path)
    try:
        state.revised[path] = apply(text_at(state, path), edits, file)
    except UnknownLayoutError:
        message = "this file is laid out so that it can't follow a rename"
        remedy = "Rename by hand, with renamed_from, or write the spec in block style"
        state.plan.findings.append(finding("IMP002", message, remedy, file=file, line=1))


def revise_others(state: ReconcileState, own: SpecPath | None, table: str, edits: Edits) -> int:
    """Makes other specs follow that name `table`, `<database>.<table>`; gives how many did."""
    followed = 0
    for path in sorted(state.files.paths):
        if path == own or path.stem == DATABASE:
            continue
        try:
            text = text_at(state, path)
        except (OSError, DataError):
            continue  # check tells it
        if table in text and (spec := spec_at(state, path)):
            found = edits(spec)
            revise(state, path, found)
            followed += bool(found)
    return followed


def revise_records(state: ReconcileState, own: Key, table: str, edits: Edits) -> None:
    """What import last wrote for other objects follows where their export does, so none is a conflict."""
    for each in state.incoming:
        stored = state.record.texts.get(each.key)
        if each.key == own or stored is None or stored == each.text or f'"{table}' not in stored:
            continue
        base = state.record.spec(each.key) or {}
        found = edits(base)
        if found and not edits(each.spec):
            text = serialize(patched(base, found), copied=is_copied(stored))
            state.record.put(each.key, state.record.folder_of[each.key], text)


def hold_others(state: ReconcileState, own: Key, table: str, edits: Edits) -> None:
    """Other specs that come in name a table, or its columns, by the names that are kept for now."""
    for i, each in enumerate(state.incoming):
        if each.key != own and not each.key.is_database and f'"{table}' in each.text:
            found = edits(each.spec)
            if found:
                state.incoming[i] = replace(each, text=serialize(patched(each.spec, found)))


def write_followers(state: ReconcileState) -> None:
    """Adds to the plan the files that follow a rename and that nothing else writes."""
    for path, text in state.revised.items():
        if path in state.writes or path in state.removals:
            continue
        before = decode(state.files.read(path), state.name(path))
        if text != before:
            state.add(Decision([WriteSpec(path, text, False, partial(str, before))]))


def not_followed(state: ReconcileState, choice: RenameChoice) -> dict[str, Finding]:
    """IMP026 of each pair that people named and that is no rename, by its old name."""
    if not choice.named:
        return {}
    written = {key[:2]: partial(_recorded, state, key) for key in state.record.texts if not key.is_database}
    coming = {
        each.key[:2]: partial(getattr, each, "spec") for each in state.incoming if not each.key.is_database
    }
    found = {}
    for old, new in choice.named.items():
        if why := why_not(old, new, written, coming):
            message = f"--rename {old}={new}: {why}"
            remedy = "Write SPACE.OBJECT=NEW_OBJECT or SPACE.OBJECT.COLUMN=NEW_COLUMN, as Datasphere has them"
            found[old] = finding("IMP026", message, remedy)
    return found


def _recorded(state: ReconcileState, key: Key) -> Spec:
    return state.record.spec(key) or {}


# --- in words ---


def suggested(place: str, new: str, why: str, stays: str) -> tuple[str, str]:
    """Message and remedy of IMP023."""
    return (
        f"{why}: {stays} until someone says whether it was renamed",
        f"If it was, import with --renames take (for this one alone: --rename '{place}={new}'): "
        "what people wrote follows. If it is another one: --renames ignore",
    )


def unsure(place: str, new: list[str], what: str, stays: str) -> tuple[str, str]:
    """Message and remedy of IMP025."""
    several = listed([repr(each) for each in new], NAMED)
    return (
        f"{what} is gone from the export, and more than one rename fits ({several}): {stays} until someone "
        "says which",
        f"Import with --rename '{place}={new[0]}' for the one that it is; if it is none: --renames ignore",
    )


def at_place(
    state: ReconcileState,
    code: str,
    said: tuple[str, str],
    path: SpecPath | None,
    place: tuple[Any, ...] = (),
) -> Finding:
    """A finding at a place of a spec file, as it lies there."""
    if path is None:
        return finding(code, *said, file=str(state.folder))
    try:
        text = decode(state.files.read(path), state.name(path))
        line = line_of(text, place)[0] if place else 1
    except (OSError, DataError):
        line = 1
    return finding(code, *said, file=state.name(path), line=line, path=place)


def event(state: ReconcileState, what: str, place: str, new: str, path: SpecPath | None) -> dict[str, str]:
    """The same for the report."""
    return {
        "file": state.name(path) if path else str(state.folder),
        "what": what,
        "place": place,
        "export": new,
    }
