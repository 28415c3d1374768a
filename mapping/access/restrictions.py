"""Which data access controls restrict the rows of an object: its own, and those of what it reads.

A view in Datasphere is protected by `@DataWarehouse.dataAccessControl.usage`: a list of controls, each with
a `target` and an `on` condition between the view's columns and the control's. Who reads such a view, directly
or through an object that has it as a source, sees only rows that are theirs (SAP Help, "Securing Data with
Data Access Controls"), so a view over a protected one is restricted, too. A control is a definition of its
own with `@DataWarehouse.dataAccessControl.definition`; it has no rows and is no table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mapping.cds.access_annotations import USAGE
from mapping.cds.annotations import reference, says_nothing
from mapping.cds.conditions import clauses, compared, path_of, shown
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Control, Entity, Model, ObjectKey
from mapping.semantics.columns import Layout

from .sources import Source, sources_of

UNNAMED = "(unknown)"  # of a control that a view states in a form that is not known
_SHOWN = 3  # controls that a message names
REMEDY = (
    "Let only those read the table who may see all rows, or filter its rows in Lake Formation; then "
    "acknowledge it in the spec, as catalog check says"
)


@dataclass(frozen=True, slots=True)
class Restriction:
    """One control on one object: by which of its elements it restricts, and whose restriction it is."""

    control: str
    elements: Mapping[str, str] = field(default_factory=dict)  # the object's element -> the control's
    condition: str = ""  # where it says more than that elements are equal
    stated_by: tuple[ObjectKey, ...] = ()  # objects that it comes from; none if the object states it


class Restrictions:
    """The restrictions of all objects of a model, made when first asked for."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.is_any = any(not says_nothing(e.annotations.get(USAGE)) for e in model)
        self._found: dict[ObjectKey, tuple[Restriction, ...]] = {}

    def of(self, entity: Entity) -> tuple[Restriction, ...]:
        """Those of one object, its own first; one that it states itself is not inherited as well."""
        return self._of(entity) if self.is_any else ()

    def _of(self, entity: Entity) -> tuple[Restriction, ...]:
        """Sources are walked without recursion: views upon views may be many, and lead back to themselves."""
        found: dict[str, Restriction] = {}
        seen = {entity.key}
        waiting = [(entity, {name: name for name in entity.elements}, False)]
        while waiting:
            current, names, inherited = waiting.pop(0)
            for each in _stated(current):
                _add(found, each, current.key if inherited else None, names)
            for source in sources_of(current, self.model):
                other = self.model.entities.get(source.key)
                if other is not None and other.key not in seen:
                    seen.add(other.key)
                    waiting.append((other, _through(source, names), True))
        return tuple(found.values())


def _through(source: Source, names: Mapping[str, str]) -> dict[str, str]:
    """A source's elements by the names that they have in the object at the top."""
    return {inner: names[outer] for inner, outer in source.names.items() if outer in names}


def _add(
    found: dict[str, Restriction], each: Restriction, owner: ObjectKey | None, names: Mapping[str, str]
) -> None:
    known = found.get(each.control)
    if owner is None and known is not None:
        condition = " and ".join(filter(None, (known.condition, each.condition)))
        found[each.control] = Restriction(each.control, {**known.elements, **each.elements}, condition)
    elif owner is None:
        found[each.control] = each
    elif known is None:
        elements = {names[e]: other for e, other in each.elements.items() if e in names}
        condition = each.condition or ("" if len(elements) == len(each.elements) else _as_text(each))
        found[each.control] = Restriction(each.control, elements, condition, (owner,))
    elif known.stated_by and owner not in known.stated_by:
        more = (*known.stated_by, owner)
        found[each.control] = Restriction(known.control, known.elements, known.condition, more)


def _as_text(each: Restriction) -> str:
    """The condition of a restriction some of whose elements an object does not show."""
    return " and ".join(f"{element} = {each.control}.{other}" for element, other in each.elements.items())


# --- what an object states ---


