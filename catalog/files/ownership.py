"""Whether another user could have written what stands at a path: what is run or believed is the user's own.

Looks and never changes anything. Any Python from 3.9 on reads this: set-up needs it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

WRITABLE = stat.S_IWGRP | stat.S_IWOTH


class Doubt(NamedTuple):
    """A path and why it can't be trusted: `belongs to another user (number 7)`."""

    path: Path
    why: str

    def __str__(self) -> str:
        """Both in one line."""
        return f"{self.path} {self.why}"


def doubt(path: Path) -> Doubt | None:
    """Why others could have written what stands at `path`, which may be no link; None if only this user can.

    Raises OSError where nothing stands there.
    """
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        return Doubt(path, "is a link")
    return _of_others(path, status, {os.geteuid()})


def doubt_on_the_way(path: Path) -> Doubt | None:
    """Why others could put something else in the place of `path`: by a folder, or a link, that leads there.

    A folder that everybody may write to is fine if it is sticky, as /tmp is: nobody may rename others' files
    in it. What belongs to root, or to whoever has the root folder, is the system's.
    """
    system = {os.geteuid(), 0, os.stat(os.sep).st_uid}
    whole = Path(os.path.abspath(path))
    for each in dict.fromkeys([*_above(whole), *_above(Path(os.path.realpath(path)))]):
        status = os.lstat(each)
        if stat.S_ISLNK(status.st_mode) or status.st_mode & stat.S_ISVTX:
            status = os.stat_result([status.st_mode & ~WRITABLE, *status[1:]])
        found = _of_others(each, status, system)
        if found:
            return found
    return None


def _above(path: Path) -> Iterator[Path]:
    """The folders above a path that are there, the outermost first."""
    return (each for each in reversed(path.parents) if os.path.lexists(each))


def _of_others(path: Path, status: os.stat_result, owners: set[int]) -> Doubt | None:
    if status.st_uid not in owners:
        return Doubt(path, f"belongs to another user (number {status.st_uid})")
    if status.st_mode & stat.S_IWOTH:
        return Doubt(path, "can be written to by anybody")
    if status.st_mode & stat.S_IWGRP and not _of_one_user(status.st_gid):
        return Doubt(path, f"can be written to by others of its group (number {status.st_gid})")
    return None


def _of_one_user(group: int) -> bool:
    """Whether a group is this user's alone: named after them, as systems with a umask of 002 make one."""
    import grp
    import pwd

    try:
        user, found = pwd.getpwuid(os.geteuid()), grp.getgrgid(group)
    except KeyError:
        return False
    return found.gr_name == user.pw_name and group == user.pw_gid and set(found.gr_mem) <= {user.pw_name}
