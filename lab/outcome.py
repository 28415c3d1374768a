"""What a reader made of old values, in the words of the verdict table: same, null, error or other."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.language.visible import visible
from lab.trials.model import Either, Expected, Row, Trial

SAME, NULL, OTHER, ERROR = "same", "null", "other", "error"
_WORST = (SAME, NULL, OTHER)
MOST = 110  # characters of what is told
_PATHS = re.compile(r"(?:file:)?/[^\s,;)\]'\"]+")
_NUMBERED = re.compile(r"#\d+L?|\[SQLSTATE.*")


@dataclass(frozen=True)
class Outcome:
    """A word, and the first value that was not the same, or the error's first line."""

    word: str
    told: str = ""


def failed(message: str, rest: Outcome | None) -> Outcome:
    """An error; `rest` is what came of the values that the new type holds, where they were read alone."""
    alone = f"; only where a value does not fit, else {rest.word}" if rest and rest.word != ERROR else ""
    return Outcome(ERROR, f"{_cut(cleaned(message))}{alone}")


def judged(trial: Trial, rows: Sequence[Row], at: Sequence[int]) -> Outcome:
    """The worst that happened to a value of the rows `at` of a trial."""
    if len(rows) != len(at):
        return Outcome(OTHER, f"{len(at)} rows -> {len(rows)}")
    found = [each for got, index in zip(rows, at, strict=True) for each in _row(trial, got, index)]
    return max(found, key=lambda each: _WORST.index(each.word), default=Outcome(SAME))


def _row(trial: Trial, got: Row, index: int) -> Iterator[Outcome]:
    old = dict(zip((name for name, _ in trial.columns), trial.rows[index], strict=True))
    for (name, _), want, value in zip(trial.new, trial.expected[index], got, strict=True):
        word = max((_word(*pair) for pair in _leaves(want, value)), key=_WORST.index, default=SAME)
        before = shown(old[name]) if name in old else f"{name} of {shown(tuple(old.values()))}"
        yield Outcome(word, "" if word == SAME else _cut(f"{before} -> {shown(value)}"))


def _leaves(want: Any, got: Any) -> Iterator[tuple[Any, Any]]:
    """Values side by side; a missing structure has none of its fields."""
    if isinstance(want, Mapping):
        for key, value in want.items():
            yield from _leaves(value, got.get(key) if isinstance(got, Mapping) else got)
    elif isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        for one, other in zip(want, got, strict=True):
            yield from _leaves(one, other)
    else:
        yield want, got


def _word(want: Any, got: Any) -> str:
    if got is None:
        return SAME if want is None else NULL
    if isinstance(want, Expected) or want is None:
        return OTHER
    wanted = want.values if isinstance(want, Either) else (want,)
    return SAME if any(_equal(each, got) for each in wanted) else OTHER


def _equal(want: Any, got: Any) -> bool:
    if isinstance(want, float) and isinstance(got, float):
        return math.isclose(want, got, rel_tol=1e-12)
    return type(want) is type(got) and bool(want == got)


def shown(value: Any) -> str:
    """A value in one line; NULL as SQL has it."""
    if isinstance(value, tuple | list):
        return f"({', '.join(shown(each) for each in value)})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {shown(each)}' for key, each in value.items())}}}"
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return "NULL" if value is None else visible(str(value))


def _cut(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= MOST else line[: MOST - 3] + "..."


def cleaned(text: str) -> str:
    """One line that is the same in each run."""
    line = text.strip().partition("\n")[0]
    return _NUMBERED.sub("", _PATHS.sub("FILE", line)).strip().rstrip(":")
