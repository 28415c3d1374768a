"""Types of an analytic model's measures: of the measure, column, formula or count that each is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mapping.model import Element, Entity, Model, TypeRef

from .expression_types import expression_type
from .model_measures import (
    CALCULATED,
    CONVERSIONS,
    COUNTS,
    FACT,
    base_of,
    entry_of,
    fact_column,
    formula_of,
    formula_tokens,
    kind_of,
)
from .numeric_types import BIGINT, FLOATING, number_of
from .queries import MAX_STEPS, steps_of
from .resolved import UNRESOLVED, Resolved

Seen = tuple[Any, ...]
QUOTIENTS = frozenset(["/", "%", "ndiv0", "div0"])
CIRCLE = "MAP007"
RESTRICTED = "restricted"  # of all that keep their base measure's aggregation and unit


class MeasureTypes:
    """Answers for the business layers of one model; columns are looked up by the two functions given."""

    def __init__(
        self,
        model: Model,
        of_element: Callable[[Entity, Element, Seen], Resolved],
        walk: Callable[[Entity, list[str], Seen], Resolved],
    ) -> None:
        self.model = model
        self.of_element = of_element
        self.walk = walk

    def type_of(self, entity: Entity, entry: Mapping[str, Any], seen: Seen) -> Resolved:
        """The type of a measure by its entry in the business layer."""
        kind = kind_of(entry)
        if kind in COUNTS:
            return Resolved(BIGINT)
        if kind == CALCULATED:
            return self._formula(entity, formula_of(entry), seen)
        if kind in FACT:
            return self._of_fact(entity, entry, seen)
        resolved = self._named(entity, base_of(entry), seen)
        return replace(resolved, derived=kind if kind in CONVERSIONS else RESTRICTED)

    def _of_fact(self, entity: Entity, entry: Mapping[str, Any], seen: Seen) -> Resolved:
        name, column = fact_column(entity, entry)
        source = self.model.entities.get(entity.scope.key(name))
        if source is None:
            return UNRESOLVED
        if column not in source.elements:
            return replace(UNRESOLVED, missing=f"{name!r} has no column {column!r}")
        return self.walk(source, [column], seen)

    def _named(self, entity: Entity, name: str, seen: Seen) -> Resolved:
        """Of another measure of the same model, which is a column of it or only helps others."""
        element = entity.elements.get(name)
        if element is not None:
            return self.of_element(entity, element, seen)
        entry = entry_of(entity.business_layer, "measures", name)
        step = (entity.key, name)
        if entry is None or len(seen) > MAX_STEPS:
            return UNRESOLVED
        return Resolved(TypeRef(), CIRCLE) if step in seen else self.type_of(entity, entry, (*seen, step))

    def _formula(self, entity: Entity, text: str, seen: Seen) -> Resolved:
        """Of a calculated measure; a quotient has as many digits as the model shows: it floats."""
        tokens = formula_tokens(text)
        if not tokens:
            return UNRESOLVED
        problems: list[Resolved] = []

        def lookup(token: Mapping[str, Any]) -> TypeRef:
            steps = steps_of(token.get("ref"))
            if token.get("param") or len(steps) != 1:
                return TypeRef()
            named = self._named(entity, steps[0], seen)
            if named.problem:
                problems.append(named)
            return named.type

        found = expression_type({"xpr": tokens}, lookup)
        if not found.stated:
            return next((p for p in problems if p.problem == CIRCLE or p.missing), UNRESOLVED)
        return Resolved(FLOATING if QUOTIENTS & tokens_of(tokens) and number_of(found) else found)


def tokens_of(tokens: list[Any]) -> set[str]:
    """The operators, words and functions of a formula, those in parentheses and calls included."""
    found: set[str] = set()
    waiting = list(tokens)
    while waiting:
        token = waiting.pop()
        if isinstance(token, str):
            found.add(token)
        else:
            found.add(str(token.get("func", "")).lower())
            waiting += [*token.get("xpr", ()), *token.get("args", ()), *token.get("list", ())]
    return found
