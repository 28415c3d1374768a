"""Where the old files of a trial are."""

from __future__ import annotations

import hashlib
from pathlib import Path

from lab.trials.model import Row, Trial

ALL, FITTING = "all", "fitting"


def rows_of(trial: Trial, part: str) -> tuple[Row, ...]:
    """The rows of a part: ALL, or those that are FITTING under the new columns."""
    return trial.rows if part == ALL else tuple(trial.rows[at] for at in trial.fitting)


def folder(root: Path, trial: Trial, part: str) -> Path:
    """Where the files of a part are; trials with the same files share them."""
    written = f"{trial.format} {trial.columns} {rows_of(trial, part)}"
    return root / f"{trial.format}-{hashlib.sha256(written.encode()).hexdigest()[:16]}"
