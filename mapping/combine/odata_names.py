"""One object under two names: its own, and the one that OData has for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mapping.model import Entity, Fragment, ObjectKey

_FORBIDDEN = re.compile(r"[^A-Za-z0-9_]")


def odata_name(name: str) -> str:
    """How a service spells an object's name: what OData forbids in names is an underscore."""
    return _FORBIDDEN.sub("_", name)


def under_their_csn_names(fragments: Sequence[Fragment]) -> Iterable[Entity]:
    """All entities; metadata without the original name takes that of the CSN that it is spelled after."""
    known = {e.key for f in fragments for e in f.entities if not e.derived}
    known |= {key for fragment in fragments for key in fragment.projections}
    spelled: dict[ObjectKey, list[ObjectKey]] = {}
    for key in known:
        spelled.setdefault(_spelled(key), []).append(key)
    renamed = {}
    for key in {e.key for f in fragments for e in f.entities if e.derived} - known:
        candidates = spelled.get(_spelled(key), ())
        if len(candidates) == 1:
            renamed[key] = candidates[0]
    for fragment in fragments:
        for entity in fragment.entities:
            yield _renamed(entity, renamed) if renamed and entity.derived else entity


def _spelled(key: ObjectKey) -> ObjectKey:
    return ObjectKey(key.space, odata_name(key.name))


def _renamed(entity: Entity, names: Mapping[ObjectKey, ObjectKey]) -> Entity:
    elements = {
        name: replace(e, association=replace(e.association, target=names[e.association.target]))
        if e.association and e.association.target in names
        else e
        for name, e in entity.elements.items()
    }
    return replace(entity, key=names.get(entity.key, entity.key), elements=elements)
