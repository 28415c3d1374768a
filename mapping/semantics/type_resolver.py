"""Types that an export only points to: type definitions, `type of`, and a view's own query.

Takes the model, answers two questions: what built-in type does a `TypeRef` come down to (through
any chain of definitions, circles found), and which element does a column without a type stand for
(through the query: `alias.column`, `association.column`, `$projection.column`, subqueries, unions,
expressions; through an analytic model's measures). Never guesses: what isn't stated comes back unresolved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mapping.cds.annotations import privacy_of
from mapping.cds.values import facts_of_element
from mapping.model import Association, Element, Entity, Model, ObjectKey, Scope, TypeRef

from .expressions.expression_types import expression_type
from .expressions.formulas import branch_text, formula_text, query_formula
from .expressions.function_types import common
from .expressions.measure_types import MeasureTypes
from .expressions.model_measures import CALCULATED, FACT, entry_of, fact_names, formula_of, kind_of
from .expressions.queries import MAX_STEPS, OWN, cast_type, out_name, selects, steps_of
from .expressions.resolved import UNRESOLVED, ForeignKey, Resolved, inside, overlay, type_of_element
from .expressions.sources import Outputs, Source, sources_first
from .expressions.variables import is_variable, variable_type
from .foreign_keys import fields_of, foreign_keys

BUILTIN = frozenset({"cds.", "Edm."})
MAX_PARTS = 20_000  # of one column's type: definitions that use each other twice grow without bound
MAX_SELECTS = 64  # whose columns are kept by name


class Resolver:
    """Answers for one model; remembers what it found."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._columns: dict[tuple[ObjectKey, str], Resolved] = {}
        self._taken: set[ObjectKey] = set()  # entities whose sources were taken first
        self._parts = 0
        self._outputs: dict[int, Outputs] = {}
        self._measures = MeasureTypes(model, self.of_element, self.walk)

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
            kind = inner.type
            if kind.facts != field.facts or kind.privacy != field.privacy:
                kind = replace(kind, facts=field.facts, privacy=field.privacy)
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
        return inside(resolved, steps)

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
                (
                    e.name,
                    replace(type_of_element(e), facts=facts_of_element(e), privacy=privacy_of(e.annotations)),
                )
                for e in entity.elements.values()
            )
            return self.expand(TypeRef(fields=fields), entity.scope, (*seen, key))
        resolved = self.expand(named.type, named.scope, (*seen, key))
        return replace(resolved, type=overlay(resolved.type, ref))

    # --- columns of views ---

    def formula(self, entity: Entity, element: Element) -> str:
        """What an element is calculated by, as text; nothing where it is taken as it is."""
        entry = entry_of(entity.business_layer, "measures", element.name)
        if entry is not None and kind_of(entry) == CALCULATED:
            return formula_of(entry)
        branches = [branch for branch in self._columns_of(entity, element.name) if branch[1]]
        if any(query_formula(select, column) for select, column in branches if column):
            return " UNION ".join(dict.fromkeys(branch_text(s, column) for s, column in branches if column))
        expression = element.annotations.get("value")
        return formula_text(expression) if isinstance(expression, dict) else ""

    def column(self, entity: Entity, element: Element) -> Resolved:
        """The type of an entity's element, through its query where it states none itself."""
        if element.type.stated:
            self._parts = 0
            resolved = self.expand(element.type, entity.scope)
        else:
            self._take_sources_first(entity)
            resolved = self._of_untyped(entity, element)
        return resolved if resolved.problem != "MAP008" else replace(resolved, type=TypeRef())

    def _take_sources_first(self, entity: Entity) -> None:
        """Views upon views from the lowest up, so that none is looked into through all above it."""
        for each in sources_first(entity, self._taken, self._sources_of):
            for element in each.elements.values():
                if not element.type.stated and element.association is None:
                    self._of_untyped(each, element)

    def _of_untyped(self, entity: Entity, element: Element) -> Resolved:
        """The type of an element that states none."""
        self._parts = 0
        try:
            return self.of_element(entity, element, ())
        except RecursionError:  # expressions in expressions
            return self._columns.setdefault((entity.key, element.name), Resolved(TypeRef(), "MAP008"))

    def absent_sources(self, entity: Entity) -> tuple[str, ...]:
        """What columns without types come from, through views in between, that none of the files has."""
        found: dict[str, None] = {}
        for each in sources_first(entity, set(), self._sources_of):
            if all(element.type.stated for element in each.elements.values()):
                continue
            names = [s.name for s in self._all_sources(each) if s.entity is None and s.select is None]
            facts = [n for n in fact_names(each) if each.scope.key(n) not in self.model.entities]
            found |= dict.fromkeys([*names, *facts])
        return tuple(found)

    def _sources_of(self, entity: Entity) -> Iterator[Entity]:
        """The entities that a view takes its columns from."""
        return (source.entity for source in self._all_sources(entity) if source.entity is not None)

    def _all_sources(self, entity: Entity) -> Iterator[Source]:
        """What a view's SELECTs take from, the ones inside of FROM included."""
        open_selects = [*selects(entity.query)]
        while open_selects:
            for source in self._outputs_of(entity, open_selects.pop()).sources.values():
                yield source
                if source.select is not None:
                    open_selects.append(source.select)

    def of_element(self, entity: Entity, element: Element, seen: tuple[Any, ...]) -> Resolved:
        """The same, on the way from another column (`seen`), with where the type came from."""
        if element.type.stated:
            resolved = self.expand(element.type, entity.scope, seen)
            return replace(resolved, origin=element, origin_entity=entity)
        step = (entity.key, element.name)
        if step in seen:
            return Resolved(TypeRef(), "MAP007")
        if len(seen) > MAX_STEPS:
            return UNRESOLVED
        if step not in self._columns:
            self._columns[step] = self._calculated(entity, element, (*seen, step))
        return self._columns[step]

    def _calculated(self, entity: Entity, element: Element, seen: tuple[Any, ...]) -> Resolved:
        """By the business layer, the query, or the element's own expression: what each can say."""
        entry = entry_of(entity.business_layer, "measures", element.name)
        if entry is not None and kind_of(entry) not in FACT:
            return self._measures.type_of(entity, entry, seen)
        resolved = self._through_query(entity, element.name, seen)
        if resolved.problem and entry is not None:
            resolved = self._measures.type_of(entity, entry, seen)
        expression = element.annotations.get("value")
        if resolved.problem and isinstance(expression, dict):
            return self._expression(entity, {}, {"": Source(entity)}, expression, seen)
        return resolved

    def _through_query(self, entity: Entity, name: str, seen: tuple[Any, ...]) -> Resolved:
        """Of the SELECT, or of what all SELECTs of a union give out there."""
        found = [
            self._expression(entity, select, self._outputs_of(entity, select).sources, column, seen)
            if column is not None
            else self._in_select(entity, select, name, seen)
            for select, column in self._columns_of(entity, name)
        ]
        known = [resolved for resolved in found if not resolved.problem]
        if not known:
            return next((resolved for resolved in found if resolved.problem == "MAP007"), UNRESOLVED)
        types = {resolved.type for resolved in known}
        wide = common([resolved.type for resolved in known]) if len(types) > 1 else TypeRef()
        return replace(known[0], type=wide) if wide.stated else known[0]

    def _columns_of(
        self, entity: Entity, name: str
    ) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any] | None]]:
        """Each SELECT of the query and its column: a union names them in the first, and goes by place."""
        first: Outputs | None = None
        for select in selects(entity.query):
            outputs = self._outputs_of(entity, select)
            first = first or outputs
            columns, place = select.get("columns"), first.places.get(name)
            column = outputs.columns.get(name)
            if place is not None and isinstance(columns, list) and not (first.star or outputs.star):
                column = columns[place] if place < len(columns) else None
            yield select, column if isinstance(column, dict) else None

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

    def _outputs_of(self, entity: Entity, select: Mapping[str, Any]) -> Outputs:
        """What a SELECT gives out and takes from; kept for its other columns, which are asked for next."""
        known = self._outputs.get(id(select))
        if known is not None and known.entity is entity and known.select is select:
            return known
        columns = select.get("columns")
        listed = columns if isinstance(columns, list) else ["*"]
        named: dict[str, Mapping[str, Any]] = {}
        places: dict[str, int] = {}
        for place, column in enumerate(listed):
            if isinstance(column, dict):
                named.setdefault(out_name(column), column)
                places.setdefault(out_name(column), place)
        sources = dict(self._sources(entity, select.get("from"), 0))
        if len(self._outputs) >= MAX_SELECTS:
            self._outputs.clear()
        outputs = self._outputs[id(select)] = Outputs(entity, select, sources, named, "*" in listed, places)
        return outputs

    def _expression(
        self,
        entity: Entity,
        select: Mapping[str, Any],
        sources: Mapping[str, Source],
        column: Mapping[str, Any],
        seen: tuple[Any, ...],
    ) -> Resolved:
        cast = cast_type(column)
        if cast is not None:
            return self.expand(cast, entity.scope, seen)
        self._parts += 1
        if len(seen) > MAX_STEPS or self._parts > MAX_PARTS:
            return Resolved(TypeRef(), "MAP008")
        if "ref" not in column:

            def lookup(token: Mapping[str, Any]) -> TypeRef:
                return self._operand(entity, select, sources, token, seen).type

            found = expression_type(column, lookup)
            return Resolved(found) if found.stated else UNRESOLVED
        steps = steps_of(column["ref"])
        if not steps:
            return UNRESOLVED
        if column.get("param") or is_variable(steps[0]):
            stated = variable_type(entity, steps)
            return self.expand(stated, entity.scope, seen) if stated.stated else UNRESOLVED
        if steps[0] in OWN and len(steps) > 1:
            return self.walk(entity, steps[1:], seen)
        if steps[0] in sources and len(steps) > 1:
            return self._from_source(sources[steps[0]], steps[1:], entity, seen)
        mixin = self._mixin(entity, select, steps[0])
        if mixin is not None:
            target = self.model.entities.get(mixin)
            return self.walk(target, steps[1:], seen) if target and len(steps) > 1 else UNRESOLVED
        return self._unqualified(sources, steps, entity, seen)

    def _operand(
        self,
        entity: Entity,
        select: Mapping[str, Any],
        sources: Mapping[str, Source],
        token: Mapping[str, Any],
        seen: tuple[Any, ...],
    ) -> Resolved:
        """A reference, a cast or a subquery inside an expression."""
        for inner in selects(token):
            columns = inner.get("columns")
            first = columns[0] if isinstance(columns, list) and columns else None
            if not isinstance(first, dict):
                return UNRESOLVED
            around = {**sources, **self._outputs_of(entity, inner).sources}
            return self._expression(entity, inner, around, first, seen)
        return self._expression(entity, select, sources, token, seen)

    def _mixin(self, entity: Entity, select: Mapping[str, Any], name: str) -> ObjectKey | None:
        mixins = select.get("mixin")
        member = mixins.get(name) if isinstance(mixins, dict) else None
        if isinstance(member, dict) and isinstance(member.get("target"), str):
            return entity.scope.key(member["target"])
        return None

    def _unqualified(
        self, sources: Mapping[str, Source], steps: list[str], entity: Entity, seen: tuple[Any, ...]
    ) -> Resolved:
        for source in sources.values():
            resolved = self._from_source(source, steps, entity, seen)
            if not resolved.problem:
                return resolved
        return UNRESOLVED

    def _from_source(
        self, source: Source, steps: list[str], entity: Entity, seen: tuple[Any, ...]
    ) -> Resolved:
        if source.entity is not None:
            return self.walk(source.entity, steps, seen)
        if source.select is None:
            return UNRESOLVED
        return inside(self._in_select(entity, source.select, steps[0], (*seen, "subquery")), steps[1:])

    def walk(self, entity: Entity, steps: list[str], seen: tuple[Any, ...] = ()) -> Resolved:
        """Along `steps` from an entity: through associations to their targets, at last into structures."""
        element = entity.elements.get(steps[0])
        if element is None:
            return UNRESOLVED
        if element.association is None:
            return inside(self.of_element(entity, element, seen), steps[1:])
        target = self.model.entities.get(element.association.target)
        if target is None or len(steps) < 2:
            return UNRESOLVED
        return self.walk(target, steps[1:], seen)

    def _sources(self, entity: Entity, clause: Any, depth: int) -> Iterator[tuple[str, Source]]:
        """The names of a FROM clause, joins flattened."""
        if not isinstance(clause, dict) or depth > MAX_STEPS:
            return
        for argument in clause["args"] if isinstance(clause.get("args"), list) else ():
            yield from self._sources(entity, argument, depth + 1)
        alias = clause.get("as")
        for select in selects(clause):
            yield alias if isinstance(alias, str) else "", Source(select=select)
            return
        steps = steps_of(clause.get("ref"))
        if steps:
            source = Source(self._target(entity, steps), name=".".join(steps))
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
