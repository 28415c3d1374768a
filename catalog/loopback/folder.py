"""The local catalog's folder: its token and the note of its port, for their owner alone.

What others may read or have written there proves nothing and is refused before it is read.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from catalog.files.errors import RefusedFileError
from catalog.files.folder import Folder
from catalog.files.kinds import Kind, kind_of_mode, refused

from .proof import TOKEN

TOKEN_FILE, PID_FILE = "token", "pid.json"
VARIABLE = "CATALOG_LOCAL_FOLDER"  # the folder of the catalog that a shell works on
IN_PROJECT = Path(".catalog") / "local"
MODE = 0o600
LIMIT = 4096  # bytes of either file
LAST_PORT = 65535

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


def read_token(folder: Path) -> str:
    """The token of the catalog of this folder.

    Raises FileNotFoundError, or RefusedFileError where the file is none of ours: a link or no file, another
    user's, open to others, or no token.
    """
    text = _read(folder, TOKEN_FILE).strip()
    if not TOKEN.fullmatch(text):
        raise RefusedFileError(folder / TOKEN_FILE, "it holds no token of a local catalog: remove it")
    return text


def noted_port(folder: Path) -> int | None:
    """The port that the catalog of this folder noted; None without a note or for one that says nothing.

    Raises RefusedFileError as `read_token` does.
    """
    try:
        port = json.loads(_read(folder, PID_FILE))["port"]
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return port if type(port) is int and 0 < port <= LAST_PORT else None


def write(folder: Path, name: str, text: str) -> None:
    """Writes a file whole, for its owner alone; what stood there, a link too, is replaced. Raises OSError."""
    fresh = f".{name}.{os.getpid()}.part"
    with _descriptor(folder) as place:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(fresh, dir_fd=place)
        with os.fdopen(
            os.open(fresh, _CREATE | os.O_EXCL, MODE, dir_fd=place), "w", encoding="utf-8"
        ) as file:
            os.fchmod(file.fileno(), MODE)
            file.write(text)
        os.replace(fresh, name, src_dir_fd=place, dst_dir_fd=place)


def remove(folder: Path, name: str) -> None:
    """Removes a file; fine where it is gone."""
    with contextlib.suppress(FileNotFoundError), _descriptor(folder) as place:
        os.unlink(name, dir_fd=place)


def open_log(folder: Path, name: str, most: int) -> BinaryIO:
    """The log, to be appended to, for its owner alone; emptied if it has grown to `most` bytes.

    Raises RefusedFileError where a link or no file stands.
    """
    path = folder / name
    with _descriptor(folder) as place:
        with contextlib.suppress(FileNotFoundError):
            found = kind_of_mode(os.stat(name, dir_fd=place, follow_symlinks=False).st_mode)
            if found is not Kind.FILE:
                raise refused(path, found, Kind.FILE)
        descriptor = os.open(name, _CREATE | os.O_APPEND | os.O_NONBLOCK, MODE, dir_fd=place)
    file = os.fdopen(descriptor, "ab")
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.getuid() or status.st_nlink != 1:
        file.close()
        raise RefusedFileError(path, "it is no log of this user's local catalog: remove it")
    os.fchmod(descriptor, MODE)
    if status.st_size >= most:
        os.ftruncate(descriptor, 0)
    return file


def _read(folder: Path, name: str) -> str:
    with (
        _descriptor(folder) as place,
        Folder(folder, os.dup(place)) as files,
        files.open(name, LIMIT) as file,
    ):
        status = os.fstat(file.fileno())
        if status.st_uid != os.getuid():
            raise RefusedFileError(
                folder / name, f"it belongs to user {status.st_uid}, not to you: remove it"
            )
        if stat.S_IMODE(status.st_mode) & 0o077:
            mode = stat.S_IMODE(status.st_mode)
            raise RefusedFileError(
                folder / name, f"others may use it (mode {mode:o}, not 600): remove it, or take that back"
            )
        return file.read(LIMIT).decode("utf-8", "replace")


@contextlib.contextmanager
def _descriptor(folder: Path) -> Iterator[int]:
    """The folder held open; neither it nor the one above it, `.catalog`, is reached through a link."""
    held = [os.open(folder.parent.parent, _DIRECTORY)]
    try:
        for name in (folder.parent.name, folder.name):
            try:
                held.append(os.open(name, _DIRECTORY | os.O_NOFOLLOW, dir_fd=held[-1]))
            except NotADirectoryError as error:
                raise RefusedFileError(folder, f"{name} is a link or no folder: remove it") from error
        if (owner := os.fstat(held[-1]).st_uid) != os.getuid():
            raise RefusedFileError(folder, f"it belongs to user {owner}, not to you: remove it")
        yield held[-1]
    except OSError as error:
        if isinstance(error.filename, str):  # relative to the descriptor
            error.filename = str(folder / error.filename)
        raise
    finally:
        for descriptor in held:
            os.close(descriptor)
