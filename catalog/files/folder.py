"""A folder held open, so that what lies in it can't be swapped for a link between a look and a read.

Every name is opened relative to the folder's descriptor and never through a link (openat(2) with O_NOFOLLOW),
and only after a look has shown a regular file or a folder: opening a pipe would wait, opening a device may
act.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple, Self

from .errors import RefusedFileError, TooLargeError
from .kinds import Kind, kind_of_mode, refused
from .limits import in_words

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_CHUNK = 1 << 20


class Entry(NamedTuple):
    """A name in a folder and what stands there."""

    name: str
    kind: Kind


class Folder:
    """A folder's descriptor. Names given to its methods are relative: `sales/orders.yaml`.

    All methods raise OSError with the whole path as its filename; a RefusedFileError, which is one, where a
    link, a special file or too large a file stands, or a name leads out of the folder.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the descriptor."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def entries(self, name: str = "") -> list[Entry]:
        """What lies in it, or in the folder `name` below it, sorted by name."""
        with (
            self.folder(name) if name else contextlib.nullcontext(self) as here,
            here._named(""),
            os.scandir(here._descriptor) as found,
        ):
            return sorted(Entry(each.name, _kind_of_entry(each)) for each in found)

    def walk(self, *, hidden: bool = True) -> Iterator[Entry]:
        """All that is no folder, at any depth, by its name below this folder.

        Without `hidden`, nothing that begins with a dot is looked at. In no order.
        """
        folders = [""]
        while folders:
            holder = folders.pop()
            for name, kind in self.entries(holder):
                below = f"{holder}/{name}" if holder else name
                if not hidden and name.startswith("."):
                    continue
                if kind is Kind.FOLDER:
                    folders.append(below)
                else:
                    yield Entry(below, kind)

    def kind(self, name: str) -> Kind | None:
        """What stands at `name`; None where nothing does, or where a part of the way is missing."""
        try:
            with self._holder(name) as (holder, last):
                return kind_of_mode(holder._stat(last).st_mode)
        except FileNotFoundError:
            return None

    def folder(self, name: str, *, make: bool = False) -> Folder:
        """The folder `name` below it; with `make`, missing ones are made."""
        found = Folder(self.path, os.dup(self._descriptor))
        for part in _parts(self.path, name):
            with found:
                found = found._child(part, make=make)
        return found

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of the file `name`, at most `limit` of them."""
        with self.open(name, limit) as file:
            return read_at_most(file, limit, self.path / name)

    def open(self, name: str, limit: int) -> BinaryIO:
        """The file `name`, to be read; refused where it is larger than `limit` bytes now."""
        with self._holder(name) as (holder, last):
            return holder._open(last, limit)

    def stage(self, name: str, data: bytes, prefix: str, suffix: str, *, durable: bool = False) -> str:
        """Writes a new file beside `name`, with the mode of the file there, if one is; gives its name.

        With `durable` it is on the disk when this returns, so that a power cut does not lose it.
        """
        with self._holder(name, make=True) as (holder, last):
            mode = holder._mode_of_file(last)
            ready = f"{prefix}{secrets.token_hex(8)}{suffix}"
            try:
                holder._create(ready, data, mode, durable=durable)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(ready, dir_fd=holder._descriptor)
                raise
            return str(PurePath(name).with_name(ready))

    def write(self, name: str, data: bytes, *, durable: bool = False) -> None:
        """Writes the file `name` whole: another one beside it, which then takes its place."""
        ready = self.stage(name, data, f".{PurePath(name).name[:100]}.", ".part", durable=durable)
        try:
            self.rename(ready, name)
        except BaseException:
            self.remove(ready)
            raise

    def make_executable(self, name: str) -> None:
        """Lets whoever may read the file `name` run it."""
        with self.open(name, sys.maxsize) as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            os.fchmod(file.fileno(), mode | (mode & 0o444) >> 2)

    def rename(self, old: str, new: str) -> None:
        """Puts the file `old` in the place of `new`, which is a file or missing."""
        with self._holder(old) as (source, was), self._holder(new) as (target, becomes):
            source._expect_file(was)
            target._mode_of_file(becomes)
            with self._named(new):
                os.rename(was, becomes, src_dir_fd=source._descriptor, dst_dir_fd=target._descriptor)

    def remove(self, name: str) -> None:
        """Removes the file `name`; fine where nothing stands there."""
        with contextlib.suppress(FileNotFoundError), self._holder(name) as (holder, last):
            holder._expect_file(last)
            with self._named(name):
                os.unlink(last, dir_fd=holder._descriptor)

    def remove_if_empty(self, name: str) -> None:
        """Removes the folder `name` if nothing lies in it."""
        with contextlib.suppress(OSError), self._holder(name) as (holder, last):
            os.rmdir(last, dir_fd=holder._descriptor)

    def identity(self, name: str = "") -> os.stat_result:
        """The status of the file or folder `name`, or of the folder itself, a link not followed."""
        if not name:
            return os.fstat(self._descriptor)
        with self._holder(name) as (holder, last):
            return holder._stat(last)

    # --- one step each, relative to this folder's descriptor ---

    @contextlib.contextmanager
    def _holder(self, name: str, *, make: bool = False) -> Iterator[tuple[Folder, str]]:
        """The folder that holds `name`, and the last part of it."""
        *above, last = _parts(self.path, name)
        with self.folder("/".join(above), make=make) if above else contextlib.nullcontext(self) as holder:
            yield holder, last

    def _stat(self, name: str) -> os.stat_result:
        with self._named(name):
            return os.stat(name, dir_fd=self._descriptor, follow_symlinks=False)

    def _child(self, name: str, *, make: bool) -> Folder:
        try:
            found = kind_of_mode(self._stat(name).st_mode)
        except FileNotFoundError:
            if not make:
                raise
            with self._named(name), contextlib.suppress(FileExistsError):
                os.mkdir(name, dir_fd=self._descriptor)
            found = Kind.FOLDER
        if found is not Kind.FOLDER:
            raise refused(self.path / name, found, Kind.FOLDER)
        with self._named(name):
            return Folder(
                self.path / name, os.open(name, _DIRECTORY | os.O_NOFOLLOW, dir_fd=self._descriptor)
            )

    def _expect_file(self, name: str) -> os.stat_result:
        status = self._stat(name)
        found = kind_of_mode(status.st_mode)
        if found is not Kind.FILE:
            raise refused(self.path / name, found, Kind.FILE)
        return status

    def _mode_of_file(self, name: str) -> int | None:
        """The permissions of the file `name`; None where nothing stands there."""
        try:
            return self._expect_file(name).st_mode & 0o777
        except FileNotFoundError:
            return None

    def _open(self, name: str, limit: int) -> BinaryIO:
        self._expect_file(name)
        with self._named(name):
            descriptor = os.open(name, _READ, dir_fd=self._descriptor)
        file = os.fdopen(descriptor, "rb")
        try:
            status = os.fstat(descriptor)  # of what was opened, whatever the look before has shown
            if (found := kind_of_mode(status.st_mode)) is not Kind.FILE:
                raise refused(self.path / name, found, Kind.FILE)
            if status.st_size > limit:
                raise _too_large(self.path / name, status.st_size, limit)
        except BaseException:
            file.close()
            raise
        return file

    def _create(self, name: str, data: bytes, mode: int | None, *, durable: bool) -> None:
        with self._named(name):
            descriptor = os.open(name, _CREATE, 0o666, dir_fd=self._descriptor)
            with os.fdopen(descriptor, "wb") as file:
                if mode is not None:
                    os.fchmod(descriptor, mode)
                file.write(data)
                file.flush()
                if durable:
                    os.fsync(descriptor)

    @contextlib.contextmanager
    def _named(self, name: str) -> Iterator[None]:
        """Errors of the block name the whole path; a link that was swapped in is refused as one."""
        try:
            yield
        except RefusedFileError:
            raise
        except OSError as error:
            path = self.path / name
            if error.errno == errno.ELOOP:
                raise refused(path, Kind.LINK, Kind.FILE) from error
            raise type(error)(error.errno, error.strerror, str(path)) from error


def read_at_most(file: BinaryIO, limit: int, path: Path) -> bytes:
    """All that `file` holds. Raises RefusedFileError where that is more than `limit` bytes."""
    chunks, size = [], 0
    while chunk := file.read(min(_CHUNK, limit + 1 - size)):
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            raise _too_large(path, size, limit)
    return b"".join(chunks)


def _too_large(path: Path, size: int, limit: int) -> TooLargeError:
    return TooLargeError(path, f"it has {in_words(size)}, more than the {in_words(limit)} allowed for it")


def _parts(path: Path, name: str) -> tuple[str, ...]:
    parts = PurePath(name).parts
    if not parts or os.path.isabs(name) or ".." in parts or "\0" in name:
        raise RefusedFileError(path, f"{name!r} is no name below this folder")
    return parts


def _kind_of_entry(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        return Kind.LINK
    if entry.is_file(follow_symlinks=False):
        return Kind.FILE
    if entry.is_dir(follow_symlinks=False):
        return Kind.FOLDER
    try:
        return kind_of_mode(entry.stat(follow_symlinks=False).st_mode)
    except FileNotFoundError:
        return Kind.OTHER  # it went meanwhile
