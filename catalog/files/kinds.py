"""What stands at a name, without following a link."""

from __future__ import annotations

import stat
from enum import StrEnum

from .errors import RefusedFileError


class Kind(StrEnum):
    """The kinds that a name can have, in words for messages."""

    FILE = "a file"
    FOLDER = "a folder"
    LINK = "a link"
    PIPE = "a named pipe"
    SOCKET = "a socket"
    DEVICE = "a device"
    OTHER = "no file"

    @property
    def is_special(self) -> bool:
        """Whether it is neither a regular file nor a folder."""
        return self not in (Kind.FILE, Kind.FOLDER)


_BY_FORMAT = {
    stat.S_IFREG: Kind.FILE,
    stat.S_IFDIR: Kind.FOLDER,
    stat.S_IFLNK: Kind.LINK,
    stat.S_IFIFO: Kind.PIPE,
    stat.S_IFSOCK: Kind.SOCKET,
    stat.S_IFCHR: Kind.DEVICE,
    stat.S_IFBLK: Kind.DEVICE,
}
_INSTEAD = {
    Kind.LINK: "links are not followed here; put what it leads to in its place",
}


PUT_THERE = "Put the file itself in its place, or remove it"  # what to do about a special file


def not_read(kind: Kind) -> str:
    """What is wrong with a special file in a folder that is read."""
    return f"{kind}: regular files and folders alone are read here"


def kind_of_mode(mode: int) -> Kind:
    """The kind that `st_mode` says."""
    return _BY_FORMAT.get(stat.S_IFMT(mode), Kind.OTHER)


def refused(path: object, found: Kind, expected: Kind) -> RefusedFileError:
    """The refusal of what is `found` at `path` where `expected` should be."""
    instead = _INSTEAD.get(found, f"{expected} expected")
    return RefusedFileError(str(path), f"it is {found}: {instead}")
