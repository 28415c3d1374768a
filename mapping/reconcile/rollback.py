"""What the rules let fail, fails alone: its spec stays as it is, and its errors are warnings (MAP044).

`priorities` does the same for what shows in the exports alone; this is for what shows only beside the specs
in the folder: a conflict, a spec that can't be read or that belongs to another object.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from catalog.language.findings import errors
from mapping.rules.failure_policy import skipped
from mapping.store.import_record import Key
from mapping.store.spec_files import SpecPath

from .state import ReconcileState


@contextmanager
def undone_if_failed(state: ReconcileState, key: Key) -> Iterator[None]:
    """Takes back all that is planned for one object inside of the block, if an error is told there."""
    told, unchanged = len(state.plan.findings), state.plan.unchanged
    planned: tuple[dict[SpecPath, Any], ...] = (state.writes, state.removals, state.moves)
    before = [len(made) for made in planned]
    home, stored, dirty = state.record.homes.get(key), state.record.blocks.get(key), {*state.record.dirty}
    yield
    failures = errors(state.plan.findings[told:])
    if not failures:
        return
    state.plan.findings[told:] = [skipped(failure, f"{key.space}.{key.label}") for failure in failures]
    state.plan.unchanged = unchanged
    for made, size in zip(planned, before, strict=True):
        while len(made) > size:
            made.popitem()  # the last one that was put in
    state.record.drop(key)
    if home is not None and stored is not None:
        state.record.put(key, home, stored)
    state.record.dirty = dirty
