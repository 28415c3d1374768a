"""Annotations that stand in another metadata file than what they speak of: put where the reader looks for it.

OData lets a service's annotations be a document of their own (`<Annotations Target="Alias.Type/Property">`
under other aliases than the service's). `share_annotations` adds them to the documents that define their
targets, with aliases resolved; nothing else of `mapping` knows that there were two files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from catalog.language.findings import listed
from mapping.diagnostics.codes import finding
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.document import Document, Format
from mapping.documents.xml_tree import Node

from .document import TYPES

NAMED = 3  # targets named in one finding
_TOGETHER = "Give it together with the $metadata document of its service"


def share_annotations(documents: Iterable[Document], diagnostics: Diagnostics) -> frozenset[str]:
    """Adds annotations to the documents of their targets; gives the files that hold nothing else.

    Such a file is an error if it speaks of nothing that the documents define.
    """
    services = [document for document in documents if document.format is Format.EDMX]
    if not any(True for document in services for _ in _groups(document)):
        return frozenset()
    defined = {document.file: frozenset(_defined(document.root)) for document in services}
    only: set[str] = set()
    for document in services:
        others = [other for other in services if other is not document]
        given = [_give(document, group, others, defined) for _, group in [*_groups(document)]]
        if not defined[document.file] and given:
            only.add(document.file)
            _report(document, [*_groups(document)], any(given), diagnostics)
    return frozenset(only)


def _give(
    document: Document, group: Node, others: Sequence[Document], defined: Mapping[str, frozenset[str]]
) -> bool:
    """Moves a group to the documents that define its target, if its own doesn't; True if there is one."""
    aliases = _aliases(document.root)
    target = _full(group.get("Target"), aliases)
    owner = target.partition("/")[0]
    if owner in defined[document.file]:
        return False
    takers = [other for other in others if owner in defined[other.file]]
    for other in takers:
        copy = _resolved(group, aliases)
        copy.attributes["Target"] = target
        next(_schemas(other.root)).children.append(copy)
    if takers:
        for schema in _schemas(document.root):
            schema.children = [child for child in schema.children if child is not group]
    return bool(takers)


def _report(
    document: Document, rest: list[tuple[Node, Node]], useful: bool, diagnostics: Diagnostics
) -> None:
    """What a file without types says of nothing that is there."""
    targets = [group.get("Target") for _, group in rest]
    if not useful:
        names = listed([*map(repr, targets)], NAMED)
        message = f"this is OData metadata with annotations only (of {names}), and no file has their types"
        line = rest[0][1].line
        diagnostics.findings.append(finding("EDM007", message, _TOGETHER, file=document.file, line=line))
        return
    for _, group in rest:
        message = f"annotations of {group.get('Target')!r}, which is in none of the files: not carried"
        diagnostics.findings.append(finding("EDM003", message, file=document.file, line=group.line))


# --- the parts of a document ---


def _schemas(root: Node) -> Iterator[Node]:
    return (schema for services in root.all("DataServices") for schema in services.all("Schema"))


def _groups(document: Document) -> Iterator[tuple[Node, Node]]:
    """(schema, group of external annotations) each."""
    return ((schema, group) for schema in _schemas(document.root) for group in schema.all("Annotations"))


def _defined(root: Node) -> Iterator[str]:
    """The full names of types and containers; a namespace counts where it has any."""
    for schema in _schemas(root):
        names = [child.get("Name") for child in schema.all(*TYPES, "EntityContainer")]
        yield from (f"{schema.get('Namespace')}.{name}" for name in names)
        if names:
            yield schema.get("Namespace")


def _aliases(root: Node) -> dict[str, str]:
    includes = [i for reference in root.all("Reference") for i in reference.all("Include")]
    named = [node for node in (*includes, *_schemas(root)) if node.get("Alias")]
    return {node.get("Alias"): node.get("Namespace") for node in named}


def _full(name: str, aliases: Mapping[str, str]) -> str:
    """`Alias.Name/rest` with the namespace in full; an alias may stand alone."""
    first, slash, rest = name.partition("/")
    prefix, dot, last = first.rpartition(".")
    whole = f"{aliases.get(prefix, prefix)}{dot}{last}" if dot else aliases.get(first, first)
    return f"{whole}{slash}{rest}"


def _resolved(node: Node, aliases: Mapping[str, str]) -> Node:
    """A copy that needs no aliases and has no lines: those would be taken for the other file's."""
    attributes = dict(node.attributes)
    if "Term" in attributes:
        attributes["Term"] = _full(attributes["Term"], aliases)
    return replace(
        node, attributes=attributes, line=0, children=[_resolved(c, aliases) for c in node.children]
    )
