"""Which objects the query of a view reads, and which of its elements are theirs.

CSN's queries: `SELECT` with `from` (a `ref`, a join's `args`, a query in brackets) and `columns`, `SET` with
the queries of a union in `args`. A path through an association reads its target. Pure; what is no CSN gives
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mapping.cds.scripts import named_in
from mapping.model import Entity, Model, ObjectKey
from mapping.semantics.expressions.queries import steps_of

_MAX_NODES = 100_000  # parts of one query; more than that is no view


@dataclass(frozen=True, slots=True)
class Source:
    """An object that a query reads, and the view's elements by those of the object that they show."""

    key: ObjectKey
    names: Mapping[str, str] = field(default_factory=dict)
    by_script: bool = False  # named in SQL text, which does not tell the view's elements


def sources_of(entity: Entity, model: Model) -> Iterator[Source]:
    """Each object that the query of an entity reads, a query in a query as well; the same may come twice.

    Of SQL text without a query: the objects of the model that it names.
    """
    if entity.query is None:
        yield from (Source(key, by_script=True) for key in scripted(entity) if key in model.entities)
        return
    outermost = {id(select) for select in _unions(entity.query)}
    for select in _selects(entity.query):
        yield from _Select(entity, model, select).sources(shows_names=id(select) in outermost)


def scripted(entity: Entity) -> Iterator[ObjectKey]:
    """What the SQL text of an entity may read, where that text is all that says it: names of anything."""
    if entity.query is None:
        yield from map(entity.scope.key, named_in(entity.annotations))


class _Select:
    """One SELECT: what it takes from, by the names that its paths begin with."""

    def __init__(self, entity: Entity, model: Model, select: Mapping[str, Any]) -> None:
        self.entity = entity
        self.model = model
        self.select = select
        self.by_alias = dict(self._taken(select.get("from")))

    def _taken(self, clause: Any) -> Iterator[tuple[str, ObjectKey]]:
        for node in _parts(clause, into_queries=False):
            steps = steps_of(node.get("ref"))
            if steps:
                alias = node.get("as")
                yield (
                    alias if isinstance(alias, str) else steps[-1].rpartition(".")[2],
                    self.entity.scope.key(steps[0]),
                )

    def sources(self, *, shows_names: bool) -> Iterator[Source]:
        names: dict[ObjectKey, dict[str, str]] = {key: {} for key in self.by_alias.values()}
        columns = self.select.get("columns")
        listed = columns if isinstance(columns, list) else ["*"]
        for column in listed if shows_names else ():
            for key, inner, outer in self._shown(column):
                names.setdefault(key, {}).setdefault(inner, outer)
        for node in _parts(self.select, into_queries=False):
            for key, _ in self._followed(steps_of(node.get("ref"))):
                names.setdefault(key, {})
        return (Source(key, shown) for key, shown in names.items())

    def _shown(self, column: Any) -> Iterator[tuple[ObjectKey, str, str]]:
        """(object, its element, the view's element) of one entry of `columns`."""
        if column == "*":
            for key in self.by_alias.values():
                source = self.model.entities.get(key)
                yield from ((key, name, name) for name in (source.elements if source else ()))
        elif isinstance(column, dict):
            steps = steps_of(column.get("ref"))
            ends = [*self._followed(steps)] or [(key, steps) for key in self._begun(steps)]
            outer = column.get("as")
            for key, rest in ends[-1:] if len(steps) > 1 else ends:
                if len(rest) == 1:
                    yield key, rest[0], outer if isinstance(outer, str) else rest[0]

    def _begun(self, steps: list[str]) -> list[ObjectKey]:
        """The objects that a path without an alias may begin in."""
        return [
            key
            for key in self.by_alias.values()
            if steps and (source := self.model.entities.get(key)) is not None and steps[0] in source.elements
        ]

    def _followed(self, steps: list[str]) -> Iterator[tuple[ObjectKey, list[str]]]:
        """The objects that a path leads through, each with the steps that are left there."""
        if len(steps) < 2:
            return
        if steps[0] in self.by_alias:
            starts, rest = [self.by_alias[steps[0]]], steps[1:]
            yield starts[0], rest
        else:
            known = self.entity.scope.key(steps[0])
            starts, rest = (
                ([known], steps[1:]) if known in self.model.entities else (self._begun(steps), steps)
            )
        for start in starts[:1]:
            current = self.model.entities.get(start)
            while current is not None and rest:
                element = current.elements.get(rest[0])
                if element is None or element.association is None:
                    break
                key, rest = element.association.target, rest[1:]
                yield key, rest
                current = self.model.entities.get(key)


def _unions(query: Any) -> Iterator[Mapping[str, Any]]:
    """The SELECTs whose columns are the view's: the query's own, or those of a union."""
    waiting = [query]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict) and isinstance(node.get("SELECT"), dict):
            yield node["SELECT"]
        elif isinstance(node, dict) and isinstance(node.get("SET"), dict):
            args = node["SET"].get("args")
            waiting += args if isinstance(args, list) else []


def _selects(query: Any) -> Iterator[Mapping[str, Any]]:
    for node in _parts(query, into_queries=True):
        if isinstance(node.get("SELECT"), dict):
            yield node["SELECT"]


def _parts(tree: Any, *, into_queries: bool) -> Iterator[Mapping[str, Any]]:
    """Every object inside of a part of a query, in its order; queries inside of it only where asked for."""
    waiting, left = [tree], _MAX_NODES
    while waiting and left:
        node, left = waiting.pop(), left - 1
        if isinstance(node, dict):
            yield node
            is_query = "SELECT" in node or "SET" in node
            waiting += reversed(node.values()) if into_queries or not is_query else ()
        elif isinstance(node, list):
            waiting += reversed(node)
