"""Elements whose type is a definition that is an association: `type Currency : Association to Currencies`.

CAP's compiler writes the target beside such a type's name, other writers leave it to the definition, which
may be in another file. Takes the model of all files, gives it with those elements as associations.
"""

from __future__ import annotations

from dataclasses import replace

from mapping.model import Association, Entity, Model, ObjectKey, Scope, TypeRef

BUILTIN = ("", "cds.", "Edm.")
MAX_STEPS = 60  # definitions upon definitions


def with_named_associations(model: Model) -> Model:
    """The model, each element of a type that is an association being one."""
    changed = {
        key: own for key, entity in model.entities.items() if (own := _with_own(entity, model)) is not entity
    }
    return replace(model, entities={**model.entities, **changed}) if changed else model


def _with_own(entity: Entity, model: Model) -> Entity:
    found = {
        name: replace(element, type=TypeRef(), association=association)
        for name, element in entity.elements.items()
        if element.type.name[:4] not in BUILTIN or element.type.reference
        if (association := _association(model, element.type, entity.scope))
    }
    return replace(entity, elements={**entity.elements, **found}) if found else entity


def _association(model: Model, ref: TypeRef, scope: Scope) -> Association | None:
    seen: set[ObjectKey] = set()
    if len(ref.reference) == 2:  # `type of` another element
        entity = model.entities.get(scope.key(ref.reference[0]))
        element = entity.elements.get(ref.reference[1]) if entity else None
        return element.association if element else None
    while ref.association is None and ref.name and len(seen) < MAX_STEPS:
        key = scope.key(ref.name)
        named = model.types.get(key)
        if named is None or key in seen:
            return None
        seen.add(key)
        ref, scope = named.type, named.scope
    return ref.association
