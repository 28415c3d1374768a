"""The model to specs: one database for each space, one table for each object, as plain ordered data.

Takes a `Model`, gives `Specs`: dicts in the shape of the spec language's schemas, in the key order
in which they are written, with the figures for the report. Reads and writes no files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.language.findings import Severity
from catalog.language.glue.limits import COMMENT_LIMIT, DESCRIPTION_LIMIT, TYPE_LIMIT
from catalog.language.glue.types import render
from catalog.language.specs.variables import literal
from mapping.cds.values import default_of, enum_of, fields_of
from mapping.diagnostics.collector import Notes
from mapping.diagnostics.progress import Step, nobody, part, ticked
from mapping.model import Entity, Model, ObjectKey
from mapping.rules.business_context import BusinessContext, layered, no_context
from mapping.rules.failure_policy import settle
from mapping.rules.rules import DEFAULT_PRIORITY, SKIP, SUFFIX, Rules, no_rules
from mapping.semantics.analytic_models import add_business_layer, note_unknown
from mapping.semantics.column_annotations import facts_of
from mapping.semantics.columns import Column, Layout, lay_out
from mapping.semantics.object_annotations import context_of
from mapping.semantics.relationships import relationships
from mapping.semantics.type_resolver import Resolver
from mapping.store.import_record import block, spec_in
from mapping.store.names_in_use import Known, nothing_known
from mapping.types import glue_type, spell

from .additions import partitioned, storage, with_added
from .naming import BY_SPACE, Database, Naming, pieces_in

NOT_PERSISTED = "@cds.persistence.skip"  # CAP: the database has no such table


@dataclass(frozen=True, slots=True)
class TableFigures:
    """One object in the report: columns written, mapped exactly, mapped with a loss, without a known type."""

    source: str
    columns: int
    lossy: int
    unresolved: int

    @property
    def mapped(self) -> int:
        """Columns whose type is carried without loss."""
        return self.columns - self.lossy - self.unresolved


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: where it goes and what it says, as the text of `base.block`: data is six times as large."""

    database: str
    name: str
    key: ObjectKey
    block: str
    origins: tuple[str, ...]  # the elements that its columns and relationships came from
    figures: TableFigures
    copy: bool
    priority: int = DEFAULT_PRIORITY
    may_fail: bool = False  # then the import goes on without it

    @property
    def spec(self) -> dict[str, Any]:
        """The spec as data, made anew each time."""
        return spec_in(self.block)


@dataclass(frozen=True, slots=True)
class Specs:
    """All databases (name -> spec) and tables of one import."""

    databases: dict[str, dict[str, Any]]
    tables: tuple[TableSpec, ...]
    left_out: Mapping[ObjectKey, str] = field(default_factory=dict)  # why objects of the files give no spec
    failed: frozenset[ObjectKey] = frozenset()  # and those that the import goes on without
    refused: Mapping[ObjectKey, str] = field(default_factory=dict)  # the code of an error in their definition


def specs_of(
    model: Model,
    notes: Notes,
    rules: Rules,
    context: BusinessContext,
    step: Step = nobody,
    known: Known | None = None,
) -> Specs:
    """The specs of a model, without the objects that failed and may; none if an error is left."""
    failed = settle(notes, model, rules)
    if notes.stopped:
        return Specs({}, ())
    specs = to_specs(model, notes, rules, context, failed, step, known)
    more = settle(notes, model, rules)
    while more and not notes.stopped:  # names of the others may have made room for them: made once more
        failed, again = failed | more, Notes()
        specs = to_specs(model, again, rules, context, failed, known=known)
        more = settle(again, model, rules)
        notes.found += [f for f in again.found if f.code == "MAP044" or f.severity is Severity.ERROR]
    return specs


def to_specs(
    model: Model,
    notes: Notes,
    rules: Rules | None = None,
    context: BusinessContext | None = None,
    without: frozenset[ObjectKey] = frozenset(),
    step: Step = nobody,
    known: Known | None = None,
) -> Specs:
    """The specs of a model; what can't be carried goes to `notes`. `known` are the names there already."""
    rules = rules or no_rules()
    known = known if known and rules.collisions == SUFFIX else nothing_known()
    known.follow(model.entities.keys())
    tables = _Tables(model, notes, rules, context or no_context(), without, step, known)
    return tables.specs()


