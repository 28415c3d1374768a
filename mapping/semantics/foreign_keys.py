"""The foreign keys of a managed association, named as CDS names them.

`<association>_<alias>` for each key, an alias being the key's `as` or the last step of its path. A key that
is a structure gives one for each field of it (`<association>_<alias>_<field>`), one that is a managed
association those of that association, at any depth. Source: CAP, "Managed associations" and the compiler's
flattening for SQL and OData.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Protocol

from mapping.model import Association, Entity, Model, TypeRef

from .expressions.resolved import UNRESOLVED, ForeignKey, Resolved

MAX_KEY_DEPTH = 8  # a foreign key made of a foreign key made of ...
Seen = tuple[Any, ...]  # what is being resolved around this; a resolver ends at one that is too long
_KEYS = "keys of"


class Walker(Protocol):
    """What types are resolved by."""

    model: Model

    def walk(self, entity: Entity, steps: list[str], seen: Seen = ()) -> Resolved:
        """The type at the end of a path."""


def foreign_keys(
    walker: Walker, name: str, association: Association, seen: Seen = ()
) -> Iterator[ForeignKey]:
    """The foreign keys of association `name`; none if it has a condition or is not managed."""
    if association.on or not association.managed or seen.count(_KEYS) > MAX_KEY_DEPTH:
        return
    if ("keys", association.target) in seen:
        return  # a key that is made of itself
    target = walker.model.entities.get(association.target)
    keys = association.keys
    if not keys and target is not None and not association.many:
        keys = tuple(((e.name,), e.name) for e in target.elements.values() if e.key and not e.virtual)
    inside = (*seen, _KEYS, ("keys", association.target))
    for path, alias in keys:
        if target is None:
            yield ForeignKey(f"{name}_{alias}", path, UNRESOLVED)
        else:
            yield from _of_key(walker, target, path, f"{name}_{alias}", inside)


def _of_key(
    walker: Walker, target: Entity, path: tuple[str, ...], name: str, seen: Seen
) -> Iterator[ForeignKey]:
    element = target.elements.get(path[0])
    if element is not None and element.association is not None and len(path) == 1:
        for key in foreign_keys(walker, name, element.association, seen):
            yield ForeignKey(key.local, (*path, *key.remote), key.resolved)
        return
    around = walker.walk(target, list(path[:-1]), seen).type if len(path) > 1 else TypeRef()
    beside = [field for field in around.fields if field[1].foreign_key[:1] == path[-1:]]
    for field_name, field in beside:  # the path ends at an association of a structure
        suffix = field_name.removeprefix(path[-1])
        yield ForeignKey(name + suffix, (*path, *field.foreign_key[1:]), Resolved(field))
    if not beside:
        yield from _leaves(name, path, walker.walk(target, list(path), seen))


def _leaves(name: str, path: tuple[str, ...], resolved: Resolved) -> Iterator[ForeignKey]:
    if not resolved.type.fields:
        yield ForeignKey(name, path, resolved)
    for field_name, field in resolved.type.fields:
        step = field.foreign_key or (field_name,)
        yield from _leaves(f"{name}_{field_name}", (*path, *step), Resolved(field))


def fields_of(walker: Walker, name: str, field: TypeRef, seen: Seen) -> Iterator[tuple[str, Resolved]]:
    """The fields that a structure has for its association `name`: its foreign keys, as those of a table."""
    if field.association is not None:
        for key in foreign_keys(walker, name, field.association, seen):
            path = (name, *key.remote)
            resolved = replace(key.resolved.type, facts=field.facts, foreign_key=path)
            yield key.local, Resolved(resolved, key.resolved.problem)
