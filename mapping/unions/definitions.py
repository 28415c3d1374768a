"""Several definitions of one object as one: what each says, where none contradicts another.

A field that one definition leaves empty is taken from one that states it. Two different statements are a
`Difference`, and so are columns that only some have, but for definitions that are known to show a part:
copies, and two services. Key, `notNull` and `virtual` are statements of the database either way: an element
without them is none. Nothing depends on the order or the files of the definitions: the one that says most
goes first, of equal length the first by its text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any, Protocol

from catalog.language.findings import Path
from mapping.cds.annotations import shown
from mapping.model import DATASPHERE, Association, Element, Entity, Parameter, TypeRef
from mapping.types import glue_type, spell

from .annotations import AnnotationUnion
from .column_order import common_order
from .queries import same_columns
from .types import is_same_type, leads_alike, type_union

HasPlace = Callable[[str], bool]  # whether an annotation has a place in a spec
_ABOUT_THE_FILE = frozenset({"key", "file", "path", "scope", "copy", "derived"})
_CAP = "SAP CAP"  # taken of a CSN that says nothing of its system


class Placed(Protocol):
    """What stands at a place of a file."""

    @property
    def file(self) -> str:
        """The file, as it was named."""

    @property
    def path(self) -> Path:
        """The place inside it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is stated differently, each definition's value, and which field it is of which element, if any."""

    what: str
    element: str = ""
    values: tuple[tuple[Placed, str], ...] = ()
    field: str = ""


@dataclass(slots=True)
class Union:
    """The definitions as one, what they contradict each other in, and what each leaves to the others."""

    entity: Entity
    differences: list[Difference] = field(default_factory=list)
    lacking: list[tuple[Entity, list[str]]] = field(default_factory=list)  # the fullest first


def united(
    definitions: Sequence[Entity],
    has_place: HasPlace,
    *,
    parts: bool = False,
    services: bool = False,
    first: Entity | None = None,
) -> Union:
    """All definitions as one.

    `parts`: each may have only some of the columns; `services`: two services show it; `first`: the one whose
    word goes, wherever there is a difference.
    """
    ordered = sorted(definitions, key=_first_services if services else _fullest)
    if first is not None:
        ordered.insert(0, first)
    if len(ordered) == 1 or (not services and all(_say_alike(one, ordered[0]) for one in ordered[1:])):
        return Union(ordered[0])
    union = _Union(ordered, has_place, parts=parts, services=services)
    entity = union.entity()
    return Union(entity, union.differences, list(zip(ordered, union.lacking, strict=True)))


def _says(entity: Entity) -> tuple[Any, ...]:
    """All that a definition says of its object, in its order."""
    found = tuple(getattr(entity, f.name) for f in fields(entity) if f.name not in _ABOUT_THE_FILE)
    return (*found, tuple(entity.elements))


def _say_alike(one: Entity, other: Entity) -> bool:
    if _says(one) != _says(other):
        return False
    return all(is_same_type(e.type, other.elements[name].type) for name, e in one.elements.items())


def _same(one: Element, other: Element) -> bool:
    return one == other and is_same_type(one.type, other.type)


def _fullest(entity: Entity) -> tuple[Any, ...]:
    text = repr((_says(entity), list(entity.annotations)))
    return (entity.query is None, -len(text), text, entity.file, entity.path)


def _first_services(entity: Entity) -> tuple[Any, ...]:
    """The relational service first, whose metadata has the keys."""
    return (not any(e.key for e in entity.elements.values()), *_fullest(entity))


