"""Types that an export only points to: type definitions, `type of`, and a view's own query.

Takes the model, answers two questions: what built-in type does a `TypeRef` come down to (through
any chain of definitions, circles found), and which element does a column without a type stand for
(through the query: `alias.column`, `association.column`, `$projection.column`, subqueries, unions,
casts and literals). Never guesses: what isn't stated comes back unresolved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mapping.cds.values import facts_of_element
from mapping.model import Association, Element, Entity, Model, ObjectKey, Scope, TypeRef

from .foreign_keys import fields_of, foreign_keys
from .resolved import UNRESOLVED, ForeignKey, Resolved

BUILTIN = frozenset({"cds.", "Edm."})
MAX_STEPS = 60  # views upon views, definitions upon definitions
MAX_PARTS = 20_000  # of one column's type: definitions that use each other twice grow without bound
MAX_SELECTS = 64  # whose columns are kept by name
_SELF = frozenset({"$projection", "$self"})


@dataclass(frozen=True, slots=True)
class _Source:
    """One name in a FROM clause: an entity, or a subquery's columns."""

    entity: Entity | None = None
    select: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class _Outputs:
    """One SELECT of an entity: what it takes from, its columns by the names it gives out, and whether all."""

    entity: Entity
    select: Mapping[str, Any]
    sources: Mapping[str, _Source]
    columns: Mapping[str, Mapping[str, Any]]
    star: bool


