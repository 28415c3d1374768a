"""Objects of other spaces, and of no file of the import: which object each name of a definition means.

An export of Datasphere's interface says by a context which space a name belongs to. What its API and its
command line give out does not: there `SALES.ORDERS` is the object `ORDERS` of the space `SALES`, unless the
own space has an object of the whole name. What no file defines may be known: from its spec, else from the
catalog's list of assets. Pure but for `specs`, which is asked only about names that no file defines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from catalog.language.findings import Path
from mapping.cds.scripts import named_in
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Asset, Element, Entity, KnownObject, Model, NamedType, ObjectKey, Scope

MAX_DEPTH = 60  # joins in joins, unions in unions

Specs = Callable[[ObjectKey], KnownObject | None]  # what the spec of an object says, if there is one


class _Objects:
    """The objects that a name may mean: those of the files, of the specs folder, of the catalog's list."""

    def __init__(self, model: Model, assets: Iterable[Asset], specs: Specs) -> None:
        self.model = model
        self.listed = {asset.key: asset.file for asset in assets}
        self.specs = specs
        self.spaces = {key.space for key in (*model.entities, *self.listed)}
        self.found: dict[ObjectKey, ObjectKey] = {}
        self.known: dict[ObjectKey, KnownObject | None] = {}

    def meant(self, key: ObjectKey) -> ObjectKey:
        """The object that is meant by a name of the space `key.space`: of that space where it has one."""
        if self._is_here(key):
            return key
        if key not in self.found:
            self.found[key] = self._elsewhere(key)
        return self.found[key]

    def _is_here(self, key: ObjectKey) -> bool:
        return key in self.model.entities or key in self.model.types

    def _elsewhere(self, key: ObjectKey) -> ObjectKey:
        readings = list(_readings(key.name))
        for each in readings:
            if self._is_here(each):
                return each
        for each in (key, *readings):
            if self.of(each):
                return each
        # No object at all: at least its space is one of those that are here
        return next((each for each in readings if each.space in self.spaces - {key.space}), key)

    def of(self, key: ObjectKey) -> KnownObject | None:
        """Where an object that no file defines is known from."""
        if key not in self.known:
            found = self.specs(key)
            if found is None and key in self.listed:
                found = KnownObject(self.listed[key])
            self.known[key] = found
        return self.known[key]


def _readings(name: str) -> Iterator[ObjectKey]:
    """`SPACE.OBJECT` at each dot of a name; the shortest space first."""
    dot = name.find(".")
    while dot > 0:
        if dot + 1 < len(name):
            yield ObjectKey(name[:dot], name[dot + 1 :])
        dot = name.find(".", dot + 1)


def across_spaces(model: Model, assets: Iterable[Asset], specs: Specs, diagnostics: Diagnostics) -> Model:
    """The model with each name leading to the object that it means, and with what is known of others."""
    objects = _Objects(model, assets, specs)
    scopes: dict[int, Scope] = {}

    def scope_of(scope: Scope) -> Scope:
        found = scopes.get(id(scope))
        if found is None:
            found = scopes[id(scope)] = replace(scope, elsewhere=objects.meant)
        return found

    entities = {key: _resolved(entity, scope_of, objects) for key, entity in model.entities.items()}
    types = {key: NamedType(named.type, scope_of(named.scope)) for key, named in model.types.items()}
    known: dict[ObjectKey, KnownObject] = {}
    for entity in entities.values():
        for key, path in _referred(entity):
            if key not in known and key not in entities and (found := objects.of(key)):
                known[key] = found
                _tell(key, found, entity, path, diagnostics)
        for key in map(entity.scope.key, named_in(entity.annotations) if entity.query is None else ()):
            if key not in known and key not in entities and (found := objects.of(key)) and found.controls:
                known[key] = found
                _tell(key, found, entity, entity.path, diagnostics)
    return replace(model, entities=entities, types=types, known=known)


def _resolved(entity: Entity, scope_of: Callable[[Scope], Scope], objects: _Objects) -> Entity:
    """The entity with the scope that knows of other spaces, and its associations leading there."""
    elements: Mapping[str, Element] = entity.elements
    moved: dict[str, Element] = {}
    for name, element in elements.items():
        association = element.association
        if association is not None and "." in association.target.name:
            target = objects.meant(association.target)
            if target != association.target:
                moved[name] = replace(element, association=replace(association, target=target))
    scope = entity.scope if entity.derived else scope_of(entity.scope)  # a service's types are its own
    return replace(entity, scope=scope, elements={**elements, **moved} if moved else elements)


def _tell(key: ObjectKey, found: KnownObject, entity: Entity, path: Path, diagnostics: Diagnostics) -> None:
    if found.table:
        message = f"{str(key)!r} is in none of the files: its spec {found.where} says what it has"
        remedy = ""
    else:
        message = f"{str(key)!r} is in none of the files, only in the catalog's list {found.where}"
        remedy = "Import its CSN or $metadata as well"
    diagnostics.add("CSN025", message, remedy, file=entity.file, path=path)


# --- which objects an entity refers to ---


def _referred(entity: Entity) -> Iterator[tuple[ObjectKey, Path]]:
    """The objects that associations, the query and types lead to, and where each is named."""
    for name, element in entity.elements.items():
        if element.association is not None:
            yield element.association.target, entity.place("elements", name, "target")
        elif len(element.type.reference) > 1:
            yield entity.scope.key(element.type.reference[0]), entity.place("elements", name, "type")
    if entity.query:
        for source in sources(entity.query):
            yield entity.scope.key(source), entity.place("query")


def sources(query: Any, depth: int = 0) -> Iterator[str]:
    """The definitions that a query takes from: FROM, joins, unions, subqueries and mixins."""
    if not isinstance(query, Mapping) or depth > MAX_DEPTH:
        return
    select, union = query.get("SELECT"), query.get("SET")
    if isinstance(select, Mapping):
        yield from sources(select.get("from"), depth + 1)
        mixin = select.get("mixin")
        for member in mixin.values() if isinstance(mixin, Mapping) else ():
            if isinstance(member, Mapping) and isinstance(member.get("target"), str):
                yield member["target"]
        for inner in _queries_in([select.get(clause) for clause in ("columns", "where", "having")]):
            yield from sources(inner, depth + 1)
    for clause in (union, query):
        arguments = clause.get("args") if isinstance(clause, Mapping) else None
        for argument in arguments if isinstance(arguments, list) else ():
            yield from sources(argument, depth + 1)
    ref = query.get("ref")
    first = ref[0] if isinstance(ref, list) and ref else None
    first = first.get("id") if isinstance(first, Mapping) else first
    if isinstance(first, str):
        yield first


def _queries_in(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The queries inside of expressions, as `where exists (...)` has them."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping) and ("SELECT" in node or "SET" in node):
            yield node
        elif isinstance(node, Mapping):
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