class _Union:
    """One object's definitions, and what was found while they became one."""

    def __init__(self, given: Sequence[Entity], has_place: HasPlace, *, parts: bool, services: bool) -> None:
        self.given = given
        self.has_place = has_place
        self.parts = parts or services
        self.services = services
        self.differences: list[Difference] = []
        self.lacking: list[list[str]] = [[] for _ in given]

    def entity(self) -> Entity:
        first = self.given[0]
        everyone = list(enumerate(self.given))
        handled = _ABOUT_THE_FILE | _ENTITY_FIELDS.keys()
        plain = {f.name: self.one("", "", everyone, f) for f in fields(Entity) if f.name not in handled}
        own = {name: of(self, everyone) for name, of in _ENTITY_FIELDS.items()}
        others = {n: space for _, e in reversed(everyone) for n, space in e.scope.others.items()}
        scope = first.scope if others == first.scope.others else replace(first.scope, others=others)
        return replace(first, scope=scope, **plain, **own)

    # --- columns ---

    def elements(self, everyone: list[tuple[int, Entity]]) -> dict[str, Element]:
        having = [(i, e) for i, e in everyone if e.elements]
        for i, e in everyone:
            if having and not e.elements:
                self.lacking[i].append("its columns")
        return {
            name: self.element(name, [(i, e.elements[name]) for i, e in having if name in e.elements])
            for name in self.names(having)
        }

    def names(self, having: list[tuple[int, Entity]]) -> list[str]:
        """The columns in their order; those that only some have are a difference, unless they show parts."""
        lists = [list(e.elements) for _, e in having]
        if all(each == lists[0] for each in lists[1:]):
            return lists[0] if lists else []
        everywhere = set(lists[0]).intersection(*lists[1:])
        some = list(dict.fromkeys(name for names in lists for name in names if name not in everywhere))
        for name in some:
            if self.parts:
                self.lack(f"{name!r}", [i for i, e in having if name not in e.elements])
            else:
                values = tuple((e, "a column" if name in e.elements else "none") for _, e in having)
                self.differences.append(Difference(f"{name!r}", name, values))
        if self.services:
            return list(dict.fromkeys(name for names in lists for name in names))
        common = common_order(lists) if not some or self.parts else lists[0]
        if common is None or (not some and not self.parts):
            values = tuple((e, shown(list(e.elements))) for _, e in having)
            self.differences.append(Difference("order of the columns", "", values))
        return [*dict.fromkeys([*(common or ()), *lists[0]])]

    def element(self, name: str, given: list[tuple[int, Element]]) -> Element:
        first = given[0][1]
        if len(given) == 1 or all(_same(each, first) for _, each in given[1:]):
            return first
        if self.leads_somewhere(name, given):
            return first
        rest = (f for f in fields(Element) if f.name not in _ELEMENT_FIELDS)
        plain = {f.name: self.one(f" of {name!r}", name, given, f) for f in rest}
        own = {part: of(self, name, given, part) for part, of in _ELEMENT_FIELDS.items()}
        return replace(first, **plain, **own)

    def leads_somewhere(self, name: str, given: list[tuple[int, Element]]) -> bool:
        """Whether it is an association in some definitions, and a column in others; that is a difference."""
        if self.services or len({e.association is None for _, e in given if _is_typed(e)}) < 2:
            return False
        kinds = [(i, "an association" if e.association else spell(e.type)) for i, e in given]
        self.differ(f"kind of {name!r}", name, kinds)
        return True

    def type(self, name: str, given: list[tuple[int, Any]], part: str = "type") -> TypeRef:
        types: list[tuple[int, TypeRef]] = [(i, getattr(e, part)) for i, e in given]
        first = types[0][1]
        if self.services:
            stated = [(i, t) for i, t in types if t.stated]
            if len({glue_type(t).type for _, t in stated}) > 1:
                self.differ(f"type of {name!r}", name, [(i, spell(t)) for i, t in stated])
            return next((t for _, t in stated), first)
        whole: TypeRef | None = first
        for _, each in types[1:]:
            whole = type_union(whole, each) if whole is not None else None
        if whole is None:
            self.differ(f"type of {name!r}", name, [(i, _typed(t)) for i, t in types])
            return first
        self.lack(f"type of {name!r}", [i for i, t in types if t != whole])
        return whole

    def fact(self, name: str, given: list[tuple[int, Element]], part: str) -> bool:
        """A statement of the database, either way; of two services the relational one's."""
        values = [(i, bool(getattr(e, part))) for i, e in given]
        if not self.services and len({value for _, value in values}) > 1:
            self.differ(f"{_WORDS[part]} of {name!r}", name, [(i, _YES[value]) for i, value in values])
        return values[0][1]

    def any(self, name: str, given: list[tuple[int, Element]], part: str) -> bool:
        values = [(i, bool(getattr(e, part))) for i, e in given]
        found = any(value for _, value in values)
        self.lack(f"{_WORDS[part]} of {name!r}", [i for i, value in values if value != found])
        return found

    def association(self, name: str, given: list[tuple[int, Element]], _: str) -> Association | None:
        """Where it leads; a file that has the context of the target's space knows which space that is."""
        stated = [(i, e.association) for i, e in given if e.association]
        if not stated:
            return None
        first = stated[0][1]
        if not self.services and any(not leads_alike(first, each) for _, each in stated[1:]):
            self.differ(f"association {name!r}", name, [(i, _led(each)) for i, each in stated])
            return first
        knowing = (each for i, each in stated if each.target.space != self.given[i].scope.space)
        return replace(first, target=next(knowing, first).target)

    # --- other parts ---

    def annotations(self, of: str, given: list[tuple[int, Any]], _: str = "annotations") -> Mapping[str, Any]:
        union = AnnotationUnion([each.annotations for _, each in given], self.has_place)
        of_element = f" of {of!r}" if of else ""
        for name, values in union.differences:
            self.differ(f"{name}{of_element}", of, [(given[at][0], shown(value)) for at, value in values])
        for name, places in union.lacking:
            self.lack(f"{name}{of_element}", [given[at][0] for at in places])
        if not self.services:
            return union.annotations
        names = dict.fromkeys(name for _, each in reversed(given) for name in each.annotations)
        return {name: union.annotations[name] for name in names if name in union.annotations}

    def parameters(self, everyone: list[tuple[int, Entity]]) -> tuple[Parameter, ...]:
        having = [(i, e.parameters) for i, e in everyone if e.parameters]
        if not having:
            return ()
        self.lack("its input parameters", [i for i, e in everyone if not e.parameters])
        names = [[p.name for p in each] for _, each in having]
        if any(each != names[0] for each in names[1:]):
            if not self.services:
                listed = [(i, ", ".join(each)) for (i, _), each in zip(having, names, strict=True)]
                self.differ("input parameters", "", listed)
            return having[0][1]
        return tuple(self.parameter([(i, each[at]) for i, each in having]) for at in range(len(names[0])))

    def parameter(self, given: list[tuple[int, Parameter]]) -> Parameter:
        first = given[0][1]
        what = f"input parameter {first.name!r}"
        rest = (f for f in fields(Parameter) if f.name not in ("name", "type"))
        plain = {f.name: self.one(f" of {what}", "", given, f) for f in rest}
        return replace(first, type=self.type(first.name, given), **plain)

    def query(self, everyone: list[tuple[int, Entity]]) -> Any:
        """The query of the first; its filters and sorting reach no spec."""
        stated = [(i, e.query) for i, e in everyone if e.query is not None]
        if not stated:
            return None
        self.lack("its query", [i for i, e in everyone if e.query is None])
        one_scope = len({e.scope.space for _, e in everyone}) == 1
        if one_scope and not all(same_columns(stated[0][1], query) for _, query in stated[1:]):
            self.differ("query", "", [(i, shown(query)) for i, query in stated])
        return stated[0][1]

    def system(self, everyone: list[tuple[int, Entity]]) -> str:
        return best_system([e.system for _, e in everyone])

    def kind(self, everyone: list[tuple[int, Entity]]) -> str:
        kinds = [e.kind for _, e in everyone]
        return "analytic-model" if "analytic-model" in kinds else next(filter(None, kinds), "")

    # --- what all of these are made of ---

    def one(self, of: str, element: str, given: Sequence[tuple[int, Any]], part: Field[Any]) -> Any:
        """A field as those have it that state it; as the first, where they differ."""
        what = f"{_WORDS.get(part.name, part.name)}{of}"
        values = [(i, getattr(each, part.name)) for i, each in given]
        stated = [(i, value) for i, value in values if not _is_left_out(value, part)]
        if not stated:
            return values[0][1]
        first = stated[0][1]
        if any(value != first or type(value) is not type(first) for _, value in stated[1:]):
            self.differ(what, element, [(i, shown(value)) for i, value in stated], part.name)
        elif len(stated) < len(values):
            having = {i for i, _ in stated}
            self.lack(what, [i for i, _ in values if i not in having])
        return first

    def differ(self, what: str, element: str, values: list[tuple[int, str]], field: str = "") -> None:
        found = tuple((self.given[i], value) for i, value in values)
        self.differences.append(Difference(what, element, found, field))

    def lack(self, what: str, places: list[int]) -> None:
        for i in places:
            self.lacking[i].append(what)


