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
from mapping.odata.grammar import members, unread_attribute, unread_child, walk

from .attributes import ANNOTATED, OF_APPS
from .namespaces import METADATA, SAP


class Unread(NamedTuple):
    """What has no place in V4's shape, or in a spec: a finding to be."""

    code: str
    message: str
    path: Path
    node: Node


_MEMBERS = "Property NavigationProperty Annotation Documentation"
READ = {
    "Edmx": members("Version", "Reference DataServices"),
    "Reference": members("Uri Url", "Include"),
    "Include": members("Namespace Alias", ""),
    "DataServices": members("m:DataServiceVersion m:MaxDataServiceVersion", "Schema"),
    "Schema": members("Namespace Alias", None),
    "Using": members("Namespace Alias", ""),
    "EntityType": members("Name BaseType Abstract OpenType m:HasStream", f"Key {_MEMBERS}"),
    "ComplexType": members("Name BaseType Abstract OpenType", _MEMBERS),
    "Key": members("", "PropertyRef"),
    "PropertyRef": members("Name", ""),
    "Property": members(None, "Annotation Documentation"),
    "NavigationProperty": members(
        "Name Relationship FromRole ToRole ContainsTarget", "Annotation Documentation"
    ),
    "Association": members("Name", "End ReferentialConstraint"),
    "End": members("Role Type Multiplicity EntitySet", "OnDelete"),
    "OnDelete": members("Action", ""),
    "ReferentialConstraint": members("", "Principal Dependent"),
    "Principal": members("Role", "PropertyRef"),
    "Dependent": members("Role", "PropertyRef"),
    "EnumType": members("Name UnderlyingType IsFlags", "Member Annotation"),
    "Member": members("Name Value", "Annotation"),
    "EntityContainer": members("Name m:IsDefaultEntityContainer", None),
    "EntitySet": members("Name EntityType", "Annotation Documentation"),
    "AssociationSet": members("Name Association", "End"),
    "Annotations": members("Target Qualifier", "Annotation"),
    "Documentation": members("", "Summary LongDescription"),
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
    for node, path in walk(root, READ):
        for (namespace, name), _ in node.foreign.items():
            if namespace == SAP and name in OF_APPS:
                for_apps.setdefault(name, []).append((path, node))
        yield from _attributes(node, path)
        known = READ[node.name].children
        for child in node.children:
            if known is not None and child.name not in known:
                message = unread_child(node, child)
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
            message = unread_attribute(node, name)
            yield Unread("MAP031", message, (*path, name), node)


def _named(node: Node) -> Iterator[tuple[str, str]]:
    """Attributes with the prefix that documents give them, or their namespace; not those read elsewhere."""
    yield from node.attributes.items()
    for (namespace, name), value in node.foreign.items():
        if namespace != SAP or not (name in OF_APPS or node.name in ANNOTATED):
            yield _PREFIXES.get(namespace, f"{namespace}:") + name, value
