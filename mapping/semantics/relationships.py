"""Associations to relationships: the target's table, the columns that join, the cardinality.

Takes layouts, gives spec entries. An unmanaged association's condition is read as comparisons of
a column here with a column there (`on`) or of a column of either table with a value (`where`), joined by
`and`; a managed one joins by its foreign keys, a backlink (`items.parent = $self`) by those of the
association it names. Whatever else a condition holds is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from catalog.language.findings import Path
from catalog.language.specs.variables import literal
from mapping.cds.annotations import reference
from mapping.cds.conditions import Clause, clauses, compared, path_of, shown
from mapping.cds.labels import DESCRIPTIONS, LABELS, first_text
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Association, Entity, KnownObject, ObjectKey
from mapping.names import fold

from .column_annotations import TEXT_ASSOCIATION, TEXT_ELEMENTS, is_of_columns
from .columns import Layout, Lead
from .paths import SELF, association_at, column_at, steps_of

# CDS: `Association to` leads to at most one, `Association to many` to any number; the source side is any
# number unless `cardinality.src` says otherwise. (source many, target many) -> the spec's word
CARDINALITIES = {
    (True, False): "many-to-one",
    (False, False): "one-to-one",
    (False, True): "one-to-many",
    (True, True): "many-to-many",
}
Steps = tuple[str, ...]
Logical = Callable[[ObjectKey], str]  # the logical `database.table` of an object


def relationships(
    layout: Layout,
    layouts: Mapping[ObjectKey, Layout],
    logical: Logical,
    diagnostics: Diagnostics,
    known: Mapping[ObjectKey, KnownObject] = MappingProxyType({}),
    left_out: Callable[[ObjectKey], bool] = lambda _: False,
) -> list[dict[str, Any]]:
    """The spec's `relationships` of one entity.

    `known` are targets that no file of the import defines; `left_out` tells those of external services.
    """
    texts = _text_relationships(layout)
    entries = []
    for name, lead in layout.associations.items():
        if lead.many:
            _no_join(layout, lead, diagnostics)
            continue
        kind = "text" if name in texts else "composition" if lead.association.composition else ""
        key = lead.association.target
        if key not in layouts and key not in known and not layout.entity.derived:
            key = layout.entity.scope.key(lead.association.target_name)  # another space's, in a structure
        target = Target(layouts.get(key), known.get(key), logical(key), left_out(key))
        entries.append(_relationship(layout, lead, target, kind, diagnostics))
    return entries


def _text_relationships(layout: Layout) -> set[str]:
    """The relationships that annotations of columns say to lead to their texts."""
    found: set[str] = set()
    for element in layout.entity.elements.values():
        annotations = element.annotations
        if TEXT_ASSOCIATION in annotations:
            found.add(reference(annotations[TEXT_ASSOCIATION]))
        for name in TEXT_ELEMENTS:
            if name in annotations:
                values = annotations[name]
                for value in values if isinstance(values, list) else [values]:
                    if not column_at(layout, steps_of(value)):
                        found.add(association_at(layout, steps_of(value))[0])
    return found


def _no_join(layout: Layout, lead: Lead, diagnostics: Diagnostics) -> None:
    entity = layout.entity
    keys = ", its foreign keys are fields of the items" if lead.keys else ""
    message = (
        f"association {lead.element.name!r} of {entity.key.name!r} is inside an array, "
        f"which no join reaches: the relationship is left out{keys}"
    )
    diagnostics.add("MAP051", message, file=entity.file, path=lead.place(entity))


@dataclass(frozen=True, slots=True)
class Target:
    """Where a relationship leads: the layout of an object of the import, or what is known of another one."""

    layout: Layout | None
    known: KnownObject | None
    plain: str  # the table that it has by the rules
    left_out: bool = False  # an external service's, which gets no table

    @property
    def table(self) -> str:
        """The logical `database.table`."""
        return self.known.table if self.known and self.known.table else self.plain

    def column(self, steps: Steps) -> str:
        """The column at a path; '' where the target is known to have none."""
        if self.layout:
            return column_at(self.layout, steps)
        return self.known.columns.get("_".join(steps), "") if self.known else ""


def _relationship(
    layout: Layout, lead: Lead, target: Target, kind: str, diagnostics: Diagnostics
) -> dict[str, Any]:
    entity, element, association = layout.entity, lead.element, lead.association
    if target.layout is None and target.known is None:
        message = f"{element.name!r} leads to {association.target_name!r}, which is in none of the files"
        remedy = "Import the files that define it together, or leave it: queries don't need it"
        diagnostics.add("MAP011", message, remedy, file=entity.file, path=lead.place(entity, "target"))
    elif target.left_out:
        message = f"{element.name!r} leads to {association.target_name!r}, which is an external service's"
        remedy = "Write external: include into catalog_rules.yaml for its table, or leave it"
        diagnostics.add("MAP011", message, remedy, file=entity.file, path=lead.place(entity, "target"))
    has_columns = any(c.foreign_key_of == element.name for c in layout.columns)
    _note_annotations(layout, lead, diagnostics, has_columns=has_columns)
    spec: dict[str, Any] = {"name": element.name}
    if element.label and element.label != element.name:
        spec["label"] = literal(element.label)
    spec["to"] = target.table
    spec |= _join(layout, lead, target, diagnostics)
    spec["cardinality"] = cardinality(association)
    if kind:
        spec["kind"] = kind
    source: dict[str, Any] = {}
    if element.description and not has_columns:
        source["description"] = literal(element.description)
    if association.numbers:
        source["cardinality"] = dict(association.numbers)
    if source:
        spec["source"] = source
    if not has_columns:
        _note_column_facts(entity, lead, diagnostics)
    return spec


def _note_annotations(layout: Layout, lead: Lead, diagnostics: Diagnostics, *, has_columns: bool) -> None:
    """Annotations that neither the relationship nor its columns have, and second labels and descriptions."""
    annotations = lead.element.annotations
    texts = [first_text(annotations, names) for names in (LABELS, DESCRIPTIONS)]
    for annotation, value in annotations.items():
        is_text = annotation in LABELS or annotation in DESCRIPTIONS
        is_annotation = annotation[:1] == "@" or annotation == "doc"
        if not is_annotation or (is_text and value in texts) or (has_columns and is_of_columns(annotation)):
            continue
        message = f"annotation {annotation} has no place in a relationship"
        diagnostics.count(
            "MAP030", message, file=layout.entity.file, path=lead.place(layout.entity, annotation)
        )


def _note_column_facts(entity: Entity, lead: Lead, diagnostics: Diagnostics) -> None:
    """What an association without columns of its own states of columns."""
    element = lead.element
    stated = {
        "key": element.key,
        "notNull": element.not_null,
        "default": element.default is not None,
        "localized": element.localized,
        "value": element.calculated,
    }
    for name in (name for name, is_stated in stated.items() if is_stated):
        owner, lost = f"{element.name!r} of {entity.key.name!r}", "has no place in a spec"
        message = f"{name!r} of {owner}, an association that has no columns of its own, {lost}"
        alike = f"{name!r} of an association that has no columns of its own {lost}"
        place = lead.place(entity, name)
        diagnostics.count("MAP031", message, file=entity.file, path=place, kind=alike)


def cardinality(association: Association) -> str:
    """The spec's word for an association's cardinality."""
    many_sources = association.source_many
    if many_sources is None:
        many_sources = not association.many
    return CARDINALITIES[many_sources, association.many]


def _join(layout: Layout, lead: Lead, target: Target, diagnostics: Diagnostics) -> dict[str, Any]:
    """`on` and `where` of the relationship, as far as there are any."""
    entity = layout.entity
    ends = _Ends(layout, lead, target, diagnostics)
    pairs = list(lead.keys)
    where: list[dict[str, Any]] = []
    for clause in clauses(lead.association.on):
        if columns := list(_columns(clause, lead, target.layout)):
            pairs += columns
        elif (condition := _constant(clause, ends)) is not None:
            where += [condition] if condition else []
        else:
            ends.left_out(clause)
    join = ends.join(pairs)
    if not join and not pairs:
        message = f"{lead.element.name!r} states no columns to join by"
        remedy = "Add `on` to the relationship in the spec"
        diagnostics.add("MAP012", message, remedy, file=entity.file, path=lead.place(entity, "on"))
    narrowed: dict[str, Any] = {"on": join, "where": where}
    return {name: value for name, value in narrowed.items() if value}


@dataclass(frozen=True, slots=True)
class _Ends:
    """The two tables that one association joins, and the findings of its condition."""

    layout: Layout
    lead: Lead
    target: Target
    diagnostics: Diagnostics

    def here(self, steps: Steps) -> str:
        """The column here; a path of an association in a structure begins beside it, or at the entity."""
        base = self.lead.base
        beside = column_at(self.layout, (*base, *steps)) if base and steps[: len(base)] != base else ""
        return beside or column_at(self.layout, steps)

    def there(self, steps: Steps) -> str:
        found = self.target.column(steps)
        return found if found or self.target.layout else fold("_".join(steps), self.layout.letters)

    def join(self, pairs: Iterable[tuple[Steps, Steps]]) -> dict[str, str]:
        """The pairs by their Glue names; one whose columns aren't there is a finding."""
        columns: dict[str, str] = {}
        for local, remote in pairs:
            here, there = self.here(local), self.there(remote)
            if not (here and there):
                self.missing(remote if here else local, is_remote=bool(here))
            elif columns.setdefault(here, there) != there:
                self.left_out([{"ref": list(local)}, "=", {"ref": [self.lead.element.name, *remote]}])
        return columns

    def missing(self, steps: Steps, *, is_remote: bool) -> None:
        owner = self.lead.association.target_name if is_remote else self.layout.entity.key.name
        message = f"{self.lead.element.name!r} joins by {'_'.join(steps)!r}, which is no column of {owner!r}"
        self.diagnostics.add("MAP014", message, file=self.layout.entity.file, path=self._path)

    def left_out(self, clause: Clause) -> None:
        condition = shown(clause, values=False)
        name = self.lead.element.name
        lost = "has no place in `on` or `where`: left out"
        message = f"{name!r}: the condition `{condition}` {lost}"
        alike = f"a condition {lost}"
        file = self.layout.entity.file
        self.diagnostics.count("MAP013", message, file=file, path=self._path, kind=alike)

    @property
    def _path(self) -> Path:
        return self.lead.place(self.layout.entity, "on")