class _Tables:
    """One run over a model: what all tables have in common."""

    def __init__(
        self,
        model: Model,
        notes: Notes,
        rules: Rules,
        context: BusinessContext,
        without: frozenset[ObjectKey],
        step: Step,
        known: Known,
    ) -> None:
        self.model = model
        self.step = step
        self.notes = notes
        self.rules = rules
        self.context = context
        self.without = without
        self.left_out: dict[ObjectKey, str] = {}
        resolver = Resolver(model)
        wanted = {e.key for e in model if rules.wanted(e.key) and e.key not in without and not _is_virtual(e)}
        # An object without a spec is laid out too, for those that refer to it; its losses are nobody's.
        self.layouts = {
            e.key: lay_out(e, resolver, rules, notes if e.key in wanted else Notes(), known)
            for e in ticked(model.entities.values(), part(step, 0, 0.5))
        }
        self.wanted = [layout for key, layout in self.layouts.items() if key in wanted]
        for entity in model:
            if not rules.wanted(entity.key):
                why = f"is left out by {rules.cited(rules.unwanted_by(entity.key))}"
                notes.add("MAP043", f"{str(entity.key)!r} {why}", file=entity.file, path=entity.path)
                self._leave_out(entity, why)
            elif _is_virtual(entity):
                why = f"is not persisted ({NOT_PERSISTED}): it has no data"
                notes.add("MAP015", f"{entity.key.name!r} {why}", file=entity.file, path=entity.path)
                self._leave_out(entity, why)
        with_columns = [layout.entity for layout in self.wanted if layout.columns]
        self.naming = Naming(model, with_columns, rules, notes, known)

    def specs(self) -> Specs:
        tables = []
        for layout in ticked(self.wanted, part(self.step, 0.5, 1)):
            if layout.columns:
                tables.append(self._table(layout))
            else:
                entity = layout.entity
                message = f"{entity.key.name!r} has no columns: no table"
                self.notes.add("MAP033", message, file=entity.file, path=entity.path)
                self._leave_out(entity, "has no columns")
        tables.sort(key=lambda t: (t.priority, t.database, t.name))
        databases = {name: self._database(each) for name, each in sorted(self.naming.databases.items())}
        return Specs(databases, tuple(tables), self.left_out, self.without)

    def _leave_out(self, entity: Entity, why: str) -> None:
        if not entity.copy:  # of a copy its owner's files tell
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
        for space in database.spaces:
            business = layered(business, self.context.database(space))
        business = layered(business, _tags(database.pieces))
        if business:
            spec["business"] = business
        return spec

    def _table(self, layout: Layout) -> TableSpec:
        entity, notes = layout.entity, self.notes
        database, name = self.naming.logical(entity.key).split(".")
        context = context_of(layout, notes)
        pieces = self.naming.pieces[entity.key] | {"database": database, "table": name}
        business = layered(self.context.table(entity.key), layered(literal(context.business), _tags(pieces)))
        shape = self.rules.table_of(entity.key)
        columns = _Columns(layout, notes, self.rules, self.context)
        spec: dict[str, Any] = {"kind": "Table", "database": database, "name": name}
        if entity.description:
            shown = _description(layout, notes)
            spec["description"] = literal(shown)
            if shown != entity.description:
                business = layered(business, {"description": literal(entity.description)})
        spec["source"] = context.source
        if business:
            spec["business"] = _in_order(business, context.business)
        spec["storage"] = storage(shape.get("storage", {}), pieces, self.rules, layout, notes)
        spec["columns"] = with_added(
            [columns.spec(column) for column in layout.columns], self.rules, layout, notes
        )
        if "partitions" in shape:
            spec["columns"], spec["partitions"] = partitioned(
                spec["columns"], shape["partitions"], self.rules, layout, notes
            )
        found = relationships(layout, self.layouts, self.naming.logical, notes)
        if found:
            spec["relationships"] = found
        if context.hierarchies:
            spec["hierarchies"] = literal(context.hierarchies)
        note_unknown(layout, notes)
        figures = TableFigures(str(entity.key), len(layout.columns), columns.lossy, columns.unresolved)
        order = self.rules.order_of(entity.key)
        return TableSpec(
            database,
            name,
            entity.key,
            block(spec),
            tuple(_origins(spec)),
            figures,
            entity.copy,
            order["priority"],
            order["on_failure"] == SKIP,
        )


def _is_virtual(entity: Entity) -> bool:
    return entity.annotations.get(NOT_PERSISTED) is True


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


def _description(layout: Layout, notes: Notes) -> str:
    entity = layout.entity
    if len(entity.description) <= DESCRIPTION_LIMIT:
        return entity.description
    message = (
        f"the description has {len(entity.description):,} characters, Glue takes {DESCRIPTION_LIMIT}: cut, "
        "and whole in business.description"
    )
    notes.add("MAP034", message, file=entity.file, path=entity.path)
    return entity.description[: DESCRIPTION_LIMIT - 1] + "…"


