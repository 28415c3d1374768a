"""Folders of one user alone: nobody else may read or have written what lies there."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from .errors import RefusedFileError
from .kinds import Kind, kind_of_mode, refused

FOLDER_MODE, FILE_MODE = 0o700, 0o600


def private_folder(path: Path, *, and_above: bool = False) -> Path:
    """The folder, made if missing, for its owner alone: wider permissions are taken back.

    With `and_above` the folder that holds it as well, first. Raises OSError: RefusedFileError where one of
    them is a link, no folder or another user's.
    """
    if and_above:
        private_folder(path.parent)
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.mkdir(path, FOLDER_MODE)
    found = kind_of_mode(os.lstat(path).st_mode)
    if found is not Kind.FOLDER:
        raise refused(path, found, Kind.FOLDER)
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if status.st_uid != os.getuid():
            raise RefusedFileError(path, f"it belongs to user {status.st_uid}, not to you: remove it")
        if stat.S_IMODE(status.st_mode) != FOLDER_MODE:
            os.fchmod(descriptor, FOLDER_MODE)
    finally:
        os.close(descriptor)
    return path
