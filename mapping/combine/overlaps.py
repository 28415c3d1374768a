"""Several definitions of one object in the files of one import: which is believed, and what completes it.

The strongest first: a file of the object's own space; another space's file that defines it; a service's
metadata; a copy that Datasphere adds to what uses the object. Of the strongest all are one, see `unions`; a
contradiction that no preference settles is an error. The weaker ones add columns where the stronger has none,
and metadata adds labels and descriptions; a copy can't make an import fail where something stronger is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from catalog.language.findings import listed
from mapping.access.stated import controls_of, place_of
from mapping.cds.object_annotations import EXPOSED
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Element, Entity, ObjectKey, TypeRef
from mapping.types import TYPES, glue_type, spell
from mapping.unions.definitions import HasPlace, Union, best_system, united

from .odata_names import odata_name
from .overlap_findings import OverlapFindings
from .preference import preferred

OWNER, ELSEWHERE, METADATA, COPY = range(4)  # how strong a definition is
_NAMED = 5  # columns in one finding
_BUILT_IN = "cds."


def strength(entity: Entity) -> int:
    """How strong a definition is: 0 is the strongest."""
    if entity.derived:
        return METADATA
    if entity.copy:
        return COPY
    return ELSEWHERE if entity.is_foreign else OWNER


@dataclass(slots=True)
class Overlaps:
    """Settles the objects of one import that have several definitions."""

    diagnostics: Diagnostics
    told: OverlapFindings
    has_place: HasPlace
    prefer: Sequence[str] = ()

    def settled(self, definitions: Sequence[Entity]) -> Entity:
        """The one to believe, completed by the others."""
        groups: dict[int, list[Entity]] = {}
        for each in definitions:
            groups.setdefault(strength(each), []).append(each)
        first, *weaker = sorted(groups)
        entity = self._one(groups[first])
        lent = -1
        if not entity.elements:
            lent = next((g for g in weaker if any(each.elements for each in groups[g])), -1)
        if lent >= 0:
            other = self._one(groups[lent])
            self.told.columns(str(entity.key), entity, other)
            entity = with_columns_of(entity, other)
        for group in weaker:
            if group == METADATA and group != lent:
                entity = self._with_metadata(entity, groups[group])
            elif group != METADATA:
                self._note_copies(entity, groups[group])
        return entity

    # --- definitions that are equally strong ---

    def _one(self, definitions: Sequence[Entity]) -> Entity:
        if len(definitions) == 1:
            return definitions[0]
        services: dict[str, list[Entity]] = {}
        for each in definitions:
            services.setdefault(each.kind if each.derived else "", []).append(each)
        ones = [self._agreed(services[kind], services=False) for kind in sorted(services)]
        return ones[0] if len(ones) == 1 else self._agreed(ones, services=True)

    def _agreed(self, definitions: Sequence[Entity], *, services: bool) -> Entity:
        if len(definitions) == 1:
            return definitions[0]
        union = self._united(definitions, services=services)
        if union.differences:
            kept = preferred(self.prefer, definitions, lambda each: each.file)
            if kept:
                return self._preferred(definitions, self._agreed(kept, services=services), services=services)
            return self._contradicting(definitions, union)
        if not services and any(lacks for _, lacks in union.lacking):
            self.told.completed(str(union.entity.key), union.lacking)
        return union.entity

    def _preferred(self, definitions: Sequence[Entity], taken: Entity, *, services: bool) -> Entity:
        """One that people prefer, completed by what the others say and it does not."""
        place = (taken.file, taken.path)
        others = [each for each in definitions if (each.file, each.path) != place]
        union = self._united(others, services=services, first=taken)
        by_it = [d for d in union.differences if any(each is taken for each, _ in d.values)]
        left = [d for d in union.differences if d not in by_it]
        if left:
            self.told.differ(str(taken.key), [taken, *others], left)
        self.told.chosen(str(taken.key), taken, others, by_it)
        return union.entity

    def _contradicting(self, definitions: Sequence[Entity], union: Union) -> Entity:
        ordered = sorted(definitions, key=lambda each: (each.file, each.path))
        self.told.differ(str(union.entity.key), ordered, union.differences)
        return ordered[0]

    def _united(self, definitions: Sequence[Entity], *, services: bool, first: Entity | None = None) -> Union:
        copies = all(each.copy for each in definitions)
        return united(definitions, self.has_place, parts=copies, services=services, first=first)

    # --- weaker ones ---

    def _note_copies(self, entity: Entity, copies: Sequence[Entity]) -> None:
        for copy in copies:
            if more := controls_of(copy) - controls_of(entity):
                tell_open(copy, more, f"its definition in {entity.file}", self.diagnostics)
                continue
            message = "a copy of another space's object adds nothing to its owner's definition"
            self.diagnostics.count("CSN015", message, file=copy.file, path=copy.path)

    def _with_metadata(self, entity: Entity, metadata: Sequence[Entity]) -> Entity:
        for each in metadata:
            message = f"{entity.key} is in {entity.file} as CSN, which says more: that one is taken"
            self.diagnostics.add("CSN016", message, file=each.file, path=each.path)
            self._note_more_columns(entity, each)
            self._note_other_types(entity, each)
        union = united(metadata, self.has_place, services=True)
        lacking = _texts_lacking(entity)
        differences = [d for d in union.differences if (d.field, odata_name(d.element)) in lacking]
        if differences:
            ordered = sorted(metadata, key=lambda each: (each.file, each.path))
            self.told.differ(str(entity.key), ordered, differences)
        return with_texts_of(entity, union.entity)

    def _note_more_columns(self, entity: Entity, metadata: Entity) -> None:
        """A column that metadata shows and CSN has neither as an element nor as a part of one."""
        names = {odata_name(name) for name in entity.elements}
        more = [
            name
            for name, element in metadata.elements.items()
            if element.association is None and not _is_of(odata_name(name), names)
        ]
        if more:
            shown = listed([repr(name) for name in more], _NAMED)
            message = f"{metadata.key} shows columns that its CSN in {entity.file} does not have: {shown}"
            remedy = "Export the CSN again if it is the older file: the CSN's columns are taken"
            self.diagnostics.add("CSN022", message, remedy, file=metadata.file, path=metadata.path)

    def _note_other_types(self, entity: Entity, metadata: Entity) -> None:
        """A column that the metadata shows with a type that Glue has another column type for."""
        stated = {
            odata_name(name): (name, element.type)
            for name, element in entity.elements.items()
            if element.type.name.startswith(_BUILT_IN) and element.association is None
        }
        other = []
        for name, element in metadata.elements.items():
            ours, kind = stated.get(odata_name(name), ("", element.type))
            if ours and _differ(kind, element.type):
                other.append(f"{ours!r} is {spell(kind)} there and {spell(element.type)} here")
        if other:
            message = (
                f"{entity.key}: types differ from those of its CSN in {entity.file}: {listed(other, _NAMED)}"
            )
            remedy = "Export the CSN again if it is the older file: the CSN's types are taken"
            self.diagnostics.add("CSN024", message, remedy, file=metadata.file, path=metadata.path)


def _differ(kind: TypeRef, shown: TypeRef) -> bool:
    """Whether a service shows a type that is none of those that the column may be shown as."""
    ours, theirs = glue_type(kind), glue_type(shown)
    known = shown.name in TYPES and kind.name in TYPES
    return known and not (ours.lossy or theirs.lossy) and ours.type != theirs.type


def tell_open(copy: Entity, controls: Iterable[ObjectKey], whose: str, diagnostics: Diagnostics) -> None:
    """The warning that a copy is restricted by controls that what stronger is does not name."""
    names = listed(sorted(each.name for each in controls), _NAMED)
    message = f"this copy of {str(copy.key)!r} is restricted by {names}, {whose} is not: not carried"
    diagnostics.add("MAP064", message, file=copy.file, path=place_of(copy)[1])


def _texts_lacking(entity: Entity) -> set[tuple[str, str]]:
    """(field, element) of the labels and descriptions that a definition has not; '' for its own."""
    return {
        (field, odata_name(name))
        for name, each in (("", entity), *entity.elements.items())
        for field in ("label", "description")
        if not getattr(each, field)
    }


def _is_of(name: str, names: set[str]) -> bool:
    """Whether a column is an element, or a part of one: a foreign key or a structure's field."""
    at = len(name)
    while at > 0:
        if name[:at] in names:
            return True
        at = name.rfind("_", 0, at)
    return False


