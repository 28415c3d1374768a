"""The edits that make one spec of another: `patched(old, edits_between(old, new))` is `new`. Pure.

Entries of lists that have names, as columns do, are followed one by one, so that what people wrote around
those that stay is kept; all other lists are replaced whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog.language.changes.ordering import longest_in_order
from catalog.language.findings import Path

from .edits import MISSING, Edit, same

FORMER = "renamed_from"  # of an entry: the name that it had


def edits_between(old: Mapping[str, Any], new: Mapping[str, Any], path: Path = ()) -> Iterator[Edit]:
    """What to edit in a mapping; `path` leads to it."""
    after = ""
    for key, value in new.items():
        if key not in old:
            yield Edit((*path, key), value, after)
            continue
        after = key
        if not same(old[key], value):
            yield from _changed((*path, key), old[key], value)
    yield from (Edit((*path, key), MISSING) for key in old if key not in new)


def _changed(path: Path, old: Any, new: Any) -> Iterator[Edit]:
    if old and new and isinstance(old, dict) and isinstance(new, dict):
        yield from edits_between(old, new, path)
        return
    pairs = _pairs(old, new)
    if pairs:
        yield from _entries(path, old, new, pairs)
    else:
        yield Edit(path, new)


def _entries(path: Path, old: Sequence[Any], new: Sequence[Any], pairs: Mapping[int, int]) -> Iterator[Edit]:
    """Entries that stay are edited, the others taken away and put in; `pairs`: places in `old` by those in
    `new`.
    """
    stay = longest_in_order([pairs[at] for at in sorted(pairs)])
    before = 0
    for at, entry in enumerate(new):
        here = pairs.get(at)
        if here is None or here not in stay:
            yield Edit((*path, before), entry, insert=True)
            continue
        yield from edits_between(old[here], entry, (*path, here))
        before = here + 1
    yield from (Edit((*path, at), MISSING) for at in range(len(old)) if at not in stay)


def _pairs(old: Any, new: Any) -> dict[int, int]:
    """The place in the old list of each entry of the new one: by name, by the element of an export that both
    come from, by the name that it had. Empty where the entries have no names.
    """
    names = [_names(side) for side in (old, new)]
    if not all(names) or any(len({*each}) < len(each) for each in names):
        return {}
    places = {name: at for at, name in enumerate(names[0])}
    found = {at: places[name] for at, name in enumerate(names[1]) if name in places}
    for entries, others, key in ((old, new, _source), (old, new, _name)):
        former = {key(e) if key is _source else e.get(FORMER): at for at, e in enumerate(entries)}
        for at, entry in enumerate(others):
            here = former.get(key(entry)) if at not in found and key(entry) else None
            if here is not None and here not in found.values():
                found[at] = here
    return found


def _names(entries: Any) -> list[str]:
    """The names of a list's entries; none where one has no name."""
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        return []
    names = [_name(entry) for entry in entries]
    return [name for name in names if name] if all(names) else []


def _name(entry: Mapping[str, Any]) -> str:
    name = entry.get("name")
    return name if isinstance(name, str) else ""


def _source(entry: Mapping[str, Any]) -> str:
    source = entry.get("source")
    name = source.get("name") if isinstance(source, dict) else None
    return name if isinstance(name, str) else ""
