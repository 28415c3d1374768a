"""What a column's annotations say of it: measure, dimension, currency, unit, semantic type, text.

`HANDLERS` has a row for each annotation that a spec has a place for; `@Semantics.*` without a row
becomes the column's semantic type by a rule. References come out as the Glue names of the columns
they mean. An annotation without a row is counted in a finding, never dropped in silence, and so is a
value that its handler has no place for: a handler says whether it carried what it was given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mapping.cds.annotation_types import FLAG, MARK, NAME, NAMES, OBJECTS, SYMBOL, TEXT, Kind, of_kind
from mapping.cds.annotations import kebab, reference, references, says_nothing, shown, symbol
from mapping.cds.labels import DESCRIPTIONS, LABELS, first_text
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Element

from .columns import Column, Layout
from .model_measures import CONVERSIONS, entry_of
from .relationships import TEXT_ASSOCIATION

NEVER = "none"  # the aggregation of what is not to be aggregated


@dataclass(slots=True)
class Facts:
    """What is known of one column so far; `spec` gives it in the spec's keys."""

    layout: Layout
    column: Column
    diagnostics: Diagnostics
    measure: dict[str, Any] | None = None
    dimension: dict[str, Any] | None = None
    unaggregated: bool = False  # stated to be never summed, whether it is a measure or not
    semantics: list[str] = field(default_factory=list)
    others: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)

    def spec(self) -> dict[str, Any]:
        """The members of the column spec, in the spec's order."""
        found: dict[str, Any] = {}
        if self.unaggregated and self.measure is not None:
            self.measure = {"aggregation": NEVER, **self.measure}
        elif self.unaggregated:
            self.dimension = {**(self.dimension or {}), "aggregation": NEVER}
        if self.measure is not None:
            found["measure"] = self.measure
        if self.dimension is not None:
            found["dimension"] = self.dimension
        for name in ("currency", "unit"):
            if name in self.others and self.measure is not None:
                self.measure[name] = self.others.pop(name)
        if self.semantics:
            found["semantic"] = self.semantics[0]
        return found | self.others

    def column_named(self, source: str, annotation: str) -> str:
        """The Glue name of the column that an annotation refers to, here or where the column came from."""
        name = self.layout.name_of(source)
        origin = self.column.resolved.origin_entity
        if not name and origin is not None:
            name = self.layout.origins.get((origin.key, source), "")
        if not name:
            entity = self.layout.entity
            path = entity.place("elements", self.column.element.name, annotation)
            message = f"{annotation} of {self.column.source!r} refers to {source!r}, which is no column here"
            self.diagnostics.add("MAP014", message, file=entity.file, path=path)
        return name


# Whether all of the value is in the facts now. What says nothing (null, an empty list) never comes here, and
# nothing of another kind than `_TAKES` has.
Handler = Callable[[Facts, Any], bool]


def _measure_type(facts: Facts, value: Any) -> bool:
    kind = kebab(symbol(value))
    stated = {} if kind in ("", "base") else {"type": kind}
    facts.measure = {**stated, **(facts.measure or {})}
    return bool(kind) and facts.measure.get("type", "base") == kind


def _is_measure(facts: Facts, value: Any) -> bool:
    if value:
        facts.measure = facts.measure or {}
    return True


def _aggregation(facts: Facts, value: Any) -> bool:
    aggregation = kebab(symbol(value))
    if aggregation == NEVER:
        facts.unaggregated = True
        return "aggregation" not in (facts.measure or {})
    if aggregation and not facts.unaggregated:
        facts.measure = {"aggregation": aggregation, **(facts.measure or {})}
    return bool(aggregation) and (facts.measure or {}).get("aggregation") == aggregation


def _exception(facts: Facts, value: Any) -> bool:
    steps = value if isinstance(value, list) else [value]
    first = steps[0] if steps and isinstance(steps[0], dict) else {}
    behaviour = kebab(symbol(first.get(_BEHAVIOUR)))
    if not behaviour:
        return False
    columns = references(first.get(_ELEMENTS, []))
    names = [
        n for c in columns if (n := facts.column_named(c, "@AnalyticsDetails.exceptionAggregationSteps"))
    ]
    facts.measure = {
        **(facts.measure or {}),
        "exception_aggregation": behaviour,
        "exception_dimensions": names,
    }
    return len(steps) == 1 and first.keys() <= {_BEHAVIOUR, _ELEMENTS}


