"""Associations to relationships: the target's table, the columns that join, the cardinality.

Takes layouts, gives spec entries. An unmanaged association's condition is read as comparisons of
a column here with a column there, joined by `and`; a managed one joins by its foreign keys, a
backlink (`items.parent = $self`) by those of the association it names. Whatever else a condition
holds is said in a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .annotations import reference
from .layout import Layout
from .model import Association, Element, ObjectKey
from .names import fold
from .notes import Notes
from .texts import LABELS

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
_MAX_NESTING = 30

Logical = Callable[[ObjectKey], str]  # the logical `database.table` of an object


def relationships(
    layout: Layout, layouts: Mapping[ObjectKey, Layout], logical: Logical, notes: Notes
) -> list[dict[str, Any]]:
    """The spec's `relationships` of one entity."""
    texts = {
        reference(element.annotations.get(TEXT_ASSOCIATION))
        for element in layout.entity.elements.values()
        if TEXT_ASSOCIATION in element.annotations
    }
    found = []
    for element in layout.entity.elements.values():
        if element.association is not None and not element.virtual:
            kind = (
                "text" if element.name in texts else "composition" if element.association.composition else ""
            )
            found.append(
                _relationship(
                    layout,
                    element,
                    element.association,
                    kind=kind,
                    layouts=layouts,
                    logical=logical,
                    notes=notes,
                )
            )
    return found


def _relationship(
    layout: Layout,
    element: Element,
    association: Association,
    *,
    kind: str,
    layouts: Mapping[ObjectKey, Layout],
    logical: Logical,
    notes: Notes,
) -> dict[str, Any]:
    entity = layout.entity
    target = layouts.get(association.target)
    if target is None:
        message = f"{element.name!r} leads to {association.target_name!r}, which is in none of the files"
        path = entity.place("elements", element.name, "target")
        todo = "Import the files that define it together, or leave it: queries don't need it"
        notes.add("MAP011", message, todo, file=entity.file, path=path)
    for annotation in element.annotations:
        if annotation[:1] == "@" and annotation not in LABELS:
            message = f"annotation {annotation} has no place in a relationship"
            path = entity.place("elements", element.name, annotation)
            notes.count("MAP030", message, file=entity.file, path=path)
    spec: dict[str, Any] = {"name": element.name}
    if element.label and element.label != element.name:
        spec["label"] = element.label
    spec["to"] = logical(association.target)
    join = _join(layout, element, association, target, notes)
    if join:
        spec["on"] = join
    spec["cardinality"] = cardinality(association)
    if kind:
        spec["kind"] = kind
    return spec


def cardinality(association: Association) -> str:
    """The spec's word for an association's cardinality."""
    many_sources = association.source_many
    if many_sources is None:
        many_sources = not association.many
    return CARDINALITIES[many_sources, association.many]


def _join(
    layout: Layout, element: Element, association: Association, target: Layout | None, notes: Notes
) -> dict[str, str]:
    entity = layout.entity
    path = entity.place("elements", element.name, "on")
    pairs: list[tuple[str, str]] = [
        (key.local, key.remote) for key in layout.foreign_keys.get(element.name, ())
    ]
    for clause in _clauses(association.on):
        found = list(_compared(clause, element.name, target, notes))
        if found:
            pairs += found
        else:
            message = (
                "a condition of an association that compares no column here with a column there is left out"
            )
            notes.count("MAP013", message, file=entity.file, path=path)
    join: dict[str, str] = {}
    for local, remote in pairs:
        here = layout.name_of(local)
        there = target.name_of(remote) if target else fold(remote)
        if here and there:
            join[here] = there
        else:
            missing, owner = (remote, association.target_name) if here else (local, entity.key.name)
            message = f"{element.name!r} joins by {missing!r}, which is no column of {owner!r}"
            notes.add("MAP014", message, file=entity.file, path=path)
    if not join and not pairs:
        message = f"{element.name!r} states no columns to join by"
        notes.add("MAP012", message, "Add `on` to the relationship in the spec", file=entity.file, path=path)
    return join


def _clauses(on: Any, depth: int = 0) -> Iterator[list[Any]]:
    """The parts of a condition between its `and`s; one with an `or` is one part."""
    tokens = list(_flat(on, depth))
    if "or" in tokens or "not" in tokens:
        yield tokens
        return
    clause: list[Any] = []
    for token in [*(t for t in tokens if t not in ("(", ")")), "and"]:
        if token == "and":
            if clause:
                yield clause
            clause = []
        else:
            clause.append(token)


def _flat(tokens: Any, depth: int) -> Iterator[Any]:
    for token in tokens if isinstance(tokens, list | tuple) else ():
        if isinstance(token, dict) and "xpr" in token and depth < _MAX_NESTING:
            yield from _flat(token["xpr"], depth + 1)
        else:
            yield token.lower() if isinstance(token, str) else token


def _compared(clause: list[Any], name: str, target: Layout | None, notes: Notes) -> Iterator[tuple[str, str]]:
    """(column here, column there) of `here = there`, either way round; none if it is anything else."""
    if len(clause) != 3 or clause[1] != "=":
        return
    sides = [path_of(clause[0]), path_of(clause[2])]
    if len(sides[0]) > 1 and sides[0][0] == name:
        sides.reverse()
    local, remote = sides
    if len(remote) < 2 or remote[0] != name or not local:
        return
    if local == ["$self"]:
        back = target.foreign_keys.get(remote[1], ()) if target else ()
        yield from ((key.remote, key.local) for key in back)
    elif local[0] in _SELF:
        yield "_".join(local[1:]), "_".join(remote[1:])
    elif not local[0].startswith("$"):
        yield "_".join(local), "_".join(remote[1:])


def path_of(operand: Any) -> list[str]:
    """The names of an operand's path; nothing if it is no plain reference."""
    steps = operand.get("ref") if isinstance(operand, dict) else None
    if isinstance(steps, list) and steps and all(isinstance(step, str) for step in steps):
        return steps
    return []
