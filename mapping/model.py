"""The model every reader fills and every mapping reads: spaces, entities, elements, associations.

Frozen values in CSN's own words. A place is a file and the path inside it (`definitions`, name,
`elements`, name): the line is looked up only for a finding about it. Annotations
stay as the export has them; what they mean is up to `semantics`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from catalog.language.findings import Path

MAX_TYPE_DEPTH = 40  # structures in arrays in structures ...; Glue's own limit is the text's length
DATASPHERE = "SAP Datasphere"  # the system that spaces are of


class ObjectKey(NamedTuple):
    """What identifies an object: its space and its technical name there."""

    space: str
    name: str

    def __str__(self) -> str:
        return f"{self.space}.{self.name}"


def first_prefix(name: str, known: Container[str]) -> str:
    """The shortest of the known names that `name` begins with, up to one of its dots; '' if there is none."""
    dot = name.find(".")
    while dot >= 0:
        if name[:dot] in known:
            return name[:dot]
        dot = name.find(".", dot + 1)
    return ""


@dataclass(frozen=True, slots=True)
class Scope:
    """How one file's definition names are read: the file's own space, and the spaces it has contexts of.

    `elsewhere` is asked about a name with a dot that no context explains: it takes the object of the own
    space that has this name, and gives the object that is meant.
    """

    space: str
    others: Mapping[str, str] = field(default_factory=dict)  # context name -> space
    elsewhere: Callable[[ObjectKey], ObjectKey] | None = None

    def key(self, name: str) -> ObjectKey:
        """The object that `name` means in this file."""
        context = first_prefix(name, self.others) if self.others else ""
        if context:
            return ObjectKey(self.others[context], name[len(context) + 1 :])
        key = ObjectKey(self.space, name)
        return self.elsewhere(key) if self.elsewhere and "." in name else key

    def is_foreign(self, name: str) -> bool:
        """True for a definition that another space owns."""
        return self.key(name).space != self.space


@dataclass(frozen=True, slots=True)
class EnumValue:
    """One allowed value: its symbol, the value (the symbol where none is given) and a label."""

    name: str
    value: Any
    label: str = ""


FieldFacts = tuple[
    tuple[str, str], ...
]  # what a field states beside its type: (the spec's key, the value as JSON)


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A type as the export states it: a name with facets, a structure, an array, or another element's type.

    All empty: the export states no type. `scale` may be a word (`floating`, `variable`); `more` is what
    else is stated of it, names and words (`MaxLength: max`), for nothing but the spec's `source`.
    """

    name: str = ""
    length: int | None = None
    precision: int | None = None
    scale: int | str | None = None
    srid: int | None = None
    items: TypeRef | None = None
    fields: tuple[tuple[str, TypeRef], ...] = ()
    enum: tuple[EnumValue, ...] = ()
    reference: tuple[str, ...] = ()
    too_deep: bool = False  # structures in structures, cut here
    facts: FieldFacts = ()  # of a structure's field
    # of a type definition or a structure's field that is one; its name says where it leads to
    association: Association | None = field(default=None, compare=False)
    foreign_key: tuple[str, ...] = ()  # of a structure's field: (association beside it, path in its target)
    # associations of a resolved structure, by name: their foreign keys are among its fields
    leads: tuple[tuple[str, TypeRef], ...] = field(default=(), compare=False)
    more: tuple[tuple[str, str], ...] = ()
    # of a structure's field: what SAP's PersonalData vocabulary says of it
    privacy: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @staticmethod
    def leading(association: Association) -> TypeRef:
        """The type of a structure's field, or a type definition, that is an association."""
        return TypeRef(f"Association to {association.target_name}", association=association)

    @property
    def stated(self) -> bool:
        """False where the export says nothing of the type."""
        return bool(self.name or self.items or self.fields or self.reference or self.too_deep)


