"""The files that a plan writes, in an order in which it may stop after any of them.

Specs, then removals, then the records: see `write`. Most texts are made only when they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from catalog.language.findings import Finding
from catalog.language.specs.yaml_text import line_of
from mapping.diagnostics.codes import finding
from mapping.store.import_record import FILE
from mapping.store.spec_files import DATABASE, Place
from mapping.store.writer import FileChange

from .merge import IMPORTS_OWN

APART = "Rename one of the two objects, or the spec, or set `collisions: suffix` in the rules"

if TYPE_CHECKING:
    from .planner import Work


def changes_of(work: Work) -> Iterator[FileChange]:
    """Specs, then removals, then the record: see `write`."""
    for place in _in_order(work):
        change = work.writes[place]
        if change.is_new and place in work.present.places and place not in work.removals:
            text = work.present.raw(place).decode("utf-8", "replace")
            if text != change.text:  # else a move that a killed run began
                work.plan.findings.append(_occupied(work, place, text))
                continue
        if place in work.removals and place not in work.moves:  # what lay there makes room
            change = replace(change, is_new=False, before=work.removals[place])
        yield change
    for place, text in sorted(work.removals.items(), key=lambda item: item[0].stem != DATABASE):
        if place not in work.writes:
            yield FileChange(place.path(work.folder), None, False, text)
    for folder, keys in sorted(work.base.changed(), key=lambda file: not file[1]):
        record = partial(work.base.text, keys) if keys else None
        yield FileChange(work.folder / folder / FILE, record, folder not in work.base.folders, record=True)


def _in_order(work: Work) -> Iterator[Place]:
    """The places to write: one that another spec leaves only after that one is written where it goes."""
    done: set[Place] = set()
    # A database that moves goes last: until then the next run sees from its tables that it was renamed.
    moved = {place for place in work.moves.values() if place.stem == DATABASE}
    for first in sorted(work.writes, key=lambda place: place in moved):
        chain, place = [], first
        while place in work.writes and place not in done:
            done.add(place)
            chain.append(place)
            place = work.moves.get(place, place)
        yield from reversed(chain)


def _occupied(work: Work, place: Place, text: str) -> Finding:
    key = work.present.key(place)
    owner = ".".join(key[:2]) if key else "something else"
    message = f"this is the spec of {owner!r}; another object has the same name in Glue"
    remedy = f"If {owner!r} is gone for good, import with --prune. Else {APART[0].lower()}{APART[1:]}"
    return finding(
        "IMP001",
        message,
        remedy if key else APART,
        file=work.name(place),
        line=line_of(text, (IMPORTS_OWN,))[0],
    )
