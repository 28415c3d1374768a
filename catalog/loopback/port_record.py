"""The port that a project's local catalog has instead of the one in its stack files: `.catalog/local.json`.

Git-ignored, and made where the files' port was taken by something else. It says two numbers and nothing more,
so that all it can do is to send what is meant for one port of this machine to another one of it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

from catalog.files.errors import RefusedFileError
from catalog.files.paths import open_folder
from catalog.files.private import private_folder

from .folder import IN_PROJECT, LAST_PORT

FILE = IN_PROJECT.with_suffix(".json")
LIMIT = 4096  # bytes
_FORM = '{"port": 4600, "instead_of": 4599}'


class PortRecord(NamedTuple):
    """The local catalog is on `port`; stack files have `instead_of` for it."""

    port: int
    instead_of: int


def read_record(root: Path) -> PortRecord | None:
    """The record of the project at `root`; None where there is none.

    Raises RefusedFileError for a link or no file, another user's, and one that says anything else; OSError
    where it can't be read.
    """
    path = root / FILE
    try:
        with open_folder(root) as project, project.open(FILE.as_posix(), LIMIT) as file:
            _refuse_others(path, os.fstat(file.fileno()))
            text = file.read(LIMIT)
    except FileNotFoundError:
        return None
    try:
        return _record(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise RefusedFileError(path, f"it says something else than {_FORM}: remove it") from error


def write_record(root: Path, record: PortRecord | None) -> None:
    """Notes the record; None takes it away. Raises OSError: RefusedFileError where no file stands."""
    if record is not None:
        private_folder(root / FILE.parent)
    with open_folder(root) as project:
        if record is None:
            project.remove(FILE.as_posix())
        else:
            project.write(FILE.as_posix(), f"{json.dumps(record._asdict())}\n".encode())


def _record(found: object) -> PortRecord:
    """Raises ValueError for anything but the two ports."""
    if not isinstance(found, dict) or set(found) != set(PortRecord._fields):
        raise ValueError
    if not all(type(port) is int and 0 < port <= LAST_PORT for port in found.values()):
        raise ValueError
    return PortRecord(**found)


def _refuse_others(path: Path, status: os.stat_result) -> None:
    if status.st_uid != os.getuid():
        raise RefusedFileError(path, f"it belongs to user {status.st_uid}, not to you: remove it")
