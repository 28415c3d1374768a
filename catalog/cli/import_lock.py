"""One command at a time that writes into a specs folder, whoever of the user's processes starts it here."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from catalog.cli.project import UsageError
from catalog.files.private import FILE_MODE, private_folder

_LOCK = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


@contextlib.contextmanager
def exclusive(folder: Path, command: str = "import") -> Iterator[None]:
    """Waits until no other process is in here for the same folder, and says so on stderr where it has to.

    The lock ends with the process, however that ends. It lies outside the folder, which may not be there yet,
    and where no other user can put anything. Raises UsageError where that place can't be had.
    """
    named = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:32]
    try:
        place = private_folder(Path(tempfile.gettempdir()) / f"catalog-{os.getuid()}")
        handle = os.open(place / f"import-{named}.lock", _LOCK, FILE_MODE)
    except OSError as error:
        raise UsageError(f"no lock for imports can be had: {error.filename}: {error.strerror}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting = f"waiting for another command that writes into {folder}"
            print(f"catalog {command}: {waiting}", file=sys.stderr)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
