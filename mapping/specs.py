"""The model to specs: one database for each space, one table for each object, as plain ordered data.

Takes a `Model`, gives `Specs`: dicts in the shape of the spec language's schemas, in the key order
in which they are written, with the figures for the report. Reads and writes no files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.gluetypes import TYPE_LIMIT, render

from .analytic import add_business_layer, note_unknown
from .business import context_of
from .layout import Column, Layout, lay_out
from .model import Model, ObjectKey
from .names import assign, fold_file
from .notes import Notes
from .relationships import relationships
from .resolve import Resolver
from .semantics import facts_of
from .types import glue_type, spell

COMMENT_LIMIT = 255  # Glue API: CommentString, one line
DESCRIPTION_LIMIT = 2048  # Glue API: DescriptionString


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
    """One table: where it goes and what it says."""

    database: str
    name: str
    spec: dict[str, Any]
    figures: TableFigures
    copy: bool


@dataclass(frozen=True, slots=True)
class Specs:
    """All databases (name -> spec) and tables of one import."""

    databases: dict[str, dict[str, Any]]
    tables: tuple[TableSpec, ...]


def to_specs(model: Model, notes: Notes) -> Specs:
    """The specs of a model; what can't be carried goes to `notes`."""
    resolver = Resolver(model)
    layouts = {entity.key: lay_out(entity, resolver, notes) for entity in model}
    names = _Names(model, [layout for layout in layouts.values() if layout.columns], notes)
    databases = {
        names.databases[space.name]: _database(names.databases[space.name], model, space.name)
        for space in _used(model)
    }
    tables = []
    for layout in layouts.values():
        if layout.columns:
            tables.append(_table(layout, layouts, names, notes))
        else:
            entity = layout.entity
            message = f"{entity.key.name!r} has no columns: no table"
            notes.add("MAP033", message, file=entity.file, path=entity.path)
    return Specs(dict(sorted(databases.items())), tuple(sorted(tables, key=lambda t: (t.database, t.name))))


def _used(model: Model) -> list[Any]:
    """The spaces that own an object."""
    owners = {entity.key.space for entity in model}
    return [space for space in model.spaces.values() if space.name in owners]


class _Names:
    """Logical database and table names of all objects."""

    def __init__(self, model: Model, layouts: list[Layout], notes: Notes) -> None:
        self.databases, collisions = assign(model.spaces, fold_file)
        for c in collisions:
            message = (
                f"spaces {c.other!r} and {c.original!r} are both {c.folded!r} in Glue: "
                f"{c.original!r} became {c.name!r}"
            )
            place = next((e for e in model if e.key.space == c.original), None)
            notes.add("MAP020", message, file=place.file if place else "")
        self.tables: dict[ObjectKey, str] = {}
        by_space: dict[str, dict[str, Layout]] = {}
        for layout in layouts:
            by_space.setdefault(layout.entity.key.space, {})[layout.entity.key.name] = layout
        for space, objects in by_space.items():
            found, collisions = assign(objects, fold_file)
            self.tables |= {ObjectKey(space, name): table for name, table in found.items()}
            for c in collisions:
                entity = objects[c.original].entity
                message = (
                    f"objects {c.other!r} and {c.original!r} are both {c.folded!r} in Glue: "
                    f"{c.original!r} became {c.name!r}"
                )
                notes.add("MAP020", message, file=entity.file, path=entity.path)

    def logical(self, key: ObjectKey) -> str:
        """`database.table` of an object, known or not."""
        database = self.databases.get(key.space) or fold_file(key.space)
        return f"{database}.{self.tables.get(key) or fold_file(key.name)}"


# `source` is import's record, in which no variables are replaced; locations hold ours.
NOT_ESCAPED = frozenset({"source", "storage", "location"})


def escape(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec with every `${` that an export's text holds written as `$${`: it is no variable of ours."""
    return {key: value if key in NOT_ESCAPED else _escaped(value) for key, value in spec.items()}


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("${", "$${") if "${" in value else value
    if isinstance(value, dict):
        return escape(value)
    return [_escaped(item) for item in value] if isinstance(value, list) else value


def _database(name: str, model: Model, space_name: str) -> dict[str, Any]:
    space = model.spaces[space_name]
    spec: dict[str, Any] = {"kind": "Database", "name": name}
    spec["location"] = f"s3://${{lake}}/{name}/"
    spec["source"] = {"system": space.system, "space": space.name}
    if space.label:
        spec["business"] = {"label": space.label}
    return escape(spec)


def _table(layout: Layout, layouts: dict[ObjectKey, Layout], names: _Names, notes: Notes) -> TableSpec:
    entity = layout.entity
    database, name = names.logical(entity.key).split(".")
    context = context_of(layout, notes)
    columns = _Columns(layout, notes)
    spec: dict[str, Any] = {"kind": "Table", "database": database, "name": name}
    if entity.description:
        spec["description"] = _description(layout, notes)
    spec["source"] = context.source
    if context.business:
        spec["business"] = context.business
    spec["storage"] = {"location": f"s3://${{lake}}/{database}/{name}/"}
    spec["columns"] = [columns.spec(column) for column in layout.columns]
    found = relationships(layout, layouts, names.logical, notes)
    if found:
        spec["relationships"] = found
    if context.hierarchies:
        spec["hierarchies"] = context.hierarchies
    note_unknown(layout, notes)
    figures = TableFigures(str(entity.key), len(layout.columns), columns.lossy, columns.unresolved)
    return TableSpec(database, name, escape(spec), figures, entity.copy)


def _description(layout: Layout, notes: Notes) -> str:
    entity = layout.entity
    if len(entity.description) <= DESCRIPTION_LIMIT:
        return entity.description
    message = (
        f"the description has {len(entity.description):,} characters, Glue takes {DESCRIPTION_LIMIT}: cut"
    )
    notes.add("MAP034", message, file=entity.file, path=entity.path)
    return entity.description[: DESCRIPTION_LIMIT - 1] + "…"


class _Columns:
    """Column specs of one table, counting what was lost."""

    def __init__(self, layout: Layout, notes: Notes) -> None:
        self.layout = layout
        self.notes = notes
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
            spec["default"] = _default(element.default, column)
        enum = column.resolved.type.enum
        if enum:
            spec["enum"] = [_enum(e.name, e.value, e.label) for e in enum]
        spec["source"] = _source(column) | facts.source
        return spec

    def _type(self, column: Column) -> str:
        mapped = glue_type(column.resolved.type)
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

    def _lost(self, column: Column, code: str, what: str) -> None:
        entity = self.layout.entity
        path = entity.place("elements", column.element.name)
        todo = "Set the column's type in the spec if another one fits better"
        self.notes.add(
            code,
            f"column {column.source!r} of {entity.key.name!r}: {what}",
            todo,
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
    return found


def _default(value: Any, column: Column) -> Any:
    """A default as the data has it: an enum symbol stands for its value."""
    if isinstance(value, dict) and "#" in value:
        return next((e.value for e in column.resolved.type.enum if e.name == value["#"]), value["#"])
    return value


def _enum(name: str, value: Any, label: str) -> dict[str, Any]:
    found = {"value": value}
    if name != value:
        found["name"] = name
    if label and label != name:
        found["label"] = label
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
