"""What an analytic model's business layer says of the model as a whole: label, sources, filter.

`businessLayerDefinitions.<model>` in its dialects 1.3 (sources beside `measures`) and 1.7 (in `sourceModel`).
Takes a layout, gives the spec's `source` and `business` of it; what no spec has a place for is a finding. The
entries of `measures` and `attributes` are read with the columns, `dataAccessControls` with who may see what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mapping.cds.annotations import says_nothing
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Entity

from .columns import Layout
from .expressions.model_measures import formula_of

_NO_PLACE = frozenset({"identifier", "version", "attributes", "measures", "dataAccessControls"})
_FORMULA = frozenset({"formula", "formulaRaw", "elements"})
# Of a source: what the paths of the query and the names of the columns say as well
_OF_SOURCES = frozenset({"dataEntity", "associationContexts", "technicalAffix", "text"})


@dataclass(slots=True)
class ModelFacts:
    """What is known of one analytic model so far: the spec's `source` and `business`."""

    layout: Layout
    diagnostics: Diagnostics
    source: dict[str, Any] = field(default_factory=dict)
    business: dict[str, Any] = field(default_factory=dict)

    def lost(self, what: str, *steps: str) -> None:
        """The finding of a part that is not carried; `steps` lead to it from the model's layer."""
        entity = self.layout.entity
        message = f"{what} of analytic model {entity.key.name!r} is not carried"
        self.diagnostics.add("MAP035", message, file=entity.file, path=layer_place(entity, *steps))


def layer_place(entity: Entity, *steps: str) -> tuple[str, ...]:
    """The CSN path of a part of an entity's business layer."""
    return ("businessLayerDefinitions", str(entity.path[-1]), *steps)


def model_facts(layout: Layout, diagnostics: Diagnostics) -> ModelFacts:
    """What the business layer of an entity says of it; nothing for an entity without one."""
    facts = ModelFacts(layout, diagnostics)
    for part, value in (layout.entity.business_layer or {}).items():
        if says_nothing(value) or part in _NO_PLACE:
            continue
        read = _PARTS.get(part)
        if read is None:
            _told(facts, part, value)
        else:
            read(facts, part, value)
    return facts


def _told(facts: ModelFacts, part: str, value: Any) -> None:
    names = [repr(name) for name in value] if isinstance(value, dict) else []
    facts.lost(f"{part} {', '.join(names)}".strip(), part)


def _label(facts: ModelFacts, part: str, value: Any) -> None:
    entity = facts.layout.entity
    if isinstance(value, str) and not entity.label:
        facts.business["label"] = value
    elif value != entity.label:
        facts.lost(f"{part} {value!r}, beside the label {entity.label!r},", part)


# --- sources ---


def _source_model(facts: ModelFacts, part: str, value: Any) -> None:
    for name, inner in value.items() if isinstance(value, dict) else ():
        if name in _SOURCES:
            _sources(facts, name, inner, part)
        elif not says_nothing(inner):
            facts.lost(f"{name} of {part}", part, name)


def _sources(facts: ModelFacts, part: str, value: Any, *around: str) -> None:
    entity = facts.layout.entity
    sources = value if isinstance(value, dict) else {}
    names = [_data_entity(source) for source in sources.values()]
    if any(names):
        facts.source[_SOURCES[part]] = [_across(entity, name) for name in names if name]
    for (key, source), name in zip(sources.items(), names, strict=True):
        place = (*around, part, key)
        if not name:
            facts.lost(f"source {key!r}, which names no object,", *place)
        elif source.get("text", name) not in (name, key, ""):
            message = "the editor's name of a source of an analytic model is not carried"
            facts.diagnostics.count(
                "MAP035", message, file=entity.file, path=layer_place(entity, *place, "text")
            )
        for member in sorted(source.keys() - _OF_SOURCES) if isinstance(source, dict) else ():
            if not says_nothing(source[member]):
                facts.lost(f"{member} of source {key!r}", *place, member)


_SOURCES = {"factSources": "facts", "dimensionSources": "dimensions"}


def _across(entity: Entity, name: str) -> str:
    """The name of a source; of another space's object `SPACE.OBJECT`, whatever the file calls that space."""
    key = entity.scope.key(name)
    return name if key.space == entity.scope.space else str(key)


def _data_entity(source: Any) -> str:
    entity = source.get("dataEntity") if isinstance(source, dict) else None
    key = entity.get("key") if isinstance(entity, dict) else None
    return key if isinstance(key, str) else ""


def _associations(facts: ModelFacts, part: str, value: Any) -> None:
    """Those that are elements of the model are relationships of its spec."""
    for name in value if isinstance(value, dict) else (str(value),):
        element = facts.layout.entity.elements.get(name)
        if element is None or element.association is None:
            facts.lost(f"exposed association {name!r}, which is none of its elements,", part, name)


# --- filter ---


def _filter(facts: ModelFacts, part: str, value: Any) -> None:
    entry = {"formula": value} if isinstance(value, str) else value
    formula = formula_of(entry) if isinstance(entry, dict) else ""
    if formula:
        facts.source["filter"] = formula
    else:
        facts.lost(f"{part}, which states no formula,", part)
    for member in sorted(entry.keys() - _FORMULA) if formula else ():
        if not says_nothing(entry[member]):
            facts.lost(f"{member} of {part}", part, member)


def _variables(facts: ModelFacts, part: str, value: Any) -> None:
    """They are read with the object's input parameters."""
    if not isinstance(value, dict):
        _told(facts, part, value)


_PARTS: dict[str, Callable[[ModelFacts, str, Any], None]] = {
    "text": _label,
    "sourceModel": _source_model,
    **dict.fromkeys(_SOURCES, _sources),
    "exposedAssociations": _associations,
    "filter": _filter,
    "variables": _variables,
}
