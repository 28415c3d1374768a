"""Paths of annotations and conditions: which column, or field of one, of a table they end at.

CSN writes them dotted (`{"=": "author.name"}`), with their steps (`{"ref": [...]}`) or as a bare text, OData
with slashes. A path is a column's name, one of the foreign keys of an association (`currency.code` is
`currency_code`), or leads into a structure (`address.city`), whose fields have the names that they have in
the Glue type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mapping.cds.annotations import reference
from mapping.cds.conditions import clauses, compared, path_of
from mapping.model import Association, ObjectKey, TypeRef
from mapping.names import assign

if TYPE_CHECKING:
    from .columns import Layout

SELF = ("$self", "$projection")
MAX_ASSOCIATIONS = 20  # in one path
_STEP = re.compile(r"[./]")


def steps_of(value: Any) -> tuple[str, ...]:
    """The steps of a reference as it is written; one where nothing says how a name is to be split."""
    ref = value.get("ref") if isinstance(value, dict) else None
    steps = path_of({"ref": ref}) or ([reference(value)] if reference(value) else [])
    return tuple(steps[1:] if len(steps) > 1 and steps[0] in SELF else steps)


def split(steps: tuple[str, ...]) -> tuple[str, ...]:
    """The steps of a path written as one text."""
    if len(steps) != 1:
        return steps
    parts = tuple(part for part in _STEP.split(steps[0]) if part)
    return (parts[1:] if len(parts) > 1 and parts[0] in SELF else parts) or steps


def column_at(layout: Layout, steps: tuple[str, ...]) -> str:
    """The column at the end of a path in a spec's words: `city`, `address.city`; nothing if there is none."""
    whole = steps[0] if len(steps) == 1 else ""
    if whole and layout.name_of(whole):
        return layout.name_of(whole)
    path = split(steps)
    return _column(layout, path) if path else ""


def _column(layout: Layout, path: tuple[str, ...]) -> str:
    for joined in ("_".join(path), ".".join(path)):
        if layout.name_of(joined):
            return layout.name_of(joined)
    for key in layout.foreign_keys.get(path[0], ()):
        if key.remote == path[1:]:
            return layout.name_of(key.local)
    element = layout.entity.elements.get(path[0])
    if element is not None and element.association is not None:
        return next(
            filter(None, (layout.name_of("_".join(here)) for here in _equal(path, element.association))), ""
        )
    column = layout.name_of(path[0])
    kind = next((c.resolved.type for c in layout.columns if c.source == path[0]), None) if column else None
    rest = _fields(kind, path[1:]) if kind is not None else ()
    return ".".join((column, *rest)) if rest else ""


def _equal(path: Sequence[str], association: Association) -> Iterator[tuple[str, ...]]:
    """The paths here that the condition of an association says to be equal to `path` through it."""
    for clause in clauses(association.on):
        comparison = compared(clause)
        if comparison is None or comparison.operator != "=":
            continue
        sides = [tuple(comparison.ref), tuple(path_of(comparison.operand))]
        for here, there in (sides, sides[::-1]):
            if there == tuple(path) and here and here[0] != path[0] and here != ("$self",):
                yield here[1:] if here[0] in SELF else here


def _fields(kind: TypeRef, path: tuple[str, ...]) -> tuple[str, ...]:
    """The names in Glue of the fields along a path inside a structure; nothing if it leads nowhere."""
    names, _ = assign(name for name, _ in kind.fields)
    for name, field in kind.fields:
        if name == path[0]:
            rest = _fields(field, path[1:]) if len(path) > 1 else ()
            return (names[name], *rest) if rest or len(path) == 1 else ()
        if field.foreign_key == path:
            return (names[name],)
    lead = dict(kind.leads).get(path[0])
    if lead is not None and lead.association is not None:
        for here in _equal(path, lead.association):
            return _fields(kind, here)
    return ()


def fields_at(kind: TypeRef, path: tuple[str, ...]) -> tuple[str, ...]:
    """The names in Glue along a path inside a structure; nothing if it leads nowhere."""
    return _fields(kind, path) if path else ()


def association_at(layout: Layout, steps: tuple[str, ...]) -> tuple[str, str]:
    """(relationship, path in its target) of a path through an association; empty if it is none.

    The relationship of an association in a structure has the path of it: `location.country`.
    """
    path = split(steps)
    for length in range(1, len(path)):
        name = ".".join(path[:length])
        if name in layout.associations:
            return name, ".".join(path[length:])
    return "", ""


def leads_nowhere(layout: Layout, steps: tuple[str, ...], layouts: Mapping[ObjectKey, Layout]) -> bool:
    """True for a path through associations whose end is not there in an object of the import."""
    for _ in range(MAX_ASSOCIATIONS):
        relationship, rest = association_at(layout, steps)
        target = layouts.get(layout.associations[relationship].association.target) if relationship else None
        if target is None:
            return False
        layout, steps = target, (rest,)
        if rest in layout.entity.elements or column_at(layout, steps):
            return False  # a virtual element is there, too
        if not association_at(layout, steps)[0]:
            return True
    return False
