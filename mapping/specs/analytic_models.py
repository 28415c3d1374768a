"""Measures and attributes of an analytic model's business layer, both dialects.

`businessLayerDefinitions.<model>.measures` and `.attributes` say what the entity's elements don't:
kind of measure, base measure, filter or formula, conversion, exception aggregation, which columns are
attributes. Takes the facts of a
column and adds what its entry states; entries without a column are findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mapping.cds.annotations import kebab, says_nothing, symbol
from mapping.diagnostics.collector import Diagnostics
from mapping.semantics.business_layer import layer_place
from mapping.semantics.column_facts import Facts
from mapping.semantics.columns import Column, Layout
from mapping.semantics.expressions.model_measures import (
    CONVERSIONS,
    FACT,
    base_of,
    entry_of,
    formula_of,
    kind_of,
)

# Members that say where a measure or attribute comes from: the query says the same. 1.3 has sourceKey
# and key, 1.7 has measureMapping. A formula's `elements` are the names in it.
_SAID_BY_QUERY = frozenset(
    [
        "measureType",
        "attributeType",
        "sourceKey",
        "measureMapping",
        "attributeMapping",
        "duplicated",
        "elements",
    ]
)
_FORMULAS = ("formulaRaw", "formula")


def add_business_layer(facts: Facts) -> None:
    """What the model's business layer says of this column."""
    layer = facts.layout.entity.business_layer
    if layer is None:
        return
    name = facts.column.source
    measure, attribute = entry_of(layer, "measures", name), entry_of(layer, "attributes", name)
    if measure is not None:
        facts.measure = {**(facts.measure or {}), **_measure(facts, measure)}
    if attribute is not None:
        facts.dimension = facts.dimension or {}
    entity = facts.layout.entity
    for part, entry in (("measures", measure), ("attributes", attribute)):
        for member in _lost(facts, entry or {}, is_measure=part == "measures"):
            model = f"analytic model {entity.key.name!r} is not carried"
            message = f"{member!r} of {part[:-1]} {name!r} of {model}"
            path, alike = layer_place(entity, part, name, member), f"{member!r} of {part} of {model}"
            facts.diagnostics.count("MAP035", message, file=entity.file, path=path, kind=alike)


def label_of(layout: Layout, column: Column) -> str:
    """A column's label: its element's own, else the text that the model's business layer gives it."""
    if column.element.label:
        return column.element.label
    texts = (
        (entry_of(layout.entity.business_layer, part, column.source) or {}).get("text")
        for part in ("measures", "attributes")
    )
    return next((text for text in texts if isinstance(text, str) and text.strip()), "")


def _lost(facts: Facts, entry: Mapping[str, Any], *, is_measure: bool) -> list[str]:
    """Members of an entry that neither the spec nor the query says."""
    kind = kind_of(entry) if is_measure else ""
    said = set(_SAID_BY_QUERY)
    if not is_measure or kind in FACT or base_of(entry):
        said.add("key")
    if entry.get("text") in (label_of(facts.layout, facts.column), facts.column.source):
        said.add("text")
    if formula_of(entry):  # the editor's form of it is the same once more
        said |= {*_FORMULAS} if isinstance(entry.get("formulaRaw"), str) else {"formula"}
    if is_measure:
        said |= {*_stated(entry).values()}
        said |= {member for member in _DIMENSIONS if _all_texts(entry.get(member))}
        if kind in CONVERSIONS:
            said |= {member for member in _OPERANDS if _is_whole(entry.get(member))}
    return [
        member
        for member, value in sorted(entry.items())
        if member not in said and not says_nothing(value) and value is not False
        if not _is_no_selection(member, value)
    ]


def _stated(entry: Mapping[str, Any]) -> dict[str, str]:
    """The member of an entry that each key of a measure is taken from: the first that says something."""
    members: dict[str, str] = {}
    for member, (key, read) in _MEASURE.items():
        if member in entry and read(entry[member]):
            members.setdefault(key, member)
    return members


def _all_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _operand(stated: Any) -> tuple[str, str]:
    """(kind, value) of an operand of a conversion, stated as `{type, value}` or by its value alone."""
    if not isinstance(stated, dict):
        return "", _text(stated)
    kinds = [stated[name] for name in _types_of(stated)]
    return _last_word(kinds[0] if kinds else ""), _text(stated.get("value"))


def _types_of(operand: Mapping[str, Any]) -> list[str]:
    """The members that say what kind of operand it is: `type`, or `targetCurrencyType` and the like."""
    return [name for name in operand if name == "type" or name.endswith("Type")]


def _is_whole(stated: Any) -> bool:
    """Whether an operand says nothing but its kind and its value."""
    rest = stated.keys() - {"value", *_types_of(stated)[:1]} if isinstance(stated, dict) else frozenset()
    return not rest and _operand(stated)[1] != ""


def _is_no_selection(member: str, value: Any) -> bool:
    return member == "constantSelectionType" and _last_word(value) == "none"


