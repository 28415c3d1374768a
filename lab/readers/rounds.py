"""A reader's trials, one after the other: what each gave, as words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence

from lab.files.places import ALL, FITTING
from lab.outcome import Outcome, failed, judged
from lab.trials.model import Row, Trial

Read = Callable[[Trial, str], Sequence[Row]]  # of a trial's files of a part


class ReadError(Exception):
    """What the engine said: the error's name and its first line."""


def run(trials: Iterable[Trial], read: Read) -> dict[str, dict[str, dict[str, str]]]:
    """Outcomes by mode and trial; rows that fit are read alone where all together gave an error."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for trial in trials:
        print(f"{trial.mode} {trial.name}", flush=True)  # a line a trial: whoever waits counts them
        found.setdefault(trial.mode, {})[trial.name] = dataclasses.asdict(outcome(trial, read))
    return found


def outcome(trial: Trial, read: Read) -> Outcome:
    """What a reader makes of one trial."""
    try:
        return judged(trial, read(trial, ALL), range(len(trial.rows)))
    except ReadError as error:
        some = 0 < len(trial.fitting) < len(trial.rows)
        return failed(str(error), _fitting(trial, read) if some else None)


def _fitting(trial: Trial, read: Read) -> Outcome | None:
    try:
        return judged(trial, read(trial, FITTING), trial.fitting)
    except ReadError:
        return None
