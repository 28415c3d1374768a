"""Objects that were renamed upstream: their specs follow, or stay as they are until someone says so.

An object counts as gone only where the files hold enough of its space: without --prune, at least as many
objects stay or are new as are gone. One file of one new object says nothing of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from catalog.language.editing.edits import Edit
from catalog.language.findings import Finding
from mapping.diagnostics.codes import finding
from mapping.reconcile.alignment import FORMER, IMPORTS_OWN
from mapping.reconcile.state import Incoming, ReconcileState
from mapping.specs.documents import Specs
from mapping.specs.serialized import is_copied, serialize
from mapping.store.import_record import Key
from mapping.store.spec_files import DATABASE, SpecPath

from .choice import RenameChoice, RenamePolicy
from .follow import (
    at_place,
    event,
    hold_others,
    revise,
    revise_others,
    revise_records,
    spec_at,
    suggested,
    unsure,
)
from .following import tables
from .matching import Pairs
from .objects import renamed_objects


def follow_objects(state: ReconcileState, specs: Specs, choice: RenameChoice, *, prune: bool) -> set[str]:
    """Takes, holds and tells renames of objects; gives the named ones that were taken, by their old names."""
    coming = _coming(state) if choice.is_active else {}
    if not coming:
        return set()
    there = {Key(*key) for key in (*specs.left_out, *specs.failed)} | {each.key for each in state.incoming}
    gone: dict[str, list[Key]] = {}
    for key in state.record.texts:
        if not key.is_database and key.space in coming and key not in there:
            gone.setdefault(key.space, []).append(key)
    used: set[str] = set()
    for space, left in gone.items():
        new = coming[space]
        stay = sum(1 for key in state.record.texts if key.space == space and not key.is_database) - len(left)
        pairs = renamed_objects(
            {key.object: partial(_recorded, state, key) for key in left},
            {name: partial(getattr, each, "spec") for name, each in new.items()},
            choice.within(space),
            found_too=choice.policy is not RenamePolicy.IGNORE and (prune or len(left) <= stay + len(new)),
        )
        _settle(state, space, new, pairs, choice)
        used |= {f"{space}.{old}" for old in pairs.named}
    return used


def _coming(state: ReconcileState) -> dict[str, dict[str, Incoming]]:
    """Objects by space and name that import has written no spec for, and that have none."""
    new = [
        each
        for each in state.incoming
        if not each.key.is_database and not each.copy and each.key not in state.record.texts
    ]
    if not new or not state.record.texts:
        return {}
    written = state.files.find(path for path in state.files.paths if path.stem != DATABASE)
    found: dict[str, dict[str, Incoming]] = {}
    for each in new:
        if each.key not in written:
            found.setdefault(each.key.space, {})[each.key.object] = each
    return found


def _recorded(state: ReconcileState, key: Key) -> Mapping[str, Any]:
    return state.record.spec(key) or {}


def _settle(
    state: ReconcileState,
    space: str,
    new: Mapping[str, Incoming],
    pairs: Pairs[str],
    choice: RenameChoice,
) -> None:
    for old, now in {**pairs.named, **pairs.sure}.items():
        key, path = Key(space, old), _path_of(state, Key(space, old))
        if choice.takes(old in pairs.named):
            if path is None and (unread := _unreadable(state, key)):
                state.plan.findings.append(unread)
            else:
                _take(state, key, new[now], path)
            continue
        why = f"object {space}.{old} is gone and {now!r} is new, with the same label and columns"
        said = suggested(f"{space}.{old}", now, why, "the spec stays as it is")
        state.plan.findings.append(at_place(state, "IMP023", said, path, (IMPORTS_OWN,)))
        state.plan.events.append(event(state, "rename suggested", f"{space}.{old}", now, path))
        _hold(state, [key], [new[now]], path)
    for old, several in pairs.unsure.items():
        key, path = Key(space, old), _path_of(state, Key(space, old))
        said = unsure(f"{space}.{old}", several, f"object {space}.{old}", "the spec stays as it is")
        state.plan.findings.append(at_place(state, "IMP025", said, path, (IMPORTS_OWN,)))
        state.plan.events.append(event(state, "rename not sure", f"{space}.{old}", ", ".join(several), path))
        _hold(state, [key], [new[name] for name in several], path)


def _path_of(state: ReconcileState, key: Key) -> SpecPath | None:
    """Where the spec of an object of the record lies; None where people removed it."""
    base = _recorded(state, key)
    name = str(base.get("name"))
    for folder in (str(base.get("database")), state.record.folder_of[key]):
        path = SpecPath(folder, name)
        if path in state.files.paths and state.files.key(path) == key:
            return path
    found = state.files.find(path for path in state.files.paths if path.stem != DATABASE).get(key, [])
    return found[0] if len(found) == 1 else None


def _unreadable(state: ReconcileState, key: Key) -> Finding | None:
    """The finding that the file of an object's spec says no more whose it is, so that nothing can follow."""
    base = _recorded(state, key)
    path = SpecPath(str(base.get("database")), str(base.get("name")))
    if path not in state.files.paths or state.files.key(path) is not None:
        return None
    message = f"{key.space}.{key.object} was renamed, and this file does not say any more that it is its spec"
    remedy = "Bring it back with git checkout, or remove it"
    return finding("IMP002", message, remedy, file=state.name(path), line=1)


