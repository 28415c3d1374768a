"""What a metadata document says that no spec has a place for: told by kind, never passed over.

`READ` lists, for each element of CSDL XML 4.01, the attributes and children that the readers take, or that
say what another part says, too (where a binding leads, the navigation property's type says). Everything
else, OData's or not, is one finding for each kind of part and file. Actions, functions and terms are
told as a whole by `document`, values of annotations by `vocabulary`, attributes of properties by `types`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalog.language.findings import Path
from mapping.documents.xml_tree import Node

from .document import Service

_BEFORE_V4 = "http://schemas.microsoft.com/"  # what the namespaces of V2 and V3 start with


class Members(NamedTuple):
    """The attributes and children of an element that are read; None where others tell the rest."""

    attributes: frozenset[str] | None
    children: frozenset[str] | None


def _members(attributes: str | None, children: str | None) -> Members:
    both = (None if each is None else frozenset(each.split()) for each in (attributes, children))
    return Members(*both)


_IN_TYPES = "Property NavigationProperty Annotation"
_IN_SETS = "NavigationPropertyBinding Annotation"
READ = {
    "Edmx": _members("Version", "Reference DataServices"),
    "Reference": _members("Uri", "Include"),
    "Include": _members("Namespace Alias", ""),
    "DataServices": _members("", "Schema"),
    "Schema": _members("Namespace Alias", None),
    "EntityType": _members("Name BaseType Abstract OpenType HasStream", f"Key {_IN_TYPES}"),
    "Key": _members("", "PropertyRef"),
    "PropertyRef": _members("Name", ""),
    "ComplexType": _members("Name BaseType OpenType", _IN_TYPES),
    "Property": _members(None, "Annotation"),
    "NavigationProperty": _members(
        "Name Type Nullable Partner ContainsTarget", "ReferentialConstraint OnDelete Annotation"
    ),
    "ReferentialConstraint": _members("Property ReferencedProperty", ""),
    "OnDelete": _members("Action", ""),
    "EnumType": _members("Name UnderlyingType IsFlags", "Member Annotation"),
    "Member": _members("Name Value", "Annotation"),
    "TypeDefinition": _members(None, "Annotation"),
    "EntityContainer": _members("Name", None),
    "EntitySet": _members("Name EntityType", _IN_SETS),
    "Singleton": _members("Name Type", _IN_SETS),
    "NavigationPropertyBinding": _members("Path Target", ""),
    "Annotations": _members("Target Qualifier", "Annotation"),
}
# What an attribute is where it isn't written (CSDL 4.01): saying it says nothing
_DEFAULTS = {
    ("ComplexType", "Abstract"): "false",
    ("EntitySet", "IncludeInServiceDocument"): "true",
    ("Singleton", "Nullable"): "false",
}
_OPEN = "an open type: properties that its rows add are in no column"
_ON_DELETE = "what a deletion does to rows that lead to it (OnDelete) has no place in a spec"
# Attributes that say something of the data, by the values that do
_TOLD = {
    ("EntityType", "OpenType", "true"): ("EDM021", _OPEN),
    ("ComplexType", "OpenType", "true"): ("EDM021", _OPEN),
    ("EntityType", "HasStream", "true"): (
        "EDM022",
        "each entity has a media stream: its bytes are in no column",
    ),
    **{("OnDelete", "Action", way): ("MAP031", _ON_DELETE) for way in ("SetNull", "SetDefault", "None")},
}


def note_unread(service: Service, root: Node) -> None:
    """The findings about a document of OData V4; V2's and V3's own parts are told where they become V4's."""
    for node, path in _walk(root, ()):
        for name, value in node.attributes.items():
            code, message = _TOLD.get((node.name, name, value), ("", ""))
            if code:
                service.note(code, message, (*path, name), node)
            elif not _is_read(node, name):
                message = f"attribute {name} of {_article(node.name)} has no place in a spec"
                service.note("MAP031", message, (*path, name), node)
        for namespace, name in node.foreign:
            message = f"attribute {name} of namespace {namespace} has no place in a spec"
            service.note("MAP031", message, (*path, name), node)
        known = READ[node.name].children
        for child in node.children:
            if known is not None and child.name not in known:
                message = f"element {child.name} of {_article(node.name)} has no place in a spec"
                service.note("MAP031", message, (*path, child.name), child)


def _is_read(node: Node, attribute: str) -> bool:
    known = READ[node.name].attributes
    says_nothing = _DEFAULTS.get((node.name, attribute)) == node.get(attribute)
    return known is None or attribute in known or says_nothing


def _walk(node: Node, path: Path) -> Iterator[tuple[Node, Path]]:
    """The elements of `READ` with their places, from the outermost in; a path is as the reader has it."""
    if node.namespace.startswith(_BEFORE_V4):
        return
    yield node, path
    for child in node.children:
        if child.name in READ and child.name in (READ[node.name].children or READ):
            yield from _walk(child, _place(node, child, path))


def _place(parent: Node, child: Node, path: Path) -> Path:
    name = child.get("Name") or child.get("Target") or child.get("Path") or child.get("Property")
    if parent.name == "Schema":
        return (child.name, f"{parent.get('Namespace')}.{name}" if child.get("Name") else name)
    if child.name in ("Property", "NavigationProperty") and parent.name == "EntityType":
        return (*path, "elements", name)
    if child.name in ("EntitySet", "Singleton") or parent.name in ("ComplexType", "EnumType"):
        return (*path, name)
    return (*path, child.name, name) if name else (*path, child.name)


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIO' else 'a'} {name}"
