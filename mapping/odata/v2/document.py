"""A document of OData V2 or V3 in the shape of V4's, with the lines that it has.

What differs between them is translated here: associations, `sap:` attributes, documentation, the names of
time types (kept; the type table has them). All else is V4's form already, annotations in V4's style included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from catalog.language.findings import Path
from mapping.documents.xml_tree import Node

from .associations import Associations
from .attributes import ANNOTATED, annotations_of, documentation, typed
from .unread import Unread, unread

# Read into other nodes; what a set of associations says, the sets of its types say
_GONE = frozenset({"Association", "AssociationSet", "Using", "Documentation"})


def as_v4(root: Node) -> tuple[Node, list[Unread]]:
    """The document in V4's shape, and what of it is lost on the way."""
    return _Translation(root).document()


class _Translation:
    def __init__(self, root: Node) -> None:
        self.root = root
        self.schemas = [s for services in root.all("DataServices") for s in services.all("Schema")]
        named = (*self.schemas, *(using for schema in self.schemas for using in schema.all("Using")))
        self.aliases = {node.get("Alias"): node.get("Namespace") for node in named if node.get("Alias")}
        self.associations = Associations(self.schemas, self.full)
        self.told = [*unread(root)]

    def full(self, name: str) -> str:
        prefix, dot, last = name.rpartition(".")
        return f"{self.aliases.get(prefix, prefix)}{dot}{last}"

    def document(self) -> tuple[Node, list[Unread]]:
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
        self.told += self.associations.unused()
        return replace(self.root, children=references + services), self.told

    def _schema(self, schema: Node) -> Node:
        namespace = schema.get("Namespace")
        children = []
        for node in schema.children:
            path: Path = (node.name, f"{namespace}.{node.get('Name')}")
            if node.name in _TRANSLATED:
                children.append(_TRANSLATED[node.name](self, node, path))
            elif node.name not in _GONE:
                children.append(node)
        return replace(schema, children=[*documentation(schema), *children])

    def _container(self, container: Node, _: Path) -> Node:
        children = [
            self._annotated(node) if node.name == "EntitySet" else node
            for node in container.children
            if node.name not in _GONE
        ]
        return replace(container, children=[*documentation(container), *children])

    def _type(self, node: Node, path: Path) -> Node:
        return replace(node, children=[*self._about(node), *self._members(node, path)])

    def _members(self, owner: Node, path: Path) -> Iterator[Node]:
        for node in owner.children:
            place: Path = (*path, "elements", node.get("Name"))
            if node.name == "Property":
                yield replace(self._annotated(node), attributes=typed(node))
            elif node.name == "NavigationProperty" and node.get("Relationship"):
                resolved = self.associations.resolved(node)
                if resolved is None:
                    self.told.append(Unread("EDM011", _unknown(node, path), place, node))
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