def _hold(
    state: ReconcileState, olds: Iterable[Key], news: Iterable[Incoming], path: SpecPath | None
) -> None:
    """Leaves the old spec as it is, the new one out, and what names the new one by the old one's name."""
    withheld = {each.key: each for each in news}
    state.incoming = [each for each in state.incoming if each.key not in withheld]
    for key in olds:
        state.held.add(key)
        state.plan.unchanged += path is not None
        base = _recorded(state, key)
        former = f"{base.get('database')}.{base.get('name')}"
        for each in withheld.values():
            now = ".".join(each.path)
            hold_others(state, each.key, now, partial(tables, names={now: former}))
        if path is not None and ".".join(path) != former:  # people renamed it
            state.renames[former] = ".".join(path)


def _take(state: ReconcileState, key: Key, new: Incoming, path: SpecPath | None) -> None:
    """Record and spec as if the object always had its new name; other specs follow."""
    base, now = dict(_recorded(state, key)), new.spec
    place, theirs = f"{key.space}.{key.object}", spec_at(state, path)
    before = base.get("database"), base.get("name")
    after = now["database"], now["name"]
    moves = path is not None and theirs is not None and (theirs.get("database"), theirs.get("name")) == before
    base[IMPORTS_OWN] = {**base.get(IMPORTS_OWN, {}), "object": new.key.object}
    if not moves:  # people gave it a name of their own, or removed it
        base |= {"database": after[0], "name": after[1]}
    folder = state.record.folder_of[key]
    text = serialize(base, copied=is_copied(state.record.texts[key]))
    state.record.drop(key)
    state.record.put(new.key, folder, text)
    followed, stays = 0, ""
    if path is None or theirs is None:
        stays = ": its spec was removed here" if path is None else ""
    else:
        state.files.respell(path, new.key)
        followed = _follow(state, path, theirs, new, before if moves and before != after else None)
        stays = "" if moves else f", its table stays {'.'.join(path)}"
    message = f"object {place} is {new.key.object!r} now{stays}"
    more = f"; {followed} other spec{'s' * (followed > 1)} follow{'s' * (followed == 1)}" * bool(followed)
    state.plan.findings.append(at_place(state, "IMP024", (message + more, ""), path, (IMPORTS_OWN,)))
    state.plan.events.append(event(state, "renamed", place, new.key.object, path))


def _follow(
    state: ReconcileState,
    path: SpecPath,
    theirs: Mapping[str, Any],
    new: Incoming,
    before: tuple[Any, Any] | None,
) -> int:
    """Makes the spec at `path` follow, and others if its name `before` is to change; gives their number."""
    edits = []
    if isinstance(theirs.get(IMPORTS_OWN), dict):
        edits.append(Edit((IMPORTS_OWN, "object"), new.key.object))
    followed = 0
    if before is not None:
        folder = path.folder if before[0] == new.path.folder else new.path.folder
        former, now = ".".join(path), f"{folder}.{new.path.stem}"
        if former not in {".".join(each.path) for each in state.incoming}:
            edits.append(Edit((FORMER,), former, "name"))
        edits += tables(theirs, {former: now})
        rename = partial(tables, names={former: now})
        followed = revise_others(state, path, former, rename)
        as_exported = ".".join(map(str, before))
        revise_records(state, new.key, as_exported, partial(tables, names={as_exported: ".".join(new.path)}))
    revise(state, path, edits)
    return followed
