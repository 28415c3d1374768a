"""One model of all that the files of an import hold.

Of two definitions of one object one is taken: an owner's before a copy, CSN before a service's
metadata, the first file's before a later one's; metadata of two services complete each other. The
catalog's lists complete what is there. Pure: takes fragments, gives a `Model` and diagnostics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mapping.diagnostics.collector import Diagnostics
from mapping.model import Element, Entity, Fragment, Model, NamedType, ObjectKey, Space
from mapping.types import glue_type

from .catalog_api import complete, label_spaces


def combine(fragments: Iterable[Fragment], diagnostics: Diagnostics) -> Model:
    """The fragments' model."""
    found = list(fragments)
    spaces: dict[str, Space] = {}
    types: dict[ObjectKey, NamedType] = {}
    entities: dict[ObjectKey, Entity] = {}
    for fragment in found:
        for space in fragment.spaces:
            known = spaces.setdefault(space.name, space)
            if space.label and not known.label:
                spaces[space.name] = replace(known, label=space.label)
        types |= {key: named for key, named in fragment.types.items() if key not in types}
    projections = {key: f.file for f in found for key in f.projections}
    for entity in _under_their_csn_names(found):
        if entity.derived and entity.key in projections:
            message = (
                f"{entity.key} shows tables that {projections[entity.key]} holds as CSN: those are taken"
            )
            diagnostics.add("CSN016", message, file=entity.file, path=entity.path)
            continue
        first = entities.setdefault(entity.key, entity)
        if first is not entity:
            entities[entity.key] = _one_of(first, entity, diagnostics)
    spaces = label_spaces(spaces, {key.space for key in entities}, found, diagnostics)
    assets = (asset for fragment in found for asset in fragment.assets)
    controls = {key: each for fragment in reversed(found) for key, each in fragment.controls.items()}
    return Model(spaces, complete(entities, assets, diagnostics), types, controls)


# --- one object in two files ---


def _one_of(first: Entity, second: Entity, diagnostics: Diagnostics) -> Entity:
    """Of two definitions of one object the one to believe."""
    if first.copy != second.copy:
        owner, copy = (second, first) if first.copy else (first, second)
        message = "a copy of another space's object adds nothing to its owner's definition"
        diagnostics.count("CSN015", message, file=copy.file, path=copy.path)
        return owner
    if first.derived != second.derived:
        csn, metadata = (second, first) if first.derived else (first, second)
        message = f"{csn.key} is in {csn.file} as CSN, which says more: that one is taken"
        diagnostics.add("CSN016", message, file=metadata.file, path=metadata.path)
        return csn
    agree = _services_agree(first, second) if first.derived else _says(first) == _says(second)
    if not agree:
        message = f"{second.key} is defined differently in {first.file}: that one is taken"
        diagnostics.add(
            "CSN011", message, "Export both files at the same time", file=second.file, path=second.path
        )
    if first.derived:
        return _both_services(first, second)
    if first.business_layer is None and second.business_layer is not None:
        return replace(first, business_layer=second.business_layer)
    return first


def _says(entity: Entity) -> object:
    """What a definition says of its columns, whatever file it stands in."""
    return {name: (e.type, e.key, e.not_null, e.label) for name, e in entity.elements.items()}


def _services_agree(first: Entity, second: Entity) -> bool:
    """True where two services say the same of the columns that both show; keys only one of them shows."""
    for name, element in first.elements.items():
        other = second.elements.get(name)
        if other is None or element.association or other.association:
            continue
        if glue_type(element.type).type != glue_type(other.type).type:
            return False
        if element.label and other.label and element.label != other.label:
            return False
    return True


def _both_services(first: Entity, second: Entity) -> Entity:
    """An object as two services show it: keys of the relational one, measures of the analytical one."""
    base, other = (first, second) if any(e.key for e in first.elements.values()) else (second, first)
    elements = {name: _both(element, other.elements.get(name)) for name, element in base.elements.items()}
    return replace(
        base,
        elements=elements | {n: e for n, e in other.elements.items() if n not in elements},
        label=base.label or other.label,
        description=base.description or other.description,
        annotations={**other.annotations, **base.annotations},
        parameters=base.parameters or other.parameters,
        kind="analytic-model" if "analytic-model" in (base.kind, other.kind) else base.kind,
    )


def _both(element: Element, other: Element | None) -> Element:
    if other is None:
        return element
    label, description = element.label or other.label, element.description or other.description
    annotations = {**other.annotations, **element.annotations}
    return replace(element, label=label, description=description, annotations=annotations)


# --- one object under two names ---

_ODATA_NAME = re.compile(r"[^A-Za-z0-9_]")


def odata_name(name: str) -> str:
    """How a service spells an object's name: what OData forbids in names is an underscore."""
    return _ODATA_NAME.sub("_", name)


def _under_their_csn_names(fragments: Sequence[Fragment]) -> Iterable[Entity]:
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
