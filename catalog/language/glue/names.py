"""Names that Glue accepts.

Glue folds database, table and column names to lower case when it stores them, so a name with an
upper-case letter would differ from what was declared for ever. Specs hold the folded form only;
the name a thing has in Datasphere is kept beside it in `source`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from .limits import NAME_LIMIT

LONGEST = 64  # characters of a word that is compared with others
BEGUN = 3  # characters of a word that may be the beginning of the one that was meant
SLIPS = 3  # of the keys, at most, between a word and the one that was meant
FEW, BESIDE = 64, 8  # words that are all compared; of more, so many on each side
_NAME = re.compile(r"[a-z0-9_]+")


def is_glue_name(name: object) -> bool:
    """True for 1 to 255 characters of a-z, 0-9 and underscore: what Athena, Spark and Glue all accept."""
    return isinstance(name, str) and len(name) <= NAME_LIMIT and _NAME.fullmatch(name) is not None


def nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` for the known word that differs by a slip of the keys, or that this one begins.

    A slip is at most one of three characters left out, added, changed or swapped, and no more than three;
    case doesn't count. A known word that this one goes on from may mean another thing. Of many words only
    those are compared that begin or end alike; the order of a frozenset is kept.
    """
    if len(word) > LONGEST:
        return ""
    names = known if isinstance(known, frozenset) else frozenset(known)
    near = names if len(names) <= FEW else _neighbours(word, names)
    candidates = [
        name
        for name in near
        if len(name) <= LONGEST and all(part.strip() for part in name.split("."))  # else of a broken spec
    ]
    most = min(len(word) // 3, SLIPS)
    slips = ((_slips(word.lower(), name.lower(), most), name) for name in sorted(candidates) if name != word)
    meant = [name for _, name in sorted(each for each in slips if each[0] <= most)[:1]]
    if not meant and len(word.strip("-")) >= BEGUN:
        meant = [name for name in candidates if name.startswith(word) and name != word]
    return f" (did you mean {meant[0]!r}?)" if len(meant) == 1 else ""


def _slips(word: str, other: str, most: int) -> int:
    """Characters left out, added, changed, or swapped with the next, from one word to another; else most + 1.

    The distance is that of optimal string alignment.
    """
    if abs(len(word) - len(other)) > most:
        return most + 1
    before, last = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, a in enumerate(word, 1):
        now = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and (a, word[i - 2]) == (other[j - 2], b):
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return last[-1]


def _neighbours(word: str, names: frozenset[str]) -> set[str]:
    """The names that stand next to the word in the alphabet, read from the left and from the right."""
    found: set[str] = set()
    for way, ordered in zip((1, -1), _ordered(names), strict=True):
        at = bisect_left(ordered, word[::way])
        found.update(name[::way] for name in ordered[max(at - BESIDE, 0) : at + BESIDE])
    return found


@lru_cache(maxsize=16)
def _ordered(names: frozenset[str]) -> tuple[list[str], list[str]]:
    return sorted(names), sorted(name[::-1] for name in names)
