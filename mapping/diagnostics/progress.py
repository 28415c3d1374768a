"""How far an import is, reported while it works: a stage's name and the part of it that is done (0 to 1).

Who shows it, and whether, is not decided here. A report is cheap and may be made at any rate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

Progress = Callable[[str, float], None]  # stage, part done
StageProgress = Callable[[float], None]  # part done of one stage

READING, MAPPING, WRITING = "reading", "mapping", "writing"  # the stages, in their order
PLANNED = 0.2  # of the stage of writing: what is left is the files themselves

T = TypeVar("T")


def no_progress(_: str, __: float) -> None:
    """Shows nothing."""


def no_stage_progress(_: float) -> None:
    """Shows nothing of one stage."""


def stage(progress: Progress, name: str) -> StageProgress:
    """The progress of one stage."""
    return lambda done: progress(name, done)


def part(progress: StageProgress, first: float, last: float) -> StageProgress:
    """A stage's part from `first` to `last` as a stage of its own."""
    return lambda done: progress(first + done * (last - first))


def ticked(items: Collection[T], progress: StageProgress) -> Iterator[T]:
    """The items, reporting before each how many are done."""
    for done, item in enumerate(items):
        progress(done / len(items))
        yield item
