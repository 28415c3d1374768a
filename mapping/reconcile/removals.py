"""Specs whose object gives no spec any more: reported, and with `prune` removed if nobody edited them.

The object is in none of the files, or in them and left out: by the rules, or because it has no columns.

Only spaces that the import covers count: those of which it brought an object as its owner. A space seen
only through copies in another space's export says nothing of what it still holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from catalog.language.editing.edits import same
from catalog.language.editing.yaml_edits import Comments
from catalog.language.findings import DataError, Finding, listed
from catalog.language.specs.yaml_text import decode, line_of, parse
from mapping.diagnostics.codes import finding
from mapping.specs.documents import Specs
from mapping.specs.serialized import is_copied
from mapping.store.import_record import Key
from mapping.store.spec_files import DATABASE, SpecPath

from .actions import Decision, DropRecord, RemoveSpec
from .alignment import FORMER, IMPORTS_OWN
from .merge import ConflictPolicy
from .state import ReconcileState

Found = Mapping[Key, list[SpecPath]]
IN_NO_FILE = "is in none of the files"
WITHOUT_OBJECTS = "has no object in the files"  # a database
NAMED = 10  # names in one finding; the report has them all
KEEP_ONE = "Remove one of them, or take `source` out of the one that is to be yours alone"
SETTLE = "Import with --conflicts keep to keep the edited specs, --conflicts take to remove them, too"


def decide_leftovers(state: ReconcileState, specs: Specs, *, prune: bool) -> None:
    """Adds to the state what is decided about specs of objects that gave none this time."""
    left_out = {Key(*key): why for key, why in specs.left_out.items()}
    owned = [each for each in state.incoming if not (each.copy or is_copied(each.text))]
    covered = {each.key.space for each in owned if not each.key.is_database}
    covered |= {key.space for key in left_out}
    met = {each.key for each in state.incoming} | {Key(*key) for key in specs.failed} | state.held
    others = state.files.paths - set(state.at.values()) - state.removals.keys()
    found = dict(sorted(state.files.find(others).items()))  # one may lie where another object's is to go
    leftovers = {key: paths for key, paths in found.items() if key.space in covered and key not in met}
    state.add(Decision(findings=[*_copies(state, {key: found[key] for key in found if key in met})]))
    state.add(Decision(events=[_event(state, key, paths[0], left_out) for key, paths in leftovers.items()]))
    state.add(Decision([*_renamed(state, met, covered)]))
    if not prune:
        state.add(Decision(findings=[*_kept(state, leftovers, left_out)]))
        return
    for key in sorted(leftovers, key=lambda key: key.is_database):  # databases last: theirs are the tables
        for path in leftovers[key]:
            why = left_out.get(key, WITHOUT_OBJECTS if key.is_database else IN_NO_FILE)
            state.add(_pruned(state, key, path, why))
    without_spec = (key for key in state.record.texts if key.space in covered and key not in met)
    state.add(Decision([DropRecord(key) for key in without_spec if key not in leftovers]))


def _event(state: ReconcileState, key: Key, path: SpecPath, left_out: Mapping[Key, str]) -> dict[str, str]:
    what = "object left out" if key in left_out else "object gone"
    return {"file": state.name(path), "what": what, "place": f"{key.space}.{key.label}"}


def _copies(state: ReconcileState, found: Found) -> Iterator[Finding]:
    """Specs of an object that has another one: people copied it, and only one is brought up to date."""
    for key, paths in found.items():
        used = state.at.get(key)
        kept = f"only {state.name(used)} is" if used else "none is"
        for path in paths:
            others = [state.name(other) for other in (used, *paths) if other and other != path]
            if key.is_database or path in state.writes or not others:
                continue
            message = (
                f"this spec and {', '.join(others)} are of one object, {key.space}.{key.label}: "
                f"{kept} brought up to date"
            )
            line = line_of(state.files.raw(path).decode("utf-8", "replace"), (IMPORTS_OWN,))[0]
            yield finding("IMP022", message, KEEP_ONE, file=state.name(path), line=line)


def _renamed(state: ReconcileState, met: AbstractSet[Key], covered: AbstractSet[str]) -> Iterator[DropRecord]:
    """What the record has of a database that was renamed by a run that was then killed."""
    used = {path.folder for path in state.left()}
    for key, folder in state.record.folder_of.items():
        if key.is_database and key.space in covered and key not in met and folder not in used:
            yield DropRecord(key)


# --- without prune ---


def _kept(state: ReconcileState, leftovers: Found, left_out: Mapping[Key, str]) -> Iterator[Finding]:
    """One finding for each reason that an object is left out, one for each space of those in no file."""
    by_reason: dict[str, dict[Key, list[SpecPath]]] = {}
    by_space: dict[str, dict[Key, list[SpecPath]]] = {}
    used = {paths[0].folder for key, paths in leftovers.items() if key in left_out}
    for key, paths in leftovers.items():
        if key in left_out:
            by_reason.setdefault(left_out[key], {})[key] = paths
        elif not (key.is_database and paths[0].folder in used):
            by_space.setdefault(key.space, {})[key] = paths
    for why, mine in sorted(by_reason.items()):
        message = f"{_counted(mine)} kept whose object {why}: {_names(mine)}"
        remedy = "Import with --prune to remove them; else all is well"
        yield finding("IMP020", message, remedy, file=_first_file(state, mine), line=1)
    for space, mine in sorted(by_space.items()):
        message = (
            f"{_counted(mine)} of objects of space {space!r} that are in none of the files: {_names(mine)}"
        )
        remedy = "If the files are the whole space, import with --prune to remove them; else all is well"
        yield finding("IMP014", message, remedy, file=_first_file(state, mine), line=1)


def _counted(found: Found) -> str:
    return f"{len(found)} {'specs are' if len(found) > 1 else 'spec is'}"


def _names(found: Iterable[Key]) -> str:
    return listed([key.label for key in found], NAMED)


def _first_file(state: ReconcileState, found: Found) -> str:
    return state.name(next(iter(found.values()))[0])


# --- with prune ---


def _pruned(state: ReconcileState, key: Key, path: SpecPath, why: str) -> Decision:
    file = state.name(path)
    raw = state.files.raw(path)
    objection = _objection(state, key, path, raw, why)
    if objection is None:
        objection = finding("IMP015", f"{key.label!r} {why}: removed", file=file, line=1)
    elif objection.code != "IMP012" or state.policy is not ConflictPolicy.TAKE:
        return Decision(findings=[objection])
    return Decision([RemoveSpec(path, raw.decode("utf-8", "replace")), DropRecord(key)], [objection])


def _objection(state: ReconcileState, key: Key, path: SpecPath, raw: bytes, why: str) -> Finding | None:
    """What keeps a spec from being removed, or was overruled; None if nothing does."""
    file, name = state.name(path), key.label
    if path.stem == DATABASE and _has_tables(state, path.folder):
        message = "the database is in none of the files, but its folder still has tables: kept"
        return finding("IMP018", message, "Remove it when they are gone", file=file, line=1)
    if key not in state.record.texts:
        message = f"{name!r} {why}; whether people edited its spec is not known: kept"
        return finding("IMP018", message, "Remove it by hand if it is of no use", file=file, line=1)
    if not _is_edited(state, key, path, raw):
        return None
    message = f"{name!r} {why}, but people edited its spec"
    if state.policy is ConflictPolicy.ASK:
        return finding("IMP010", message, SETTLE, file=file, line=1)
    stands = "kept" if state.policy is ConflictPolicy.KEEP else "removed"
    return finding("IMP012", f"{message}: {stands}", file=file, line=1)


def _has_tables(state: ReconcileState, folder: str) -> bool:
    return any(path.folder == folder and path.stem != DATABASE for path in state.left())


def _is_edited(state: ReconcileState, key: Key, path: SpecPath, raw: bytes) -> bool:
    """Whether a spec is not what import wrote: other values, or a comment of people's."""
    written = state.dump(state.record.spec(key) or {}, path)
    if raw == written.encode():
        return False
    try:
        text = decode(raw, state.name(path))
        skip = len(text.partition("\n")[0]) if text.startswith("# yaml-language-server:") else 0
        return not same(_unnamed(parse(text, "")), parse(written, "")) or Comments(text).anywhere(skip)
    except DataError:
        return True


def _unnamed(spec: Any) -> Any:
    """A spec without the former names that import wrote as it followed renames."""
    if not isinstance(spec, dict):
        return spec
    columns = spec.get("columns")
    left = {key: value for key, value in spec.items() if key != FORMER}
    if isinstance(columns, list):
        left["columns"] = [
            {key: value for key, value in each.items() if key != FORMER} if isinstance(each, dict) else each
            for each in columns
        ]
    return left
