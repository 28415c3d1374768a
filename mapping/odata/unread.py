"""What a metadata document says that no spec has a place for: told by kind, never passed over.

`READ` lists, for each element of CSDL XML 4.01, the attributes and children that the readers take, or that
say what another part says, too (where a binding leads, the navigation property's type says). Everything
else, OData's or not, is one finding for each kind of part and file. Actions, functions and terms are
told as a whole by `document`, values of annotations by `vocabulary`, attributes of properties by `types`.
"""

from __future__ import annotations

from mapping.documents.xml_tree import Node

from .document import Service
from .grammar import members, unread_attribute, unread_child, walk

_BEFORE_V4 = "http://schemas.microsoft.com/"  # what the namespaces of V2 and V3 start with


_IN_TYPES = "Property NavigationProperty Annotation"
_IN_SETS = "NavigationPropertyBinding Annotation"
READ = {
    "Edmx": members("Version", "Reference DataServices"),
    "Reference": members("Uri", "Include"),
    "Include": members("Namespace Alias", ""),
    "DataServices": members("", "Schema"),
    "Schema": members("Namespace Alias", None),
    "EntityType": members("Name BaseType Abstract OpenType HasStream", f"Key {_IN_TYPES}"),
    "Key": members("", "PropertyRef"),
    "PropertyRef": members("Name", ""),
    "ComplexType": members("Name BaseType OpenType", _IN_TYPES),
    "Property": members(None, "Annotation"),
    "NavigationProperty": members(
        "Name Type Nullable Partner ContainsTarget", "ReferentialConstraint OnDelete Annotation"
    ),
    "ReferentialConstraint": members("Property ReferencedProperty", ""),
    "OnDelete": members("Action", ""),
    "EnumType": members("Name UnderlyingType IsFlags", "Member Annotation"),
    "Member": members("Name Value", "Annotation"),
    "TypeDefinition": members(None, "Annotation"),
    "EntityContainer": members("Name", None),
    "EntitySet": members("Name EntityType", _IN_SETS),
    "Singleton": members("Name Type", _IN_SETS),
    "NavigationPropertyBinding": members("Path Target", ""),
    "Annotations": members("Target Qualifier", "Annotation"),
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
    for node, path in walk(root, READ, without=_BEFORE_V4):
        for name, value in node.attributes.items():
            code, message = _TOLD.get((node.name, name, value), ("", ""))
            if code:
                service.note(code, message, (*path, name), node)
            elif not _is_read(node, name):
                message = unread_attribute(node, name)
                service.note("MAP031", message, (*path, name), node)
        for namespace, name in node.foreign:
            message = f"attribute {name} of namespace {namespace} has no place in a spec"
            service.note("MAP031", message, (*path, name), node)
        known = READ[node.name].children
        for child in node.children:
            if known is not None and child.name not in known:
                message = unread_child(node, child)
                service.note("MAP031", message, (*path, child.name), child)


def _is_read(node: Node, attribute: str) -> bool:
    known = READ[node.name].attributes
    says_nothing = _DEFAULTS.get((node.name, attribute)) == node.get(attribute)
    return known is None or attribute in known or says_nothing
