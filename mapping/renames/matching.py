"""Pairs of what is gone and what is new, as far as each fits one other alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Thing = TypeVar("Thing", bound=Hashable)
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Pairs(Generic[Thing]):
    """What was found: pairs that people named, pairs that are sure, and what fits several."""

    named: dict[Thing, Thing] = field(default_factory=dict)  # old -> new
    sure: dict[Thing, Thing] = field(default_factory=dict)
    unsure: dict[Thing, list[Thing]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.named or self.sure or self.unsure)


def paired(fits: Mapping[Thing, Sequence[Thing]]) -> Pairs[Thing]:
    """Pairs of what fits one other alone, on both sides; `fits` has for each old thing the new ones."""
    found: Pairs[Thing] = Pairs()
    olds: dict[Thing, int] = {}
    for news in fits.values():
        for new in news:
            olds[new] = olds.get(new, 0) + 1
    for old, news in fits.items():
        if len(news) == 1 and olds[news[0]] == 1:
            found.sure[old] = news[0]
        elif news:
            found.unsure[old] = list(news)
    return found


def take_named(
    named: Mapping[str, str], gone: list[Thing], new: list[Thing], name: Callable[[Thing], str]
) -> dict[Thing, Thing]:
    """The pairs that people named, which leave the two lists."""
    found: dict[Thing, Thing] = {}
    for old, now in named.items():
        left = next((each for each in gone if name(each) == old), None)
        came = next((each for each in new if name(each) == now), None)
        if left is not None and came is not None:
            found[left] = came
            gone.remove(left)
            new.remove(came)
    return found


def same_label(one: Mapping[str, Any], other: Mapping[str, Any], names: tuple[str, str]) -> bool:
    """Whether two things have one label; or both none, or one that only repeats their name."""
    labels = one.get("label") or "", other.get("label") or ""
    if labels[0] and labels[0] == labels[1]:
        return True
    pairs = zip(labels, names, strict=True)
    return all(not label or _letters(label) == _letters(name) for label, name in pairs)


def _letters(text: Any) -> str:
    return _NO_LETTER.sub("", str(text)).casefold()


def entries_of(value: Any) -> Iterable[dict[str, Any]]:
    """The mappings of a list, if it is one."""
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()
