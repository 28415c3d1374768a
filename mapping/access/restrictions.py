"""Which data access controls restrict the rows of an object: its own, and those of what it reads.

Who reads a view that states a control, directly or through an object that has it as a source, sees only rows
that are theirs (SAP Help, "Securing Data with Data Access Controls"), so a view over a protected one is
restricted, too. A control is a definition of its own with `@DataWarehouse.dataAccessControl.definition`: it
has no rows and is no table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mapping.diagnostics.collector import Diagnostics
from mapping.model import Control, Entity, KnownObject, Model, ObjectKey, with_known
from mapping.semantics.columns import Layout

from .sources import Source, sources_of
from .stated import UNNAMED, Restriction, is_restricted, place_of, recorded, stated

_NO_SPEC = KnownObject("")
_SHOWN = 3  # controls that a message names
REMEDY = (
    "Let only those read the table who may see all rows, or filter its rows in Lake Formation; then "
    "acknowledge it in the spec, as catalog check says"
)


class Restrictions:
    """The restrictions of all objects of a model, made when first asked for."""

    def __init__(self, model: Model) -> None:
        self.model = with_known(model)
        self.is_any = any(map(is_restricted, model)) or any(k.controls for k in model.known.values())
        self._found: dict[ObjectKey, tuple[Restriction, ...]] = {}

    def of(self, entity: Entity) -> tuple[Restriction, ...]:
        """Those of one object, its own first; one that it states itself is not inherited as well."""
        return self._of(entity) if self.is_any else ()

    def _of(self, entity: Entity) -> tuple[Restriction, ...]:
        """Sources are walked without recursion: views upon views may be many, and lead back to themselves."""
        found: dict[str, Restriction] = {}
        seen = {entity.key}
        waiting = [(entity, {name: name for name in entity.elements}, False, False)]
        while waiting:
            current, names, inherited, by_script = waiting.pop(0)
            for each in stated(current):
                _add(found, each, current.key if inherited else None, names, by_script=by_script)
            for owner, each in recorded(current.key, self.model.known.get(current.key, _NO_SPEC)):
                _add(found, each, owner, names, by_script=by_script)
            for source in sources_of(current, self.model):
                other = self.model.entities.get(source.key)
                if other is not None and other.key not in seen:
                    seen.add(other.key)
                    waiting.append((other, _through(source, names), True, by_script or source.by_script))
        return tuple(found.values())


def _through(source: Source, names: Mapping[str, str]) -> dict[str, str]:
    """A source's elements by the names that they have in the object at the top."""
    return {inner: names[outer] for inner, outer in source.names.items() if outer in names}


def _add(
    found: dict[str, Restriction],
    each: Restriction,
    owner: ObjectKey | None,
    names: Mapping[str, str],
    *,
    by_script: bool,
) -> None:
    known = found.get(each.control)
    if owner is None and known is not None:
        found[each.control] = _both(known, each)
    elif owner is None:
        found[each.control] = each
    elif known is None:
        found[each.control] = replace(_through_names(each, names), stated_by=(owner,), by_script=by_script)
    elif not known.stated_by and not known.elements and not known.condition:
        shown = _through_names(each, names)
        found[each.control] = replace(known, elements=shown.elements, condition=shown.condition)
    elif known.stated_by and owner not in known.stated_by:
        found[each.control] = replace(known, stated_by=(*known.stated_by, owner))


def _through_names(each: Restriction, names: Mapping[str, str]) -> Restriction:
    """A source's restriction by the names that its elements have in the object at the top."""
    elements = {names[e]: other for e, other in each.elements.items() if e in names}
    condition = each.condition or ("" if len(elements) == len(each.elements) else _as_text(each))
    return replace(each, elements=elements, condition=condition)


def _both(known: Restriction, each: Restriction) -> Restriction:
    """What an object says of one control at two places."""
    return replace(
        known,
        elements={**known.elements, **each.elements},
        condition=" and ".join(filter(None, (known.condition, each.condition))),
        label=known.label or each.label,
        is_known=known.is_known and each.is_known,
    )


def _as_text(each: Restriction) -> str:
    """The condition of a restriction some of whose elements an object does not show."""
    return " and ".join(f"{element} = {each.control}.{other}" for element, other in each.elements.items())


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
    label = known.label if known.label not in ("", each.control) else each.label
    facts = {
        "label": label,
        "kind": known.kind,
        "permissions": known.permissions,
        "principal": known.principal,
    }
    return {**each.facts, **{key: value for key, value in facts.items() if value}}


def _named(key: ObjectKey, entity: Entity) -> str:
    return key.name if key.space == entity.key.space else str(key)


def _warn(entity: Entity, found: tuple[Restriction, ...], diagnostics: Diagnostics) -> None:
    own = [each for each in found if not each.stated_by]
    what, where_stated = place_of(entity)
    place = where_stated if own else entity.path
    names = ", ".join(each.control for each in found[:_SHOWN]) + ", ..." * (len(found) > _SHOWN)
    where = ""
    if not own:
        sources = dict.fromkeys(_named(key, entity) for each in found for key in each.stated_by)
        where = f", through {', '.join([*sources][:_SHOWN])}"
        where += ", which SQL text names" * any(each.by_script for each in found)
    message = (
        f"rows of {entity.key.name!r} are restricted in Datasphere by {names}{where}; in Glue they are not"
    )
    diagnostics.add("MAP060", message, REMEDY, file=entity.file, path=place)
    if not all(each.is_known for each in own):
        message = f"{what} of {entity.key.name!r} names its control in a form that is not known"
        if all(each.control != UNNAMED for each in own):
            message = f"{what} of {entity.key.name!r} says in a form that is not known by what it restricts"
        diagnostics.add("MAP061", message, file=entity.file, path=place)
