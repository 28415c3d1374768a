"""The model to specs: one database for each space, one table for each object, as plain ordered data.

Takes a `Model`, gives `Specs`: dicts in the shape of the spec language's schemas, in the key order
in which they are written, with the figures for the report. Reads and writes no files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from catalog.language.findings import Severity
from catalog.language.glue.limits import DESCRIPTION_LIMIT
from catalog.language.specs.variables import literal
from mapping.access.restrictions import Restrictions, access_of
from mapping.diagnostics.collector import Diagnostics
from mapping.diagnostics.progress import StageProgress, no_stage_progress, part, ticked
from mapping.model import Entity, Model, ObjectKey, with_known
from mapping.rules.business_context import layered
from mapping.rules.failure_policy import settle
from mapping.rules.rules import SKIP
from mapping.rules.templates import BY_SPACE, pieces_in
from mapping.semantics.columns import Layout, lay_out
from mapping.semantics.object_annotations import context_of
from mapping.semantics.relationships import relationships
from mapping.semantics.type_resolver import Resolver

from .additions import partitioned, storage, with_added
from .analytic_models import note_unknown
from .columns import ColumnSpecs
from .documents import Specs, TableFigures, TableSpec
from .left_out import NO_COLUMNS, OF_A_SERVICE, WAYS_IN, not_persisted
from .naming import Database, Naming
from .options import SpecOptions
from .serialized import serialize


def specs_of(
    model: Model,
    diagnostics: Diagnostics,
    options: SpecOptions,
    progress: StageProgress = no_stage_progress,
) -> Specs:
    """The specs of a model, without the objects that failed and may; none if an error is left."""
    failed = settle(diagnostics, model, options.rules)
    if diagnostics.stopped:
        return Specs({}, ())
    specs = to_specs(model, diagnostics, replace(options, without=failed), progress)
    more = settle(diagnostics, model, options.rules)
    while more and not diagnostics.stopped:  # without them others may get other names: all is made once more
        failed, again = failed | more, Diagnostics()
        specs = to_specs(model, again, replace(options, without=failed))
        more = settle(again, model, options.rules)
        diagnostics.findings += [
            each for each in again.findings if each.code == "MAP044" or each.severity is Severity.ERROR
        ]
    return specs


def to_specs(
    model: Model,
    diagnostics: Diagnostics,
    options: SpecOptions | None = None,
    progress: StageProgress = no_stage_progress,
) -> Specs:
    """The specs of a model; what can't be carried goes to `diagnostics`."""
    options = options or SpecOptions()
    options.names_kept.follow(model.entities.keys())
    return _Tables(model, diagnostics, options, progress).specs()


