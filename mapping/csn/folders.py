"""What Datasphere notes of an object beside its definition: `_meta`, of which the folder is kept.

`{"_meta": {"dependencies": {"folderAssignment": "Folder_AB12CD"}}}`: exports of the user interface name the
folder by its technical name, the API gives null; null is the space itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.language.findings import Path
from mapping.cds.annotations import says_nothing
from mapping.cds.members import Members, named
from mapping.limits import EXPECTED_NAME, NAME_LIMIT

META = "_meta"
_FOLDER = ("dependencies", "folderAssignment")


def folder_of(definition: Mapping[str, Any], path: Path, members: Members) -> str:
    """The technical name of the folder that a definition is kept in; a finding for all else of `_meta`."""
    folder = ""
    for steps, value in _leaves(members.object(definition, META, path), ()):
        place = (*path, META, *steps)
        if steps != _FOLDER:
            what = f"{META}.{'.'.join(steps)}"
            message = f"{what} of {named(path)} has no place in a spec"
            kind = f"{what} of a definition has no place in a spec"
            members.diagnostics.count("MAP031", message, file=members.file, path=place, kind=kind)
        elif not isinstance(value, str):
            members.wrong(place, "the name of a folder", value)
        elif len(value) > NAME_LIMIT:
            members.wrong(place, EXPECTED_NAME, value)
        else:
            folder = value
    return folder


def _leaves(meta: Mapping[str, Any], around: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What `_meta` states: its members, and those of its `dependencies`, that say something."""
    for name, value in meta.items():
        steps = (*around, name)
        if says_nothing(value):
            continue
        if steps == _FOLDER[:1] and isinstance(value, dict):
            yield from _leaves(value, steps)
        else:
            yield steps, value
