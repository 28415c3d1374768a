"""The data access controls that an object states itself: which ones, and by which of its elements.

A view names them in `@DataWarehouse.dataAccessControl.usage`, a list of `{target, on}`. An analytic model may
name them in its business layer: `dataAccessControls` has an entry for each, by its name, with a text and what
is assigned: an `on` as a view has it, or names by names (`{COUNTRY: REGION}`, `{COUNTRY: {key: REGION}}`), of
which one is an element of the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.language.findings import Path
from mapping.cds.access_annotations import USAGE
from mapping.cds.annotations import reference, says_nothing
from mapping.cds.conditions import clauses, compared, path_of, shown
from mapping.model import Entity, KnownObject, ObjectKey

UNNAMED = "(unknown)"  # of a control that is stated in a form that is not known
_LAYER = "dataAccessControls"
_NAMES = ("target", "key", "name", "technicalName")  # members that may name a control in a list of them
_OF_LAYER = frozenset({*_NAMES, "text", "on"})


@dataclass(frozen=True, slots=True)
class Restriction:
    """One control on one object: by which of its elements it restricts, and whose restriction it is."""

    control: str
    elements: Mapping[str, str] = field(default_factory=dict)  # the object's element -> the control's
    condition: str = ""  # where it says more than that elements are equal
    stated_by: tuple[ObjectKey, ...] = ()  # objects that it comes from; none if the object states it
    by_script: bool = False  # they are named in SQL text
    label: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)  # of its definition, where a spec says them
    is_known: bool = True  # False where a part of it is in a form that is not known


def is_restricted(entity: Entity) -> bool:
    """Whether an object states any control itself."""
    return not says_nothing(entity.annotations.get(USAGE)) or not says_nothing(_of_layer(entity))


def controls_of(entity: Entity) -> frozenset[ObjectKey]:
    """The controls that an object names itself, in the space that they are of."""
    return frozenset(entity.scope.key(each.control) for each in stated(entity))


def place_of(entity: Entity) -> tuple[str, Path]:
    """What states the controls of an object, and where."""
    if not says_nothing(entity.annotations.get(USAGE)):
        return USAGE, entity.place(USAGE)
    return _LAYER, ("businessLayerDefinitions", entity.path[-1], _LAYER)


def stated(entity: Entity) -> Iterator[Restriction]:
    """The restrictions that an object states; the same control may come twice."""
    usage = entity.annotations.get(USAGE)
    if not says_nothing(usage):
        for use in usage if isinstance(usage, list) else [usage]:
            name = use if isinstance(use, str) else _target(use)
            on = use.get("on") if isinstance(use, dict) else None
            yield _restriction(name, on, is_known=name != UNNAMED)
    assigned = _of_layer(entity)
    if says_nothing(assigned):
        return
    for name, use in _named(assigned):
        yield _of_model(entity, name, use)


def recorded(key: ObjectKey, known: KnownObject) -> Iterator[tuple[ObjectKey, Restriction]]:
    """The restrictions that the spec of an object tells, each with the object that states it."""
    for each in known.controls:
        restriction = Restriction(each.name, each.elements, each.condition, facts=each.facts)
        for owner in each.stated_by or (key,):
            yield owner, restriction


def _of_layer(entity: Entity) -> Any:
    return (entity.business_layer or {}).get(_LAYER)


def _named(assigned: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(assigned, dict):
        yield from assigned.items()
        return
    for use in assigned if isinstance(assigned, list) else [assigned]:
        stated_as = use if isinstance(use, dict) else {}
        names = (reference(stated_as.get(member)) for member in _NAMES)
        yield (use if isinstance(use, str) else next(filter(None, names), UNNAMED)), stated_as


def _target(use: Any) -> str:
    if not isinstance(use, dict):
        return UNNAMED
    return reference(use.get("target")) or reference(use) or UNNAMED


def _of_model(entity: Entity, name: str, use: Any) -> Restriction:
    """What the business layer says of one control."""
    found = use if isinstance(use, dict) else {}
    by_condition = _restriction(name, found.get("on"), is_known=True)
    elements = dict(by_condition.elements)
    is_known = name != UNNAMED and (isinstance(use, dict | str) or says_nothing(use))
    for member in sorted(found.keys() - _OF_LAYER):
        pairs = _pairs(entity, found[member])
        elements |= pairs
        is_known = is_known and (bool(pairs) or says_nothing(found[member]))
    label = found.get("text")
    return Restriction(
        name,
        elements,
        by_condition.condition,
        label=label if isinstance(label, str) and label != name else "",
        is_known=is_known,
    )


def _pairs(entity: Entity, assigned: Any) -> dict[str, str]:
    """The object's elements by names on the other side; nothing unless each pair has one of them."""
    if not isinstance(assigned, dict):
        return {}
    found = {}
    for one, value in assigned.items():
        other = value.get("key") if isinstance(value, dict) else value
        if not isinstance(other, str):
            return {}
        here, there = (one, other) if one in entity.elements else (other, one)
        if here not in entity.elements:
            return {}
        found[here] = there
    return found


def _restriction(name: str, on: Any, *, is_known: bool) -> Restriction:
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
    return Restriction(name, elements, "" if is_whole or not parts else shown(on), is_known=is_known)
