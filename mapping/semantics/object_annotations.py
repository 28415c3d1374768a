"""What an object's annotations say of it: role, source, hierarchies, business layer.

`HANDLERS` has a row for each annotation of an entity that a spec has a place for; the rest is
counted in a finding. Steward, certification and the like are in no export and are never invented here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mapping.cds.annotation_types import (
    FLAG,
    NAME,
    NAMES,
    OBJECT,
    OBJECTS,
    SYMBOL,
    SYMBOLS,
    TEXT,
    Kind,
    of_kind,
)
from mapping.cds.annotations import kebab, lost_value, reference, references, says_nothing, symbol, symbols
from mapping.cds.conditions import path_of
from mapping.cds.labels import DESCRIPTIONS, LABELS, first_text
from mapping.diagnostics.collector import Diagnostics

from .business_layer import model_facts
from .columns import Layout
from .external_services import EXTERNAL_HANDLERS, EXTERNAL_TAKES
from .object_kinds import STORE_HANDLERS, STORE_TAKES, kind_of
from .parameters import input_parameters
from .paths import column_at
from .privacy import PRIVACY_OF_OBJECTS, PRIVACY_TAKES
from .remote_entities import remote_entity
from .type_resolver import Resolver

ROLES = {
    "ANALYTICAL_FACT": "fact",
    "ANALYTICAL_DIMENSION": "dimension",
    "LANGUAGE_DEPENDENT_TEXT": "text",
    "ANALYTICAL_PARENT_CHILD_HIERARCHY_NODE": "hierarchy",
    "ANALYTICAL_CUBE": "analytic-model",
    "DATA_STRUCTURE": "relational",
}


@dataclass(slots=True)
class Context:
    """What is known of one object so far: the spec's `source`, `business` and `hierarchies`."""

    layout: Layout
    diagnostics: Diagnostics
    source: dict[str, Any] = field(default_factory=dict)
    business: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    hierarchies: list[dict[str, Any]] = field(default_factory=list)

    def column(self, source: str, annotation: str) -> str:
        """The Glue name of an element that an annotation of the entity refers to."""
        name = self.layout.name_of(source)
        if not name:
            entity = self.layout.entity
            message = f"{annotation} of {entity.key.name!r} refers to {source!r}, which is no column"
            self.diagnostics.add("MAP014", message, file=entity.file, path=entity.place(annotation))
        return name

    def columns(self, value: Any, annotation: str) -> list[str]:
        """The Glue names of several."""
        return [name for source in references(value) if (name := self.column(source, annotation))]


def context_of(layout: Layout, resolver: Resolver, diagnostics: Diagnostics) -> Context:
    """Source, business context and hierarchies of one entity."""
    entity = layout.entity
    context = Context(layout, diagnostics)
    context.source = {"system": entity.system, "space": entity.key.space, "object": entity.key.name}
    context.source["kind"] = kind_of(entity)
    if entity.folder:
        context.source["folder"] = entity.folder
    if entity.copy:
        context.source["copy"] = True
    if entity.label:
        context.business["label"] = entity.label
    for name, value in entity.annotations.items():
        handler = HANDLERS.get(name)
        if says_nothing(value) or not of_kind(_TAKES, entity, "", name, value, diagnostics):
            continue
        carried = handler is not None and handler(context, value)
        if carried is not True:
            what = f"{carried} of annotation {name}" if carried else f"annotation {name}"
            message = alike = f"{what} has no place in {_SPEC}"
            if handler is not None and not carried:
                message, alike = lost_value(name, value, _SPEC)
            diagnostics.count("MAP030", message, file=entity.file, path=entity.place(name), kind=alike)
    model = model_facts(layout, diagnostics)
    context.source |= model.source
    for key, value in model.business.items():
        context.business.setdefault(key, value)
    if parameters := input_parameters(entity, resolver, diagnostics):
        context.business["input_parameters"] = parameters
    if context.custom:
        context.business["custom"] = context.custom
    if entity.query is not None and "sql" not in context.source:
        message = "the query of a view without SQL text (a diagram) is not carried; its columns are"
        diagnostics.count("MAP032", message, file=entity.file, path=entity.place("query"))
    return context


_SPEC = "a table's spec"

# --- annotations ---

# Whether all of the value is in the context now; a text names the part that is not. What says nothing (null,
# an empty list) never comes here, and nothing of another kind than `_TAKES` has.
Handler = Callable[[Context, Any], bool | str]


def _role(context: Context, value: Any) -> bool:
    role = ROLES.get(symbol(value))
    if role:
        context.business["role"] = role
    elif symbol(value):
        context.business["role"] = "relational"
        context.custom["modeling_pattern"] = symbol(value)
    return bool(symbol(value))