def _measure(facts: Facts, entry: Mapping[str, Any]) -> dict[str, Any]:
    kind = kind_of(entry)
    found: dict[str, Any] = {} if kind in FACT else {"type": kind}
    if base := base_of(entry):
        found["base"] = _base(facts, base)
        if aggregation := _aggregation_of(facts, base):
            found["aggregation"] = aggregation
    if formula := formula_of(entry):
        found["filter" if kind == "restricted" else "formula"] = formula
    for key, member in _stated(entry).items():
        found[key] = _MEASURE[member][1](entry[member])
    for member, key in _DIMENSIONS.items():
        dimensions = entry.get(member)
        if isinstance(dimensions, list):
            names = [_column(facts, d, member) for d in dimensions if isinstance(d, str)]
            if any(names):
                found[key] = [name for name in names if name]
    if kind in CONVERSIONS:
        found |= _conversion(facts, entry)
    return found


def _aggregation_of(facts: Facts, base: str) -> str:
    """How the model aggregates the measure that this one is made of, or what that is made of in turn.

    Nothing where only the fact says it, or this column itself.
    """
    entity = facts.layout.entity
    if _AGGREGATION in facts.column.element.annotations:
        return ""
    seen: set[str] = set()
    while base and base not in seen:
        seen.add(base)
        entry = entry_of(entity.business_layer, "measures", base) or {}
        element = entity.elements.get(base)
        stated = symbol(element.annotations.get(_AGGREGATION)) if element is not None else ""
        if aggregation := _last_word(entry.get("aggregation") or stated or ""):
            return aggregation
        base = base_of(entry)
    return ""


_AGGREGATION = "@Aggregation.default"


def _base(facts: Facts, base: str) -> str:
    """The Glue name of the base measure; that of Datasphere, with a finding, where it is no column here."""
    name = facts.layout.name_of(base)
    if not name:
        entity = facts.layout.entity
        path = layer_place(entity, "measures", facts.column.source, "key")
        made = f"measure {facts.column.source!r} of {entity.key.name!r}"
        message = f"{made} is made of {base!r}, which is no column here"
        facts.diagnostics.add("MAP056", message, file=entity.file, path=path)
    return name or base


def _column(facts: Facts, source: str, member: str) -> str:
    """The Glue name of a column that a measure's entry refers to; one that is not there is a finding."""
    name = facts.column_of((source,))
    if not name:
        entity, own = facts.layout.entity, facts.column.source
        owner = f"measure {own!r} of {entity.key.name!r}"
        message = f"{member} of {owner} refers to {source!r}, which is no column here"
        path = layer_place(entity, "measures", own, member)
        facts.diagnostics.add("MAP014", message, file=entity.file, path=path)
    return name


def _conversion(facts: Facts, entry: Mapping[str, Any]) -> dict[str, Any]:
    """What amounts and quantities are converted to, and by which date and type of rate."""
    found: dict[str, Any] = {}
    for member, key in _OPERANDS.items():
        kind, value = _operand(entry.get(member))
        if not value:
            continue
        if "variable" in kind:
            found[key] = {"variable": value}
        elif "attribute" in kind or "column" in kind or "dimension" in kind:
            found[key] = {"column": _column(facts, value, member) or value}
        else:
            found[key] = value
    for target, fixed in _FIXED.items():
        if isinstance(found.get(target), str):
            found[fixed] = found[target]
        elif isinstance(found.get(target), dict) and "column" in found[target]:
            found[fixed.removesuffix("_value")] = found[target]["column"]
    return found


def _last_word(value: Any) -> str:
    return kebab(str(value).rpartition(".")[2])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


_MEASURE: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "aggregation": ("aggregation", _last_word),
    "exceptionAggregationType": ("exception_aggregation", _last_word),
    "exceptionAggregationNcumType": ("exception_aggregation", _last_word),
    "conversionTypeType": ("conversion_type", _text),
    "isAuxiliary": ("auxiliary", lambda value: value is True),
}
_DIMENSIONS = {
    "exceptionAggregationAttributes": "exception_dimensions",
    "countDistinctAttributes": "distinct_dimensions",
}
_OPERANDS = {
    "targetCurrency": "target_currency",
    "targetUnit": "target_unit",
    "referenceDate": "reference_date",
    "conversionType": "conversion_type",
}
_FIXED = {"target_currency": "currency_value", "target_unit": "unit_value"}


def note_unknown(layout: Layout, diagnostics: Diagnostics) -> None:
    """Measures and attributes of the business layer that the entity has no column for."""
    entity = layout.entity
    for part in ("measures", "attributes"):
        entries = (entity.business_layer or {}).get(part)
        for name in entries if isinstance(entries, dict) else ():
            if name not in layout.names:
                path = layer_place(entity, part, name)
                message = f"{part[:-1]} {name!r} of the business layer is no column of {entity.key.name!r}"
                diagnostics.add("MAP035", message, file=entity.file, path=path)
