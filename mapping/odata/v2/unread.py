"""What metadata of OData V2 or V3 says that no spec has a place for: told by kind, never passed over.

`READ` lists, for each element of CSDL 2.0 and 3.0, the attributes and children that are read, or that say
what another part says, too. Everything else is one finding for each kind of part. What only apps need
(`sap:creatable`) is one finding with all such names. Functions are told as a whole where they stand
(`document`), values of annotations by `vocabulary`, attributes of properties without a namespace by `types`.
Sources: OData V2 and V3, "CSDL"; "SAP Annotations for OData Version 2.0".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalog.language.findings import Path
from mapping.documents.xml_tree import Node

from .attributes import ANNOTATED, OF_APPS
from .namespaces import METADATA, SAP


class Unread(NamedTuple):
    """What has no place in V4's shape, or in a spec: a finding to be."""

    code: str
    message: str
    path: Path
    node: Node


class Members(NamedTuple):
    """The attributes and children of an element that are read; None where others tell the rest."""

    attributes: frozenset[str] | None
    children: frozenset[str] | None


def _members(attributes: str | None, children: str | None) -> Members:
    return Members(*(None if each is None else frozenset(each.split()) for each in (attributes, children)))


_MEMBERS = "Property NavigationProperty Annotation Documentation"
READ = {
    "Edmx": _members("Version", "Reference DataServices"),
    "Reference": _members("Uri Url", "Include"),
    "Include": _members("Namespace Alias", ""),
    "DataServices": _members("m:DataServiceVersion m:MaxDataServiceVersion", "Schema"),
    "Schema": _members("Namespace Alias", None),
    "Using": _members("Namespace Alias", ""),
    "EntityType": _members("Name BaseType Abstract OpenType m:HasStream", f"Key {_MEMBERS}"),
    "ComplexType": _members("Name BaseType Abstract OpenType", _MEMBERS),
    "Key": _members("", "PropertyRef"),
    "PropertyRef": _members("Name", ""),
    "Property": _members(None, "Annotation Documentation"),
    "NavigationProperty": _members(
        "Name Relationship FromRole ToRole ContainsTarget", "Annotation Documentation"
    ),
    "Association": _members("Name", "End ReferentialConstraint"),
    "End": _members("Role Type Multiplicity EntitySet", "OnDelete"),
    "OnDelete": _members("Action", ""),
    "ReferentialConstraint": _members("", "Principal Dependent"),
    "Principal": _members("Role", "PropertyRef"),
    "Dependent": _members("Role", "PropertyRef"),
    "EnumType": _members("Name UnderlyingType IsFlags", "Member Annotation"),
    "Member": _members("Name Value", "Annotation"),
    "EntityContainer": _members("Name m:IsDefaultEntityContainer", None),
    "EntitySet": _members("Name EntityType", "Annotation Documentation"),
    "AssociationSet": _members("Name Association", "End"),
    "Annotations": _members("Target Qualifier", "Annotation"),
    "Documentation": _members("", "Summary LongDescription"),
}
_PREFIXES = {METADATA: "m:", SAP: "sap:"}
_OPEN = ("EDM021", "an open type: properties that its rows add are in no column")
# Attributes that say something of the data, by the values that do
_TOLD = {
    ("EntityType", "OpenType", "true"): _OPEN,
    ("ComplexType", "OpenType", "true"): _OPEN,
    ("EntityType", "m:HasStream", "true"): (
        "EDM022",
        "each entity has a media stream: its bytes are in no column",
    ),
}


def unread(root: Node) -> Iterator[Unread]:
    """What is told of a document; those of apps last, each with the names of all."""
    for_apps: dict[str, list[tuple[Path, Node]]] = {}
    for node, path in _walk(root, ()):
        for (namespace, name), _ in node.foreign.items():
            if namespace == SAP and name in OF_APPS:
                for_apps.setdefault(name, []).append((path, node))
        yield from _attributes(node, path)
        known = READ[node.name].children
        for child in node.children:
            if known is not None and child.name not in known:
                message = f"element {child.name} of {_article(node.name)} has no place in a spec"
                yield Unread("MAP031", message, (*path, child.name), child)
    names = ", ".join(f"sap:{name}" for name in sorted(for_apps))
    for place, node in (each for places in for_apps.values() for each in places):
        message = f"what apps may do with a service has no place in a spec: {names}"
        yield Unread("EDM010", message, place, node)


def _attributes(node: Node, path: Path) -> Iterator[Unread]:
    known = READ[node.name].attributes
    for name, value in _named(node):
        code, message = _TOLD.get((node.name, name, value), ("", ""))
        if code:
            yield Unread(code, message, (*path, name), node)
        elif known is None and ":" not in name:
            continue  # `types` tells it
        elif known is None or name not in known:
            message = f"attribute {name} of {_article(node.name)} has no place in a spec"
            yield Unread("MAP031", message, (*path, name), node)


def _named(node: Node) -> Iterator[tuple[str, str]]:
    """Attributes with the prefix that documents give them, or their namespace; not those read elsewhere."""
    yield from node.attributes.items()
    for (namespace, name), value in node.foreign.items():
        if namespace != SAP or not (name in OF_APPS or node.name in ANNOTATED):
            yield _PREFIXES.get(namespace, f"{namespace}:") + name, value


def _walk(node: Node, path: Path) -> Iterator[tuple[Node, Path]]:
    """The elements of `READ` with their places, from the outermost in; a path is as the reader has it."""
    yield node, path
    for child in node.children:
        if child.name in READ and child.name in (READ[node.name].children or READ):
            yield from _walk(child, _place(node, child, path))


def _place(parent: Node, child: Node, path: Path) -> Path:
    name = child.get("Name") or child.get("Target") or child.get("Role")
    if parent.name == "Schema":
        return (child.name, f"{parent.get('Namespace')}.{name}" if child.get("Name") else name)
    if child.name in ("Property", "NavigationProperty") and parent.name == "EntityType":
        return (*path, "elements", name)
    if child.name == "EntitySet" or parent.name in ("ComplexType", "EnumType"):
        return (*path, name)
    return (*path, child.name, name) if name else (*path, child.name)


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIO' else 'a'} {name}"
