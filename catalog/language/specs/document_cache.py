"""Documents that parsed and fitted their schema, kept so that a file that did not change costs a hash."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from .schema import SCHEMAS, schema_text

FORMAT = 1  # of the cache files


class DocumentCache:
    """Documents that parsed and fitted their schema, by the hash of kind and bytes.

    One file for each folder of tables, and one for what stands above: a stack that selects one database of
    forty reads no more than that one's.
    """

    def __init__(self, folder: Path | None, root: Path, part: str) -> None:
        place = hashlib.sha256(f"{root.resolve()}\0{part}".encode()).hexdigest()[:16]
        self.file = folder / f"specs-{place}.json" if folder else None
        self.before: dict[str, Any] = {}
        self.now: dict[str, Any] = {}
        self.missed = 0
        if self.file:
            with suppress(OSError, ValueError, AttributeError, KeyError, TypeError):
                stored = json.loads(self.file.read_text("utf-8"))
                self.before = stored["documents"] if stored["version"] == _version() else {}

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
            self.file.parent.mkdir(parents=True, exist_ok=True)
            beside = self.file.with_suffix(f".{os.getpid()}")
            beside.write_text(text, "utf-8")
            os.replace(beside, self.file)


@cache
def _version() -> str:
    """Changes with the schemas and with this format, so that no stale verdict is believed."""
    return hashlib.sha256("\0".join([str(FORMAT), *map(schema_text, SCHEMAS)]).encode()).hexdigest()
