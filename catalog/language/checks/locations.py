"""The rule that each table has a folder of its own."""

from __future__ import annotations

from catalog.language.findings import Violation, listed
from catalog.language.specs.resolver import TableSpec

from .location_index import LOCATION, location_of
from .rule import Context, Violations

SHOWN = 3  # tables that a message names


def no_shared_folder(table: TableSpec, context: Context) -> Violations:
    """SPEC036: no table lies in the folder of another one, because both would read these files."""
    location = location_of(table)
    if not location:
        return
    same = context.folders.at(location)
    if same and same[0] is not table:
        yield _shared(f"is the location of {same[0].full_name}, too", location)
    holding = list(context.folders.above(location))
    if holding:
        names = listed([t.full_name for t in holding], SHOWN)
        yield _shared(f"lies in the location of {names}", location)


def _shared(how: str, location: str) -> Violation:
    remedy = "Give each table a folder of its own, unless both are to read these files"
    return Violation("SPEC036", LOCATION, f"{location} {how}", remedy)
