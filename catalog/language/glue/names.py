"""Names that Glue accepts.

Glue folds database, table and column names to lower case when it stores them, so a name with an
upper-case letter would differ from what was declared for ever. Specs hold the folded form only;
the name a thing has in Datasphere is kept beside it in `source`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from .limits import NAME_LIMIT

LONGEST = 64  # characters of a word that is compared with others
FEW, BESIDE = 64, 8  # words that are all compared; of more, so many on each side
_NAME = re.compile(r"[a-z0-9_]+")


def is_glue_name(name: object) -> bool:
    """True for 1 to 255 characters of a-z, 0-9 and underscore: what Athena, Spark and Glue all accept."""
    return isinstance(name, str) and len(name) <= NAME_LIMIT and _NAME.fullmatch(name) is not None


def nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` for the closest known word, or nothing.

    Of many words only those are compared that begin or end alike; the order of a frozenset is kept.
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
    found = get_close_matches(word, candidates, n=1, cutoff=0.6)
    return f" (did you mean {found[0]!r}?)" if found else ""


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
