"""Which files a piece of code opens, by Python's audit events: for tests that nothing outside is opened."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

_recorded: ContextVar[list[Path] | None] = ContextVar("recorded", default=None)
_folder: ContextVar[int | None] = ContextVar("folder", default=None)  # descriptor that names are relative to
_real_open = os.open


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    found = _recorded.get()
    if (
        found is None
        or event not in ("open", "os.scandir", "os.listdir")
        or not isinstance(arguments[0], str)
    ):
        return
    _recorded.set(None)  # what looks for the real path is no part of it
    try:
        folder = _folder.get()
        above = os.readlink(f"/proc/self/fd/{folder}") if folder is not None else os.getcwd()
        found.append(Path(os.path.realpath(os.path.join(above, arguments[0]))))
    finally:
        _recorded.set(found)


def _open(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
    """`os.open`, whose audit event leaves out the folder."""
    token = _folder.set(dir_fd)
    try:
        return _real_open(path, flags, mode, dir_fd=dir_fd)
    finally:
        _folder.reset(token)


_installed: list[bool] = []


@contextmanager
def opened_files() -> Iterator[list[Path]]:
    """The real paths, links followed, of all files and folders that the block opens, or tries to."""
    if not _installed:  # for good: a hook can't be taken out again
        sys.addaudithook(_audit)
        _installed.append(True)
    found: list[Path] = []
    token = _recorded.set(found)
    os.open = _open  # type: ignore[assignment]
    try:
        yield found
    finally:
        os.open = _real_open
        _recorded.reset(token)