class _Tables:
    """One run over a model: what all tables have in common."""

    def __init__(
        self, model: Model, diagnostics: Diagnostics, options: SpecOptions, progress: StageProgress
    ) -> None:
        self.model = model
        self.progress = progress
        self.diagnostics = diagnostics
        self.options = options
        self.rules = options.rules
        self.context = options.context
        self.left_out: dict[ObjectKey, str] = {}
        self.restrictions = Restrictions(model)
        self.resolver = resolver = Resolver(with_known(model))
        wanted = {entity.key for entity in model if self._is_wanted(entity)}
        # An object without a spec is laid out too, for those that refer to it; its losses are not reported.
        self.layouts = {
            entity.key: lay_out(
                entity,
                resolver,
                self.rules,
                diagnostics if entity.key in wanted else Diagnostics(),
                options.names_kept,
            )
            for entity in ticked(self.model.entities.values(), part(progress, 0, 0.5))
        }
        self.wanted = [layout for key, layout in self.layouts.items() if key in wanted]
        for entity in model:
            self._report_unwanted(entity)
        with_columns = [layout.entity for layout in self.wanted if layout.columns]
        self.naming = Naming(model, with_columns, self.rules, diagnostics, options.names_kept)

    def _is_wanted(self, entity: Entity) -> bool:
        is_left_out = entity.key in self.options.without or not_persisted(entity, self.rules)
        return self.rules.wanted(entity.key) and not is_left_out

    def _report_unwanted(self, entity: Entity) -> None:
        """The finding of an object that gets no spec, because of the rules or of CAP's own word."""
        if not self.rules.wanted(entity.key):
            why = f"is left out by {self.rules.cited(self.rules.unwanted_by(entity.key))}"
            self.diagnostics.add("MAP043", f"{str(entity.key)!r} {why}", file=entity.file, path=entity.path)
            self._leave_out(entity, why)
        elif why := not_persisted(entity, self.rules):
            remedy = WAYS_IN[why] if why == OF_A_SERVICE else ""
            self.diagnostics.add(
                "MAP015", f"{entity.key.name!r} {why}", remedy, file=entity.file, path=entity.path
            )
            self._leave_out(entity, why)

    def specs(self) -> Specs:
        tables = []
        for layout in ticked(self.wanted, part(self.progress, 0.5, 1)):
            if layout.columns:
                tables.append(self._table(layout))
            else:
                entity = layout.entity
                message = f"{entity.key.name!r} has no columns: no table"
                self.diagnostics.add("MAP033", message, file=entity.file, path=entity.path)
                self._leave_out(entity, NO_COLUMNS)
        tables.sort(key=lambda t: (t.priority, t.database, t.name))
        databases = {name: self._database(each) for name, each in sorted(self.naming.databases.items())}
        return Specs(databases, tuple(tables), self.left_out, self.options.without)

    def _relationships(self, layout: Layout) -> list[dict[str, Any]]:
        logical, known = self.naming.logical, self.model.known
        return relationships(layout, self.layouts, logical, self.diagnostics, known, self._of_services)

    def _of_services(self, key: ObjectKey) -> bool:
        """Whether an object is an external service's, and left out as such."""
        return self.left_out.get(key) == OF_A_SERVICE

    def _leave_out(self, entity: Entity, why: str) -> None:
        if not entity.copy:  # a copy's owner has its own files
            self.left_out[entity.key] = why

    def _database(self, database: Database) -> dict[str, Any]:
        first = self.model.spaces[database.spaces[0]]
        spec: dict[str, Any] = {"kind": "Database", "name": database.name}
        if database.physical:
            spec["physical_name"] = database.physical
        spec["location"] = f"s3://${{lake}}/{database.name}/"
        spec["source"] = {"system": first.system}
        business: dict[str, Any] = {}
        if "space" in pieces_in(self.rules.database):
            spec["source"]["space"] = first.name
            if first.label and self.rules.database == BY_SPACE:
                business["label"] = literal(first.label)
            if first.description and self.rules.database == BY_SPACE:
                business["description"] = literal(first.description)
        for space in database.spaces:
            business = layered(business, self.context.database(space))
        business = layered(business, _tags(database.pieces))
        if business:
            spec["business"] = business
        return spec

    def _table(self, layout: Layout) -> TableSpec:
        entity, diagnostics = layout.entity, self.diagnostics
        database, name = self.naming.logical(entity.key).split(".")
        context = context_of(layout, self.resolver, diagnostics)
        pieces = self.naming.pieces[entity.key] | {"database": database, "table": name}
        business = layered(self.context.table(entity.key), layered(literal(context.business), _tags(pieces)))
        shape = self.rules.table_of(entity.key)
        columns = ColumnSpecs(layout, diagnostics, self.rules, self.context, self.layouts)
        spec: dict[str, Any] = {"kind": "Table", "database": database, "name": name}
        if entity.description:
            shown = _description(layout, diagnostics)
            spec["description"] = literal(shown)
            if shown != entity.description:
                business = layered(business, {"description": literal(entity.description)})
        access, controls = access_of(layout, self.restrictions, diagnostics)
        spec["source"] = context.source | ({"access_controls": literal(controls)} if controls else {})
        if business:
            spec["business"] = _in_order(business, context.business)
        if access:
            spec["access"] = literal(access)
        spec["storage"] = storage(shape.get("storage", {}), pieces, self.rules, layout, diagnostics)
        spec["columns"] = with_added(
            [columns.spec(column) for column in layout.columns], self.rules, layout, diagnostics
        )
        if "partitions" in shape:
            spec["columns"], spec["partitions"] = partitioned(
                spec["columns"], shape["partitions"], self.rules, layout, diagnostics
            )
        if found := self._relationships(layout):
            spec["relationships"] = found
        if context.hierarchies:
            spec["hierarchies"] = literal(context.hierarchies)
        note_unknown(layout, diagnostics)
        figures = TableFigures(str(entity.key), len(layout.columns), columns.lossy, columns.unresolved)
        order = self.rules.order_of(entity.key)
        return TableSpec(
            database=database,
            name=name,
            key=entity.key,
            text=serialize(spec, copied=entity.is_foreign and not entity.copy),
            origins=tuple(_origins(spec)),
            figures=figures,
            copy=entity.copy,
            derived=entity.derived,
            priority=order["priority"],
            may_fail=order["on_failure"] == SKIP,
            follows_export=self.rules.follows_export(entity.key),
        )


def _origins(spec: Mapping[str, Any]) -> Iterator[str]:
    """The elements that a spec names as where its columns and relationships came from."""
    for column in (*spec["columns"], *spec.get("partitions", {}).get("keys", ())):
        origin = column.get("source", {})  # a technical column of the rules has none
        yield from (origin[name] for name in ("name", "association") if name in origin)
    for relationship in spec.get("relationships", ()):
        yield relationship.get("source", relationship).get("name", relationship["name"])


def _tags(pieces: Mapping[str, str]) -> dict[str, Any]:
    """Layer and domain as tags; `catalog:select` looks for a database's domain there."""
    tags = {name: pieces[name] for name in ("domain", "layer") if pieces.get(name)}
    return {"tags": tags} if tags else {}


def _in_order(values: dict[str, Any], first: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with the keys of `first` first: what the export says goes before what else is known."""
    return {key: values[key] for key in (*first, *(k for k in values if k not in first))}


def _description(layout: Layout, diagnostics: Diagnostics) -> str:
    entity = layout.entity
    if len(entity.description) <= DESCRIPTION_LIMIT:
        return entity.description
    message = (
        f"the description has {len(entity.description):,} characters, Glue takes {DESCRIPTION_LIMIT}: cut, "
        "and whole in business.description"
    )
    diagnostics.add("MAP034", message, file=entity.file, path=entity.path)
    return entity.description[: DESCRIPTION_LIMIT - 1] + "…"