def best_system(systems: Sequence[str]) -> str:
    """The system: Datasphere, if any names it; else another than what CSN without a word of it has."""
    known = sorted({*systems} - {_CAP})
    return DATASPHERE if DATASPHERE in systems else known[0] if known else systems[0]


def _is_typed(element: Element) -> bool:
    return element.association is not None or element.type.stated


def _typed(ref: TypeRef) -> str:
    allowed = ", ".join(str(each.value) for each in ref.enum)
    return spell(ref) + (f" with the values {allowed}" if allowed else "")


def _is_left_out(value: Any, part: Field[Any]) -> bool:
    """Whether a definition leaves a field to others: it has what a reader puts where nothing stands."""
    return value is None or (type(value) is type(part.default) and value == part.default) or value == {}


def _led(association: Association) -> str:
    on = f" on {shown(association.on)}" if association.on else ""
    return f"to {association.target}{on}"


_YES = {True: "true", False: "not stated"}
_WORDS = {
    "not_null": "notNull",
    "business_layer": "business layer",
    "localized": "localized",
    "calculated": "calculation",
    "virtual": "virtual",
    "key": "key",
}
_ENTITY_FIELDS: dict[str, Callable[[_Union, list[tuple[int, Entity]]], Any]] = {
    "elements": _Union.elements,
    "annotations": lambda union, everyone: union.annotations("", everyone),
    "query": _Union.query,
    "parameters": _Union.parameters,
    "system": _Union.system,
    "kind": _Union.kind,
}
_ELEMENT_FIELDS: dict[str, Callable[[_Union, str, list[tuple[int, Element]], str], Any]] = {
    "type": _Union.type,
    "key": _Union.fact,
    "not_null": _Union.fact,
    "virtual": _Union.fact,
    "localized": _Union.any,
    "calculated": _Union.any,
    "annotations": _Union.annotations,
    "association": _Union.association,
}
