"""Specs whose object gives no spec any more: told, and with `prune` removed if nobody edited them.

The object is in none of the files, or in them and left out: by the rules, or because it has no columns.

Only spaces that the import covers count: those of which it brought an object as its owner. A space seen
only through copies in another space's export says nothing of what it still holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from catalog.language.findings import DataError, Finding
from catalog.language.specs.yaml_text import decode, line_of, parse
from mapping.diagnostics.codes import finding
from mapping.store.import_record import Key
from mapping.store.spec_files import DATABASE, Place

from .merge import IMPORTS_OWN, Side, same
from .yaml_edits import Comments

if TYPE_CHECKING:
    from .planner import Work

GONE = "is in none of the files"
EMPTY = "has no object in the files"  # a database
NAMED = 10  # names in one finding; the report has them all
COPIED = "Remove one of them, or take `source` out of the one that is to be yours alone"
SETTLE = "Import with --conflicts keep to keep the edited specs, --conflicts take to remove them, too"


def plan_gone(
    work: Work, met: AbstractSet[Key], owners: AbstractSet[str], left_out: Mapping[Key, str], *, prune: bool
) -> None:
    """Adds to the plan what is to be told and removed; `met` are the objects whose specs stand.

    `left_out` says why objects that the files hold give no spec: "is left out by rules.yaml:3".
    """
    others = work.present.places - set(work.at.values()) - work.removals.keys()
    specs = sorted(work.present.find(others).items())  # one may lie where another object's is to go
    found = {key: places for key, places in specs if key.space in owners and key not in met}
    _tell_copied(work, {key: places for key, places in specs if key in met})
    for key, places in found.items():
        what = "object left out" if key in left_out else "object gone"
        event = {"file": work.name(places[0]), "what": what, "place": f"{key.space}.{key.label}"}
        work.plan.events.append(event)
    _forget_renamed(work, met, owners)
    if not prune:
        _tell_left_out(work, {key: places for key, places in found.items() if key in left_out}, left_out)
        used = {places[0].folder for key, places in found.items() if key in left_out}
        gone = {
            k: p
            for k, p in found.items()
            if k not in left_out and not (k.is_database and p[0].folder in used)
        }
        for space in sorted({key.space for key in gone}):
            _tell(work, space, {key: places for key, places in gone.items() if key.space == space})
        return
    for key in sorted(found, key=lambda key: key.is_database):  # databases last: theirs are the tables
        for place in found[key]:
            _prune(work, key, place, left_out.get(key, EMPTY if key.is_database else GONE))
    for key in [*work.base.blocks]:
        if key.space in owners and key not in met and key not in found:
            work.base.drop(key)  # its spec is gone, too


def _tell_copied(work: Work, found: Mapping[Key, list[Place]]) -> None:
    """Specs of an object that has another one: people copied it, and only one is brought up to date."""
    for key, places in found.items():
        used = work.at.get(key)
        kept = f"only {work.name(used)} is" if used else "none is"
        for place in places:
            others = [work.name(p) for p in (used, *places) if p and p != place]
            if key.is_database or place in work.writes or not others:
                continue
            message = (
                f"this spec and {', '.join(others)} are of one object, {key.space}.{key.label}: "
                f"{kept} brought up to date"
            )
            line = line_of(work.present.raw(place).decode("utf-8", "replace"), (IMPORTS_OWN,))[0]
            work.plan.findings.append(finding("IMP022", message, COPIED, file=work.name(place), line=line))


def _forget_renamed(work: Work, met: AbstractSet[Key], owners: AbstractSet[str]) -> None:
    """Drops what the record has of a database that was renamed by a run that was then killed."""
    used = {place.folder for place in (work.present.places | work.writes.keys()) - work.removals.keys()}
    for key in [
        key for key in work.base.blocks if key.is_database and key.space in owners and key not in met
    ]:
        if work.base.homes[key] not in used:
            work.base.drop(key)


def _tell(work: Work, space: str, found: dict[Key, list[Place]]) -> None:
    specs, names = _counted(found)
    message = f"{specs} of objects of space {space!r} that are in none of the files: {names}"
    remedy = "If the files are the whole space, import with --prune to remove them; else all is well"
    first = next(iter(found.values()))[0]
    work.plan.findings.append(finding("IMP014", message, remedy, file=work.name(first), line=1))


def _tell_left_out(work: Work, found: dict[Key, list[Place]], left_out: Mapping[Key, str]) -> None:
    for why in sorted({left_out[key] for key in found}):
        mine = {key: places for key, places in found.items() if left_out[key] == why}
        specs, names = _counted(mine)
        message = f"{specs} kept whose object {why}: {names}"
        remedy = "Import with --prune to remove them; else all is well"
        first = next(iter(mine.values()))[0]
        work.plan.findings.append(finding("IMP020", message, remedy, file=work.name(first), line=1))


def _counted(found: dict[Key, list[Place]]) -> tuple[str, str]:
    """`2 specs are`, and the first names."""
    names = [key.label for key in found]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{len(names)} {'specs are' if len(names) > 1 else 'spec is'}", ", ".join(names[:NAMED]) + more


def _prune(work: Work, key: Key, place: Place, why: str) -> None:
    file = work.name(place)
    raw = work.present.raw(place)
    said = _why_kept(work, key, place, raw, why)
    if said is not None:
        work.plan.findings.append(said)
        if said.code != "IMP012" or work.side is not Side.TAKE:
            return
    else:
        message = f"{key.label!r} {why}: removed"
        work.plan.findings.append(finding("IMP015", message, file=file, line=1))
    work.removals[place] = raw.decode("utf-8", "replace")
    work.base.drop(key)


def _why_kept(work: Work, key: Key, place: Place, raw: bytes, why: str) -> Finding | None:
    """What keeps a spec from being removed, or was overruled; None if nothing does."""
    file, name = work.name(place), key.label
    if place.stem == DATABASE and _tables(work, place.folder):
        message = "the database is in none of the files, but its folder still has tables: kept"
        return finding("IMP018", message, "Remove it when they are gone", file=file, line=1)
    if key not in work.base.blocks:
        message = f"{name!r} {why}; whether people edited its spec is not known: kept"
        return finding("IMP018", message, "Remove it by hand if it is of no use", file=file, line=1)
    if not _is_edited(work, key, place, raw):
        return None
    message = f"{name!r} {why}, but people edited its spec"
    if work.side is Side.ASK:
        return finding("IMP010", message, SETTLE, file=file, line=1)
    stands = "kept" if work.side is Side.KEEP else "removed"
    return finding("IMP012", f"{message}: {stands}", file=file, line=1)


def _tables(work: Work, folder: str) -> bool:
    left = (work.present.places | work.writes.keys()) - work.removals.keys()
    return any(place.folder == folder and place.stem != DATABASE for place in left)


def _is_edited(work: Work, key: Key, place: Place, raw: bytes) -> bool:
    """Whether a spec is not what import wrote: other values, or a comment of people's."""
    base = work.base.spec(key) or {}
    if raw == work.dump(base, place).encode():
        return False
    try:
        text = decode(raw, work.name(place))
        skip = len(text.partition("\n")[0]) if text.startswith("# yaml-language-server:") else 0
        fresh = parse(work.dump(base, place), "")
        return not same(parse(text, ""), fresh) or Comments(text).anywhere(skip)
    except DataError:
        return True
