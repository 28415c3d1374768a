"""Glue-safe names from any name that Datasphere can have, the same every time.

`fold` makes one name (lower case, a-z, 0-9 and underscore), `assign` a whole set of them without
two alike. Both depend on nothing but the names: not on their order, so a reordered export keeps
its columns' names. The original is never lost: specs keep it in `source`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from catalog.language.glue.limits import NAME_LIMIT

from .model import ObjectKey

FILE_NAME_LIMIT = 120  # of a database or table: its name is a file's too, and paths have limits
SUFFIX_LENGTH = 6  # at least
_LEGAL = re.compile(r"[a-z0-9_]+")
_ILLEGAL = re.compile(r"[^a-z0-9_]+")
# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "ı": "i"}
)
ASCII, TRANSLITERATE = "ascii", "transliterate"  # what letters that Glue's names can't have become
# Umlauts and their like as German, Danish, Norwegian and Swedish write them where only a-z can be written
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
# Device names that Windows takes for itself, with any suffix; `database` is the database's own file.
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "database", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))]
)


@lru_cache(maxsize=1 << 17)
def fold(name: str, letters: str = ASCII) -> str:
    """The Glue name of `name`: 1 to 255 characters of a-z, 0-9 and _.

    Accents are dropped (ü -> u; with `letters` TRANSLITERATE ü -> ue), each run of other characters
    becomes one _, none at the ends (`Net Amount (EUR)` -> `net_amount_eur`).
    A name without any usable letter becomes `unnamed` with a hash. fold(fold(x)) == fold(x).
    """
    if _LEGAL.fullmatch(name) and len(name) <= NAME_LIMIT:
        return name
    base = _ascii(name, letters)
    if not base:
        return "unnamed" + (f"_{_hash(name)}" if name.strip() else "")
    return _cut(base, name, NAME_LIMIT)


@lru_cache(maxsize=1 << 15)
def fold_file(name: str, letters: str = ASCII) -> str:
    """`fold` for a database or table, whose spec is a file of that name: shorter, no device name."""
    folded = fold(name, letters)
    if folded in RESERVED:
        return folded + "_"
    return _cut(folded, name, FILE_NAME_LIMIT)


@dataclass(frozen=True, slots=True)
class Collision:
    """Two originals that fold to one name; `name` is what `original` got instead."""

    original: str
    other: str
    folded: str
    name: str

    def wording(self, what: str, policy: str) -> tuple[str, str, str]:
        """Code, message and remedy of the finding about two `what`; `policy` is `error` or `suffix`."""
        both = f"{what} {self.other!r} and {self.original!r} are both {self.folded!r} in Glue"
        if policy == "suffix":
            return "MAP020", f"{both}: {self.original!r} became {self.name!r}", ""
        return (
            "MAP022",
            both,
            "Rename one of them in Datasphere or by the rules, or set `collisions: suffix` there",
        )


def assign(
    originals: Iterable[str],
    to_name: Callable[[str], str] = fold,
    known: Mapping[str, str] = MappingProxyType({}),
    held: Mapping[str, str] = MappingProxyType({}),
) -> tuple[dict[str, str], list[Collision]]:
    """A different Glue name for each original, and where that took a suffix.

    An original keeps the name that it has by `known`, which the caller asked `is_from` about: data lies
    under it. Of others that fold alike, the one already spelled so (else the first in the
    alphabet) gets the plain name if it is free; each other gets a suffix made from its own original. `held`
    are names that something has that is not among the originals (name -> what to call it).
    """
    names = {original: to_name(original) for original in originals}
    if not known and held.keys().isdisjoint(names.values()) and len(set(names.values())) == len(names):
        return names, []
    holders = dict(held) | {name: original for original, name in _kept(names, known).items()}
    kept = {original: name for name, original in holders.items() if known.get(original) == name}
    groups: dict[str, list[str]] = {}
    for original, name in names.items():
        groups.setdefault(name, []).append(original)
    taken = groups.keys() | holders.keys()
    collisions = []
    for name, group in groups.items():
        ordered = sorted(group, key=lambda original: (original != name, original))
        free = next((original for original in ordered if original not in kept), None)
        first = holders.get(name) or free  # where all have a suffix, nobody has the plain name
        for original in ordered:
            if original == first:
                continue
            if original not in kept:
                kept[original] = _with_suffix(name, original, taken)
                taken.add(kept[original])
            if first is not None:
                collisions.append(Collision(original, first, name, kept[original]))
    return names | kept, collisions


def _kept(names: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """The names that stay with their originals; of two with the same one the first in the alphabet."""
    found: dict[str, str] = {}
    for original in sorted(names.keys() & known.keys(), reverse=True):
        found[known[original]] = original
    return {original: name for name, original in found.items()}


def is_from(name: str, plain: str, *originals: str) -> bool:
    """True for a plain name, and for it with the suffix that one of the originals gives it."""
    length = len(name) - name.rfind("_") - 1
    return name == plain or (
        length >= SUFFIX_LENGTH and any(name == _suffixed(plain, original, length) for original in originals)
    )


def _with_suffix(name: str, original: str, taken: AbstractSet[str]) -> str:
    for length in range(SUFFIX_LENGTH, 64):
        candidate = _suffixed(name, original, length)
        if candidate not in taken:
            return candidate
    raise AssertionError(f"no free name for {original!r}")  # needs a SHA-256 collision


def _suffixed(name: str, original: str, length: int) -> str:
    return f"{name[: FILE_NAME_LIMIT - length - 1]}_{_hash(original, length)}"


def _ascii(name: str, letters: str) -> str:
    text = name.lower()
    if letters == TRANSLITERATE and not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_UMLAUTS)
    text = text.translate(_LETTERS)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    return _strip_replaced(text)


def _strip_replaced(text: str) -> str:
    """Runs of illegal characters to one underscore; at the ends to nothing, where real underscores stay."""
    parts = [part for part in _ILLEGAL.split(text) if part]
    return "_".join(parts)


def _cut(name: str, original: str, limit: int) -> str:
    return name if len(name) <= limit else f"{name[: limit - 9]}_{_hash(original, 8)}"


def _hash(text: str, length: int = 6) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


class NamesInUse:
    """The names that tables and columns already have in specs; here none, as in an empty folder.

    `store.names_in_use` has those of a specs folder. Asked only under `collisions: suffix`.
    """

    def follow(self, objects: Iterable[ObjectKey]) -> None:
        """Takes note of what all the objects of the export are called now, before anything is asked."""

    def database(self, key: ObjectKey) -> str:
        """The name of the database that the object's spec is in; '' if there is none."""
        return ""

    def table(self, key: ObjectKey, plain: str) -> str:
        """The object's table name in its spec, if it comes from the `plain` one; else ''."""
        return ""

    def columns(self, key: ObjectKey, plain: Mapping[str, str]) -> dict[str, str]:
        """Element -> column of one object, as far as those come from the `plain` ones."""
        return {}

    def held(self, database: str, plain: Mapping[ObjectKey, str]) -> dict[str, str]:
        """Table -> object, of specs in one database whose names no other object may get."""
        return {}
