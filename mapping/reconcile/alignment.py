"""Which entries of three lists are the same: of the base, of people's file and of the export.

Entries are the same if they come from the same element of the export (`source.name`), else if they have the
same name. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

FORMER = "renamed_from"  # the name that a table or a column had
IMPORTS_OWN = "source"  # the member of a spec or an entry that is import's own record of its origin

Row = tuple[int | None, int | None, int | None]


def align(base: Sequence[Any], theirs: Sequence[Any], ours: Sequence[Any]) -> list[Row]:
    """(index in base, in theirs, in ours) of each entry: the export's in their order, then the others."""
    base_of, theirs_of, known = _links(ours, base), _links(ours, theirs), _links(base, theirs)
    used = set(theirs_of.values())
    rows: list[Row] = []
    for o in range(len(ours)):
        b, t = base_of.get(o), theirs_of.get(o)
        if t is None and b is not None and known.get(b) not in used:
            t = known.get(b)
        rows.append((b, t, o))
    met = {row[0] for row in rows}, {row[1] for row in rows}
    for b in range(len(base)):
        t = known.get(b)
        if b not in met[0]:
            rows.append((b, None if t in met[1] else t, None))
    seen = {row[1] for row in rows}
    return rows + [(None, t, None) for t in range(len(theirs)) if t not in seen]


def _links(entries: Sequence[Any], others: Sequence[Any]) -> dict[int, int]:
    """Index -> index of the same entry: by the element they came from, then by name; each used once."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for key in (_identity, name_of):
        places: dict[str, list[int]] = {}
        for j, entry in enumerate(others):
            value = key(entry)
            if j not in taken and isinstance(value, str) and value:
                places.setdefault(value, []).append(j)
        for i, entry in enumerate(entries):
            free = places.get(key(entry) or "") if i not in found and isinstance(key(entry), str) else None
            if free:
                found[i] = free.pop(0)
                taken.add(found[i])
    return found


def _identity(entry: Any) -> Any:
    """The element in the export that an entry came from; nothing where the spec doesn't say."""
    source = entry.get(IMPORTS_OWN) if isinstance(entry, dict) else None
    return source.get("name") if isinstance(source, dict) else None


def name_of(entry: Any) -> Any:
    """The name of an entry; None where people wrote something else than an entry."""
    return entry.get("name") if isinstance(entry, dict) else None
