"""Documents that parsed and fitted their schema, kept so that a file that did not change costs a hash.

They lie in the user's own cache, not in the project: a clone, or another user, could have put documents there
that nobody reviewed, under the hashes of those that were. On CI none are kept, as runs share what they find.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from catalog.files.ownership import doubt, doubt_on_the_way
from catalog.files.user_cache import user_cache

from .schema import SCHEMAS, schema_text

FORMAT = 2  # of the cache files
PART = "specs-{}.json"
KEPT_SECONDS = 30 * 86_400  # a folder of specs that nothing has changed in for so long is parsed once more
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def cache_folder(env: Mapping[str, str]) -> Path | None:
    """Where documents are kept, made if need be; None where they are not, or others could have written it."""
    base = None if env.get("CI", "").lower() not in ("", "0", "false") else user_cache(env)
    if base is None:
        return None
    folder = base / "specs"
    try:
        if doubt_on_the_way(folder):
            return None
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        return None if doubt(folder) else folder
    except OSError:
        return None


class DocumentCache:
    """Documents by the hash of kind and bytes.

    One file for each folder of tables, and one for what stands above: a stack that selects one database of
    forty reads no more than that one's.
    """

    def __init__(self, folder: Path | None, root: Path, part: str) -> None:
        place = hashlib.sha256(f"{root.resolve()}\0{part}".encode()).hexdigest()[:16]
        self.file = folder / PART.format(place) if folder else None
        self.now: dict[str, Any] = {}
        self.missed = 0

    @cached_property
    def before(self) -> dict[str, Any]:
        """The documents that earlier runs kept; read when the first is asked for."""
        with suppress(OSError, ValueError, AttributeError, KeyError, TypeError):
            stored = json.loads(_read(self.file)) if self.file else {}
            if stored["version"] == _version():
                return dict(stored["documents"])
        return {}

    def get(self, key: str) -> dict[str, Any] | None:
        """The document of this key, if it is known."""
        data = self.before.get(key)
        if isinstance(data, dict):
            self.now[key] = data
            return data
        return None

    def put(self, key: str, data: dict[str, Any]) -> None:
        """Keeps a document."""
        self.now[key] = data
        self.missed += 1

    def save(self) -> None:
        """Writes another file and renames it, so that no run sees half a file; a failure is no error."""
        if not self.file or not self.missed:
            return
        worn = len(self.before) > 4 * len(self.now) + 1000  # mostly older versions of files
        documents = self.now if worn else self.before | self.now
        text = json.dumps({"version": _version(), "documents": documents})
        with suppress(OSError):
            beside = self.file.with_suffix(f".{os.getpid()}")
            beside.unlink(missing_ok=True)
            with open(os.open(beside, _WRITE, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(beside, self.file)
            _forget_old(self.file.parent)


def _read(file: Path) -> bytes:
    """The bytes of a file of ours. Raises OSError for what others could have written, and for no file."""
    with open(os.open(file, _READ), "rb") as opened:
        about = os.fstat(opened.fileno())
        others = about.st_uid != os.geteuid() or about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if others or not stat.S_ISREG(about.st_mode):
            raise PermissionError(f"{file} may be somebody else's")
        return opened.read()


@cache
def _forget_old(folder: Path) -> None:
    """Removes what no run has written for long: projects come and go. Once a process."""
    before = time.time() - KEPT_SECONDS
    for file in folder.glob(PART.format("*")):
        with suppress(OSError):
            if file.lstat().st_mtime < before:
                file.unlink()


@cache
def _version() -> str:
    """Changes with the schemas and with this format, so that no stale verdict is believed."""
    return hashlib.sha256("\0".join([str(FORMAT), *map(schema_text, SCHEMAS)]).encode()).hexdigest()
