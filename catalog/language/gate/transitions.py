"""Whether single steps lead from one state of a thing to another. Pure.

An entry of `changes.accept` is one step. Stacks take steps at different times: what came to dev in two runs
comes to prod in one, so a change is accepted where steps that are accepted, or that break nobody, lead to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.language.glue.types import canonical_or_text

ABSENT = ""  # what a thing is that is not there
Node = tuple[str, str]  # a thing's name, and what it is: a type, a value, ABSENT


@dataclass(frozen=True, slots=True)
class Step:
    """From one state to another. A rename keeps what the thing is: then `old` and `new` are None."""

    name: str
    new_name: str
    old: str | None
    new: str | None

    def taken_from(self, node: Node) -> Node | None:
        """Where it leads from a state; None if it does not begin there."""
        name, state = node
        if name != self.name:
            return None
        if self.old is None:
            return (self.new_name, state) if state != ABSENT else None
        return (self.new_name, self.new or ABSENT) if state == self.old else None


def leads(
    start: Node, ends: Collection[Node], steps: Iterable[Step], mild: Callable[[Node, Node], bool]
) -> bool:
    """Whether steps lead from `start` to one of `ends`, at least one of them.

    `mild` says whether a transition between two states of one thing breaks nobody by itself; it is asked for
    states that are known: those of steps and ends.
    """
    steps = tuple(steps)
    if not steps:
        return False
    states: dict[str, set[str]] = {}
    for name, state in (start, *ends, *_ends_of(steps)):
        states.setdefault(name, set()).add(state)
    for step in steps:  # a rename brings what a thing is under one name to the other
        if step.old is None:
            states.setdefault(step.new_name, set()).update(states.get(step.name, ()))
    waiting, seen = deque([start]), {start}
    while waiting:
        node = waiting.popleft()
        if node in ends and node != start:
            return True
        taken = [there for step in steps if (there := step.taken_from(node)) is not None]
        free = [(node[0], other) for other in states.get(node[0], ()) if (node[0], other) not in seen]
        for there in (*taken, *(each for each in free if mild(node, each))):
            if there not in seen:
                seen.add(there)
                waiting.append(there)
    return False


def _ends_of(steps: Iterable[Step]) -> Iterable[Node]:
    for step in steps:
        if step.old is not None:
            yield step.name, step.old
            yield step.new_name, step.new or ABSENT


def text_of(value: Any) -> str:
    """A written `from` or `to` in its one form: types canonical, lists as their words, nothing as ABSENT."""
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ", ".join(text_of(each).lower() for each in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={text_of(each)}" for key, each in sorted(value.items()))
    return canonical_or_text(str(value).strip())