class Resolver:
    """Answers for one model; remembers what it found."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._columns: dict[tuple[ObjectKey, str], Resolved] = {}
        self._parts = 0
        self._outputs: dict[int, _Outputs] = {}

    # --- named types ---

    def expand(self, ref: TypeRef, scope: Scope, seen: tuple[Any, ...] = ()) -> Resolved:
        """`ref` with every definition and `type of` replaced by what it stands for."""
        plain = ref.name[:4] in BUILTIN or ref.too_deep or ref.association is not None
        if plain and not ref.items and not ref.fields and not ref.reference:
            return Resolved(ref)
        self._parts += 1
        if len(seen) > MAX_STEPS or self._parts > MAX_PARTS:
            return Resolved(TypeRef(), "MAP008")
        if ref.items:
            inner = self.expand(ref.items, scope, (*seen, "items"))
            if inner.type.association is not None:  # an array of associations holds their keys
                inner = self._keys_of(inner.type.association, (*seen, "items"))
            return replace(inner, type=replace(ref, items=inner.type))
        if ref.fields:
            return self._structure(ref, scope, seen)
        if ref.reference:
            return self._type_of(ref, scope, seen)
        return self._definition(ref, scope, seen) if ref.name else UNRESOLVED

    def _structure(self, ref: TypeRef, scope: Scope, seen: tuple[Any, ...]) -> Resolved:
        fields: dict[str, TypeRef] = {}
        leads: list[tuple[str, TypeRef]] = []
        problem = ""
        for name, field in ref.fields:
            inner = self.expand(field, scope, (*seen, "field"))
            kind = inner.type if inner.type.facts == field.facts else replace(inner.type, facts=field.facts)
            problem = problem or inner.problem
            if kind.association is None:
                fields[name] = kind
                continue
            leads.append((name, kind))
            for key, resolved in fields_of(self, name, kind, (*seen, "field")):
                fields.setdefault(key, resolved.type)
                problem = problem or resolved.problem
        return Resolved(replace(ref, name="", fields=tuple(fields.items()), leads=tuple(leads)), problem)

    def _keys_of(self, association: Association, seen: tuple[Any, ...]) -> Resolved:
        """A structure of the keys that an association has, without its own name before them."""
        keys = {k.local.removeprefix("_"): k.resolved for k in foreign_keys(self, "", association, seen)}
        problem = next((resolved.problem for resolved in keys.values() if resolved.problem), "")
        fields = tuple((name, resolved.type) for name, resolved in keys.items())
        return Resolved(TypeRef(fields=fields, leads=(("", TypeRef.leading(association)),)), problem)

    def foreign_keys(self, name: str, association: Association) -> tuple[ForeignKey, ...]:
        """The foreign keys that an entity has for its managed association `name`."""
        self._parts = 0
        return tuple(foreign_keys(self, name, association))

    def _type_of(self, ref: TypeRef, scope: Scope, seen: tuple[Any, ...]) -> Resolved:
        if ref.reference in seen:
            return Resolved(TypeRef(), "MAP007")
        first, *steps = ref.reference
        entity = self.model.entities.get(scope.key(first))
        if entity is not None and steps:
            return self.walk(entity, steps, (*seen, ref.reference))
        named = self.model.types.get(scope.key(first))
        if named is None:
            return UNRESOLVED
        resolved = self.expand(named.type, named.scope, (*seen, ref.reference))
        return _inside(resolved, steps)

    def _definition(self, ref: TypeRef, scope: Scope, seen: tuple[Any, ...]) -> Resolved:
        key = scope.key(ref.name)
        if key in seen:
            return Resolved(TypeRef(), "MAP007")
        named = self.model.types.get(key)
        if named is None:
            entity = self.model.entities.get(key)
            if entity is None:
                return Resolved(ref, "MAP001")
            fields = tuple(
                (e.name, replace(_type_of_element(e), facts=facts_of_element(e)))
                for e in entity.elements.values()
            )
            return self.expand(TypeRef(fields=fields), entity.scope, (*seen, key))
        resolved = self.expand(named.type, named.scope, (*seen, key))
        return replace(resolved, type=_overlay(resolved.type, ref))

    # --- columns of views ---

    def column(self, entity: Entity, element: Element) -> Resolved:
        """The type of an entity's element, through its query where it states none itself."""
        self._parts = 0
        stated = element.type.stated
        resolved = (
            self.expand(element.type, entity.scope) if stated else self._of_element(entity, element, ())
        )
        return resolved if resolved.problem != "MAP008" else replace(resolved, type=TypeRef())

    def _of_element(self, entity: Entity, element: Element, seen: tuple[Any, ...]) -> Resolved:
        if element.type.stated:
            resolved = self.expand(element.type, entity.scope, seen)
            return replace(resolved, origin=element, origin_entity=entity)
        step = (entity.key, element.name)
        if step in seen:
            return Resolved(TypeRef(), "MAP007")
        if len(seen) > MAX_STEPS:
            return UNRESOLVED
        if step not in self._columns:
            self._columns[step] = self._through_query(entity, element.name, (*seen, step))
        return self._columns[step]

    def _through_query(self, entity: Entity, name: str, seen: tuple[Any, ...]) -> Resolved:
        for select in _selects(entity.query):
            resolved = self._in_select(entity, select, name, seen)
            if not resolved.problem:
                return resolved
        return UNRESOLVED

    def _in_select(
        self, entity: Entity, select: Mapping[str, Any], name: str, seen: tuple[Any, ...]
    ) -> Resolved:
        """The column that a SELECT gives out as `name`."""
        if len(seen) > MAX_STEPS:
            return UNRESOLVED
        outputs = self._outputs_of(entity, select)
        column = outputs.columns.get(name)
        if column is not None:
            return self._expression(entity, select, outputs.sources, column, seen)
        return self._unqualified(outputs.sources, [name], entity, seen) if outputs.star else UNRESOLVED

    def _outputs_of(self, entity: Entity, select: Mapping[str, Any]) -> _Outputs:
        """What a SELECT gives out and takes from; kept for its other columns, which are asked for next."""
        known = self._outputs.get(id(select))
        if known is not None and known.entity is entity and known.select is select:
            return known
        columns = select.get("columns")
        listed = columns if isinstance(columns, list) else ["*"]
        named: dict[str, Mapping[str, Any]] = {}
        for column in listed:
            if isinstance(column, dict):
                named.setdefault(_out_name(column), column)
        sources = dict(self._sources(entity, select.get("from"), 0))
        if len(self._outputs) >= MAX_SELECTS:
            self._outputs.clear()
        outputs = self._outputs[id(select)] = _Outputs(entity, select, sources, named, "*" in listed)
        return outputs

    def _expression(
        self,
        entity: Entity,
        select: Mapping[str, Any],
        sources: Mapping[str, _Source],
        column: Mapping[str, Any],
        seen: tuple[Any, ...],
    ) -> Resolved:
        cast = column.get("cast")
        if isinstance(cast, dict) and isinstance(cast.get("type"), str):
            return self.expand(_cast_type(cast), entity.scope, seen)
        if "val" in column:
            literal = _LITERALS.get(type(column["val"]))
            return Resolved(TypeRef(literal)) if literal else UNRESOLVED
        steps = _steps(column.get("ref"))
        if not steps:
            return UNRESOLVED
        if steps[0] in _SELF and len(steps) > 1:
            return self.walk(entity, steps[1:], seen)
        if steps[0] in sources and len(steps) > 1:
            return self._from_source(sources[steps[0]], steps[1:], entity, seen)
        mixin = self._mixin(entity, select, steps[0])
        if mixin is not None:
            target = self.model.entities.get(mixin)
            return self.walk(target, steps[1:], seen) if target and len(steps) > 1 else UNRESOLVED
        return self._unqualified(sources, steps, entity, seen)

    def _mixin(self, entity: Entity, select: Mapping[str, Any], name: str) -> ObjectKey | None:
        mixins = select.get("mixin")
        member = mixins.get(name) if isinstance(mixins, dict) else None
        if isinstance(member, dict) and isinstance(member.get("target"), str):
            return entity.scope.key(member["target"])
        return None

    def _unqualified(
        self, sources: Mapping[str, _Source], steps: list[str], entity: Entity, seen: tuple[Any, ...]
    ) -> Resolved:
        for source in sources.values():
            resolved = self._from_source(source, steps, entity, seen)
            if not resolved.problem:
                return resolved
        return UNRESOLVED

    def _from_source(
        self, source: _Source, steps: list[str], entity: Entity, seen: tuple[Any, ...]
    ) -> Resolved:
        if source.entity is not None:
            return self.walk(source.entity, steps, seen)
        if source.select is None:
            return UNRESOLVED
        return _inside(self._in_select(entity, source.select, steps[0], (*seen, "subquery")), steps[1:])

    def walk(self, entity: Entity, steps: list[str], seen: tuple[Any, ...] = ()) -> Resolved:
        """Along `steps` from an entity: through associations to their targets, at last into structures."""
        element = entity.elements.get(steps[0])
        if element is None:
            return UNRESOLVED
        if element.association is None:
            return _inside(self._of_element(entity, element, seen), steps[1:])
        target = self.model.entities.get(element.association.target)
        if target is None or len(steps) < 2:
            return UNRESOLVED
        return self.walk(target, steps[1:], seen)

    def _sources(self, entity: Entity, clause: Any, depth: int) -> Iterator[tuple[str, _Source]]:
        """The names of a FROM clause, joins flattened."""
        if not isinstance(clause, dict) or depth > MAX_STEPS:
            return
        for argument in clause["args"] if isinstance(clause.get("args"), list) else ():
            yield from self._sources(entity, argument, depth + 1)
        alias = clause.get("as")
        for select in _selects(clause):
            yield alias if isinstance(alias, str) else "", _Source(select=select)
            return
        steps = _steps(clause.get("ref"))
        if steps:
            source = _Source(self._target(entity, steps))
            for name in (alias,) if isinstance(alias, str) else (steps[-1], steps[-1].rpartition(".")[2]):
                yield name, source

    def _target(self, entity: Entity, steps: list[str]) -> Entity | None:
        """The entity at the end of a FROM path: a definition, then associations."""
        target = self.model.entities.get(entity.scope.key(steps[0]))
        for step in steps[1:]:
            element = target.elements.get(step) if target else None
            association: Association | None = element.association if element else None
            target = self.model.entities.get(association.target) if association else None
        return target


