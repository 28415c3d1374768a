"""Measures and attributes of an analytic model's business layer, both dialects.

`businessLayerDefinitions.<model>.measures` and `.attributes` say what the entity's elements don't:
kind of measure, base measure, filter or formula, conversion, exception aggregation, which columns are
attributes. Takes the facts of a
column and adds what its entry states; entries without a column are findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mapping.cds.annotations import kebab, says_nothing
from mapping.diagnostics.collector import Diagnostics
from mapping.semantics.column_facts import Facts
from mapping.semantics.columns import Layout
from mapping.semantics.expressions.model_measures import (
    CONVERSIONS,
    FACT,
    base_of,
    entry_of,
    formula_of,
    kind_of,
)

# Members that say where a measure or attribute comes from: the query says the same. 1.3 has sourceKey
# and key, 1.7 has measureMapping.
_KNOWN = frozenset(
    [
        "measureType",
        "attributeType",
        "text",
        "key",
        "sourceKey",
        "measureMapping",
        "attributeMapping",
        "isAuxiliary",
        "duplicated",
        "formula",
        "formulaRaw",
        "elements",
        "aggregation",
        "exceptionAggregationType",
        "exceptionAggregationAttributes",
        "countDistinctAttributes",
    ]
)
_KNOWN_OF_CONVERSIONS = frozenset(
    ["targetCurrency", "targetUnit", "referenceDate", "conversionType", "conversionTypeType"]
)


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
    for entry in (measure, attribute):
        for member, value in sorted((entry or {}).items()):
            known = member in _KNOWN or (entry is measure and member in _KNOWN_OF_CONVERSIONS)
            if known or says_nothing(value) or _is_no_selection(member, value):
                continue
            entity = facts.layout.entity
            path = ("businessLayerDefinitions", str(entity.path[-1]))
            message = f"{member!r} of a measure or attribute is not carried"
            facts.diagnostics.count("MAP035", message, file=entity.file, path=path)


def _is_no_selection(member: str, value: Any) -> bool:
    return member == "constantSelectionType" and _last_word(value) == "none"


def _measure(facts: Facts, entry: Mapping[str, Any]) -> dict[str, Any]:
    kind = kind_of(entry)
    found: dict[str, Any] = {} if kind in FACT else {"type": kind}
    if base := base_of(entry):
        found["base"] = _base(facts, base)
    if formula := formula_of(entry):
        found["filter" if kind == "restricted" else "formula"] = formula
    for member, (key, read) in _MEASURE.items():
        value = read(entry[member]) if member in entry else None
        if value:
            found[key] = value
    for member, key in _DIMENSIONS.items():
        dimensions = entry.get(member)
        if isinstance(dimensions, list):
            names = [facts.column_named(d, member) for d in dimensions if isinstance(d, str)]
            found[key] = [name for name in names if name]
    if kind in CONVERSIONS:
        found |= _conversion(facts, entry)
    return found


def _base(facts: Facts, base: str) -> str:
    """The Glue name of the base measure; that of Datasphere, with a finding, where it is no column here."""
    name = facts.layout.name_of(base)
    if not name:
        entity = facts.layout.entity
        path = ("businessLayerDefinitions", str(entity.path[-1]), "measures", facts.column.source, "key")
        message = f"measure {facts.column.source!r} is made of {base!r}, which is no column here"
        facts.diagnostics.add("MAP056", message, file=entity.file, path=path)
    return name or base


def _conversion(facts: Facts, entry: Mapping[str, Any]) -> dict[str, Any]:
    """What amounts and quantities are converted to, and by which date and type of rate."""
    found: dict[str, Any] = {}
    for member, key in _OPERANDS.items():
        stated = entry.get(member)
        value = stated.get("value") if isinstance(stated, dict) else stated
        if not isinstance(value, str) or not value:
            continue
        kind = kebab(str(stated.get("type", "")).rpartition(".")[2]) if isinstance(stated, dict) else ""
        if "variable" in kind:
            found[key] = {"variable": value}
        elif "attribute" in kind or "column" in kind or "dimension" in kind:
            found[key] = {"column": facts.column_named(value, member) or value}
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
                path = ("businessLayerDefinitions", str(entity.path[-1]), part, name)
                message = f"{part[:-1]} {name!r} of the business layer is no column of {entity.key.name!r}"
                diagnostics.add("MAP035", message, file=entity.file, path=path)
