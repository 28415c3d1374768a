"""What a run is about to put in its place, on disk before it does: a run that was killed is finished later.

One file in the specs folder, there only while files are replaced. Takes and gives pairs of a file that lies
ready and the one it becomes (none ready: the other is removed), as names below the folder; knows nothing of
specs. A journal that came with a clone is no run's of here: it is known by the folder and by the files that
lie ready, whose inodes and times of change no other machine can tell in advance.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path as FilePath
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from catalog.files import limits
from catalog.files.folder import Folder
from catalog.files.kinds import Kind
from catalog.files.paths import kind_at, open_folder
from catalog.language.findings import DataError
from catalog.language.specs.loader import JOURNAL, SUFFIX
from mapping.diagnostics.codes import finding

from .import_record import FILE

READY = ".import-"  # what a file begins with that lies ready, and ends with
PART = ".part"
VERSION = 2
_READY = re.compile(rf"{re.escape(READY)}[0-9a-f]{{16}}{re.escape(PART)}", re.ASCII)


class JournalEntry(NamedTuple):
    """A file that lies ready ('': none, the target is removed), its target, and the ready one's marks."""

    ready: str
    target: str
    inode: int = 0
    changed: int = 0  # when its status last changed, in nanoseconds: st_ctime_ns


def begin(folder: Folder, moves: Iterable[tuple[str, str]]) -> None:
    """Writes the moves down; from now on `finish` completes them. Raises OSError."""
    entries = [JournalEntry(ready, target, *_marks(folder, ready)) for ready, target in moves]
    content = {"version": VERSION, "folder": folder.identity().st_ino, "moves": entries}
    folder.write(JOURNAL, json.dumps(content).encode(), durable=True)


def end(folder: Folder) -> None:
    """Removes the journal: all moves are done."""
    folder.remove(JOURNAL)


def move(folder: Folder, ready: str, target: str) -> None:
    """Puts one file in its place, or removes it. Raises OSError."""
    if ready:
        folder.rename(ready, target)
        return
    folder.remove(target)
    folder.remove_if_empty(str(PurePosixPath(target).parent))


def unfinished(specs: FilePath) -> bool:
    """True if a run was killed while it replaced files, or something else stands where it says so."""
    return kind_at(specs / JOURNAL) is not None


def finish(specs: FilePath) -> int:
    """Does what a killed run left undone and removes what else it left; gives how many files it replaced.

    Raises OSError, and DataError (IMP021) for a journal that can't be read or is no run's of this folder.
    """
    try:
        folder = open_folder(specs)
    except FileNotFoundError:
        return 0
    with folder:
        done = 0
        if folder.kind(JOURNAL) is not None:
            left = [entry for entry in _entries(folder) if not entry.ready or _is_there(folder, entry)]
            for entry in left:
                move(folder, entry.ready, entry.target)
            end(folder)
            done = len(left)
        _remove_ready(folder)
        return done


def _marks(folder: Folder, ready: str) -> tuple[int, int]:
    if not ready:
        return 0, 0
    status = folder.identity(ready)
    return status.st_ino, status.st_ctime_ns


def _remove_ready(folder: Folder) -> None:
    """Removes files that lay ready when a run was killed before its journal was written."""
    for holder in ("", *(each.name for each in folder.entries() if each.kind is Kind.FOLDER)):
        for each in folder.entries(holder):
            if each.kind is Kind.FILE and _READY.fullmatch(each.name):
                folder.remove(f"{holder}/{each.name}" if holder else each.name)


def _entries(folder: Folder) -> list[JournalEntry]:
    """The moves of the journal, each one that an import writes and each of this folder."""
    try:
        content = json.loads(folder.read(JOURNAL, limits.IMPORT_JOURNAL))
        entries = [JournalEntry(*map(_plain, entry)) for entry in content["moves"]]
        version, inode = content["version"], content["folder"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _refused(folder, "can't be read") from error
    if version != VERSION or inode != folder.identity().st_ino:
        raise _refused(folder, "was not written by an import into this folder")
    for entry in entries:
        if not _is_imports(entry):
            raise _refused(folder, "names files that no import writes")
        if _is_there(folder, entry) and _marks(folder, entry.ready) != (entry.inode, entry.changed):
            raise _refused(folder, "was not written by an import into this folder")
    return entries


def _plain(value: Any) -> Any:
    if not isinstance(value, str | int):
        raise TypeError
    return value


def _is_imports(entry: JournalEntry) -> bool:
    """Whether both ends lie in one database's folder and have names that an import gives."""
    if not isinstance(entry.ready, str) or not isinstance(entry.target, str):
        return False
    folder, _, target = entry.target.partition("/")
    holder, _, ready = entry.ready.partition("/")
    plain = folder and not folder.startswith(".") and "/" not in target and "\0" not in entry.target
    named = target == FILE or (target.endswith(SUFFIX) and not target.startswith("."))
    return bool(plain and named) and (not entry.ready or (holder == folder and bool(_READY.fullmatch(ready))))


def _is_there(folder: Folder, entry: JournalEntry) -> bool:
    return bool(entry.ready) and folder.kind(entry.ready) is not None


def _refused(folder: Folder, why: str) -> DataError:
    message = f"what a killed import left to do {why}: nothing was done"
    remedy = "Restore the specs from Git, remove this file, and import again"
    return DataError(finding("IMP021", message, remedy, file=str(folder.path / JOURNAL)))
