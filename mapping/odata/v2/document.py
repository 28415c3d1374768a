"""A document of OData V2 or V3 in the shape of V4's, with the lines that it has.

What differs between them is translated here: associations, `sap:` attributes, documentation, the names of
time types (kept; the type table has them). All else is V4's form already, annotations in V4's style included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from catalog.language.findings import Path
from mapping.documents.xml_tree import Node

from .associations import Associations
from .attributes import ANNOTATED, annotations_of, documentation, of_apps, typed

_GONE = frozenset({"Association", "Using", "Documentation"})  # they are read into other nodes


@dataclass(frozen=True, slots=True)
class Told:
    """What has no place in V4's shape: a finding to be."""

    code: str
    message: str
    path: Path
    node: Node


def as_v4(root: Node) -> tuple[Node, list[Told]]:
    """The document in V4's shape, and what of it is lost on the way."""
    return _Translation(root).document()


class _Translation:
    def __init__(self, root: Node) -> None:
        self.root = root
        self.schemas = [s for services in root.all("DataServices") for s in services.all("Schema")]
        named = (*self.schemas, *(using for schema in self.schemas for using in schema.all("Using")))
        self.aliases = {node.get("Alias"): node.get("Namespace") for node in named if node.get("Alias")}
        self.associations = Associations(self.schemas, self.full)
        self.told: list[Told] = []
        self.for_apps: dict[str, list[tuple[Path, Node]]] = {}

    def full(self, name: str) -> str:
        prefix, dot, last = name.rpartition(".")
        return f"{self.aliases.get(prefix, prefix)}{dot}{last}"

    def document(self) -> tuple[Node, list[Told]]:
        schemas = {id(schema): self._schema(schema) for schema in self.schemas}
        services = [
            replace(child, children=[schemas.get(id(each), each) for each in child.children])
            if child.name == "DataServices"
            else child
            for child in self.root.children
        ]
        references = [
            Node("Reference", "", {}, using.line, [Node("Include", "", dict(using.attributes), using.line)])
            for schema in self.schemas
            for using in schema.all("Using")
        ]
        names = ", ".join(f"sap:{name}" for name in sorted(self.for_apps))
        for places in self.for_apps.values():
            for path, node in places:
                message = f"what apps may do with a service has no place in a spec: {names}"
                self.told.append(Told("EDM010", message, path, node))
        return replace(self.root, children=references + services), self.told

    def _schema(self, schema: Node) -> Node:
        namespace = schema.get("Namespace")
        self._apps(schema, ("Schema", namespace))
        children = []
        for node in schema.children:
            path: Path = (node.name, f"{namespace}.{node.get('Name')}")
            if node.name in _GONE:
                self._association(node, path)
            elif node.name in _TRANSLATED:
                children.append(_TRANSLATED[node.name](self, node, path))
            else:
                children.append(node)
        return replace(schema, children=[*documentation(schema), *children])

    def _association(self, node: Node, path: Path) -> None:
        """An association is read where a navigation property names it; what apps need of it is told."""
        self._apps(node, path)
        for end in node.all("End"):
            self._apps(end, path)

    def _container(self, container: Node, path: Path) -> Node:
        self._apps(container, path)
        children = []
        for node in container.children:
            place: Path = (*path, node.get("Name"))
            if node.name == "EntitySet":
                self._apps(node, place)
                children.append(self._annotated(node))
            elif node.name in ("AssociationSet", *_GONE):
                self._association(node, place)
            else:
                self._apps(node, place)
                children.append(node)
        return replace(container, children=[*documentation(container), *children])

    def _type(self, node: Node, path: Path) -> Node:
        self._apps(node, path)
        return replace(node, children=[*self._about(node), *self._members(node, path)])

    def _members(self, owner: Node, path: Path) -> Iterator[Node]:
        for node in owner.children:
            place: Path = (*path, "elements", node.get("Name"))
            self._apps(node, place)
            if node.name == "Property":
                yield replace(self._annotated(node), attributes=typed(node))
            elif node.name == "NavigationProperty" and node.get("Relationship"):
                resolved = self.associations.resolved(node)
                if resolved is None:
                    self.told.append(Told("EDM011", _unknown(node, path), place, node))
                else:
                    yield self._annotated(resolved)
            elif node.name not in _GONE:
                yield node

    def _annotated(self, node: Node) -> Node:
        """A node with annotations for what its attributes and documentation say."""
        about = [*self._about(node)]
        if not about:
            return node
        return replace(node, children=[*about, *(c for c in node.children if c.name != "Documentation")])

    def _about(self, node: Node) -> Iterator[Node]:
        if node.name in ANNOTATED:
            yield from annotations_of(node)
        yield from documentation(node)

    def _apps(self, node: Node, path: Path) -> None:
        for name in of_apps(node) if node.foreign else ():
            self.for_apps.setdefault(name, []).append((path, node))


def _unknown(navigation: Node, path: Path) -> str:
    name = navigation.get("Relationship")
    return (
        f"navigation property {navigation.get('Name')!r} of {str(path[-1])!r} names association {name!r} "
        "or roles of it that the file does not hold: the relationship is left out"
    )


_Translate = Callable[[_Translation, Node, Path], Node]
_TRANSLATED: dict[str, _Translate] = {
    "EntityType": _Translation._type,
    "ComplexType": _Translation._type,
    "EntityContainer": _Translation._container,
}
