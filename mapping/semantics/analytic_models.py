"""Measures and attributes of an analytic model's business layer, both dialects.

`businessLayerDefinitions.<model>.measures` and `.attributes` say what the entity's elements don't:
kind of measure, formula, exception aggregation, which columns are attributes. Takes the facts of a
column and adds what its entry states; entries without a column are findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mapping.cds.annotations import kebab
from mapping.diagnostics.collector import Diagnostics

from .column_facts import Facts
from .columns import Layout

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
    ]
)


def add_business_layer(facts: Facts) -> None:
    """What the model's business layer says of this column."""
    layer = facts.layout.entity.business_layer
    if layer is None:
        return
    name = facts.column.source
    measure, attribute = _entry(layer, "measures", name), _entry(layer, "attributes", name)
    if measure is not None:
        facts.measure = {**(facts.measure or {}), **_measure(facts, measure)}
    if attribute is not None:
        facts.dimension = facts.dimension or {}
    for entry in (measure, attribute):
        for member in (entry or {}).keys() - _KNOWN:
            entity = facts.layout.entity
            path = ("businessLayerDefinitions", str(entity.path[-1]))
            message = f"{member!r} of a measure or attribute is not carried"
            facts.diagnostics.count("MAP035", message, file=entity.file, path=path)


def _measure(facts: Facts, entry: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for member, (key, read) in _MEASURE.items():
        value = read(entry[member]) if member in entry else None
        if value:
            found[key] = value
    dimensions = entry.get("exceptionAggregationAttributes")
    if isinstance(dimensions, list):
        names = [
            facts.column_named(d, "exceptionAggregationAttributes") for d in dimensions if isinstance(d, str)
        ]
        found["exception_dimensions"] = [name for name in names if name]
    return found


def _kind(value: Any) -> str:
    """`AnalyticModelMeasureType.FactSourceMeasure` is the plain kind, which a spec leaves out."""
    kind = kebab(str(value).rpartition(".")[2].removesuffix("Measure"))
    return "" if kind in ("fact-source", "base") else kind


def _last_word(value: Any) -> str:
    return kebab(str(value).rpartition(".")[2])


_MEASURE: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "measureType": ("type", _kind),
    "aggregation": ("aggregation", _last_word),
    "exceptionAggregationType": ("exception_aggregation", _last_word),
    "formulaRaw": ("formula", lambda value: value if isinstance(value, str) else ""),
    "isAuxiliary": ("auxiliary", lambda value: value is True),
}


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


def _entry(layer: Mapping[str, Any], part: str, name: str) -> Mapping[str, Any] | None:
    entries = layer.get(part)
    entry = entries.get(name) if isinstance(entries, dict) else None
    return entry if isinstance(entry, dict) else None
