"""The folder of a repository: what lies there, and writing files into it, all or none.

Opens files as `catalog.files` does: below the folder, never through a link. Raises OSError.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path, PurePath

from catalog.files import limits
from catalog.files.errors import RefusedFileError
from catalog.files.folder import Folder
from catalog.files.kinds import Kind
from catalog.files.paths import open_folder, read_file

Contents = Mapping[str, tuple[bytes, bool]]  # bytes of a file and whether it is a program, by name


def collisions(root: Path, names: Iterable[str], folders: Iterable[str] = ()) -> list[str]:
    """What lies in the folder where one of these files, or of these folders with files, would be made."""
    if not root.exists():
        return []
    with open_folder(root) as folder:
        taken = {name for name in names if _taken(folder, name)}
        return sorted(taken | {f"{name}/" for name in folders if _has_files(folder, name)})


def _taken(folder: Folder, name: str) -> bool:
    """Whether something stands at a name, or something that is no folder on the way to it."""
    for above in list(PurePath(name).parents)[-2::-1]:
        if folder.kind(above.as_posix()) not in (None, Kind.FOLDER):
            return True
    return folder.kind(name) is not None


def _has_files(folder: Folder, name: str) -> bool:
    kind = folder.kind(name)
    if kind is not Kind.FOLDER:
        return kind is not None
    with folder.folder(name) as inside:
        return any(True for _ in inside.walk())


def texts(root: Path, names: Iterable[str], limit: int = limits.SPEC) -> dict[str, str | None]:
    """The text of each file that is there, else None. Bytes that are no UTF-8 become surrogates (PEP 383)."""
    found: dict[str, str | None] = {}
    with open_folder(root) as folder:
        for name in names:
            there = folder.kind(name) is not None
            found[name] = folder.read(name, limit).decode("utf-8", "surrogateescape") if there else None
    return found


def write_new(root: Path, contents: Contents) -> None:
    """Makes files that are not there. Where one can't be made, or after Ctrl-C, none of them is left."""
    fresh = not root.exists()
    done: list[str] = []
    try:
        with open_folder(root, make=True) as folder:
            for name, (data, executable) in contents.items():
                if folder.kind(name) is not None:
                    raise RefusedFileError(root / name, "it was made meanwhile")
                done.append(name)
                _write(folder, name, data, executable)
    except BaseException:
        with contextlib.suppress(OSError):
            remove(root, done, with_root=fresh)
        raise


def remove(root: Path, names: Sequence[str], *, with_root: bool) -> None:
    """Removes files that were just made, and the folders that are empty without them."""
    with open_folder(root) as folder:
        for name in names:
            folder.remove(name)
        for above in _folders_of(names):
            folder.remove_if_empty(above)
    if with_root:
        with contextlib.suppress(OSError):
            root.rmdir()


def _folders_of(names: Iterable[str]) -> list[str]:
    """All folders that files lie in, the innermost first."""
    above = {parent.as_posix() for name in names for parent in PurePath(name).parents} - {"."}
    return sorted(above, key=lambda name: (-name.count("/"), name))


def files_in(root: Path, name: str) -> list[str]:
    """The files below a folder of the repository, by their names in it."""
    with open_folder(root) as folder, folder.folder(name) as inside:
        return [f"{name}/{each}" for each, kind in inside.walk() if kind is Kind.FILE]


def write(root: Path, contents: Contents, removed: Collection[str] = ()) -> None:
    """Writes files, each whole, in this order, and removes some."""
    with open_folder(root) as folder:
        for name, (data, executable) in contents.items():
            _write(folder, name, data, executable)
        for name in removed:
            folder.remove(name)


def _write(folder: Folder, name: str, data: bytes, executable: bool) -> None:
    folder.write(name, data)
    if executable:
        folder.make_executable(name)


def wheel_bytes(path: Path) -> bytes:
    """A wheel that somebody named, whole."""
    return read_file(path, limits.EXPORT)
