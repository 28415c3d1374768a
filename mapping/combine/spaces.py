"""Which space a file comes from that nobody named one for: the one whose catalog lists its objects.

A file that shares a few names with a space (time dimensions are in every one) is not taken for its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mapping.documents.document import Document, Format
from mapping.documents.xml_tree import Node
from mapping.model import Asset

from .odata_names import odata_name


def owners_of(assets: Iterable[Asset]) -> dict[str, set[str]]:
    """The spaces that list an object, by its name as OData spells it."""
    found: dict[str, set[str]] = {}
    for asset in assets:
        found.setdefault(odata_name(asset.key.name), set()).add(asset.key.space)
    return found


def listed_space(document: Document, owners: Mapping[str, set[str]]) -> str:
    """The one space that lists at least half of the document's objects; nothing if there is none, or more."""
    names = list(_names(document))
    spaces = [owners[odata_name(name)] for name in names if odata_name(name) in owners]
    found = set().union(*spaces)
    return found.pop() if len(found) == 1 and 2 * len(spaces) >= len(names) else ""


def _names(document: Document) -> Iterable[str]:
    if document.format is Format.EDMX:
        root: Node = document.root
        schemas = (s for services in root.all("DataServices") for s in services.all("Schema"))
        containers = (c for schema in schemas for c in schema.all("EntityContainer"))
        return [each.get("Name") for c in containers for each in c.all("EntitySet", "Singleton")]
    return list(document.root.get("definitions", ()))
