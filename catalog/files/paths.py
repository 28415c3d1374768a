"""Paths that people and settings name, opened as `Folder`s and files.

Where a path lies below the folder the command runs in, or below the project or Git work tree around that, no
part of it may be a link: all of it may have come with a pull request. Elsewhere the ancestors are the user's
own (`/tmp` is a link on macOS) and the last part alone may be none.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from .errors import RefusedFileError
from .folder import Folder, read_at_most
from .kinds import Kind, refused

PROJECT_MARKS = ("Pulumi.yaml", ".git")
SYSTEM = ("/proc/", "/sys/", "/dev/")  # files there are the kernel's; reading some tells secrets or acts
ROOT = "/"  # all of the system's folders lie in it
SHARED_MEMORY = "/dev/shm/"  # an ordinary file system


def open_folder(path: Path | str, *, make: bool = False) -> Folder:
    """The folder at `path`; with `make`, missing ones are made. Raises OSError: RefusedFileError for none."""
    base, rest = _split(path)
    _refuse_the_systems(base, rest)
    found = _base(base, make=make)
    if not rest:
        return found
    with found:
        inside = found.folder("/".join(rest), make=make)
    inside.path = Path(path)
    return inside


def read_file(path: Path | str, limit: int) -> bytes:
    """The bytes of the file at `path`, at most `limit`. Raises OSError, RefusedFileError where it is none."""
    with open_file(path, limit) as file:
        return read_at_most(file, limit, Path(path))


def open_file(path: Path | str, limit: int) -> BinaryIO:
    """The file at `path`, to be read. Raises OSError: RefusedFileError for no file or too large a one."""
    with _parent(path) as (folder, name):
        return folder.open(name, limit)


def write_file(path: Path | str, data: bytes) -> None:
    """Writes the file at `path` whole. Raises OSError: RefusedFileError where no file stands."""
    with _parent(path) as (folder, name):
        folder.write(name, data)


def check_writable(path: Path | str) -> None:
    """Finds out whether `write_file` can write there, and leaves nothing. Raises OSError where it can't."""
    with _parent(path) as (folder, name):
        folder.remove(folder.stage(name, b"", ".", ".part"))


def kind_at(path: Path | str) -> Kind | None:
    """What stands at `path`; None where nothing does. Raises OSError: RefusedFileError on a linked way."""
    try:
        with _parent(path) as (folder, name):
            return folder.kind(name)
    except FileNotFoundError:
        return None
    except _NoName:
        return Kind.FOLDER  # `/`, `.`


class _NoName(RefusedFileError):
    """The path has no last part: it is the root, or the folder that the command runs in."""


@contextlib.contextmanager
def _parent(path: Path | str) -> Iterator[tuple[Folder, str]]:
    base, rest = _split(path)
    if not rest:
        raise _NoName(path, f"it is {Kind.FOLDER}: {Kind.FILE} expected")
    _refuse_the_systems(base, rest)
    with _base(base) as root, root.folder("/".join(rest[:-1])) if len(rest) > 1 else root as folder:
        folder.path = Path(path).parent
        yield folder, rest[-1]


def _split(path: Path | str) -> tuple[Path, tuple[str, ...]]:
    """The folder that may be reached through links, and the parts below it that may be none."""
    if "\0" in str(path):
        raise RefusedFileError(repr(str(path)), "it is no name of a file: no name holds a zero byte")
    whole = Path(os.path.abspath(path))
    base = next((each for each in _trusted(Path.cwd()) if whole.is_relative_to(each)), whole.parent)
    return base, whole.relative_to(base).parts


def _trusted(here: Path) -> tuple[Path, ...]:
    """The folder the command runs in, and the projects and work trees around it, the outermost first."""
    around = [each for each in here.parents if any((each / mark).exists() for mark in PROJECT_MARKS)]
    return (*reversed(around), here)


def _base(path: Path, *, make: bool = False) -> Folder:
    """The folder at `path`, links followed."""
    if make:
        os.makedirs(path, exist_ok=True)
    try:
        return Folder(path, os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
    except NotADirectoryError as error:
        raise refused(path, Kind.FILE, Kind.FOLDER) from error


def _refuse_the_systems(base: Path, rest: tuple[str, ...]) -> None:
    for whole in (os.path.join(base, *rest, ""), os.path.join(os.path.realpath(base), *rest, "")):
        if whole != ROOT and (not whole.startswith(SYSTEM) or whole.startswith(SHARED_MEMORY)):
            continue
        why = "it lies in a folder of the system's own, which holds no files of a project"
        raise RefusedFileError(whole.rstrip("/") or ROOT, why)
