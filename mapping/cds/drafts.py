"""Drafts of a service, taken out: what apps keep of unsaved changes is no data.

CAP and S/4 add to a draft-enabled entity the flags of its drafts (`IsActiveEntity`, a key), the way to the
drafts' administrative data and the way to the other version of a row (`SiblingEntity`), and expose the
administrative data themselves. None of it is in the entity's table. An entity is draft-enabled where an
annotation says so, or where it leads to administrative data of their known shape; elsewhere columns that
are merely called so stay. Sources: CAP's guide to Fiori drafts, SAP's vocabulary `Common` (DraftRoot,
DraftNode), what `cds compile` and S/4 services write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mapping.diagnostics.collector import Diagnostics
from mapping.model import Association, Element, Entity, Fragment, NamedType, ObjectKey, TypeRef

_ADMINISTRATIVE = "DraftAdministrativeData"
_OF_CAP = f"DRAFT.{_ADMINISTRATIVE}"  # one table for all services of an application
_UUID = "DraftUUID"
_ACTIVE = "IsActiveEntity"
# What administrative data have beside their key: one of these at least
_OF_ADMINISTRATIVE = frozenset(
    {"InProcessByUser", "CreatedByUser", "LastChangedByUser", "DraftIsCreatedByMe", "DraftIsProcessedByMe"}
)
_BOOLEAN = frozenset({"Edm.Boolean", "cds.Boolean"})
_KEYS = frozenset({"Edm.Guid", "cds.UUID", "Edm.String", "cds.String"})
_TIMES = frozenset({"Edm.DateTimeOffset", "cds.Timestamp", "cds.DateTime"})
# The columns that drafts bring, with the types that they have
_COLUMNS: Mapping[str, frozenset[str]] = {
    _ACTIVE: _BOOLEAN,
    "HasActiveEntity": _BOOLEAN,
    "HasDraftEntity": _BOOLEAN,
    f"{_ADMINISTRATIVE}_{_UUID}": _KEYS,
    "DraftEntityCreationDateTime": _TIMES,
    "DraftEntityLastChangeDateTime": _TIMES,
}
_MESSAGES = (f"{_ADMINISTRATIVE}_DraftMessage", f"{_ADMINISTRATIVE}_DraftMessages")  # types of CAP's
_SIBLING = "SiblingEntity"
_ENABLED = ("@odata.draft.enabled", "@fiori.draft.enabled", "@Common.DraftRoot", "@Common.DraftNode")
_ANNOTATIONS = (*_ENABLED, "@odata.draft.", "@fiori.draft.")
_MESSAGE = "drafts of a service (IsActiveEntity, DraftAdministrativeData, ...) hold no data: not carried"


def without_drafts(fragment: Fragment, diagnostics: Diagnostics) -> Fragment:
    """The fragment with its entities as their tables are; one finding for all that is left out."""
    administrative = frozenset(e.key for e in fragment.entities if _is_administrative(e))
    enabled = {e.key for e in fragment.entities if _is_enabled(e, administrative)}
    left = {k for k in administrative if enabled or k.name == _OF_CAP}
    for entity in fragment.entities:
        if entity.key in left:
            diagnostics.count("EDM009", _MESSAGE, file=entity.file, path=entity.path)
    fragment.entities = [e for e in fragment.entities if e.key not in left]
    if not enabled:
        return fragment
    saved = [_active(e, administrative, diagnostics) if e.key in enabled else e for e in fragment.entities]
    everywhere = {a.target for e in saved if e.key in enabled for a in _associations(e)} | enabled
    fragment.entities = [
        replace(e, elements=_joined(e.elements, everywhere if e.key in enabled else enabled)) for e in saved
    ]
    fragment.types = {k: NamedType(_in_type(t.type, enabled), t.scope) for k, t in fragment.types.items()}
    return fragment


def _is_administrative(entity: Entity) -> bool:
    """True for the administrative data of drafts, whatever their schema: known by name, key and columns."""
    uuid = entity.elements.get(_UUID)
    named = _ADMINISTRATIVE in entity.key.name.rpartition(".")[2]
    return bool(named and uuid and uuid.key and _OF_ADMINISTRATIVE & entity.elements.keys())


def _is_enabled(entity: Entity, administrative: frozenset[ObjectKey]) -> bool:
    said = any(_says(name, value) for name, value in entity.annotations.items())
    return said or any(_leads(e.association, administrative) for e in entity.elements.values())


def _says(annotation: str, value: Any) -> bool:
    """An annotation itself, or a part of its record as CSN writes one (`@Common.DraftRoot.EditAction`)."""
    is_set = value is not False and value is not None
    return is_set and any(annotation == name or annotation.startswith(f"{name}.") for name in _ENABLED)


def _leads(association: Association | None, to: frozenset[ObjectKey]) -> bool:
    return association is not None and association.target in to


def _active(entity: Entity, administrative: frozenset[ObjectKey], diagnostics: Diagnostics) -> Entity:
    """A draft-enabled entity with the columns that its saved rows have."""
    left = {e.name for e in entity.elements.values() if _is_of_drafts(e, entity, administrative)}
    for name in left:
        diagnostics.count("EDM009", _MESSAGE, file=entity.file, path=entity.place("elements", name))
    said = [name for name in entity.annotations if name.startswith(_ANNOTATIONS)]
    for name in said:
        diagnostics.count("EDM009", _MESSAGE, file=entity.file, path=(*entity.path, name))
    return replace(
        entity,
        elements={name: e for name, e in entity.elements.items() if name not in left},
        annotations={name: v for name, v in entity.annotations.items() if name not in said},
    )


def _is_of_drafts(element: Element, entity: Entity, administrative: frozenset[ObjectKey]) -> bool:
    association = element.association
    if association is None:
        items = element.type.items or element.type
        return items.name.endswith(_MESSAGES) or element.type.name in _COLUMNS.get(element.name, ())
    sibling = element.name == _SIBLING and association.target == entity.key
    outside = element.name == _ADMINISTRATIVE and association.target_name.endswith(_ADMINISTRATIVE)
    return sibling or outside or _leads(association, administrative)


# --- joins: rows of draft-enabled entities are the same by their own key alone, on both sides of a join ---


def _associations(entity: Entity) -> Iterator[Association]:
    return (e.association for e in entity.elements.values() if e.association is not None)


def _joined(elements: Mapping[str, Element], enabled: set[ObjectKey]) -> dict[str, Element]:
    found = {}
    for name, element in elements.items():
        kind = _in_type(element.type, enabled)
        association = _by_key(element.association, enabled)
        same = kind is element.type and association is element.association
        found[name] = element if same else replace(element, type=kind, association=association)
    return found


def _in_type(kind: TypeRef, enabled: set[ObjectKey]) -> TypeRef:
    """A type with the associations inside of it."""
    if kind.items is not None:
        items = _in_type(kind.items, enabled)
        return kind if items is kind.items else replace(kind, items=items)
    fields = tuple((name, _in_type(field, enabled)) for name, field in kind.fields)
    association = _by_key(kind.association, enabled)
    same = association is kind.association and all(
        a[1] is b[1] for a, b in zip(fields, kind.fields, strict=True)
    )
    return kind if same else replace(kind, fields=fields, association=association)


def _by_key(association: Association | None, enabled: set[ObjectKey]) -> Association | None:
    if association is None or association.target not in enabled:
        return association
    keys = tuple(key for key in association.keys if key[0] != (_ACTIVE,))
    on = tuple(_condition(association.on))
    changed = keys != association.keys or on != association.on
    return replace(association, keys=keys, on=on) if changed else association


def _condition(on: tuple[Any, ...]) -> Iterator[Any]:
    """A condition without the comparisons of `IsActiveEntity`; one that is no chain of `and`s stays."""
    terms = [on[i : i + 3] for i in range(0, len(on), 4)]
    chain = len(on) % 4 == 3 and all(word == "and" for word in on[3::4])
    if not chain:
        yield from on
        return
    kept = [term for term in terms if not any(_is_flag(part) for part in term)]
    for i, term in enumerate(kept):
        yield from (["and"] * bool(i)) + list(term)


def _is_flag(part: Any) -> bool:
    """A reference to the flag, here or through the association; not a path that goes elsewhere first."""
    steps = part.get("ref") if isinstance(part, dict) else None
    return isinstance(steps, list) and len(steps) <= 2 and bool(steps) and steps[-1] == _ACTIVE