def with_columns_of(entity: Entity, other: Entity) -> Entity:
    """A definition without columns, with those of another file; its own word goes first in all else."""
    model = other.kind == "analytic-model" or entity.query is None
    return replace(
        other,
        system=best_system([entity.system, other.system]),
        label=entity.label or other.label,
        description=entity.description or other.description,
        annotations={**other.annotations, **entity.annotations},
        query=entity.query,
        parameters=entity.parameters or other.parameters,
        business_layer=entity.business_layer or other.business_layer,
        kind=other.kind if model else "",
        copy=False,
        derived=False,
    )


def with_texts_of(entity: Entity, metadata: Entity) -> Entity:
    """A definition with the texts that metadata has and it has not; what a service shows is exposed."""
    shown = {odata_name(name): element for name, element in metadata.elements.items()}
    exposed = {EXPOSED: metadata.annotations[EXPOSED]} if EXPOSED in metadata.annotations else {}
    return replace(
        entity,
        annotations={**exposed, **entity.annotations},
        label=entity.label or metadata.label,
        description=entity.description or metadata.description,
        elements={
            name: _with_texts(element, shown.get(odata_name(name)))
            for name, element in entity.elements.items()
        },
    )


def _with_texts(element: Element, other: Element | None) -> Element:
    if other is None or (element.label and element.description):
        return element
    if not (other.label or other.description):
        return element
    return replace(
        element, label=element.label or other.label, description=element.description or other.description
    )
