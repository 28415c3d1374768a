"""One model of all that the files of an import hold.

An object that several files define is settled by `overlaps`, types by `named_types`, what is said of
spaces and in the catalog's lists by `space_texts` and `catalog_api`. Pure: takes fragments, gives a `Model`
and diagnostics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mapping.access.stated import controls_of
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.lines import Lines
from mapping.model import Entity, Fragment, Model, ObjectKey
from mapping.unions.definitions import HasPlace

from .catalog_api import complete, note_unused
from .named_associations import with_named_associations
from .named_types import named_types
from .odata_names import under_their_csn_names
from .overlap_findings import OverlapFindings
from .overlaps import Overlaps, tell_open
from .space_texts import spaces_of

Owned = Callable[[ObjectKey], Mapping[str, Any] | None]


def combine(
    fragments: Iterable[Fragment],
    diagnostics: Diagnostics,
    *,
    has_place: HasPlace = lambda _: True,
    prefer: Sequence[str] = (),
    lines: Mapping[str, Lines] | None = None,
    owned: Owned = lambda _: None,
) -> Model:
    """The fragments' model.

    `has_place` says of an annotation whether a spec has a place for it, `prefer` names the files to believe
    where two contradict each other, `lines` are those of the files, for findings that name two places, and
    `owned` gives the spec of an object whose owner was imported before. Without its owner's definition here
    such an object is no part of the model: its spec stays as it is and says what others need to know of it.
    """
    found = list(fragments)
    told = OverlapFindings(diagnostics, lines or {})
    overlaps = Overlaps(diagnostics, told, has_place, prefer)
    entities: dict[ObjectKey, Entity] = {}
    several: dict[ObjectKey, list[Entity]] = {}
    for entity in _without_copies([*_defining(found, diagnostics)], owned, diagnostics):
        first = entities.setdefault(entity.key, entity)
        if first is not entity:
            several.setdefault(entity.key, [first]).append(entity)
    for key, definitions in several.items():
        entities[key] = overlaps.settled(definitions)
    types = named_types(found, entities.values(), told, prefer)
    used = {key.space for key in entities}
    spaces = spaces_of(found, used, told, prefer)
    note_unused(found, used, diagnostics)
    entities = complete(entities, [a for f in found for a in f.assets], diagnostics, told, prefer)
    told.say()
    controls = {key: each for fragment in reversed(found) for key, each in fragment.controls.items()}
    return with_named_associations(Model(spaces, entities, types, controls))


def _defining(fragments: Sequence[Fragment], diagnostics: Diagnostics) -> Iterable[Entity]:
    """All definitions, but for a service's that show tables which the files hold as CSN."""
    projections = {key: f.file for f in reversed(fragments) for key in f.projections}
    for entity in under_their_csn_names(fragments):
        if entity.derived and entity.key in projections:
            message = (
                f"{entity.key} shows tables that {projections[entity.key]} holds as CSN: those are taken"
            )
            diagnostics.add("CSN016", message, file=entity.file, path=entity.path)
        else:
            yield entity


def _without_copies(
    entities: Sequence[Entity],
    owned: Owned,
    diagnostics: Diagnostics,
) -> Iterable[Entity]:
    """All but copies of another space's objects whose owner's file was imported before.

    Such a copy may be older than the spec, and lacks what its user may not see.
    """
    owners = {entity.key for entity in entities if not entity.is_foreign}
    for entity in entities:
        spec = owned(entity.key) if entity.is_foreign and entity.key not in owners else None
        if spec is None:
            yield entity
        elif not spec.get("access") and (more := controls_of(entity)):
            tell_open(entity, more, "its owner's spec", diagnostics)
        else:
            message = f"the spec of {str(entity.key)!r} is its owner's: this copy changes nothing in it"
            diagnostics.count("CSN015", message, file=entity.file, path=entity.path)
