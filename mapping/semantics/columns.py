"""Which columns an entity has, under which Glue names and with which resolved types.

Takes the model, gives one `Layout` for each entity: virtual elements are left out (with a note),
associations are no columns but managed ones give their foreign keys at their place. Names that
become one in Glue get different names here. What the columns mean is not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from catalog.language.findings import Path
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Association, Element, Entity, ObjectKey, TypeRef
from mapping.names import ASCII, NamesInUse, assign, fold
from mapping.rules.rules import ColumnRule, Rules

from .expressions.resolved import UNRESOLVED, ForeignKey, Resolved
from .type_resolver import Resolver


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the export, the element it stands for and that element's resolved type."""

    source: str
    element: Element
    resolved: Resolved
    key: bool
    not_null: bool
    foreign_key_of: str = ""
    given_type: str = ""  # by the rules, instead of the type table's
    formula: str = ""  # what it is calculated by, as text


@dataclass(frozen=True, slots=True)
class Lead:
    """One association: of the entity itself, or of a structure at `base` in it (`many`: of an array's items).

    The element of one in a structure has the whole path for its name: `location.country`.
    """

    element: Element
    association: Association
    base: tuple[str, ...] = ()
    many: bool = False
    keys: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()  # (path here, path in the target)

    def place(self, entity: Entity, *steps: str) -> Path:
        """Where it stands in the file, as near as its path says."""
        return entity.place("elements", *((self.base[0],) if self.base else (self.element.name, *steps)))


@dataclass(frozen=True, slots=True)
class Layout:
    """An entity's columns, their Glue names by source name, its associations and their foreign keys."""

    entity: Entity
    columns: tuple[Column, ...]
    names: Mapping[str, str]
    foreign_keys: Mapping[str, tuple[ForeignKey, ...]]
    origins: Mapping[tuple[ObjectKey, str], str]  # where columns came from -> Glue name here
    associations: Mapping[str, Lead]  # those of structures after the entity's own
    letters: str = ASCII  # what umlauts become in names
    absent: tuple[str, ...] = ()  # sources in none of the files, where columns have no type

    def name_of(self, source: str) -> str:
        """The Glue name of a column, by its name in the export; nothing if there is none."""
        return self.names.get(source, "")


def lay_out(
    entity: Entity, resolver: Resolver, rules: Rules, diagnostics: Diagnostics, names_in_use: NamesInUse
) -> Layout:
    """The layout of one entity; columns keep the names that they have in specs."""
    columns: list[Column] = []
    foreign_keys: dict[str, tuple[ForeignKey, ...]] = {}
    leads: dict[str, Lead] = {}
    for element in entity.elements.values():
        if element.virtual:
            message = f"virtual element {element.name!r} has no data: no column"
            diagnostics.add("MAP010", message, file=entity.file, path=entity.place("elements", element.name))
        elif element.association is None:
            columns.append(_column(entity, element, resolver))
        else:
            foreign_keys[element.name] = resolver.foreign_keys(element.name, element.association)
            columns += _new_columns(entity, element, foreign_keys[element.name])
            keys = tuple(((key.local,), key.remote) for key in foreign_keys[element.name])
            leads[element.name] = Lead(element, element.association, keys=keys)
    for column in columns:
        if column.resolved.type.leads or column.resolved.type.fields or column.resolved.type.items:
            for lead in _inside(column.resolved.type, (column.source,), many=False):
                leads.setdefault(lead.element.name, lead)
    columns, renames = _mapped(entity, columns, rules, diagnostics)
    sources = [column.source for column in columns]
    folded = {source: renames.get(source) or fold(source, rules.letters) for source in sources}
    before = names_in_use.columns(entity.key, folded)
    names, collisions = assign(sources, folded.__getitem__, before)
    for c in collisions:
        code, message, remedy = c.wording("columns", rules.collisions)
        remedy = remedy or "Rename one of them in Datasphere if that is not wanted"
        diagnostics.add(code, message, remedy, file=entity.file, path=entity.place("elements", c.original))
    open_types = any(column.resolved.problem == UNRESOLVED.problem for column in columns)
    return Layout(
        entity,
        tuple(columns),
        names,
        foreign_keys,
        _origins(columns, names),
        leads,
        rules.letters,
        absent=resolver.absent_sources(entity) if open_types else (),
    )


def _inside(kind: TypeRef, path: tuple[str, ...], *, many: bool) -> Iterator[Lead]:
    """The associations inside a resolved type, at any depth."""
    if kind.items is not None:
        yield from _inside(kind.items, path, many=True)
    for name, lead in kind.leads:
        if lead.association is None:
            continue
        keys = tuple(
            ((*path, field_name), field.foreign_key[1:])
            for field_name, field in kind.fields
            if field.foreign_key[:1] == (name,)
        )
        label = next((json.loads(text) for key, text in lead.facts if key == "label"), "")
        own = ".".join((*path, name)) if name else ".".join(path)
        element = Element(own, TypeRef(), label=label, association=lead.association)
        yield Lead(element, lead.association, path, many, keys)
    for name, field in kind.fields:
        yield from _inside(field, (*path, name), many=many)


def _mapped(
    entity: Entity, columns: list[Column], rules: Rules, diagnostics: Diagnostics
) -> tuple[list[Column], dict[str, str]]:
    """The columns that the rules leave, with the types they give, and new names by source name."""
    entries = rules.column_rules(entity.key)
    if not entries:
        return columns, {}
    to_name = partial(fold, letters=rules.letters)
    left: list[Column] = []
    renames: dict[str, str] = {}
    for column in columns:
        rule: ColumnRule = rules.column(entries, column.source, to_name)
        if rule.drop:
            message = f"column {column.source!r} of {entity.key.name!r} is left out by the rules"
            path = entity.place("elements", column.element.name)
            diagnostics.add("MAP041", message, file=entity.file, path=path)
            continue
        if rule.rename:
            renames[column.source] = rule.rename
        left.append(replace(column, given_type=rule.type) if rule.type else column)
    return left, renames


def _column(entity: Entity, element: Element, resolver: Resolver) -> Column:
    resolved = resolver.column(entity, element)
    formula = resolver.formula(entity, element)
    not_null = element.not_null or element.key
    return Column(element.name, element, resolved, element.key, not_null, formula=formula)


def _new_columns(entity: Entity, element: Element, keys: tuple[ForeignKey, ...]) -> Iterator[Column]:
    """The foreign keys that the export doesn't list as elements of their own."""
    for key in keys:
        if key.local not in entity.elements:
            not_null = element.not_null or element.key
            yield Column(key.local, element, key.resolved, element.key, not_null, element.name)


def _origins(columns: list[Column], names: Mapping[str, str]) -> dict[tuple[ObjectKey, str], str]:
    found: dict[tuple[ObjectKey, str], str] = {}
    for column in columns:
        origin, entity = column.resolved.origin, column.resolved.origin_entity
        if origin is not None and entity is not None and not column.resolved.derived:
            found.setdefault((entity.key, origin.name), names[column.source])
    return found
