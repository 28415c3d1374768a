"""What every change of a Glue object is: a frozen value that can describe and reverse itself. Pure.

A change says what differs between two declarations of one object, never what that means: `verdicts` judge it
by who reads the object.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any

from catalog.language.glue.parameters import is_own

MAY_LOSE = " (may lose values)"  # at the end of the line about a type that is narrower now
SHOWN = 120  # characters of a value in a line; longer ones are cut in the middle


@dataclass(frozen=True, slots=True)
class Change(ABC):
    """One change of one object. A subclass holds both sides, so that it can be reversed and applied."""

    @abstractmethod
    def lines(self) -> tuple[str, ...]:
        """What preview prints: `~ column b: int -> bigint`, `+ column x: string (at 3)`, ..."""

    @abstractmethod
    def reverse(self) -> Change:
        """The change that leads back."""


@dataclass(frozen=True, slots=True)
class Transition(Change):
    """A change from one side to another, its members `old` and `new`: reversed, they change places."""

    def reverse(self) -> Change:
        """From the new side to the old one."""
        sides: dict[str, Any] = {name: getattr(self, other) for name, other in SIDES}
        return replace(self, **sides)


SIDES = (("old", "new"), ("new", "old"))


def value_line(what: str, old: Any, new: Any) -> str:
    """`~ location: 's3://a/' -> 's3://b/'`; values in quotes, so that blanks and line ends can be seen."""
    return f"~ {what}: {' -> '.join(cut_pair(repr(old), repr(new)))}"


def parameter_line(what: str, name: str, old: str | None, new: str | None) -> str:
    """`+ parameter source.x: 'y'`: values are shown for our own keys only, as others' may be secret."""
    mark = "+" if old is None else "-" if new is None else "~"
    head = f"{mark} {what} {name}"
    if not is_own(name):
        return f"{head} changed" if mark == "~" else head
    if mark != "~":
        return f"{head}: {cut(repr(new if old is None else old))}"
    return f"{head}: {' -> '.join(cut_pair(repr(old), repr(new)))}"


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