def _stated(entity: Entity) -> Iterator[Restriction]:
    value = entity.annotations.get(USAGE)
    if says_nothing(value):
        return
    for use in value if isinstance(value, list) else [value]:
        name = use if isinstance(use, str) else _target(use)
        yield _restriction(name, use.get("on") if isinstance(use, dict) else None)


def _target(use: Any) -> str:
    if not isinstance(use, dict):
        return UNNAMED
    return reference(use.get("target")) or reference(use) or UNNAMED


def _restriction(name: str, on: Any) -> Restriction:
    """By `COUNTRY = DAC.COUNTRY`, either way round: the side that begins with its name is the control's."""
    elements: dict[str, str] = {}
    is_whole = True
    parts = clauses(on)
    for clause in parts:
        comparison = compared(clause)
        sides = (list(comparison.ref), path_of(comparison.operand)) if comparison else ([], [])
        here, there = sides if sides[1][:1] == [name] else (sides[1], sides[0])
        if comparison and here and there[:1] == [name] and len(there) > 1:
            elements[".".join(here)] = ".".join(there[1:])
            is_whole = is_whole and comparison.operator == "="
        else:
            is_whole = False
    return Restriction(name, elements, "" if is_whole or not parts else shown(on))


# --- in the spec ---


def access_of(
    layout: Layout, restrictions: Restrictions, diagnostics: Diagnostics
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The spec's `access`, and for its `source` what the files say of the controls by their names.

    Both are empty for an object that shows everybody all of its rows.
    """
    found = restrictions.of(layout.entity)
    if not found:
        return {}, {}
    _warn(layout.entity, found, diagnostics)
    defined = {each.control: _definition(each, layout.entity, restrictions.model) for each in found}
    access = {"controls": [_control(each, layout) for each in found]}
    return access, {name: facts for name, facts in defined.items() if facts}


def _control(each: Restriction, layout: Layout) -> dict[str, Any]:
    spec: dict[str, Any] = {"name": each.control}
    columns = {name: other for e, other in each.elements.items() if (name := layout.name_of(e))}
    condition = each.condition or ("" if len(columns) == len(each.elements) else _as_text(each))
    if columns:
        spec["columns"] = columns
    if condition:
        spec["condition"] = condition
    if each.stated_by:
        spec["inherited_from"] = [_named(key, layout.entity) for key in each.stated_by]
    return spec


def _definition(each: Restriction, entity: Entity, model: Model) -> dict[str, str]:
    """What a control's definition says, if a file holds it: in the space of the object that it protects."""
    owner = model.entities.get(each.stated_by[0], entity) if each.stated_by else entity
    known = model.controls.get(owner.scope.key(each.control), Control())
    label = known.label if known.label != each.control else ""
    facts = {
        "label": label,
        "kind": known.kind,
        "permissions": known.permissions,
        "principal": known.principal,
    }
    return {key: value for key, value in facts.items() if value}


def _named(key: ObjectKey, entity: Entity) -> str:
    return key.name if key.space == entity.key.space else str(key)


def _warn(entity: Entity, found: tuple[Restriction, ...], diagnostics: Diagnostics) -> None:
    own = [each for each in found if not each.stated_by]
    place = entity.place(USAGE) if own else entity.path
    names = ", ".join(each.control for each in found[:_SHOWN]) + ", ..." * (len(found) > _SHOWN)
    where = ""
    if not own:
        sources = dict.fromkeys(_named(key, entity) for each in found for key in each.stated_by)
        where = f", through {', '.join([*sources][:_SHOWN])}"
    message = (
        f"rows of {entity.key.name!r} are restricted in Datasphere by {names}{where}; in Glue they are not"
    )
    diagnostics.add("MAP060", message, REMEDY, file=entity.file, path=place)
    if any(each.control == UNNAMED for each in own):
        message = f"{USAGE} of {entity.key.name!r} names its control in a form that is not known"
        diagnostics.add("MAP061", message, file=entity.file, path=place)
