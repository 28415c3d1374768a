"""Specs whose object gives no spec any more: told, and with `prune` removed if nobody edited them.

The object is in none of the files, or in them and left out: by the rules, or because it has no columns.

Only spaces that the import covers count: those of which it brought an object as its owner. A space seen
only through copies in another space's export says nothing of what it still holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from catalog.language.findings import DataError, Finding
from catalog.language.specs.yaml_text import decode, line_of, parse
from mapping.diagnostics.codes import finding
from mapping.store.import_record import Key
from mapping.store.spec_files import DATABASE, SpecPath

from .alignment import IMPORTS_OWN
from .edits import same
from .merge import ConflictPolicy
from .state import ReconcileState
from .yaml_edits import Comments

GONE = "is in none of the files"
EMPTY = "has no object in the files"  # a database
NAMED = 10  # names in one finding; the report has them all
COPIED = "Remove one of them, or take `source` out of the one that is to be yours alone"
SETTLE = "Import with --conflicts keep to keep the edited specs, --conflicts take to remove them, too"


def plan_gone(
    state: ReconcileState,
    met: AbstractSet[Key],
    owners: AbstractSet[str],
    left_out: Mapping[Key, str],
    *,
    prune: bool,
) -> None:
    """Adds to the plan what is to be told and removed; `met` are the objects whose specs stand.

    `left_out` says why objects that the files hold give no spec: "is left out by rules.yaml:3".
    """
    others = state.files.places - set(state.at.values()) - state.removals.keys()
    specs = sorted(state.files.find(others).items())  # one may lie where another object's is to go
    found = {key: places for key, places in specs if key.space in owners and key not in met}
    _tell_copied(state, {key: places for key, places in specs if key in met})
    for key, places in found.items():
        what = "object left out" if key in left_out else "object gone"
        event = {"file": state.name(places[0]), "what": what, "place": f"{key.space}.{key.label}"}
        state.plan.events.append(event)
    _forget_renamed(state, met, owners)
    if not prune:
        _tell_left_out(state, {key: places for key, places in found.items() if key in left_out}, left_out)
        used = {places[0].folder for key, places in found.items() if key in left_out}
        gone = {
            k: p
            for k, p in found.items()
            if k not in left_out and not (k.is_database and p[0].folder in used)
        }
        for space in sorted({key.space for key in gone}):
            _tell(state, space, {key: places for key, places in gone.items() if key.space == space})
        return
    for key in sorted(found, key=lambda key: key.is_database):  # databases last: theirs are the tables
        for place in found[key]:
            _prune(state, key, place, left_out.get(key, EMPTY if key.is_database else GONE))
    for key in [*state.record.blocks]:
        if key.space in owners and key not in met and key not in found:
            state.record.drop(key)  # its spec is gone, too


def _tell_copied(state: ReconcileState, found: Mapping[Key, list[SpecPath]]) -> None:
    """Specs of an object that has another one: people copied it, and only one is brought up to date."""
    for key, places in found.items():
        used = state.at.get(key)
        kept = f"only {state.name(used)} is" if used else "none is"
        for place in places:
            others = [state.name(p) for p in (used, *places) if p and p != place]
            if key.is_database or place in state.writes or not others:
                continue
            message = (
                f"this spec and {', '.join(others)} are of one object, {key.space}.{key.label}: "
                f"{kept} brought up to date"
            )
            line = line_of(state.files.raw(place).decode("utf-8", "replace"), (IMPORTS_OWN,))[0]
            state.plan.findings.append(finding("IMP022", message, COPIED, file=state.name(place), line=line))


def _forget_renamed(state: ReconcileState, met: AbstractSet[Key], owners: AbstractSet[str]) -> None:
    """Drops what the record has of a database that was renamed by a run that was then killed."""
    used = {place.folder for place in (state.files.places | state.writes.keys()) - state.removals.keys()}
    for key in [
        key for key in state.record.blocks if key.is_database and key.space in owners and key not in met
    ]:
        if state.record.homes[key] not in used:
            state.record.drop(key)


def _tell(state: ReconcileState, space: str, found: dict[Key, list[SpecPath]]) -> None:
    specs, names = _counted(found)
    message = f"{specs} of objects of space {space!r} that are in none of the files: {names}"
    remedy = "If the files are the whole space, import with --prune to remove them; else all is well"
    first = next(iter(found.values()))[0]
    state.plan.findings.append(finding("IMP014", message, remedy, file=state.name(first), line=1))


def _tell_left_out(
    state: ReconcileState, found: dict[Key, list[SpecPath]], left_out: Mapping[Key, str]
) -> None:
    for why in sorted({left_out[key] for key in found}):
        mine = {key: places for key, places in found.items() if left_out[key] == why}
        specs, names = _counted(mine)
        message = f"{specs} kept whose object {why}: {names}"
        remedy = "Import with --prune to remove them; else all is well"
        first = next(iter(mine.values()))[0]
        state.plan.findings.append(finding("IMP020", message, remedy, file=state.name(first), line=1))


def _counted(found: dict[Key, list[SpecPath]]) -> tuple[str, str]:
    """`2 specs are`, and the first names."""
    names = [key.label for key in found]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{len(names)} {'specs are' if len(names) > 1 else 'spec is'}", ", ".join(names[:NAMED]) + more


def _prune(state: ReconcileState, key: Key, place: SpecPath, why: str) -> None:
    file = state.name(place)
    raw = state.files.raw(place)
    said = _why_kept(state, key, place, raw, why)
    if said is not None:
        state.plan.findings.append(said)
        if said.code != "IMP012" or state.policy is not ConflictPolicy.TAKE:
            return
    else:
        message = f"{key.label!r} {why}: removed"
        state.plan.findings.append(finding("IMP015", message, file=file, line=1))
    state.removals[place] = raw.decode("utf-8", "replace")
    state.record.drop(key)


def _why_kept(state: ReconcileState, key: Key, place: SpecPath, raw: bytes, why: str) -> Finding | None:
    """What keeps a spec from being removed, or was overruled; None if nothing does."""
    file, name = state.name(place), key.label
    if place.stem == DATABASE and _tables(state, place.folder):
        message = "the database is in none of the files, but its folder still has tables: kept"
        return finding("IMP018", message, "Remove it when they are gone", file=file, line=1)
    if key not in state.record.blocks:
        message = f"{name!r} {why}; whether people edited its spec is not known: kept"
        return finding("IMP018", message, "Remove it by hand if it is of no use", file=file, line=1)
    if not _is_edited(state, key, place, raw):
        return None
    message = f"{name!r} {why}, but people edited its spec"
    if state.policy is ConflictPolicy.ASK:
        return finding("IMP010", message, SETTLE, file=file, line=1)
    stands = "kept" if state.policy is ConflictPolicy.KEEP else "removed"
    return finding("IMP012", f"{message}: {stands}", file=file, line=1)


def _tables(state: ReconcileState, folder: str) -> bool:
    left = (state.files.places | state.writes.keys()) - state.removals.keys()
    return any(place.folder == folder and place.stem != DATABASE for place in left)


def _is_edited(state: ReconcileState, key: Key, place: SpecPath, raw: bytes) -> bool:
    """Whether a spec is not what import wrote: other values, or a comment of people's."""
    base = state.record.spec(key) or {}
    if raw == state.dump(base, place).encode():
        return False
    try:
        text = decode(raw, state.name(place))
        skip = len(text.partition("\n")[0]) if text.startswith("# yaml-language-server:") else 0
        fresh = parse(state.dump(base, place), "")
        return not same(parse(text, ""), fresh) or Comments(text).anywhere(skip)
    except DataError:
        return True
