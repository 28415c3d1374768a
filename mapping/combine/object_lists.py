"""The API's lists of one space: its objects by their technical names, and its connections.

They hold no columns. What they name and no file defines is told, so that a list beside exports says what is
missing; the connections of remote tables stand in the tables' own definitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog.language.findings import Path, listed
from mapping.cds.members import Members
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.document import Document, Format
from mapping.limits import EXPECTED_NAME, NAME_LIMIT
from mapping.model import Entity, Fragment, ListedObject, ObjectKey

_NAMED = 10  # names in one finding
_KEYS = {Format.OBJECTS: "technicalName", Format.CONNECTIONS: "name"}


def read_objects(document: Document, space: str, diagnostics: Diagnostics) -> Fragment:
    """What a list of a space's objects or connections names; `space` may be '' where nobody said it."""
    out = Fragment(file=document.file, is_list=True)
    members = Members(document.file, {}, diagnostics)
    key = _KEYS[document.format]
    names: list[str] = []
    for i, line in enumerate(document.root["value"]):
        path: Path = ("value", i)
        name = line.get(key) if isinstance(line, dict) else None
        if not isinstance(name, str) or not name:
            members.wrong(path, f"an object with a {key}", line)
        elif len(name) > NAME_LIMIT:
            members.wrong((*path, key), EXPECTED_NAME, name)
        elif document.format is Format.OBJECTS:
            out.objects.append(ListedObject(ObjectKey(space, name), path))
        else:
            names.append(name)
    if names:
        message = f"a list of connections is no data: not carried ({listed(names, _NAMED)})"
        diagnostics.add("CSN027", message, file=document.file, path=("value",))
    return out


def report_undefined(
    entities: Mapping[ObjectKey, Entity], fragments: Iterable[Fragment], diagnostics: Diagnostics
) -> None:
    """A finding for each list that names objects which no file defines."""
    names = {key.name for key in entities}
    for fragment in fragments:
        undefined = [
            each
            for each in fragment.objects
            if (each.key not in entities if each.key.space else each.key.name not in names)
        ]
        if undefined:
            space = undefined[0].key.space
            what = f"listed of space {space!r}, but" if space else "listed, but"
            message = (
                f"{what} defined in none of the files: {listed([e.key.name for e in undefined], _NAMED)}"
            )
            remedy = "Read each with: datasphere objects <type> read"
            diagnostics.add("CAT001", message, remedy, file=fragment.file, path=undefined[0].path)
