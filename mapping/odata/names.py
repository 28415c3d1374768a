"""What the parts of a service are called where they come from: objects, columns, a view's parameters.

OData forbids much of what names hold elsewhere; `DataIntegration.OriginalName` gives them back. An
object without it has the name of its entity set, after its namespace except in Datasphere's services and in
a schema that has the space's own name.
"""

from __future__ import annotations

from collections.abc import Iterator

from mapping.documents.xml_tree import Node
from mapping.model import ObjectKey

from .document import Service
from .vocabulary import ORIGINAL_NAME

# Datasphere's services, and the kind of object that each gives out
SERVICES = {"StandaloneService": "entity", "InaApplicationService": "analytic-model"}
_PARAMETERS = "Parameters"  # `<View>Parameters`: an entity type that holds a view's input parameters


class Names:
    """The names of one service, by its own full names.

    `parameters` leads from the type of a view's rows to that of its parameters, `columns` from each
    entity type to the original names of its properties, `objects` from it to the object that it is.
    """

    def __init__(self, service: Service, space: str) -> None:
        self.service = service
        self.space = space
        self.entity_types = {n: t for n, t in service.types.items() if t.name == "EntityType"}
        self.parameters = dict(self._parameter_types())
        self.parameter_types = frozenset(self.parameters.values())
        self.columns = {name: self._originals(name) for name in self.entity_types}
        self.objects = self._object_keys()

    def is_datasphere(self, namespace: str) -> bool:
        """True for a schema of Datasphere's own: one of its two services, or one called as the space is."""
        return namespace in SERVICES or namespace == self.space

    def target(self, navigation: Node) -> tuple[str, bool]:
        """The entity type that a navigation property leads to, and whether to many of it."""
        stated = navigation.get("Type")
        many = stated.startswith("Collection(") and stated.endswith(")")
        return self.service.full(stated[len("Collection(") : -1] if many else stated), many

    def _parameter_types(self) -> Iterator[tuple[str, str]]:
        """(type with rows, type with its parameters): the latter contains the former and is all key."""
        for name, node in self.entity_types.items():
            keys = {r.get("Name") for k in node.all("Key") for r in k.all("PropertyRef")}
            if name.endswith(_PARAMETERS) and keys >= {p.get("Name") for p in node.all("Property")}:
                for navigation in node.all("NavigationProperty"):
                    target, many = self.target(navigation)
                    if many and navigation.get("ContainsTarget") == "true" and target in self.entity_types:
                        yield target, name

    def _object_keys(self) -> dict[str, ObjectKey]:
        """The object that each entity type is."""
        found: dict[str, ObjectKey] = {}
        taken: set[ObjectKey] = set()
        for name in (n for n in self.entity_types if n not in self.parameter_types):
            namespace, _, last = name.rpartition(".")
            sets = self.service.sets.get(name, [])
            stated = self._original(name, self.entity_types[name])
            stated = stated or next(filter(None, (self._original(f"{c}/{s}") for c, s in sets)), "")
            if name in self.parameters:
                last = self.parameters[name].rpartition(".")[2].removesuffix(_PARAMETERS)
                stated = stated or self._original(self.parameters[name])
            elif len(sets) == 1:
                last = sets[0][1] or last
            bare = self.is_datasphere(namespace)
            key = ObjectKey(self.space, stated or (last if bare else f"{namespace}.{last}"))
            if key in taken:
                key = ObjectKey(self.space, name)
            taken.add(key)
            found[name] = key
        return found

    def _original(self, target: str, node: Node | None = None) -> str:
        for each in self.service.written(target, node):
            if each.node.get("Term").rpartition(".")[2] == "OriginalName":
                annotations = self.service.annotations(iter([each]), ("Annotations", target), str)
                if isinstance(annotations.get(ORIGINAL_NAME), str):
                    return str(annotations[ORIGINAL_NAME])
        return ""

    def _originals(self, type_name: str) -> dict[str, str]:
        """Each property of a type and its original name, those it inherits included."""
        return {
            child.get("Name"): self._original(f"{owner}/{child.get('Name')}", child) or child.get("Name")
            for owner, node in self.service.chain(type_name)
            for child in node.all("Property", "NavigationProperty")
        }