_BEHAVIOUR, _ELEMENTS = "exceptionAggregationBehavior", "exceptionAggregationElements"


def _dimension(facts: Facts, value: Any) -> bool:
    if value:
        facts.dimension = facts.dimension or {}
    return True


def _navigation(facts: Facts, value: Any) -> bool:
    steps = references(value)
    if steps:
        facts.dimension = {"association": steps[0], **({"attribute": steps[1]} if len(steps) > 1 else {})}
    return len(steps) in (1, 2)


def _refers(key: str, annotation: str, semantic: str = "") -> Handler:
    """A handler for an annotation that names another column."""

    def handle(facts: Facts, value: Any) -> bool:
        values = value if isinstance(value, list) else [value]
        target = reference(values[0])
        name = facts.column_named(target, annotation) if target else ""
        if name:
            facts.others.setdefault(key, name)
        if semantic:
            facts.semantics.append(semantic)
        is_reported = bool(target) and not name  # by `column_named`, as a column that is not there
        return is_reported or (len(values) == 1 and bool(name) and facts.others[key] == name)

    return handle


def _leads(key: str) -> Handler:
    """A handler for an annotation that names a relationship."""

    def handle(facts: Facts, value: Any) -> bool:
        facts.others[key] = reference(value)
        return True

    return handle


def _hidden(facts: Facts, value: Any) -> bool:
    if value:
        facts.others["hidden"] = True
    return True


def _native_type(facts: Facts, value: Any) -> bool:
    facts.source["native_type"] = value
    return True


def _semantic(name: str) -> Handler:
    def handle(facts: Facts, value: Any) -> bool:
        if value is not False:
            facts.semantics.append(name)
        return isinstance(value, bool)

    return handle


def _computed(facts: Facts, value: Any) -> bool:
    """The reader sees a calculated element by its expression; one that is filled in on insert is none."""
    return facts.column.element.calculated or bool(facts.column.formula) or value is False


def _text(names: tuple[str, ...]) -> Handler:
    """A handler for the annotations that the reader takes one text of: another text beside it is lost."""

    def handle(facts: Facts, value: Any) -> bool:
        return isinstance(value, str) and value == first_text(_own(facts), names)

    return handle


HANDLERS: dict[str, Handler] = {
    "@AnalyticsDetails.measureType": _measure_type,
    "@Aggregation.default": _aggregation,
    "@DefaultAggregation": _aggregation,
    "@AnalyticsDetails.exceptionAggregationSteps": _exception,
    "@Analytics.dimension": _dimension,
    "@Analytics.Dimension": _dimension,
    "@Analytics.measure": _is_measure,
    "@Analytics.Measure": _is_measure,
    "@Analytics.navigationAttributeRef": _navigation,
    "@ObjectModel.foreignKey.association": _leads("foreign_key"),
    "@ObjectModel.text.element": _refers("text", "@ObjectModel.text.element"),
    TEXT_ASSOCIATION: _leads("text_association"),
    "@Common.Text": _refers("text", "@Common.Text"),
    "@Semantics.amount.currencyCode": _refers("currency", "@Semantics.amount.currencyCode", "amount"),
    "@Measures.ISOCurrency": _refers("currency", "@Measures.ISOCurrency", "amount"),
    "@Semantics.quantity.unitOfMeasure": _refers("unit", "@Semantics.quantity.unitOfMeasure", "quantity"),
    "@Measures.Unit": _refers("unit", "@Measures.Unit", "quantity"),
    "@Semantics.currencyCode": _semantic("currency-code"),
    "@Semantics.unitOfMeasure": _semantic("unit-of-measure"),
    "@Semantics.date": _semantic("calendar.date"),
    "@Semantics.geoLocation.latitude": _semantic("geo.latitude"),
    "@Semantics.geoLocation.longitude": _semantic("geo.longitude"),
    "@UI.hidden": _hidden,
    "@UI.Hidden": _hidden,
    "@Consumption.hidden": _hidden,
    "@DataWarehouse.native.dataType": _native_type,
    "@Core.Computed": _computed,
    **dict.fromkeys(LABELS, _text(LABELS)),
    **dict.fromkeys(DESCRIPTIONS, _text(DESCRIPTIONS)),  # `doc`, which is no annotation, among them
}
_SEMANTICS = "@Semantics."
_TAKES: dict[str, Kind] = {
    "@AnalyticsDetails.measureType": SYMBOL,
    "@Aggregation.default": SYMBOL,
    "@DefaultAggregation": SYMBOL,
    "@AnalyticsDetails.exceptionAggregationSteps": OBJECTS,
    **dict.fromkeys(("@Analytics.dimension", "@Analytics.Dimension"), FLAG),
    **dict.fromkeys(("@Analytics.measure", "@Analytics.Measure"), FLAG),
    "@Analytics.navigationAttributeRef": NAMES,
    "@ObjectModel.foreignKey.association": NAME,
    "@ObjectModel.text.element": NAMES,
    TEXT_ASSOCIATION: NAME,
    "@Common.Text": NAME,
    "@Semantics.amount.currencyCode": NAME,
    "@Measures.ISOCurrency": NAME,
    "@Semantics.quantity.unitOfMeasure": NAME,
    "@Measures.Unit": NAME,
    **dict.fromkeys(("@UI.hidden", "@UI.Hidden", "@Consumption.hidden"), FLAG),
    "@DataWarehouse.native.dataType": TEXT,
    **dict.fromkeys((name for name in (*LABELS, *DESCRIPTIONS) if name[0] == "@"), TEXT),
}