_LITERALS: dict[type, str] = {str: "cds.String", bool: "cds.Boolean", int: "cds.Integer64"}


def _selects(query: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Each SELECT of a query: itself, or a union's arguments."""
    if not isinstance(query, dict) or depth > MAX_STEPS:
        return
    if isinstance(query.get("SELECT"), dict):
        yield query["SELECT"]
    union = query.get("SET")
    if isinstance(union, dict) and isinstance(union.get("args"), list):
        for argument in union["args"]:
            yield from _selects(argument, depth + 1)


def _steps(ref: Any) -> list[str]:
    """A path's names; filters and arguments of a step (`{id, where, args}`) don't change where it leads."""
    if not isinstance(ref, list):
        return []
    names = [step.get("id") if isinstance(step, dict) else step for step in ref]
    return [name for name in names if isinstance(name, str)] if all(isinstance(n, str) for n in names) else []


def _out_name(column: Mapping[str, Any]) -> str:
    alias = column.get("as")
    if isinstance(alias, str):
        return alias
    steps = _steps(column.get("ref"))
    return steps[-1] if steps else ""


def _cast_type(cast: Mapping[str, Any]) -> TypeRef:
    length, precision, srid = (
        v if isinstance(v := cast.get(n), int) else None for n in ("length", "precision", "srid")
    )
    scale = cast.get("scale")
    return TypeRef(cast["type"], length, precision, scale if isinstance(scale, int | str) else None, srid)


def _type_of_element(element: Element) -> TypeRef:
    return TypeRef.leading(element.association) if element.association else element.type


def _overlay(base: TypeRef, ref: TypeRef) -> TypeRef:
    """The definition's type with the facets that the reference states itself."""
    if base.items or base.fields:
        return base
    return replace(
        base,
        length=base.length if ref.length is None else ref.length,
        precision=base.precision if ref.precision is None else ref.precision,
        scale=base.scale if ref.scale is None else ref.scale,
        srid=base.srid if ref.srid is None else ref.srid,
        enum=ref.enum or base.enum,
        more=tuple((dict(base.more) | dict(ref.more)).items()),
    )


def _inside(resolved: Resolved, steps: list[str]) -> Resolved:
    """A field of a structure, by path; one through an association of it ends in one of its keys."""
    for i, step in enumerate(steps):
        field = dict(resolved.type.fields).get(step)
        if field is None:
            path = tuple(steps[i:])
            keys = (field for _, field in resolved.type.fields if field.foreign_key == path)
            return replace(resolved, type=key) if (key := next(keys, None)) else UNRESOLVED
        resolved = replace(resolved, type=field)
    return resolved
