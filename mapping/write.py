"""The last stage: writing what `plan` decided.

A file is replaced whole (written beside, then renamed), specs first, then removals, then the record of
what was imported: a run that was killed leaves specs that are ahead of the record, which the next run
sees as the same change made on both sides, and completes.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from catalog.findings import Finding


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file to be written: its whole new text (None: to be removed), and the text it had."""

    path: FilePath
    text: str | None
    is_new: bool
    old: str = ""
    record: bool = False  # import's own record, no spec


@dataclass(slots=True)
class Plan:
    """What an import does to the specs folder: in this order, so that it may stop after any file."""

    changes: list[FileChange] = field(default_factory=list)
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)  # each merged place, for the report


def perform(changes: Iterable[FileChange]) -> int:
    """Writes and removes the files; gives how many specs it wrote. Raises OSError."""
    count = 0
    for change in changes:
        if change.text is None:
            change.path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                change.path.parent.rmdir()  # if nothing is left in it
            continue
        change.path.parent.mkdir(parents=True, exist_ok=True)
        _replace(change.path, change.text)
        count += not change.record
    return count


def _replace(path: FilePath, text: str) -> None:
    """The file with `text`, or, if that fails, as it was."""
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
