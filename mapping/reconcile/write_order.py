"""The files that a plan writes, in an order in which it may stop after any of them.

Specs, then removals, then the records: see `store.writer`. Most texts are made only when they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from catalog.language.findings import Finding
from catalog.language.specs.yaml_text import line_of
from mapping.diagnostics.codes import finding
from mapping.store.import_record import FILE
from mapping.store.spec_files import DATABASE, SpecPath
from mapping.store.writer import FileChange, Plan, text_of

from .alignment import IMPORTS_OWN
from .state import ReconcileState

RENAME_ONE = "Rename one of the two objects, or the spec, or set `collisions: suffix` in the rules"


def in_write_order(state: ReconcileState) -> Plan:
    """The plan of a state: its findings, and the files to write."""
    state.plan.changes = [*_specs(state), *_removals(state), *_records(state)]
    return state.plan


def _specs(state: ReconcileState) -> Iterator[FileChange]:
    sources = {target.name: source.name for source, target in state.moves.items()}
    for path in _in_order(state):
        write = state.writes[path]
        is_new, before = write.is_new, write.before
        if is_new and path in state.files.paths and path not in state.removals:
            text = state.files.raw(path).decode("utf-8", "replace")
            if text != text_of(write.text):  # else a move that a killed run began
                state.plan.findings.append(_occupied(state, path, text))
                continue
        if path in state.removals and path not in state.moves:  # what lay there makes room
            is_new, before = False, state.removals[path]
        moved_from = sources.get(path.name, "")
        yield FileChange(state.folder, path.name, write.text, is_new, before, moved_from=moved_from)


def _removals(state: ReconcileState) -> Iterator[FileChange]:
    for path, text in sorted(state.removals.items(), key=lambda item: item[0].stem != DATABASE):
        if path not in state.writes:
            yield FileChange(state.folder, path.name, None, False, text)


def _records(state: ReconcileState) -> Iterator[FileChange]:
    record = state.record
    for folder, keys in sorted(record.changed(), key=lambda file: not file[1]):
        text = partial(record.text, keys) if keys else None
        yield FileChange(state.folder, f"{folder}/{FILE}", text, folder not in record.folders, record=True)


def _in_order(state: ReconcileState) -> Iterator[SpecPath]:
    """The paths to write: one that another spec leaves only after that one is written where it goes."""
    done: set[SpecPath] = set()
    # A database that moves goes last: until then the next run sees from its tables that it was renamed.
    moved = {path for path in state.moves.values() if path.stem == DATABASE}
    for first in sorted(state.writes, key=lambda path: path in moved):
        chain, path = [], first
        while path in state.writes and path not in done:
            done.add(path)
            chain.append(path)
            path = state.moves.get(path, path)
        yield from reversed(chain)


def _occupied(state: ReconcileState, path: SpecPath, text: str) -> Finding:
    key = state.files.key(path)
    owner = ".".join(key[:2]) if key else "something else"
    message = f"this is the spec of {owner!r}; another object has the same name in Glue"
    otherwise = f"{RENAME_ONE[0].lower()}{RENAME_ONE[1:]}"
    remedy = f"If {owner!r} is gone for good, import with --prune. Else {otherwise}" if key else RENAME_ONE
    line = line_of(text, (IMPORTS_OWN,))[0]
    return finding("IMP001", message, remedy, file=state.name(path), line=line)
