"""The `sap:` attributes of OData V2 metadata as annotations, and what of them only apps need.

An attribute `sap:display-format` becomes the annotation `@sap.display.format`, as `cds import` writes it:
what it means is up to `semantics`. Some say part of a type (`display-format="Date"` of an `Edm.DateTime`),
some only what an app may do with a set or a property; those have no place in a spec and are told in one
finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from mapping.cds.sap_annotations import annotation_of
from mapping.documents.xml_tree import Node

from .namespaces import SAP

# What an app may do, offers for input, or has to ask for: nothing of the data
OF_APPS = frozenset(
    {
        "action-for",
        "addressable",
        "applicable-path",
        "content-version",
        "countable",
        "creatable",
        "creatable-path",
        "deletable",
        "deletable-path",
        "expandable",
        "field-control",
        "filter-for",
        "filter-restriction",
        "filterable",
        "maxpagesize",
        "pageable",
        "required-in-filter",
        "requires-filter",
        "schema-version",
        "searchable",
        "sortable",
        "subscribable",
        "supported-formats",
        "topable",
        "updatable",
        "updatable-path",
        "use-batch",
        "value-list",
    }
)
# Elements whose `sap:` attributes are annotations of an object, column or relationship
ANNOTATED = frozenset({"EntityType", "EntitySet", "Property", "NavigationProperty", "ComplexType"})
DISPLAY_FORMAT = "display-format"
VARIABLE_SCALE = "variable-scale"


def annotations_of(node: Node) -> Iterator[Node]:
    """An annotation for each other `sap:` attribute, but those that say a part of the type."""
    for (namespace, name), value in node.foreign.items():
        if namespace == SAP and name not in OF_APPS and not says_type(node, name, value):
            attributes = {"Term": annotation_of(name), "String": value}
            yield Node("Annotation", node.namespace, attributes, node.line)


def says_type(node: Node, name: str, value: str) -> bool:
    """Whether an attribute says a part of the property's type."""
    if name == DISPLAY_FORMAT:
        return value == "Date" and node.get("Type") == "Edm.DateTime"
    return name == VARIABLE_SCALE and node.get("Type") == "Edm.Decimal"


def typed(node: Node) -> dict[str, str]:
    """The attributes of a property, with what `sap:` says of its type."""
    attributes = dict(node.attributes)
    for (namespace, name), value in node.foreign.items():
        if namespace == SAP and says_type(node, name, value):
            if name == DISPLAY_FORMAT:
                attributes[DISPLAY_FORMAT] = value
            elif value == "true":
                attributes.setdefault("Scale", "variable")
    return attributes


def documentation(node: Node) -> Iterator[Node]:
    """`<Documentation>` as V4's descriptions: its summary and its long text; one alone is the description."""
    for child in node.all("Documentation"):
        parts = (part for name in ("Summary", "LongDescription") for part in child.all(name))
        texts = [part.text.strip() for part in parts if part.text.strip()]
        for term, text in zip(("Description", "LongDescription"), texts, strict=False):
            attributes = {"Term": f"Org.OData.Core.V1.{term}", "String": text}
            yield Node("Annotation", node.namespace, attributes, child.line)
