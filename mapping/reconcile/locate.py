"""Where the spec of each object lies: by its name, else by its `source` in any file of the folder.

So a spec that people renamed or moved is updated where it is. Reads the heads of files, writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mapping.store.import_record import Key
from mapping.store.spec_files import DATABASE, SpecPath

from .actions import Decision, DropRecord, WriteRecord
from .state import Incoming, ReconcileState


def locate(state: ReconcileState) -> None:
    """Fills `at` and `renames` of the state; a database that was renamed gets its new name in the record."""
    missing = [each for each in state.incoming if not _at_known_path(state, each)]
    if missing:
        taken = set(state.at.values()) | {each.path for each in state.incoming}
        found = state.files.find(state.files.paths - taken)
        databases = _databases_without_record(state, found)
        for each in missing:
            paths = found.get(each.key, ())
            if each.key.is_database and not paths and each.key not in state.record.texts:
                paths = databases.get(each.key.space, [])
            if len(paths) == 1:
                state.at[each.key] = paths[0]
    seen = _Seen.of(state)
    for each in state.incoming:
        if each.key.is_database and each.key not in state.at:
            _follow_rename(state, each, seen)
        path = state.at.get(each.key, each.path)
        if path != each.path and path != recorded_path(state, each):
            end = 1 if each.key.is_database else None  # a database's name is its folder's
            state.renames[".".join(each.path[:end])] = ".".join(path[:end])


def _at_known_path(state: ReconcileState, each: Incoming) -> bool:
    """Finds a spec where it was last written, or where it would be new; False if it is in neither place."""
    stored = state.record.texts.get(each.key)
    if stored == each.text and each.path in state.files.paths:
        state.at[each.key] = each.path
        return True
    candidates = [each.path]
    if stored is not None:
        before = recorded_path(state, each)
        candidates = [before, SpecPath(state.record.folder_of[each.key], before.stem), each.path]
    for path in candidates:
        if path in state.files.paths and _may_be_of(state, each, path):
            state.at[each.key] = path
            return True
    return False


def _may_be_of(state: ReconcileState, each: Incoming, path: SpecPath) -> bool:
    """Whether the spec at `path` is the object's, or nobody's that can be named: the merge reports that."""
    key = state.files.key(path)
    if key is None:
        return path == each.path
    return key == each.key or (each.key.is_database and key.space == each.key.space)


def recorded_path(state: ReconcileState, each: Incoming) -> SpecPath:
    """Where import last wrote the spec."""
    if state.record.texts.get(each.key) in (None, each.text):
        return each.path
    spec = state.record.spec(each.key) or {}
    name = str(spec.get("name"))
    return SpecPath(name, DATABASE) if each.key.is_database else SpecPath(str(spec.get("database")), name)


def _databases_without_record(
    state: ReconcileState, found: Mapping[Key, list[SpecPath]]
) -> dict[str, list[SpecPath]]:
    """The databases of each space whose names no import gave, as far as the record knows."""
    databases: dict[str, list[SpecPath]] = {}
    for key, paths in found.items():
        if key.is_database and key not in state.record.texts:
            databases.setdefault(key.space, []).extend(paths)
    return databases


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the search for a renamed database asks of all objects: gathered once."""

    met: set[Key]
    tables: Mapping[str, list[Incoming]]  # by the folder where they go
    recorded: Mapping[str, list[Key]]  # by the folder where the record has them

    @staticmethod
    def of(state: ReconcileState) -> _Seen:
        tables: dict[str, list[Incoming]] = {}
        recorded: dict[str, list[Key]] = {}
        for each in state.incoming:
            if not each.key.is_database:
                tables.setdefault(each.path.folder, []).append(each)
        for key, home in state.record.folder_of.items():
            recorded.setdefault(home, []).append(key)
        return _Seen({each.key for each in state.incoming}, tables, recorded)


def _follow_rename(state: ReconcileState, each: Incoming, seen: _Seen) -> None:
    """A database that takes over all tables of one that the import no longer names is that one, renamed."""
    record, mine = state.record, seen.tables.get(each.path.folder, ())
    former = {recorded_path(state, table).folder for table in mine} - {each.path.folder}
    old = Key(each.key.space, "", former.pop()) if len(former) == 1 else each.key
    left = [k for k in seen.recorded.get(old.database, ()) if k != old and k not in seen.met]
    path = SpecPath(old.database, DATABASE)
    if old in seen.met or left or old not in record.texts or path not in state.files.paths:
        return
    state.at[each.key] = path
    renamed = WriteRecord(each.key, record.folder_of[old], record.texts[old])
    state.add(Decision([renamed, DropRecord(old)]))
