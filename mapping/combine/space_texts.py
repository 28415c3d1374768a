"""What the files say of spaces: systems, labels, descriptions.

The catalog's list of spaces goes before the contexts by which exports name other spaces. Two lists, or two
contexts, that contradict each other are an error, as two definitions of an object are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mapping.model import Fragment, Space
from mapping.unions.definitions import best_system

from .overlap_findings import OverlapFindings
from .stated_texts import settled_text


def spaces_of(
    fragments: Sequence[Fragment], used: set[str], told: OverlapFindings, prefer: Sequence[str]
) -> dict[str, Space]:
    """The spaces by name; `used` are those that own an object: the others' texts are in no spec."""
    named: dict[str, list[Space]] = {}
    listed: dict[str, list[Space]] = {}
    for fragment in fragments:
        for space in fragment.spaces:
            named.setdefault(space.name, []).append(space)
        for space in fragment.listed:
            listed.setdefault(space.name, []).append(space)
    found = {}
    for name, spaces in named.items():
        system = best_system([space.system for space in spaces])
        found[name] = replace(spaces[0], system=system)
        if name in used:
            sources = (listed.get(name, ()), spaces)
            label, description = (_text(part, sources, told, prefer) for part in ("label", "description"))
            found[name] = replace(found[name], label=label, description=description)
    return found


def _text(part: str, sources: Iterable[Sequence[Space]], told: OverlapFindings, prefer: Sequence[str]) -> str:
    """The text of the first source that has any."""
    for spaces in sources:
        saying = [space for space in spaces if getattr(space, part)]
        if saying:
            return settled_text(part, f"space {saying[0].name}", saying, told, prefer)
    return ""