def _columns(clause: Clause, lead: Lead, target: Layout | None) -> Iterator[tuple[Steps, Steps]]:
    """(path here, path there) of `here = there`, either way round; none if it is anything else."""
    comparison = compared(clause)
    if comparison is None or comparison.operator != "=":
        return
    local, remote = tuple(comparison.ref), tuple(path_of(comparison.operand))
    if through := _through(local, lead):
        local, remote = remote, through
    else:
        remote = _through(remote, lead)
    if not remote or not local:
        return
    if local == ("$self",):
        back = target.foreign_keys.get(remote[0], ()) if target else ()
        yield from ((key.remote, (key.local,)) for key in back)
    elif not _through(local, lead) and (own := _own(local)):
        yield own, remote


def _through(path: Steps, lead: Lead) -> Steps:
    """The path in the target of one that begins with the association itself; nothing for any other."""
    last = lead.element.name[len(".".join(lead.base)) + 1 :] if lead.base else lead.element.name
    for own in ((*lead.base, last), (last,)) if lead.base else ((last,),):
        if len(path) > len(own) and path[: len(own)] == own:
            return path[len(own) :]
    return ()


def _own(path: Steps) -> Steps:
    """The path here without a word for the entity itself; nothing for one of the session (`$user.locale`)."""
    if path[0] in SELF:
        return path[1:]
    return () if path[0].startswith("$") else path


def _constant(clause: Clause, ends: _Ends) -> dict[str, Any] | None:
    """The entry of `where` for a comparison with a literal; empty, with a finding, if it has no column.

    None if the clause is anything else.
    """
    comparison = compared(clause)
    if comparison is None or path_of(comparison.operand):
        return None
    through = _through(comparison.ref, ends.lead)
    steps = through or _own(comparison.ref)
    table = ends.target.layout if through else ends.layout
    if not steps or not (value := _value(comparison.operand, "_".join(steps), table)):
        return None
    column = ends.there(steps) if through else ends.here(steps)
    if not column:
        ends.missing(steps, is_remote=bool(through))
        return {}
    operator = {} if comparison.operator == "=" else {"operator": comparison.operator}
    return {
        "column": column,
        "of": "target" if through else "source",
        **operator,
        "value": literal(value[0]),
    }


def _value(operand: Mapping[str, Any], source: str, table: Layout | None) -> list[Any]:
    """The literal; an enum symbol stands for its value, if the column's type is known to have it."""
    if "#" not in operand:
        return [operand["val"]]
    columns = table.columns if table else ()
    enums = [e for c in columns if c.source == source for e in c.resolved.type.enum]
    return [e.value for e in enums if e.name == operand["#"]][:1]
