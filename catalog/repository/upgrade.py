"""What an upgrade writes: the record of what was made, what lies there now and what the new version makes.

Pure, one decision a file. What people changed is never written over: where the new version changed it as
well, its text goes beside it, as `NAME.new`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from .files import REQUIREMENTS, File, Owner
from .record import digest
from .requirement import Requirement, replaced

BESIDE = ".new"


class Step(Enum):
    """What becomes of one file."""

    CREATE = "new in this version"
    WRITE = "nobody has changed it"
    BESIDE = f"changed here and in this version: the new text goes to NAME{BESIDE}"
    KEEP = "yours"
    GONE = "removed here"


WRITES = (Step.CREATE, Step.WRITE, Step.BESIDE)


@dataclass(frozen=True, slots=True)
class Change:
    """One file's step; `old` is what lies there (None for nothing), `new` what this version makes."""

    name: str
    step: Step
    old: str | None
    new: str
    executable: bool = False

    @property
    def target(self) -> str:
        """The file that is written."""
        return self.name + (BESIDE if self.step is Step.BESIDE else "")


def plan(
    made: Mapping[str, File], there: Mapping[str, str | None], recorded: Mapping[str, str] | None
) -> list[Change]:
    """A change for each file that is not as this version makes it, those that stay as they are included.

    `there` has a text, or None, for each of `made`; `recorded` is None where there is no record.
    """
    steps = (
        Change(name, _step(file, there[name], digest(file.text), _base(recorded, name), recorded is None),
               there[name], file.text, file.executable)
        for name, file in sorted(made.items())
        if there[name] is None or digest(there[name] or "") != digest(file.text)
    )  # fmt: skip
    return [*steps]


def _base(recorded: Mapping[str, str] | None, name: str) -> str | None:
    return None if recorded is None else recorded.get(name)


def _step(file: File, there: str | None, new: str, base: str | None, unrecorded: bool) -> Step:
    if there is None:
        return Step.GONE if base or (unrecorded and file.owner is Owner.TEAM) else Step.CREATE
    if file.merged or digest(there) == base:
        return Step.WRITE
    if base == new or file.owner is Owner.TEAM:
        return Step.KEEP
    return Step.BESIDE


def recorded_after(made: Mapping[str, File]) -> dict[str, str]:
    """The hashes to record once an upgrade is done: of each file's text as the version makes it."""
    return {name: digest(file.text) for name, file in made.items()}


def with_own_lines(
    made: Mapping[str, File],
    there: Mapping[str, str | None],
    recorded: Mapping[str, str] | None,
    requirement: Requirement,
) -> dict[str, File]:
    """`made`, where requirements.txt that people changed keeps their lines: the tool's line alone is ours."""
    text = there.get(REQUIREMENTS)
    if text is None or digest(text) == _base(recorded, REQUIREMENTS):
        return dict(made)
    own = replace(made[REQUIREMENTS], text=replaced(text, requirement), merged=True)
    return {**made, REQUIREMENTS: own}


def writes(changes: Iterable[Change]) -> list[Change]:
    """Those that write a file."""
    return [change for change in changes if change.step in WRITES]
