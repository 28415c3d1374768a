"""What a column's annotations say of it: measure, dimension, currency, unit, semantic type, text.

`HANDLERS` has a row for each annotation that a spec has a place for; `@Semantics.*` without a row
becomes the column's semantic type by a rule. References come out as the Glue names of the columns
they mean. An annotation without a row is counted in a finding, never dropped in silence, and so is a
value that its handler has no place for: a handler says whether it carried what it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapping.cds.annotation_types import (
    FLAG,
    MARK,
    NAME,
    NAMES,
    OBJECT,
    OBJECTS,
    SYMBOL,
    TEXT,
    VALUE,
    Kind,
    of_kind,
)
from mapping.cds.annotations import (
    constant_of,
    kebab,
    lost_value,
    reference,
    references,
    says_nothing,
    symbol,
)
from mapping.cds.labels import DESCRIPTIONS, LABELS, first_text
from mapping.cds.vocabulary_forms import SEMANTICS as _SEMANTICS
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Element, ObjectKey
from mapping.rules.classification import DEFAULT, Classification

from .column_facts import NEVER, Facts, Handler
from .column_references import LIMITS, is_reference_here, limit, refers, refers_for, value_range
from .columns import Column, Layout
from .expressions.model_measures import CONVERSIONS, entry_of
from .privacy import PRIVACY_OF_COLUMNS, PRIVACY_TAKES
from .sap_annotations import SAP_HANDLERS, SAP_TAKES

TEXT_ASSOCIATION = "@ObjectModel.text.association"
TEXT_ELEMENTS = ("@ObjectModel.text.element", "@Common.Text")


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


def _exception(facts: Facts, value: Any) -> bool | str:
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
    if len(steps) > 1:
        return "each step after the first"
    return ", ".join(sorted(first.keys() - {_BEHAVIOUR, _ELEMENTS})) or True


_BEHAVIOUR, _ELEMENTS = "exceptionAggregationBehavior", "exceptionAggregationElements"


def _dimension(facts: Facts, value: Any) -> bool:
    if value:
        facts.dimension = facts.dimension or {}
    return True


def _navigation(facts: Facts, value: Any) -> bool | str:
    steps = references(value)
    if steps:
        facts.dimension = {"association": steps[0], **({"attribute": steps[1]} if len(steps) > 1 else {})}
    return ", ".join(map(repr, steps[2:])) or bool(steps)


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
        element = facts.column.element
        taken = element.label if names is LABELS else element.description
        return isinstance(value, str) and value in (taken, first_text(element.annotations, names))

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
    "@ObjectModel.text.element": refers("text", "@ObjectModel.text.element"),
    TEXT_ASSOCIATION: _leads("text_association"),
    "@Common.Text": refers("text", "@Common.Text", constant="term"),
    "@Semantics.amount.currencyCode": refers(
        "currency", "@Semantics.amount.currencyCode", "amount", "currency"
    ),
    "@Measures.ISOCurrency": refers("currency", "@Measures.ISOCurrency", "amount", "any"),
    "@Semantics.quantity.unitOfMeasure": refers(
        "unit", "@Semantics.quantity.unitOfMeasure", "quantity", "unit"
    ),
    "@Measures.Unit": refers("unit", "@Measures.Unit", "quantity", "any"),
    "@Semantics.currencyCode": _semantic("currency-code"),
    "@Semantics.unitOfMeasure": _semantic("unit-of-measure"),
    "@Semantics.valueRange": value_range,
    **{f"@Semantics.valueRange.{member}": limit(member) for member in LIMITS},
    "@Semantics.date": _semantic("calendar.date"),
    "@Semantics.geoLocation.latitude": _semantic("geo.latitude"),
    "@Semantics.geoLocation.longitude": _semantic("geo.longitude"),
    "@UI.hidden": _hidden,
    "@UI.Hidden": _hidden,
    "@Consumption.hidden": _hidden,
    "@DataWarehouse.native.dataType": _native_type,
    "@Core.Computed": _computed,
    **SAP_HANDLERS,
    **PRIVACY_OF_COLUMNS,
    **dict.fromkeys(LABELS, _text(LABELS)),
    **dict.fromkeys(DESCRIPTIONS, _text(DESCRIPTIONS)),  # `doc`, which is no annotation, among them
}
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
    "@Semantics.valueRange": OBJECT,
    **dict.fromkeys((f"@Semantics.valueRange.{member}" for member in LIMITS), VALUE),
    **dict.fromkeys(("@UI.hidden", "@UI.Hidden", "@Consumption.hidden"), FLAG),
    "@DataWarehouse.native.dataType": TEXT,
    **SAP_TAKES,
    **PRIVACY_TAKES,
    **dict.fromkeys((name for name in (*LABELS, *DESCRIPTIONS) if name[0] == "@"), TEXT),
}


def facts_of(
    layout: Layout,
    column: Column,
    diagnostics: Diagnostics,
    classes: Classification = DEFAULT,
    layouts: Mapping[ObjectKey, Layout] | None = None,
) -> Facts:
    """What the annotations of a column's element say; `classes` are those of privacy annotations.

    `layouts` are those that paths through associations lead to.
    """
    facts = Facts(layout, column, diagnostics, classes=classes, layouts=layouts or {})
    if column.foreign_key_of:
        facts.others["foreign_key"] = column.foreign_key_of
    for name, value in column.element.annotations.items():
        if (name[:1] != "@" and name != "doc") or says_nothing(value):
            continue
        if not column.foreign_key_of or is_of_columns(name):
            _apply(facts, name, value)
    if entry_of(layout.entity.business_layer, "measures", column.source) is not None:
        facts.measure = facts.measure or {}
    _inherit(facts)
    return facts


def is_of_columns(annotation: str) -> bool:
    """True for what a managed association hands on to its foreign keys, as CAP's metadata does.

    All else of it speaks of the relationship.
    """
    return annotation in HANDLERS or annotation.startswith(_SEMANTICS)


def _apply(facts: Facts, name: str, value: Any) -> None:
    handler, value = HANDLERS.get(name), constant_of(value)
    is_semantic = name.startswith(_SEMANTICS) and handler is None
    if is_semantic and is_reference_here(facts, name, value):
        handler = refers_for(name)
    kinds = {name: MARK} if is_semantic and handler is None and not isinstance(value, list) else _TAKES
    if not of_kind(kinds, facts.layout.entity, facts.column.element.name, name, value, facts.diagnostics):
        return
    if handler is not None:
        carried = handler(facts, value)
        if isinstance(carried, str):
            _not_carried(facts, name, part=carried)
        elif not carried:
            _not_carried(facts, name, value)
    elif facts.classes.names(name):
        if value is not False and not facts.classes.class_of(name, value):
            _not_carried(facts, name, value)
    elif is_semantic and not isinstance(value, list) and value is not False:
        facts.semantics.append(_rule(name, value))
    elif not is_semantic or isinstance(value, list):
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


def _not_carried(facts: Facts, name: str, value: Any = None, *, part: str = "") -> None:
    """The finding of an annotation, of the value that it has or of a part of that."""
    entity = facts.layout.entity
    path = entity.place("elements", facts.column.element.name, name)
    what = f"{part} of annotation {name}" if part else f"annotation {name}"
    message = alike = f"{what} has no place in {_SPEC}"
    if value is not None:
        message, alike = lost_value(name, value, _SPEC)
    facts.diagnostics.count("MAP030", message, file=entity.file, path=path, kind=alike)


_SPEC = "a column's spec"
