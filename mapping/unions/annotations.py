"""The annotations of several definitions of one thing as one.

An annotation that only some have is taken; one with two values is a difference, if it has a place in a spec.
SAP's exports spell one value in several ways (`{"#": "SUM"}`, `"#SUM"`): those are the same. Labels and
descriptions are compared where they are read, with their placeholders resolved, so they are taken here from
one definition only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mapping.cds.annotations import says_nothing
from mapping.cds.labels import DESCRIPTIONS, LABELS, first_text

_TEXTS = (LABELS, DESCRIPTIONS)
_COMPARED_AS_TEXTS = frozenset((*LABELS, *DESCRIPTIONS))
_OF_THE_FILE = frozenset({"@cds.persistence.exists"})  # of a copy: says nothing of the object
Places = list[int]  # of the definitions, in the order given


class AnnotationUnion:
    """`annotations` of all; `differences` are (name, values by place), `lacking` is (name, places)."""

    def __init__(self, given: Sequence[Mapping[str, Any]], has_place: Callable[[str], bool]) -> None:
        self.annotations: dict[str, Any] = dict(given[0])
        self.differences: list[tuple[str, list[tuple[int, Any]]]] = []
        self.lacking: list[tuple[str, Places]] = []
        for name in self._names(given):
            self._take(name, given, matters=has_place(name) and name not in _OF_THE_FILE)
        for names in _TEXTS:
            self._take_text(names, given)

    def _names(self, given: Sequence[Mapping[str, Any]]) -> list[str]:
        """Those to look at: of the first in its order, then those that only others have, by name."""
        rest = {name for each in given[1:] for name in each} - given[0].keys()
        return [n for n in (*given[0], *sorted(rest)) if n[:1] == "@" and n not in _COMPARED_AS_TEXTS]

    def _take(self, name: str, given: Sequence[Mapping[str, Any]], *, matters: bool) -> None:
        stated = [(at, each[name]) for at, each in enumerate(given) if not says_nothing(each.get(name))]
        if not stated:
            self.annotations.setdefault(name, next(each[name] for each in given if name in each))
            return
        first = stated[0][1]
        self.annotations[name] = first
        if not matters:
            return
        if any(value != first and _plain(value) != _plain(first) for _, value in stated[1:]):
            self.differences.append((name, stated))
        elif len(stated) < len(given):
            having = {at for at, _ in stated}
            self.lacking.append((name, [at for at in range(len(given)) if at not in having]))

    def _take_text(self, names: tuple[str, ...], given: Sequence[Mapping[str, Any]]) -> None:
        having = next((each for each in given if first_text(each, names)), {})
        if having is not given[0]:
            self.annotations |= {name: having[name] for name in names if name in having}


def _plain(value: Any) -> Any:
    """A value without the marks of its spelling; the depth is that of a document, which readers limit."""
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(inner := value.get("#", value.get("=")), str):
            return inner.removeprefix("#")
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.removeprefix("#") if isinstance(value, str) else (type(value).__name__, value)
