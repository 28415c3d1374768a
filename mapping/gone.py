"""Specs whose object is in none of the files any more: told, and with `prune` removed if nobody edited them.

Only spaces that the import covers count: those of which it brought an object as its owner. A space seen
only through copies in another space's export says nothing of what it still holds.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from catalog.findings import DataError, Finding
from catalog.yamltext import decode, parse

from .base import Key
from .codes import finding
from .edit import Comments
from .merge import Side, same
from .present import DATABASE, Place

if TYPE_CHECKING:
    from .plan import Work

NAMED = 10  # names in one finding; the report has them all
SETTLE = "Import with --conflicts keep to keep the edited specs, --conflicts take to remove them, too"


def plan_gone(work: Work, met: AbstractSet[Key], owners: AbstractSet[str], *, prune: bool) -> None:
    """Adds to the plan what is to be told and removed; `met` are the objects that the files hold."""
    others = work.present.places - set(work.at.values()) - work.writes.keys() - work.removals.keys()
    found = {
        key: places
        for key, places in sorted(work.present.find(others).items())
        if key.space in owners and key not in met
    }
    for key, places in found.items():
        what = {"file": work.name(places[0]), "what": "object gone", "place": f"{key.space}.{key.label}"}
        work.plan.events.append(what)
    _forget_renamed(work, met, owners)
    if not prune:
        for space in sorted({key.space for key in found}):
            _tell(work, space, {key: places for key, places in found.items() if key.space == space})
        return
    for key in sorted(found, key=lambda key: key.is_database):  # databases last: theirs are the tables
        for place in found[key]:
            _prune(work, key, place)
    for key in [*work.base.blocks]:
        if key.space in owners and key not in met and key not in found:
            work.base.drop(key)  # its spec is gone, too


def _forget_renamed(work: Work, met: AbstractSet[Key], owners: AbstractSet[str]) -> None:
    """Drops what the record has of a database that was renamed by a run that was then killed."""
    used = {place.folder for place in (work.present.places | work.writes.keys()) - work.removals.keys()}
    for key in [
        key for key in work.base.blocks if key.is_database and key.space in owners and key not in met
    ]:
        if work.base.homes[key] not in used:
            work.base.drop(key)


def _tell(work: Work, space: str, found: dict[Key, list[Place]]) -> None:
    names = [key.label for key in found]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    message = (
        f"{len(names)} {'specs are' if len(names) > 1 else 'spec is'} of objects of space {space!r} that "
        f"are in none of the files: {', '.join(names[:NAMED])}{more}"
    )
    todo = "If the files are the whole space, import with --prune to remove them; else all is well"
    first = next(iter(found.values()))[0]
    work.plan.findings.append(finding("IMP014", message, todo, file=work.name(first), line=1))


def _prune(work: Work, key: Key, place: Place) -> None:
    file = work.name(place)
    raw = work.present.raw(place)
    said = _why_kept(work, key, place, raw)
    if said is not None:
        work.plan.findings.append(said)
        if said.code != "IMP012" or work.side is not Side.TAKE:
            return
    else:
        message = f"{key.label!r} is in none of the files: removed"
        work.plan.findings.append(finding("IMP015", message, file=file, line=1))
    work.removals[place] = raw.decode("utf-8", "replace")
    work.base.drop(key)


def _why_kept(work: Work, key: Key, place: Place, raw: bytes) -> Finding | None:
    """What keeps a spec from being removed, or was overruled; None if nothing does."""
    file, name = work.name(place), key.label
    if place.stem == DATABASE and _tables(work, place.folder):
        message = "the database is in none of the files, but its folder still has tables: kept"
        return finding("IMP018", message, "Remove it when they are gone", file=file, line=1)
    if key not in work.base.blocks:
        message = f"{name!r} is in none of the files; whether people edited its spec is not known: kept"
        return finding("IMP018", message, "Remove it by hand if it is of no use", file=file, line=1)
    if not _is_edited(work, key, place, raw):
        return None
    message = f"{name!r} is in none of the files, but people edited its spec"
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