@dataclass(frozen=True, slots=True)
class Association:
    """Where an element leads: `on` is CSN's token list, `keys` the foreign keys of a managed one."""

    target: ObjectKey
    target_name: str
    on: tuple[Any, ...] = ()
    keys: tuple[tuple[tuple[str, ...], str], ...] = ()  # (path in the target, alias)
    composition: bool = False
    source_many: bool | None = None
    many: bool = False
    numbers: Mapping[str, Any] = field(default_factory=dict)  # of the cardinality, where a word says less
    managed: bool = (
        True  # without a condition its columns are the target's keys; else they are stated nowhere
    )


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an entity, in the export's words."""

    name: str
    type: TypeRef
    key: bool = False
    not_null: bool = False
    virtual: bool = False
    localized: bool = False
    calculated: bool = False
    expression: str = ""  # what it is calculated by, as CSN's JSON
    default: Any = None
    label: str = ""
    description: str = ""
    annotations: Mapping[str, Any] = field(default_factory=dict)
    association: Association | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """An input parameter of a view."""

    name: str
    type: TypeRef
    label: str = ""
    default: Any = None
    description: str = ""
    not_null: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """One object with columns: table, view, remote table, analytic model."""

    key: ObjectKey
    file: str
    path: Path
    scope: Scope
    system: str
    elements: Mapping[str, Element]
    label: str = ""
    description: str = ""
    annotations: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] | None = None
    parameters: tuple[Parameter, ...] = ()
    copy: bool = False  # another space's object, seen in a file that only uses it
    business_layer: Mapping[str, Any] | None = None
    kind: str = ""  # where the reader knows it; else the annotations do
    folder: str = ""  # of the space, that it is kept in
    derived: bool = False  # read from a service's metadata: the object's own CSN says more

    @property
    def is_foreign(self) -> bool:
        """True for a definition in another space's file; a service's metadata is the object's own."""
        return not self.derived and self.scope.space != self.key.space

    def place(self, *steps: str | int) -> Path:
        """The CSN path of something inside this entity."""
        return (*self.path, *steps)


@dataclass(frozen=True, slots=True)
class NamedType:
    """A type definition or aspect."""

    type: TypeRef
    scope: Scope


@dataclass(frozen=True, slots=True)
class Space:
    """A Datasphere space as far as the files show; file and path where they say something of it."""

    name: str
    label: str = ""
    system: str = DATASPHERE
    description: str = ""
    file: str = ""
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Asset:
    """One line of the catalog API's list of assets: an object, and how it is exposed, if it is."""

    key: ObjectKey
    file: str
    path: Path
    label: str = ""
    description: str = ""
    exposed: bool = True
    parameters: bool = False
    analytical: bool = False


@dataclass(frozen=True, slots=True)
class ListedObject:
    """One line of the API's list of a space's objects; the space is '' where nobody named it."""

    key: ObjectKey
    path: Path


@dataclass(frozen=True, slots=True)
class KnownControl:
    """A data access control that the spec of an object names, in the words of the export."""

    name: str
    elements: Mapping[str, str] = field(default_factory=dict)  # the object's element -> the control's
    condition: str = ""
    stated_by: tuple[ObjectKey, ...] = ()  # the objects that the spec says it comes from
    facts: Mapping[str, str] = field(default_factory=dict)  # of its definition: label, kind, permissions, ...


@dataclass(frozen=True, slots=True)
class KnownObject:
    """An object that no file of the import defines, and where it is known from.

    `where` is the file that names it: a spec, or a list of the catalog API. A spec gives `table`, its logical
    `database.table`, the names of its columns by those of the elements, `entity` with their types, and the
    controls that restrict its rows.
    """

    where: str
    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    entity: Entity | None = None
    controls: tuple[KnownControl, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """A data access control of Datasphere: who may see which rows, by a list of permissions."""

    label: str = ""
    kind: str = ""  # single-values, operator-and-values, hierarchy; '' where the file does not say
    permissions: str = ""  # the object that lists who may see what
    principal: str = ""  # its element that holds users


@dataclass(frozen=True, slots=True)
class Model:
    """All that one import read; `known` are objects that it refers to and that none of its files defines."""

    spaces: Mapping[str, Space]
    entities: Mapping[ObjectKey, Entity]
    types: Mapping[ObjectKey, NamedType]
    controls: Mapping[ObjectKey, Control] = field(default_factory=dict)
    known: Mapping[ObjectKey, KnownObject] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Entity]:
        return iter(self.entities.values())


def with_known(model: Model) -> Model:
    """The model with the objects, too, that only their specs are known of."""
    known = {key: each.entity for key, each in model.known.items() if each.entity}
    return replace(model, entities={**known, **model.entities}) if known else model


@dataclass(slots=True)
class Fragment:
    """What one file adds to the model; `lines` where its paths are not those of a JSON document."""

    spaces: list[Space] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    types: dict[ObjectKey, NamedType] = field(default_factory=dict)
    controls: dict[ObjectKey, Control] = field(default_factory=dict)
    assets: list[Asset] = field(default_factory=list)
    projections: set[ObjectKey] = field(default_factory=set)  # of a service, left out: their tables are read
    listed: list[Space] = field(default_factory=list)  # by a list: they may own nothing here
    objects: list[ListedObject] = field(default_factory=list)  # by the API: names alone
    is_list: bool = False  # of the API: names and labels, and nothing that could be a table
    lines: dict[Path, int] | None = None
    file: str = ""