def _capabilities(context: Context, value: Any) -> bool:
    capabilities = symbols(value)
    pattern = symbol(context.layout.entity.annotations.get("@ObjectModel.modelingPattern"))
    if capabilities and capabilities != [pattern]:
        context.business["capabilities"] = capabilities
    return len(capabilities) == _size(value)


def _dimension_type(context: Context, value: Any) -> bool:
    context.business["dimension_type"] = kebab(symbol(value))
    return True


def _exposed(context: Context, value: Any) -> bool:
    context.business["exposed"] = value
    return True


def _representative_key(context: Context, value: Any) -> bool:
    name = context.column(reference(value), "@ObjectModel.representativeKey")
    if name:
        context.business["representative_key"] = name
    return True  # for one that is no column there is a finding by now


def _semantic_key(context: Context, value: Any) -> bool:
    columns = context.columns(value, "@ObjectModel.semanticKey")
    if columns:
        context.business["semantic_key"] = columns
    return len(references(value)) == _size(value)


def _compound_key(context: Context, value: Any) -> bool:
    context.custom["compound_key"] = context.columns(value, "@DataWarehouse.compoundKeySequence")
    return len(references(value)) == _size(value)


def _source(*keys: str) -> Handler:
    """A handler that keeps the value under `source`."""

    def handle(context: Context, value: Any) -> bool:
        place = context.source
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        place[keys[-1]] = value
        return True

    return handle


def _sql(context: Context, value: Any) -> bool:
    return bool(context.source.setdefault("sql", value) == value)


def _delta(context: Context, value: Any) -> bool | str:
    if not symbol(value.get("type")):
        return False
    delta: dict[str, Any] = {"type": kebab(symbol(value.get("type")))}
    for key, member in (("mode", "modeElement"), ("time", "dateTimeElement")):
        if reference(value.get(member)):
            delta[key] = context.column(reference(value[member]), "@DataWarehouse.delta")
    tables = references(value.get("deltaFromEntities", []))
    if tables:
        delta["from"] = tables
    context.source["delta"] = delta
    read = {"type": 1, "deltaFromEntities": len(tables)}
    read |= {member: 1 for member in ("modeElement", "dateTimeElement") if reference(value.get(member))}
    return ", ".join(name for name, part in value.items() if _size(part) != read.get(name, 0)) or True


def _leveled(context: Context, value: Any) -> bool | str:
    for hierarchy in _hierarchies(value):
        stated = hierarchy.get("levels")
        levels = [v.get("element") for v in stated if isinstance(v, dict)] if isinstance(stated, list) else []
        _add_hierarchy(context, hierarchy, {"levels": context.columns(levels, "@Hierarchy.leveled")})
    return _beyond(value, {"name", "label", "levels"}, {"levels": {"element"}})


def _parent_child(context: Context, value: Any) -> bool | str:
    for hierarchy in _hierarchies(value):
        recurse = hierarchy.get("recurse")
        if isinstance(recurse, dict):
            parent = context.columns(recurse.get("parent"), "@Hierarchy.parentChild")
            child = context.columns(recurse.get("child"), "@Hierarchy.parentChild")
        else:
            parent, child = _by_association(context, reference(hierarchy.get("recurseBy")))
        _add_hierarchy(context, hierarchy, {"parent": _single(parent), "child": _single(child)})
    return _beyond(value, {"name", "label", "recurse", "recurseBy"}, {"recurse": {"parent", "child"}})


def _beyond(value: Any, members: set[str], inside: Mapping[str, set[str]]) -> bool | str:
    """Whether hierarchies state only these members, and only these inside of some; else what is beyond."""
    values = value if isinstance(value, list) else [value]
    parts: list[tuple[Any, set[str], str]] = []
    for i, each in enumerate(values):
        around = f"[{i}]." if len(values) > 1 else ""
        parts.append((each, members, around))
        for name, known in inside.items() if isinstance(each, dict) else ():
            parts += [(p, known, f"{around}{name}.") for p in _hierarchies(each.get(name))]
    if not all(isinstance(part, dict) for part, _, _ in parts):
        return False
    lost = {f"{around}{name}": None for part, known, around in parts for name in part if name not in known}
    return ", ".join(lost) or True


