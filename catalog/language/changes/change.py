"""A change of a Glue object as a value: what preview prints and later gates classify. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Action = Literal["add", "drop", "change", "move"]
MARKS: dict[Action, str] = {"add": "+", "drop": "-", "change": "~", "move": "~"}
MAY_LOSE = " (may lose values)"  # at the end of the line about a type that is narrower now
SHOWN = 120  # characters of a value in a line; longer ones are cut in the middle


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `what` says of which kind of thing (`column`, `parameter`, `location`, ...).

    `name` is the thing's name if there are many of its kind, `aspect` what of it changed (`type`,
    `comment`), `old` and `new` the values as text, both empty where they are not to be shown; `at` is a
    column's new position from 0, `narrows` says that the new type may not hold every value.
    """

    action: Action
    what: str
    name: str = ""
    aspect: str = ""
    old: str = ""
    new: str = ""
    at: int = -1
    narrows: bool = False

    def describe(self) -> str:
        """`~ column b: int -> bigint`, `+ column x: string (at 3)`, ..."""
        head = " ".join(w for w in (MARKS[self.action], self.what, self.name, self.aspect) if w)
        return head + self._tail()

    def _tail(self) -> str:
        if not (self.old or self.new):
            return " changed" if self.action == "change" else ""
        if self.action == "add":
            return f": {cut(self.new)}" + (f" (at {self.at})" if self.at >= 0 else "")
        if self.action == "drop":
            return f": {cut(self.old)}"
        if self.action == "move":
            return f": moved {self.old} -> {self.new}"
        old, new = cut_pair(self.old, self.new)
        return f": {old} -> {new}{MAY_LOSE if self.narrows else ''}"


def cut(text: str) -> str:
    """`text`, or its first and last characters around `...` where it is long."""
    half = (SHOWN - 3) // 2
    return text if len(text) <= SHOWN else f"{text[:half]}...{text[-half:]}"


def cut_pair(old: str, new: str) -> tuple[str, str]:
    """Both texts cut to the neighbourhood of where they differ, if they are long."""
    if len(old) <= SHOWN and len(new) <= SHOWN:
        return old, new
    limit = min(len(old), len(new))
    first = next((i for i in range(limit) if old[i] != new[i]), limit)
    start = max(0, first - SHOWN // 3)
    return _window(old, start), _window(new, start)


def _window(text: str, start: int) -> str:
    head, tail = "..." if start else "", "..." if len(text) > start + SHOWN else ""
    return f"{head}{text[start : start + SHOWN]}{tail}"
