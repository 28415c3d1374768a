"""The last stage: writing what `reconcile` decided.

A file is replaced whole (written beside, then renamed), specs first, then removals, then the record of
what was imported. All of it lies ready before the first is renamed, and a journal says what is to come: a run
that was killed in between is finished by the next one, before it looks at anything.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from catalog.files.folder import Folder
from catalog.files.paths import open_folder
from catalog.language.findings import Finding
from mapping.diagnostics.progress import StageProgress, no_stage_progress, ticked

from . import journal

Text = str | Callable[[], str]


def text_of(text: Text) -> str:
    """A text, made now if it is given as what makes it."""
    return text() if callable(text) else text


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file below the specs folder `root` to be written: its whole new text (None: to be removed), and the
    text it had.

    A text may be given as what makes it, so that those of a large import are never there all at once.
    """

    root: FilePath
    name: str  # below the root
    new: Text | None
    is_new: bool
    before: Text = ""
    record: bool = False  # import's own record, no spec
    moved_from: str = ""  # the name that the file had, of which another change says that it goes

    @property
    def path(self) -> FilePath:
        """The file."""
        return self.root / self.name

    @property
    def removes(self) -> bool:
        """True for a file that is to be removed."""
        return self.new is None

    @property
    def text(self) -> str | None:
        """The new text."""
        return None if self.new is None else text_of(self.new)

    @property
    def old(self) -> str:
        """The text that the file had."""
        return text_of(self.before)


@dataclass(slots=True)
class Plan:
    """What an import does to the specs folder: in this order, so that it may stop after any file."""

    changes: list[FileChange] = field(default_factory=list)
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)  # each merged place, for the report


def perform(changes: Collection[FileChange], progress: StageProgress = no_stage_progress) -> int:
    """Writes and removes the files of one specs folder; gives how many specs it wrote.

    All new texts lie beside their files before the first of them takes its place, so that a folder that
    can't be written to, or a full disk, leaves everything as it was. A journal is kept there meanwhile.
    Raises OSError with the file's name.
    """
    if not changes:
        return 0
    (root,) = {change.root for change in changes}
    with open_folder(root, make=True) as folder:
        staged: list[tuple[FileChange, str]] = []
        try:
            for change in ticked(changes, progress):
                staged.append((change, _stage(folder, change)))
            journal.begin(folder, [(ready, change.name) for change, ready in staged])
        except BaseException:
            for ready in (ready for _, ready in staged if ready):
                with contextlib.suppress(OSError):
                    folder.remove(ready)
            raise
        for change, ready in staged:
            journal.move(folder, ready, change.name)
        journal.end(folder)
    return sum(not change.removes and not change.record for change, _ in staged)


def _stage(folder: Folder, change: FileChange) -> str:
    """A temporary file with the new text, in the folder of the file that it is to become; '' for none."""
    text = change.text
    if text is None:
        return ""
    return folder.stage(change.name, text.encode("utf-8"), journal.READY, journal.PART)
