"""The refusal of a file, as an OSError: who reports unreadable files reports refused ones as well."""

from __future__ import annotations

import errno
from pathlib import Path


class RefusedFileError(OSError):
    """What stands at a path may not be read or written; `strerror` says what it is and what to do.

    It never quotes what a file holds.
    """

    def __init__(self, path: Path | str, why: str) -> None:
        super().__init__(errno.EPERM, why, str(path))


class TooLargeError(RefusedFileError):
    """A file has more bytes than its limit."""
