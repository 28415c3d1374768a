"""The files that a plan writes, in an order in which it may stop after any of them.

Specs, then removals, then the records: see `write`. Most texts are made only when they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from catalog.language.findings import Finding
from catalog.language.specs.yaml_text import line_of
from mapping.diagnostics.codes import finding
from mapping.store.import_record import FILE
from mapping.store.spec_files import DATABASE, SpecPath
from mapping.store.writer import FileChange

from .alignment import IMPORTS_OWN
from .state import ReconcileState

APART = "Rename one of the two objects, or the spec, or set `collisions: suffix` in the rules"


def changes_of(state: ReconcileState) -> Iterator[FileChange]:
    """Specs, then removals, then the record: see `write`."""
    for place in _in_order(state):
        change = state.writes[place]
        if change.is_new and place in state.files.places and place not in state.removals:
            text = state.files.raw(place).decode("utf-8", "replace")
            if text != change.text:  # else a move that a killed run began
                state.plan.findings.append(_occupied(state, place, text))
                continue
        if place in state.removals and place not in state.moves:  # what lay there makes room
            change = replace(change, is_new=False, before=state.removals[place])
        yield change
    for place, text in sorted(state.removals.items(), key=lambda item: item[0].stem != DATABASE):
        if place not in state.writes:
            yield FileChange(place.path(state.folder), None, False, text)
    for folder, keys in sorted(state.record.changed(), key=lambda file: not file[1]):
        record = partial(state.record.text, keys) if keys else None
        yield FileChange(
            state.folder / folder / FILE, record, folder not in state.record.folders, record=True
        )


def _in_order(state: ReconcileState) -> Iterator[SpecPath]:
    """The places to write: one that another spec leaves only after that one is written where it goes."""
    done: set[SpecPath] = set()
    # A database that moves goes last: until then the next run sees from its tables that it was renamed.
    moved = {place for place in state.moves.values() if place.stem == DATABASE}
    for first in sorted(state.writes, key=lambda place: place in moved):
        chain, place = [], first
        while place in state.writes and place not in done:
            done.add(place)
            chain.append(place)
            place = state.moves.get(place, place)
        yield from reversed(chain)


def _occupied(state: ReconcileState, place: SpecPath, text: str) -> Finding:
    key = state.files.key(place)
    owner = ".".join(key[:2]) if key else "something else"
    message = f"this is the spec of {owner!r}; another object has the same name in Glue"
    remedy = f"If {owner!r} is gone for good, import with --prune. Else {APART[0].lower()}{APART[1:]}"
    return finding(
        "IMP001",
        message,
        remedy if key else APART,
        file=state.name(place),
        line=line_of(text, (IMPORTS_OWN,))[0],
    )
