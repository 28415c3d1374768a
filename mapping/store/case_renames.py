"""Objects whose name changed in upper and lower case only: the same object, whose spec goes on.

Names that differ in case alone are different in Datasphere and the same in Glue: what was `ORDERS` and is
`orders` has the same table. It is the same object if the export lacks the one and brings the other, and has
no third that is spelled so.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from .import_record import ImportRecord, Key
from .spec_files import DATABASE, SpecFiles


def changed_in_case(
    incoming: AbstractSet[Key], stored: AbstractSet[Key], there: AbstractSet[Key]
) -> dict[Key, Key]:
    """New object -> its former spelling: the one object that left and differs from it in case alone.

    `stored` are the objects that have specs, `there` those that the export holds without giving a spec.
    """
    new, left = _by_case(incoming - stored), _by_case(stored - incoming - there)
    pairs = ((now, left.get(case, [])) for case, now in new.items())
    return {now[0]: before[0] for now, before in pairs if len(now) == len(before) == 1}


def follow_case(
    record: ImportRecord, files: SpecFiles, incoming: AbstractSet[Key], there: AbstractSet[Key]
) -> None:
    """Record and specs as if they had the names that the export has now."""
    new = incoming - record.texts.keys()
    if not new or not files.paths:
        return
    stored = {key for key in record.texts if not key.is_database}
    # Files are read only for objects that are not in the record: their `source` says what they are of.
    found = files.find(path for path in files.paths if path.stem != DATABASE)
    for now, before in changed_in_case(incoming, stored | found.keys(), there).items():
        if before in record.texts:
            folder, text = record.folder_of[before], record.texts[before]
            record.drop(before)
            record.put(now, folder, text)
        for path in found.get(before, ()):
            files.respell(path, now)


def _by_case(keys: Iterable[Key]) -> dict[tuple[str, str], list[Key]]:
    found: dict[tuple[str, str], list[Key]] = {}
    for key in keys:
        if not key.is_database:
            found.setdefault((key.space, key.object.casefold()), []).append(key)
    return found
