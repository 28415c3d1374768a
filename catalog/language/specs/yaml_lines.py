"""The lines of a YAML text by path: read once for a text, however many findings ask for theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from catalog.language.findings import Path

KEPT = 4  # texts whose lines are kept: of a table, its database and the defaults of all


@dataclass(slots=True)
class Node:
    """A key or an entry: its line, and what stands below it, by key (a text) or by index."""

    line: int
    below: dict[str | int, Node] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """A collection whose end is still to come; of a mapping, the key whose value comes next."""

    place: Node
    entries: Iterator[int] | None  # indexes still to be given; None for a mapping
    key: tuple[str, int] | None = None
    is_key: bool = False


def line_in(places: Node, path: Path) -> tuple[int, bool]:
    """The 1-based line of `path`, or of its deepest part that exists, and whether the whole path is there."""
    here = places
    for step in path:
        found = here.below.get(step)
        if found is None and isinstance(step, int):
            found = here.below.get(str(step))
        if found is None:
            return here.line, False
        here = found
    return here.line, True


@lru_cache(maxsize=KEPT)
def places_of(text: str, loader: Any) -> Node:
    """All places of a text that `loader` parses; the first line alone where it is no YAML."""
    try:
        return _read(yaml.parse(text, Loader=loader))
    except (yaml.YAMLError, ValueError):
        return Node(1)


def _read(events: Iterator[Any]) -> Node:
    root = Node(1)
    open_: list[_Open] = []
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            ended = open_.pop()
            if ended.is_key:
                open_[-1].key = ("", 0)  # no path leads to such a key
        elif isinstance(event, yaml.NodeEvent):
            _enter(event, open_, root)
    return root


def _enter(event: Any, open_: list[_Open], root: Node) -> None:
    line, is_key = event.start_mark.line + 1, False
    if not open_:
        root.line, place = line, root
    elif (holder := open_[-1]).entries is not None:
        place = holder.place.below[next(holder.entries)] = Node(line)
    elif holder.key is None:
        if isinstance(event, yaml.ScalarEvent):
            holder.key = event.value, line
            return
        place, is_key = Node(line), not isinstance(event, yaml.AliasEvent)
        holder.key = None if is_key else ("", 0)
    else:
        (name, at), holder.key = holder.key, None
        place = Node(at)
        if at:
            holder.place.below.setdefault(name, place)
    if isinstance(event, yaml.SequenceStartEvent):
        open_.append(_Open(place, iter(range(1 << 62)), is_key=is_key))
    elif isinstance(event, yaml.MappingStartEvent):
        open_.append(_Open(place, None, is_key=is_key))
