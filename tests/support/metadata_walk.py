"""Walks of OData metadata: one member at a time is put into a document; what becomes of it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from xml.etree import ElementTree

from mapping.combine.definitions import combine
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.reader import read
from mapping.odata.reader import read_edmx
from mapping.specs.tables import to_specs

from .exports import Imported


class Row(NamedTuple):
    """An attribute (a value for its name) or a child (XML) of one element, and its fate."""

    element: str
    member: str
    value: str
    fate: str


def imported(text: str) -> Imported:
    """What a metadata document becomes."""
    diagnostics = Diagnostics()
    fragment = read_edmx(read(text.encode(), "service.xml"), "SALES", diagnostics)
    return Imported(to_specs(combine([fragment], diagnostics), diagnostics), diagnostics.all())


def rows(element: str, *members: tuple[str, str, str]) -> list[Row]:
    """Rows of the attributes of one element."""
    return [Row(element, *member) for member in members]


def put(metadata: str, row: Row, places: Mapping[str, str], namespaces: Mapping[str, str]) -> str:
    """The metadata with the row's member in its element.

    `places` has the paths to elements that rows call otherwise than by their name, `namespaces` those of the
    prefixes of attributes; a child has that of the prefix ''.
    """
    root = ElementTree.fromstring(metadata)
    element = root.find(places.get(row.element, f".//{{*}}{row.element}"))
    assert element is not None
    if row.member:
        prefix, colon, name = row.member.rpartition(":")
        known = colon and prefix in namespaces
        element.set(f"{{{namespaces[prefix]}}}{name}" if known else row.member, row.value)
    else:
        (child,) = ElementTree.fromstring(f'<a xmlns="{namespaces[""]}">{row.value}</a>')
        element.append(child)
    return ElementTree.tostring(root, encoding="unicode")


def told_of(found: Imported) -> set[tuple[str, str]]:
    """Code and message of each finding."""
    return {(f.code, f.message) for f in found.findings}


def paths_of(found: Imported) -> set[str]:
    """Every path in the specs with the value there."""
    return set(_leaves(found.tables, ""))


def _leaves(value: Any, path: str) -> Iterator[str]:
    """Every path in a spec with the value there; parts of lists by their names."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            name = inner.get("name", i) if isinstance(inner, dict) else i
            yield from _leaves(inner, f"{path}.{name}")
    else:
        yield f"{path}={value}"