def facts_of(layout: Layout, column: Column, diagnostics: Diagnostics) -> Facts:
    """What the annotations of a column's element say."""
    facts = Facts(layout, column, diagnostics)
    if column.foreign_key_of:
        facts.others["foreign_key"] = column.foreign_key_of
        return facts
    for name, value in column.element.annotations.items():
        if (name[:1] == "@" or name == "doc") and not says_nothing(value):
            _apply(facts, name, value)
    if entry_of(layout.entity.business_layer, "measures", column.source) is not None:
        facts.measure = facts.measure or {}
    _inherit(facts)
    return facts


def _apply(facts: Facts, name: str, value: Any) -> None:
    handler = HANDLERS.get(name)
    is_semantic = name.startswith(_SEMANTICS) and not isinstance(value, list)
    kinds = {name: MARK} if is_semantic and name not in _TAKES else _TAKES
    if not of_kind(kinds, facts.layout.entity, facts.column.element.name, name, value, facts.diagnostics):
        return
    if handler is not None:
        if not handler(facts, value):
            _not_carried(facts, name, f" with the value {shown(value)}")
    elif is_semantic and value is not False:
        facts.semantics.append(_rule(name, value))
    else:
        _not_carried(facts, name)
    if len(facts.semantics) > 1:
        dropped = facts.semantics.pop()
        if dropped not in ("amount", "quantity"):
            _not_carried(facts, name)


def _rule(name: str, value: Any) -> str:
    """`@Semantics.calendar.yearMonth: true` -> `calendar.year-month`; a symbol is appended to it."""
    words = kebab(name[len(_SEMANTICS) :])
    return words if value is True else f"{words}.{kebab(symbol(value))}"


def _inherit(facts: Facts) -> None:
    """A measure of an analytic model is aggregated, and has the unit, as in the fact it comes from."""
    origin: Element | None = facts.column.resolved.origin
    if origin is None or origin is facts.column.element or facts.measure is None:
        return
    is_converted = facts.column.resolved.derived in CONVERSIONS  # into another currency or unit
    for name in _INHERITED[:2] if is_converted else _INHERITED:
        if name in origin.annotations and name not in _own(facts):
            HANDLERS[name](facts, origin.annotations[name])


_INHERITED = (
    "@Aggregation.default",
    "@AnalyticsDetails.exceptionAggregationSteps",
    "@Semantics.amount.currencyCode",
    "@Semantics.quantity.unitOfMeasure",
)


def _own(facts: Facts) -> Any:
    return facts.column.element.annotations


def _not_carried(facts: Facts, name: str, what: str = "") -> None:
    entity = facts.layout.entity
    path = entity.place("elements", facts.column.element.name, name)
    facts.diagnostics.count(
        "MAP030", f"annotation {name}{what} has no place in a column's spec", file=entity.file, path=path
    )
