"""Tables of what is read of each element of a metadata document, and the walk over a document by one.

Of every version of OData alike: CSDL calls elements of the same meaning the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from catalog.language.findings import Path
from mapping.documents.xml_tree import Node

_NAMES = ("Name", "Target", "Path", "Property", "Role")  # the attributes that name an element


class Members(NamedTuple):
    """The attributes and children of an element that are read; None where others tell the rest."""

    attributes: frozenset[str] | None
    children: frozenset[str] | None


def members(attributes: str | None, children: str | None) -> Members:
    """A row of a table, with blanks between the names."""
    return Members(*(None if each is None else frozenset(each.split()) for each in (attributes, children)))


def walk(
    node: Node, read: Mapping[str, Members], path: Path = (), *, without: str | None = None
) -> Iterator[tuple[Node, Path]]:
    """The elements of the table with their places, from the outermost in; a path is as the reader has it.

    Elements whose namespace begins with `without` are left out, with all inside of them.
    """
    if without is not None and node.namespace.startswith(without):
        return
    yield node, path
    for child in node.children:
        if child.name in read and child.name in (read[node.name].children or read):
            yield from walk(child, read, _place(node, child, path), without=without)


def unread_child(parent: Node, child: Node) -> str:
    """What a finding says of an element that the table does not have."""
    return f"element {child.name} of {_article(parent.name)} has no place in a spec"


def unread_attribute(node: Node, name: str) -> str:
    """What a finding says of an attribute that the table does not have."""
    return f"attribute {name} of {_article(node.name)} has no place in a spec"


def _place(parent: Node, child: Node, path: Path) -> Path:
    name = next((value for each in _NAMES if (value := child.get(each))), "")
    if parent.name == "Schema":
        return (child.name, f"{parent.get('Namespace')}.{name}" if child.get("Name") else name)
    if child.name in ("Property", "NavigationProperty") and parent.name == "EntityType":
        return (*path, "elements", name)
    if child.name in ("EntitySet", "Singleton") or parent.name in ("ComplexType", "EnumType"):
        return (*path, name)
    return (*path, child.name, name) if name else (*path, child.name)


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIO' else 'a'} {name}"
