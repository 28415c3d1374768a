"""One import at a time into a specs folder, whoever starts it on this machine."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Waits until no other process is in here for the same folder, and says so on stderr where it has to.

    The lock ends with the process, however that ends. It lies outside the folder, which may not be there yet.
    """
    named = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:32]
    path = Path(tempfile.gettempdir()) / f"catalog-import-{named}.lock"
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"catalog import: waiting for another import into {folder}", file=sys.stderr)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