class _Columns:
    """Column specs of one table, counting what was lost."""

    def __init__(self, layout: Layout, notes: Notes, rules: Rules, context: BusinessContext) -> None:
        self.layout = layout
        self.notes = notes
        self.policy = rules.types
        self.context = context
        self.entries = context.columns(layout.entity.key)
        self.lossy = 0
        self.unresolved = 0

    def spec(self, column: Column) -> dict[str, Any]:
        """One column, in the spec's key order."""
        element = column.element
        spec: dict[str, Any] = {"name": self.layout.names[column.source], "type": self._type(column)}
        if column.key:
            spec["key"] = True
        if column.not_null:
            spec["nullable"] = False
        if element.label:
            spec["label"] = element.label
        if element.description:
            spec["description"] = element.description
        comment = one_line(element.label)
        if comment != element.label:
            spec["comment"] = comment
        facts = facts_of(self.layout, column, self.notes)
        add_business_layer(facts)
        spec |= facts.spec()
        if element.default is not None:
            spec["default"] = default_of(element.default, column.resolved.type)
        if enum := enum_of(column.resolved.type):
            spec["enum"] = enum
        spec = literal(spec)
        business = self.context.column(self.entries, column.source) if self.entries else {}
        if business:
            spec["business"] = business
        spec["source"] = _source(column) | facts.source
        return spec

    def _type(self, column: Column) -> str:
        if column.given_type:
            self._given(column)
            return column.given_type
        mapped = glue_type(column.resolved.type, self.policy)
        problem = column.resolved.problem
        rendered = render(mapped.type)
        losses = {loss.code: loss.what for loss in mapped.lossy}
        if len(rendered) > TYPE_LIMIT:
            problem, rendered, losses = "MAP008", "string", {}
        if problem and problem not in losses:
            losses.pop("MAP006", None)  # no type is left because of the problem: one thing, told once
            losses = {problem: _PROBLEMS[problem], **losses}
        for code, what in losses.items():
            self._lost(column, code, what)
        if losses.keys() & _PROBLEMS.keys():
            self.unresolved += 1
        elif losses:
            self.lossy += 1
        return rendered

    def _given(self, column: Column) -> None:
        entity = self.layout.entity
        message = f"column {column.source!r} of {entity.key.name!r}: {column.given_type} by the rules"
        path = entity.place("elements", column.element.name)
        self.notes.add("MAP042", message, file=entity.file, path=path)

    def _lost(self, column: Column, code: str, what: str) -> None:
        entity = self.layout.entity
        path = entity.place("elements", column.element.name)
        remedy = "Set the column's type in the spec if another one fits better"
        self.notes.add(
            code,
            f"column {column.source!r} of {entity.key.name!r}: {what}",
            remedy,
            file=entity.file,
            path=path,
        )


_PROBLEMS = {
    "MAP001": "its type is defined in none of the files: string",
    "MAP006": "no type is stated and none can be found through the query: string",
    "MAP007": "its type refers to itself in a circle: string",
    "MAP008": "its type is nested too deeply: string",
}


def _source(column: Column) -> dict[str, Any]:
    """Where a column came from: name, original type, and what else only the export knows."""
    found: dict[str, Any] = {"name": column.source}
    stated, resolved = column.element.type, column.resolved.type
    if stated.stated and stated != resolved and not column.foreign_key_of:
        found["type"] = f"{spell(stated)} = {spell(resolved)}" if resolved.stated else spell(stated)
    elif resolved.stated:
        found["type"] = spell(resolved)
    if column.foreign_key_of:
        found["association"] = column.foreign_key_of
    if column.element.localized:
        found["localized"] = True
    if column.element.calculated:
        found["calculated"] = True
    if column.element.expression:
        found["expression"] = column.element.expression
    if fields := fields_of(resolved):
        found["fields"] = fields
    return found


def one_line(text: str) -> str:
    """`text` as Glue takes it for a comment: one line, no control characters, at most 255."""
    if len(text) <= COMMENT_LIMIT and text.isprintable():
        return text
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return flat if len(flat) <= COMMENT_LIMIT else flat[: COMMENT_LIMIT - 1] + "…"


def totals(figures: Iterable[TableFigures]) -> TableFigures:
    """The sum over several objects."""
    found = list(figures)
    return TableFigures(
        "total", sum(f.columns for f in found), sum(f.lossy for f in found), sum(f.unresolved for f in found)
    )