def _size(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0 if says_nothing(value) else 1


def _by_association(context: Context, name: str) -> tuple[list[str], list[str]]:
    """`recurseBy` names an association to itself: its columns are the parent, their targets the child."""
    layout = context.layout
    keys = layout.foreign_keys.get(name, ())
    pairs = [(layout.name_of(k.local), column_at(layout, k.remote)) for k in keys]
    element = layout.entity.elements.get(name)
    on = element.association.on if element and element.association else ()
    if len(on) == 3:
        sides = sorted((path_of(on[0]), path_of(on[2])), key=len)
        if sides[0]:
            pairs.append((layout.name_of(sides[0][-1]), layout.name_of(sides[1][-1])))
    return [p for p, _ in pairs if p], [c for _, c in pairs if c]


def _add_hierarchy(context: Context, hierarchy: Mapping[str, Any], columns: dict[str, Any]) -> None:
    if all(columns.values()):
        context.hierarchies.append(_named(hierarchy) | columns)
        return
    entity = context.layout.entity
    message = f"hierarchy {_named(hierarchy)['name']!r} of {entity.key.name!r} names no columns: left out"
    context.diagnostics.add("MAP014", message, file=entity.file, path=entity.path)


def _hierarchies(value: Any) -> list[Mapping[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [v for v in values if isinstance(v, dict)]


def _named(hierarchy: Mapping[str, Any]) -> dict[str, Any]:
    named = {k: hierarchy[k] for k in ("name", "label") if isinstance(hierarchy.get(k), str) and hierarchy[k]}
    return {"name": "hierarchy"} | named


def _single(columns: list[str]) -> Any:
    return columns[0] if len(columns) == 1 else columns


def _exists(context: Context, value: Any) -> bool:
    """The reader takes another space's object that exists there for a copy."""
    return context.layout.entity.copy or value is False


def _text(names: tuple[str, ...]) -> Handler:
    """A handler for the annotations that the reader takes one text of: another text beside it is lost."""

    def handle(context: Context, value: Any) -> bool:
        entity = context.layout.entity
        taken = entity.label if names is LABELS else entity.description
        return isinstance(value, str) and value in (taken, first_text(entity.annotations, names))

    return handle


def _understood(_: Context, __: Any) -> bool:
    """Tells the kind of object, see `kind_of`: which editor opens it says nothing else of the data."""
    return True


HANDLERS: dict[str, Handler] = {
    "@ObjectModel.modelingPattern": _role,
    "@ObjectModel.supportedCapabilities": _capabilities,
    "@ObjectModel.representativeKey": _representative_key,
    "@ObjectModel.semanticKey": _semantic_key,
    "@Analytics.dimensionType": _dimension_type,
    "@DataWarehouse.consumption.external": _exposed,
    "@DataWarehouse.compoundKeySequence": _compound_key,
    "@DataWarehouse.remote.connection": _source("connection"),
    "@DataWarehouse.remote.entity": remote_entity,
    "@DataWarehouse.external.schema": _source("external", "schema"),
    "@DataWarehouse.external.entity": _source("external", "entity"),
    "@DataWarehouse.dataSource.schema": _source("data_source", "schema"),
    "@DataWarehouse.dataSource.entity": _source("data_source", "entity"),
    "@DataWarehouse.enclosingObject": _source("enclosing_object"),
    "@Catalog.supportsAnalyticalQueries": _source("analytical_queries"),
    "@DataWarehouse.sqlEditor.query": _sql,
    "@DataWarehouse.tableFunction.script": _sql,
    "@DataWarehouse.delta": _delta,
    **STORE_HANDLERS,
    "@Hierarchy.leveled": _leveled,
    "@Hierarchy.parentChild": _parent_child,
    "@DataWarehouse.editorType": _understood,
    "@cds.persistence.exists": _exists,
    **EXTERNAL_HANDLERS,
    **PRIVACY_OF_OBJECTS,
    **dict.fromkeys(LABELS, _text(LABELS)),
    **dict.fromkeys((d for d in DESCRIPTIONS if d[0] == "@"), _text(DESCRIPTIONS)),
}

_TAKES: dict[str, Kind] = {
    "@ObjectModel.modelingPattern": SYMBOL,
    "@ObjectModel.supportedCapabilities": SYMBOLS,
    "@ObjectModel.representativeKey": NAME,
    "@ObjectModel.semanticKey": NAMES,
    "@Analytics.dimensionType": SYMBOL,
    "@DataWarehouse.consumption.external": FLAG,
    "@DataWarehouse.compoundKeySequence": NAMES,
    "@DataWarehouse.enclosingObject": TEXT,
    **dict.fromkeys((f"@DataWarehouse.remote.{name}" for name in ("connection", "entity")), TEXT),
    **dict.fromkeys((f"@DataWarehouse.external.{name}" for name in ("schema", "entity")), TEXT),
    **dict.fromkeys((f"@DataWarehouse.dataSource.{name}" for name in ("schema", "entity")), TEXT),
    **dict.fromkeys(("@DataWarehouse.sqlEditor.query", "@DataWarehouse.tableFunction.script"), TEXT),
    "@Catalog.supportsAnalyticalQueries": FLAG,
    "@DataWarehouse.delta": OBJECT,
    **STORE_TAKES,
    "@Hierarchy.leveled": OBJECTS,
    "@Hierarchy.parentChild": OBJECTS,
    **EXTERNAL_TAKES,
    **PRIVACY_TAKES,
    **dict.fromkeys((name for name in (*LABELS, *DESCRIPTIONS) if name[0] == "@"), TEXT),
}
