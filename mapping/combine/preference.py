"""Which files to believe where two contradict each other: `--prefer FILE`, `prefer:` of the rules.

A preference is a file, or a folder whose files are meant. It fits a path that has its steps one after the
other, from the first step or further down, so that `new` is the folder exports/new and `orders.json` any file
called so; `*`, `?` and `[...]` are as in a shell, inside one step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import TypeVar

T = TypeVar("T")


def fits(preference: str, file: str) -> bool:
    """Whether a file's path is one that a preference means."""
    wanted, steps = _steps(preference), _steps(file)
    starts = range(len(steps) - len(wanted) + 1)
    return bool(wanted) and any(
        all(fnmatchcase(step, pattern) for step, pattern in zip(steps[at:], wanted, strict=False))
        for at in starts
    )


def unfit(preferences: Sequence[str], files: Sequence[str]) -> list[int]:
    """The places of those preferences that fit none of the files."""
    return [i for i, each in enumerate(preferences) if not any(fits(each, file) for file in files)]


def preferred(preferences: Sequence[str], found: Sequence[T], file_of: Callable[[T], str]) -> list[T]:
    """Those of `found` that the first preference means which means any but all of them; else nothing."""
    for each in preferences:
        kept = [one for one in found if fits(each, file_of(one))]
        if kept and len(kept) < len(found):
            return kept
    return []


def _steps(path: str) -> tuple[str, ...]:
    return tuple(step for step in PurePath(path).parts if step != "/")
