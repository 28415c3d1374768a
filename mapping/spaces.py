"""Which space a file comes from that nobody named one for: the one whose catalog lists its objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .combine import odata_name
from .model import Asset
from .reading import Document, Format
from .xmltext import Node


def owners_of(assets: Iterable[Asset]) -> dict[str, set[str]]:
    """The spaces that list an object, by its name as OData spells it."""
    found: dict[str, set[str]] = {}
    for asset in assets:
        found.setdefault(odata_name(asset.key.name), set()).add(asset.key.space)
    return found


def listed_space(document: Document, owners: Mapping[str, set[str]]) -> str:
    """The one space that lists objects of this document; nothing if there is none, or more than one."""
    found: set[str] = set()
    for name in _names(document):
        found |= owners.get(odata_name(name), set())
    return found.pop() if len(found) == 1 else ""


def _names(document: Document) -> Iterable[str]:
    if document.format is Format.EDMX:
        root: Node = document.root
        schemas = (s for services in root.all("DataServices") for s in services.all("Schema"))
        containers = (c for schema in schemas for c in schema.all("EntityContainer"))
        return [each.get("Name") for c in containers for each in c.all("EntitySet", "Singleton")]
    return list(document.root.get("definitions", ()))
