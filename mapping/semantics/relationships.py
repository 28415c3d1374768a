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
from mapping.cds.labels import LABELS
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Association, Element, KnownObject, ObjectKey
from mapping.names import fold

from .columns import Layout

# CDS: `Association to` leads to at most one, `Association to many` to any number; the source side is any
# number unless `cardinality.src` says otherwise. (source many, target many) -> the spec's word
CARDINALITIES = {
    (True, False): "many-to-one",
    (False, False): "one-to-one",
    (False, True): "one-to-many",
    (True, True): "many-to-many",
}
TEXT_ASSOCIATION = "@ObjectModel.text.association"
_SELF = ("$self", "$projection")

Logical = Callable[[ObjectKey], str]  # the logical `database.table` of an object


def relationships(
    layout: Layout,
    layouts: Mapping[ObjectKey, Layout],
    logical: Logical,
    diagnostics: Diagnostics,
    known: Mapping[ObjectKey, KnownObject] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """The spec's `relationships` of one entity; `known` are targets that no file of the import defines."""
    texts = {
        reference(element.annotations.get(TEXT_ASSOCIATION))
        for element in layout.entity.elements.values()
        if TEXT_ASSOCIATION in element.annotations
    }
    entries = []
    for element in layout.entity.elements.values():
        if element.association is not None and not element.virtual:
            kind = (
                "text" if element.name in texts else "composition" if element.association.composition else ""
            )
            entries.append(
                _relationship(
                    layout,
                    element,
                    element.association,
                    kind=kind,
                    layouts=layouts,
                    known=known.get(element.association.target),
                    logical=logical,
                    diagnostics=diagnostics,
                )
            )
    return entries


def _relationship(
    layout: Layout,
    element: Element,
    association: Association,
    *,
    kind: str,
    layouts: Mapping[ObjectKey, Layout],
    known: KnownObject | None,
    logical: Logical,
    diagnostics: Diagnostics,
) -> dict[str, Any]:
    entity = layout.entity
    target = layouts.get(association.target)
    if target is None and known is None:
        message = f"{element.name!r} leads to {association.target_name!r}, which is in none of the files"
        path = entity.place("elements", element.name, "target")
        remedy = "Import the files that define it together, or leave it: queries don't need it"
        diagnostics.add("MAP011", message, remedy, file=entity.file, path=path)
    for annotation in element.annotations:
        if annotation[:1] == "@" and annotation not in LABELS:
            message = f"annotation {annotation} has no place in a relationship"
            path = entity.place("elements", element.name, annotation)
            diagnostics.count("MAP030", message, file=entity.file, path=path)
    spec: dict[str, Any] = {"name": element.name}
    if element.label and element.label != element.name:
        spec["label"] = literal(element.label)
    spec["to"] = known.table if known and known.table else logical(association.target)
    ends = _Ends(layout, element.name, association, target, known, diagnostics)
    spec |= _join(ends)
    spec["cardinality"] = cardinality(association)
    if kind:
        spec["kind"] = kind
    if association.numbers:
        spec["source"] = {"cardinality": dict(association.numbers)}
    return spec


def cardinality(association: Association) -> str:
    """The spec's word for an association's cardinality."""
    many_sources = association.source_many
    if many_sources is None:
        many_sources = not association.many
    return CARDINALITIES[many_sources, association.many]


def _join(ends: _Ends) -> dict[str, Any]:
    """`on` and `where` of the relationship, as far as there are any."""
    pairs = [(key.local, key.remote) for key in ends.layout.foreign_keys.get(ends.name, ())]
    where: list[dict[str, Any]] = []
    for clause in clauses(ends.association.on):
        if columns := list(_columns(clause, ends.name, ends.target)):
            pairs += columns
        elif (condition := _constant(clause, ends)) is not None:
            where += [condition] if condition else []
        else:
            ends.left_out(clause)
    join = ends.join(pairs)
    if not join and not pairs:
        ends.unjoined()
    narrowed: dict[str, Any] = {"on": join, "where": where}
    return {name: value for name, value in narrowed.items() if value}


@dataclass(frozen=True, slots=True)
class _Ends:
    """The two tables that one association joins, and the findings of its condition."""

    layout: Layout
    name: str
    association: Association
    target: Layout | None
    known: KnownObject | None
    diagnostics: Diagnostics

    def here(self, source: str) -> str:
        return self.layout.name_of(source)

    def there(self, source: str) -> str:
        if self.target:
            return self.target.name_of(source)
        return (self.known and self.known.columns.get(source)) or fold(source, self.layout.letters)

    def join(self, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
        """The pairs by their Glue names; one whose columns aren't there is a finding."""
        columns: dict[str, str] = {}
        for local, remote in pairs:
            here, there = self.here(local), self.there(remote)
            if not (here and there):
                self.missing(remote if here else local, is_remote=bool(here))
            elif columns.setdefault(here, there) != there:
                self.left_out([{"ref": [local]}, "=", {"ref": [self.name, remote]}])
        return columns

    def missing(self, source: str, *, is_remote: bool) -> None:
        owner = self.association.target_name if is_remote else self.layout.entity.key.name
        message = f"{self.name!r} joins by {source!r}, which is no column of {owner!r}"
        self.diagnostics.add("MAP014", message, file=self.layout.entity.file, path=self._path)

    def unjoined(self) -> None:
        message, remedy = (
            f"{self.name!r} states no columns to join by",
            "Add `on` to the relationship in the spec",
        )
        self.diagnostics.add("MAP012", message, remedy, file=self.layout.entity.file, path=self._path)

    def left_out(self, clause: Clause) -> None:
        condition = shown(clause, values=False)
        message = f"{self.name!r}: the condition `{condition}` has no place in `on` or `where`: left out"
        self.diagnostics.count("MAP013", message, file=self.layout.entity.file, path=self._path)

    @property
    def _path(self) -> Path:
        return self.layout.entity.place("elements", self.name, "on")


def _columns(clause: Clause, name: str, target: Layout | None) -> Iterator[tuple[str, str]]:
    """(column here, column there) of `here = there`, either way round; none if it is anything else."""
    comparison = compared(clause)
    if comparison is None or comparison.operator != "=":
        return
    sides = [list(comparison.ref), path_of(comparison.operand)]
    if len(sides[0]) > 1 and sides[0][0] == name:
        sides.reverse()
    local, remote = sides
    if len(remote) < 2 or remote[0] != name or not local:
        return
    if local == ["$self"]:
        back = target.foreign_keys.get(remote[1], ()) if target else ()
        yield from ((key.remote, key.local) for key in back)
    elif local[0] != name and (source := _own(local)):
        yield source, "_".join(remote[1:])


def _own(path: list[str]) -> str:
    """The column here that a path means; nothing for one of the session (`$user.locale`)."""
    if path[0] in _SELF:
        return "_".join(path[1:])
    return "" if path[0].startswith("$") else "_".join(path)


def _constant(clause: Clause, ends: _Ends) -> dict[str, Any] | None:
    """The entry of `where` for a comparison with a literal; empty, with a finding, if it has no column.

    None if the clause is anything else.
    """
    comparison = compared(clause)
    if comparison is None or path_of(comparison.operand):
        return None
    is_remote = len(comparison.ref) > 1 and comparison.ref[0] == ends.name
    source = "_".join(comparison.ref[1:]) if is_remote else _own(list(comparison.ref))
    table = ends.target if is_remote else ends.layout
    if not source or not (value := _value(comparison.operand, source, table)):
        return None
    column = ends.there(source) if is_remote else ends.here(source)
    if not column:
        ends.missing(source, is_remote=is_remote)
        return {}
    operator = {} if comparison.operator == "=" else {"operator": comparison.operator}
    return {
        "column": column,
        "of": "target" if is_remote else "source",
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
