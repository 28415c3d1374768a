"""Objects whose name changed in upper and lower case only: the same object, whose spec goes on.

Datasphere tells names apart by case, Glue doesn't: what was `ORDERS` and is `orders` has the same table. It
is the same object if the one is gone and the other new, and no third is spelled so.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from .import_record import ImportRecord, Key
from .spec_files import DATABASE, SpecFiles


def changed_in_case(
    incoming: AbstractSet[Key], stored: AbstractSet[Key], there: AbstractSet[Key]
) -> dict[Key, Key]:
    """New object -> the one that it was: gone, and the only one that differs from it in case alone.

    `stored` are the objects that have specs, `there` those that the export holds without giving a spec.
    """
    new, gone = _by_case(incoming - stored), _by_case(stored - incoming - there)
    pairs = ((found, gone.get(case, [])) for case, found in new.items())
    return {found[0]: before[0] for found, before in pairs if len(found) == len(before) == 1}


def follow_case(
    base: ImportRecord, present: SpecFiles, incoming: AbstractSet[Key], there: AbstractSet[Key]
) -> None:
    """Record and specs as if they had the names that the export has now."""
    new = incoming - base.blocks.keys()
    if not new or not present.places:
        return
    stored = {key for key in base.blocks if not key.is_database}
    # Specs are searched only for objects of which no record is: their files say what they are of.
    found = present.find(place for place in present.places if place.stem != DATABASE)
    for now, before in changed_in_case(incoming, stored | found.keys(), there).items():
        if before in base.blocks:
            home, text = base.homes[before], base.blocks[before]
            base.drop(before)
            base.put(now, home, text)
        for place in found.get(before, ()):
            present.respell(place, now)


def _by_case(keys: Iterable[Key]) -> dict[tuple[str, str], list[Key]]:
    found: dict[tuple[str, str], list[Key]] = {}
    for key in keys:
        if not key.is_database:
            found.setdefault((key.space, key.object.casefold()), []).append(key)
    return found
