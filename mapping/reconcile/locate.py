"""Where the spec of each object lies: by its name, else by its `source` in any file of the folder.

So a spec that people renamed or moved is updated where it is. Reads the heads of files, writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from mapping.store.import_record import Key
from mapping.store.spec_files import DATABASE, Place

from .state import Incoming, Work


def locate(work: Work, incoming: list[Incoming]) -> None:
    """Fills `at` and `renames` of the state."""
    missing = [each for each in incoming if not _at_known_place(work, each)]
    if missing:
        taken = set(work.at.values()) | {each.place for each in incoming}
        found = work.present.find(work.present.places - taken)
        for each in missing:
            places = found.get(each.key, ())
            if each.key.is_database and not places and each.key not in work.base.blocks:
                places = _renamed_database(work, each, found)
            if len(places) == 1:
                work.at[each.key] = places[0]
    for each in incoming:
        if each.key.is_database and each.key not in work.at:
            _follow_rename(work, each, incoming)
        place = work.at.get(each.key, each.place)
        if place != each.place and place != recorded_place(work, each):
            end = 1 if each.key.is_database else None  # a database's name is its folder's
            work.renames[".".join(each.place[:end])] = ".".join(place[:end])


def _at_known_place(work: Work, each: Incoming) -> bool:
    stored = work.base.blocks.get(each.key)
    present = work.present
    if stored == each.block and each.place in present.places:
        work.at[each.key] = each.place
        return True
    candidates = [each.place]
    if stored is not None:
        before = recorded_place(work, each)
        candidates = [before, Place(work.base.homes[each.key], before.stem), each.place]
    for place in candidates:
        if place in present.places and (place == each.place or stored is not None):
            key = present.key(place)
            if key == each.key or (each.key.is_database and key is not None and key.space == each.key.space):
                work.at[each.key] = place
                return True
            if key is None and place == each.place:  # people's own, or not to be read: told later
                work.at[each.key] = place
                return True
    return False


def recorded_place(work: Work, each: Incoming) -> Place:
    """Where import last wrote the spec."""
    if work.base.blocks.get(each.key) in (None, each.block):
        return each.place
    spec = work.base.spec(each.key) or {}
    name = str(spec.get("name"))
    return Place(name, DATABASE) if each.key.is_database else Place(str(spec.get("database")), name)


def _renamed_database(work: Work, each: Incoming, found: Mapping[Key, list[Place]]) -> list[Place]:
    """The one database of the space that no import is known to have named so."""
    return [
        place
        for key, places in found.items()
        for place in places
        if key.space == each.key.space and key.is_database and key not in work.base.blocks
    ]


def _follow_rename(work: Work, each: Incoming, incoming: list[Incoming]) -> None:
    """A database that takes over all tables of one that the import no longer names is that one, renamed."""
    mine = [i for i in incoming if i.place.folder == each.place.folder and not i.key.is_database]
    former = {recorded_place(work, table).folder for table in mine} - {each.place.folder}
    old = Key(each.key.space, "", former.pop()) if len(former) == 1 else each.key
    met = {i.key for i in incoming}
    left = [k for k, home in work.base.homes.items() if home == old.database and k != old and k not in met]
    place = Place(old.database, DATABASE)
    if old in met or left or old not in work.base.blocks or place not in work.present.places:
        return
    work.at[each.key] = place
    work.base.put(each.key, work.base.homes[old], work.base.blocks[old])
    work.base.drop(old)
