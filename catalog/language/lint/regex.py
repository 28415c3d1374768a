"""Patterns as people write them: regular expressions that must fit the whole text, and globs of `*` and `?`.

Of regular expressions those parts are known that say something about names and labels: characters and
`[a-z]`, `.`, `\\d \\w \\s` (ASCII) and their opposites, groups, `|`, `* + ?` and `{m,n}`. What looks around
or back has no place in an automaton and is refused, as are lazy and possessive repetitions: they change
what a group keeps, never what fits.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .automaton import Automaton, Ranges
from .syntax import ANY, Choice, One, PatternError, Piece, Repeat, Row, automaton_of, complement

PATTERN_LIMIT = 1000  # characters
DEEPEST = 20  # groups in groups
MOST_REPEATED = 1000

_DIGITS: Ranges = ((48, 57),)
_LETTERS: Ranges = ((65, 90), (97, 122))
_SPACES: Ranges = ((9, 13), (32, 32))
_WORD: Ranges = (*_DIGITS, *_LETTERS, (95, 95))
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _SPACES}
CLASSES: dict[str, Ranges] = _CLASSES | {k.upper(): complement(v) for k, v in _CLASSES.items()}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r"}
_REPEATS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_COUNTS = re.compile(r"\{([0-9]{1,4})?(,)?([0-9]{1,4})?\}")
_MARKS = "*+?{"


@lru_cache(maxsize=1024)
def regex(pattern: str) -> Automaton:
    """The automaton of a regular expression; a `^` at its start and a `$` at its end say nothing more.

    Raises PatternError.
    """
    _refuse_long(pattern)
    return automaton_of(_Reader(pattern).read())


@lru_cache(maxsize=1024)
def glob(pattern: str) -> Automaton:
    """The automaton of a pattern in which `*` is any text and `?` one character. Raises PatternError."""
    _refuse_long(pattern)
    known: dict[str, Piece] = {"*": Repeat(One(ANY), 0, None), "?": One(ANY)}
    return automaton_of(Row(tuple(known.get(c) or _exactly(c) for c in re.sub(r"\*+", "*", pattern))))


def _refuse_long(pattern: str) -> None:
    if len(pattern) > PATTERN_LIMIT:
        raise PatternError(f"a pattern has at most {PATTERN_LIMIT:,} characters")


def _exactly(character: str) -> One:
    return One(((ord(character), ord(character)),))


class _Reader:
    """One pass over the text of a regular expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def read(self) -> Piece:
        if self._sees("^"):
            self.at += 1
        whole = self._choice()
        if self._sees("$") and self.at == len(self.text) - 1:
            self.at += 1
        if self.at < len(self.text):
            raise self._error("this closes no group" if self._sees(")") else "an anchor inside of a pattern")
        return whole

    def _choice(self) -> Piece:
        pieces = [self._row()]
        while self._sees("|"):
            self.at += 1
            pieces.append(self._row())
        return pieces[0] if len(pieces) == 1 else Choice(tuple(pieces))

    def _row(self) -> Piece:
        pieces = []
        while self.at < len(self.text) and self.text[self.at] not in "|)$":
            pieces.append(self._repeated(self._atom()))
        return Row(tuple(pieces))

    def _repeated(self, piece: Piece) -> Piece:
        mark = self.text[self.at : self.at + 1]
        if mark in _REPEATS:
            least, most = _REPEATS[mark]
            self.at += 1
        elif mark == "{":
            least, most = self._counts()
        else:
            return piece
        if self.text[self.at : self.at + 1] in [*_MARKS]:
            raise self._error("a repetition of a repetition: put a group around the first one")
        return Repeat(piece, least, most)

    def _counts(self) -> tuple[int, int | None]:
        found = _COUNTS.match(self.text, self.at)
        if not found or not (found[1] or found[3]):
            raise self._error("{m}, {m,} or {m,n} expected; write \\{ for the brace itself")
        self.at = found.end()
        least = int(found[1] or 0)
        most = int(found[3]) if found[3] else None if found[2] else least
        if max(least, most or 0) > MOST_REPEATED or (most is not None and most < least):
            raise self._error(f"a number of repetitions goes up to {MOST_REPEATED:,}, the least first")
        return least, most

    def _atom(self) -> Piece:
        character = self.text[self.at]
        if character in _MARKS:
            raise self._error(f"{character} stands after nothing: write \\{character} for itself")
        if character == "^":
            raise self._error("an anchor inside of a pattern")
        self.at += 1
        match character:
            case "(":
                return self._group()
            case "[":
                return One(self._class())
            case ".":
                return One(ANY)
            case "\\":
                return One(self._escape())
            case _:
                return _exactly(character)

    def _group(self) -> Piece:
        if self.text.startswith("?:", self.at):
            self.at += 2
        elif self._sees("?"):
            raise self._error(
                "only (...) and (?:...) are known: nothing that looks around, no names, no flags"
            )
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._error(f"groups more than {DEEPEST} deep")
        inner = self._choice()
        if not self._sees(")"):
            raise self._error("a group that nothing closes" if not self._sees("$") else "an anchor inside")
        self.at += 1
        self.depth -= 1
        return inner

    def _class(self) -> Ranges:
        negated = self._sees("^")
        self.at += negated
        found: list[tuple[int, int]] = []
        start = self.at
        while not self._sees("]") or self.at == start:
            low = self._member()
            is_range = self._sees("-") and self.text[self.at + 1 : self.at + 2] not in ("]", "")
            if not is_range:
                found += low
                continue
            self.at += 1
            high = self._member()
            if len(low) > 1 or len(high) > 1 or low[0][0] != low[0][1] or high[0][0] < low[0][0]:
                raise self._error("a range goes from one character to a later one")
            found.append((low[0][0], high[0][1]))
        self.at += 1
        return complement(tuple(found)) if negated else tuple(found)

    def _member(self) -> Ranges:
        if self.at >= len(self.text):
            raise self._error("a [ that nothing closes")
        character = self.text[self.at]
        self.at += 1
        return self._escape() if character == "\\" else ((ord(character), ord(character)),)

    def _escape(self) -> Ranges:
        if self.at >= len(self.text):
            raise self._error("a backslash before nothing")
        character = self.text[self.at]
        self.at += 1
        if character in CLASSES:
            return CLASSES[character]
        if character.isalnum() and character not in _CONTROLS:
            raise self._error(f"\\{character} is not known here")
        code = ord(_CONTROLS.get(character, character))
        return ((code, code),)

    def _sees(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def _error(self, why: str) -> PatternError:
        return PatternError(f"at character {min(self.at + 1, len(self.text))}: {why}")
