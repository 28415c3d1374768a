"""What somebody may have meant: a known word that is near to the one that was typed, and only then."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from catalog.language.visible import cell

NEAR = 0.75  # of difflib's ratio: "chek" is near to "check", "list" is not near to "lint-all"
BEGUN = 3  # letters by which a known word is recognized that goes on after them
LONGEST = 100  # characters of a word that something is sought for


def near(word: str, known: Iterable[str]) -> str:
    """The known word that is nearest to `word`, whatever their case; empty if none is near."""
    known = list(known)
    if len(word) > LONGEST:
        return ""
    begun = [one for one in known if len(word) >= BEGUN and one.startswith(word)]
    if len(begun) == 1:
        return begun[0]
    by_folded = {one.casefold(): one for one in known if len(one) <= LONGEST}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=NEAR)
    return by_folded[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean check?)`, to be put behind a message; empty if nothing is near."""
    found = near(word, known)
    return f" (did you mean {cell(found)}?)" if found else ""
