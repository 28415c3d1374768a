"""What a SELECT takes from and gives out, and the order in which views upon views are looked into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mapping.model import Entity, ObjectKey


@dataclass(frozen=True, slots=True)
class Source:
    """One name in a FROM clause: an entity, or a subquery's columns; neither for one that isn't there."""

    entity: Entity | None = None
    select: Mapping[str, Any] | None = None
    name: str = ""  # of the definition, as the query has it


@dataclass(frozen=True, slots=True)
class Outputs:
    """One SELECT of an entity: what it takes from, its columns by the names it gives out, and whether all."""

    entity: Entity
    select: Mapping[str, Any]
    sources: Mapping[str, Source]
    columns: Mapping[str, Mapping[str, Any]]
    star: bool
    places: Mapping[str, int]


def sources_first(
    entity: Entity, taken: set[ObjectKey], sources_of: Callable[[Entity], Iterable[Entity]]
) -> Iterator[Entity]:
    """`entity` and all that it is made of, lowest first; `taken` are those given out before, and grows.

    Of entities in a circle one comes before its source. Without recursion: chains are of any length.
    """
    stack = [(entity, iter(sources_of(entity)))] if entity.key not in taken else []
    taken.add(entity.key)
    while stack:
        current, sources = stack[-1]
        for source in sources:
            if source.key not in taken:
                taken.add(source.key)
                stack.append((source, iter(sources_of(source))))
                break
        else:
            stack.pop()
            yield current
