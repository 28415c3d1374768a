"""Whether a text fits a pattern, at a cost that grows with the text alone: no way is tried twice.

Python's own regular expressions try one way after the other, so that `(a+)+b` on thirty letters takes
minutes, and a pull request may bring the pattern. Here all ways are followed at once: a state is the set of
all places of the pattern that the text read so far may have ended at, one whole number with a bit for each
(Glushkov's automaton). Steps that were taken are kept, so that the next name costs a look-up a character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

KEPT = 20_000  # steps, and texts with their answers; then they are forgotten
LAST_CHARACTER = 0x10FFFF
_BEFORE = -1  # the state before the first character

Ranges = tuple[tuple[int, int], ...]  # of code points, both ends included


class Automaton:
    """A pattern as places, each with the characters that it takes, and which place may follow which.

    `first`, `last` and each of `follow` are sets of places; `empty` says whether the empty text fits.
    """

    def __init__(
        self, characters: Sequence[Ranges], first: int, follow: Sequence[int], last: int, *, empty: bool
    ) -> None:
        self._characters, self._first, self._follow = characters, first, follow
        self._last, self._empty = last, empty
        self._steps: dict[tuple[int, str], int] = {}
        self._takers: dict[str, int] = {}
        self._answers: dict[str, bool] = {}

    def fits(self, text: str) -> bool:
        """Whether the whole text fits."""
        known = self._answers.get(text)
        if known is None:
            _forget_many(self._answers)
            known = self._answers[text] = self._run(text)
        return known

    def _run(self, text: str) -> bool:
        state, steps = _BEFORE, self._steps
        for character in text:
            after = steps.get((state, character))
            if after is None:
                after = self._step(state, character)
            if not after:
                return False
            state = after
        return self._empty if state == _BEFORE else bool(state & self._last)

    def _step(self, state: int, character: str) -> int:
        _forget_many(self._steps)
        after = self._first
        if state != _BEFORE:
            after = 0
            for place in _places(state):
                after |= self._follow[place]
        after &= self._taking(character)
        self._steps[state, character] = after
        return after

    def _taking(self, character: str) -> int:
        """The places that take a character."""
        found = self._takers.get(character)
        if found is None:
            _forget_many(self._takers)
            found, code = 0, ord(character)
            for place, ranges in enumerate(self._characters):
                found |= any(low <= code <= high for low, high in ranges) << place
            self._takers[character] = found
        return found


def _places(state: int) -> Iterator[int]:
    while state:
        lowest = state & -state
        yield lowest.bit_length() - 1
        state ^= lowest


def _forget_many(kept: dict[Any, Any]) -> None:
    if len(kept) >= KEPT:
        kept.clear()
