"""Where the spec of each object lies: by its name, else by its `source` in any file of the folder.

So a spec that people renamed or moved is updated where it is. Reads the heads of files, writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from mapping.store.import_record import Key
from mapping.store.spec_files import DATABASE, SpecPath

from .state import Incoming, ReconcileState


def locate(state: ReconcileState, incoming: list[Incoming]) -> None:
    """Fills `at` and `renames` of the state."""
    missing = [each for each in incoming if not _at_known_place(state, each)]
    if missing:
        taken = set(state.at.values()) | {each.place for each in incoming}
        found = state.files.find(state.files.places - taken)
        for each in missing:
            places = found.get(each.key, ())
            if each.key.is_database and not places and each.key not in state.record.blocks:
                places = _renamed_database(state, each, found)
            if len(places) == 1:
                state.at[each.key] = places[0]
    for each in incoming:
        if each.key.is_database and each.key not in state.at:
            _follow_rename(state, each, incoming)
        place = state.at.get(each.key, each.place)
        if place != each.place and place != recorded_place(state, each):
            end = 1 if each.key.is_database else None  # a database's name is its folder's
            state.renames[".".join(each.place[:end])] = ".".join(place[:end])


def _at_known_place(state: ReconcileState, each: Incoming) -> bool:
    stored = state.record.blocks.get(each.key)
    present = state.files
    if stored == each.block and each.place in present.places:
        state.at[each.key] = each.place
        return True
    candidates = [each.place]
    if stored is not None:
        before = recorded_place(state, each)
        candidates = [before, SpecPath(state.record.homes[each.key], before.stem), each.place]
    for place in candidates:
        if place in present.places and (place == each.place or stored is not None):
            key = present.key(place)
            if key == each.key or (each.key.is_database and key is not None and key.space == each.key.space):
                state.at[each.key] = place
                return True
            if key is None and place == each.place:  # people's own, or not to be read: told later
                state.at[each.key] = place
                return True
    return False


def recorded_place(state: ReconcileState, each: Incoming) -> SpecPath:
    """Where import last wrote the spec."""
    if state.record.blocks.get(each.key) in (None, each.block):
        return each.place
    spec = state.record.spec(each.key) or {}
    name = str(spec.get("name"))
    return SpecPath(name, DATABASE) if each.key.is_database else SpecPath(str(spec.get("database")), name)


def _renamed_database(
    state: ReconcileState, each: Incoming, found: Mapping[Key, list[SpecPath]]
) -> list[SpecPath]:
    """The one database of the space that no import is known to have named so."""
    return [
        place
        for key, places in found.items()
        for place in places
        if key.space == each.key.space and key.is_database and key not in state.record.blocks
    ]


def _follow_rename(state: ReconcileState, each: Incoming, incoming: list[Incoming]) -> None:
    """A database that takes over all tables of one that the import no longer names is that one, renamed."""
    mine = [i for i in incoming if i.place.folder == each.place.folder and not i.key.is_database]
    former = {recorded_place(state, table).folder for table in mine} - {each.place.folder}
    old = Key(each.key.space, "", former.pop()) if len(former) == 1 else each.key
    met = {i.key for i in incoming}
    left = [k for k, home in state.record.homes.items() if home == old.database and k != old and k not in met]
    place = SpecPath(old.database, DATABASE)
    if old in met or left or old not in state.record.blocks or place not in state.files.places:
        return
    state.at[each.key] = place
    state.record.put(each.key, state.record.homes[old], state.record.blocks[old])
    state.record.drop(old)
