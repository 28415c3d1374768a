"""What a run is about to put in its place, on disk before it does: a run that was killed is finished later.

One file in the specs folder, there only while files are replaced. Takes and gives pairs of a file that lies
ready and the one it becomes (none ready: the other is removed); knows nothing of specs.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path as FilePath

from catalog.language.findings import DataError
from catalog.language.specs.loader import JOURNAL
from mapping.diagnostics.codes import finding

READY = ".import-"  # what a file begins with that lies ready, and ends with
PART = ".part"
Move = tuple[str, FilePath]


def begin(folder: FilePath, moves: Iterable[Move]) -> None:
    """Writes the moves down; from now on `finish` completes them. Raises OSError."""
    listed = [[_inside(folder, ready) if ready else "", _inside(folder, path)] for ready, path in moves]
    ready = folder / f"{READY}journal{PART}"
    with ready.open("w", encoding="utf-8") as out:
        json.dump({"version": 1, "moves": listed}, out)
        out.flush()
        os.fsync(out.fileno())
    ready.replace(folder / JOURNAL)


def end(folder: FilePath) -> None:
    """Removes the journal: all moves are done."""
    (folder / JOURNAL).unlink(missing_ok=True)


def move(ready: str, path: FilePath) -> None:
    """Puts one file in its place, or removes it. Raises OSError."""
    if ready:
        os.replace(ready, path)
        return
    path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        path.parent.rmdir()  # if nothing is left in it


def unfinished(folder: FilePath) -> bool:
    """True if a run was killed while it replaced files."""
    return (folder / JOURNAL).is_file()


def finish(folder: FilePath) -> int:
    """Does what a killed run left undone and removes what else it left; gives how many files it replaced.

    Raises OSError, and DataError for a journal that can't be read.
    """
    done = 0
    if unfinished(folder):
        for ready, name in _read(folder):
            path = folder / name
            if not ready or (folder / ready).exists():
                move(str(folder / ready) if ready else "", path)
                done += 1
        end(folder)
    for left in (*folder.glob(f"{READY}*{PART}"), *folder.glob(f"*/{READY}*{PART}")):
        left.unlink(missing_ok=True)
    return done


def _read(folder: FilePath) -> list[tuple[str, str]]:
    file = folder / JOURNAL
    try:
        moves = [(str(ready), str(name)) for ready, name in json.loads(file.read_bytes())["moves"]]
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(file) from error
    if any(".." in FilePath(part).parts or FilePath(part).is_absolute() for pair in moves for part in pair):
        raise _unreadable(file)
    return moves


def _unreadable(file: FilePath) -> DataError:
    message = "what a killed import left to do can't be read"
    remedy = "Restore the specs from Git, remove this file, and import again"
    return DataError(finding("IMP021", message, remedy, file=str(file)))


def _inside(folder: FilePath, path: str | FilePath) -> str:
    return FilePath(os.path.relpath(path, folder)).as_posix()
