"""Elements whose type is a definition that is an association: `type Currency : Association to Currencies`.

CAP's compiler writes the target beside such a type's name, other writers leave it to the definition, which
may be in another file. Takes the model of all files, gives it with those elements as associations.
"""

from __future__ import annotations

from dataclasses import replace

from mapping.model import Association, Entity, Model, ObjectKey, Scope, TypeRef

MAX_STEPS = 60  # definitions upon definitions


def with_named_associations(model: Model) -> Model:
    """The model, each element of a type that is an association being one."""
    if not any(named.type.association for named in model.types.values()):
        return model
    entities = {key: _with_own(entity, model) for key, entity in model.entities.items()}
    return replace(model, entities=entities)


def _with_own(entity: Entity, model: Model) -> Entity:
    found = {
        name: replace(element, type=TypeRef(), association=association)
        for name, element in entity.elements.items()
        if element.association is None and element.type.name[:4] not in ("", "cds.", "Edm.")
        if (association := _association(model, element.type, entity.scope))
    }
    return replace(entity, elements={**entity.elements, **found}) if found else entity


def _association(model: Model, ref: TypeRef, scope: Scope) -> Association | None:
    seen: set[ObjectKey] = set()
    while ref.association is None and ref.name and len(seen) < MAX_STEPS:
        key = scope.key(ref.name)
        named = model.types.get(key)
        if named is None or key in seen:
            return None
        seen.add(key)
        ref, scope = named.type, named.scope
    return ref.association
