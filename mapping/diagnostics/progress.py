"""How far an import is, told while it works: a stage's name and the part of it that is done (0 to 1).

Who shows it, and whether, is not decided here. Telling is cheap to call and may be called at any rate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

Tell = Callable[[str, float], None]  # stage, part done
Step = Callable[[float], None]  # part done of one stage

READING, MAPPING, WRITING = "reading", "mapping", "writing"  # the stages, in their order
PLANNED = 0.2  # of the stage of writing: what is left is the files themselves

T = TypeVar("T")


def silent(_: str, __: float) -> None:
    """Tells nobody."""


def nobody(_: float) -> None:
    """`silent` of one stage."""


def stage(tell: Tell, name: str) -> Step:
    """What tells of one stage."""
    return lambda done: tell(name, done)


def part(step: Step, first: float, last: float) -> Step:
    """A stage's part from `first` to `last` as a stage of its own."""
    return lambda done: step(first + done * (last - first))


def ticked(items: Collection[T], step: Step) -> Iterator[T]:
    """The items, telling before each how many are done."""
    for done, item in enumerate(items):
        step(done / len(items))
        yield item
