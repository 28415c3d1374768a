"""A merge in words: one finding for each conflict, one for all that a file takes over from the export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.language.editing.edits import MISSING, same
from catalog.language.findings import Finding, Path, format_path
from catalog.language.specs.yaml_emitter import flow
from catalog.language.specs.yaml_text import line_of
from mapping.diagnostics.codes import finding

from .alignment import IMPORTS_OWN
from .merge import ConflictPolicy, EventKind, Merge, MergeEvent

SHOWN = 3  # changes named in the line of a file; the report has them all
WIDTH = 60  # characters of a value in a message
ONE: dict[str | int, str] = {
    "columns": "column",
    "relationships": "relationship",
    "hierarchies": "hierarchy",
    "controls": "control",
}
SETTLE = (
    "Make both the same in the spec, or import with --conflicts keep for the spec's values, "
    "--conflicts take for the export's"
)


@dataclass(frozen=True, slots=True)
class MergedFile:
    """A file that was merged into, as it was before: its text and the spec in it."""

    name: str
    text: str
    spec: Mapping[str, Any]
    policy: ConflictPolicy
    by_position: bool = False  # its data's files are read so, and do not follow the export

    def finding(self, code: str, message: str, remedy: str, path: Path) -> Finding:
        """A finding at a place of the file."""
        line = line_of(self.text, path)[0]
        return finding(code, message, remedy, file=self.name, path=path, line=line)

    def place(self, path: Path) -> str:
        """`business.label`, or `columns[3].type of 'amount'`."""
        entries = self.spec.get(str(path[0])) if len(path) > 2 and isinstance(path[1], int) else None
        entry = entries[path[1]] if isinstance(entries, list) and isinstance(path[1], int) else None
        name = entry.get("name") if isinstance(entry, dict) else None
        return f"{format_path(path)} of {name!r}" if name is not None else format_path(path)


def findings(merge: Merge, file: MergedFile) -> Iterator[Finding]:
    """What to report of one file: one finding for each event, one for all that was taken of the export."""
    for event in merge.events:
        if event.kind is not EventKind.TAKEN:
            yield _FINDINGS[event.kind](event, file)
    taken = [event for event in merge.events if event.kind is EventKind.TAKEN]
    if taken:
        yield _taken(taken, file)


def _taken(events: list[MergeEvent], file: MergedFile) -> Finding:
    places = {event.path for event in events}  # a column's type makes the type that it came from superfluous
    shown_first = [
        event
        for event in events
        if event.path[-2:] != (IMPORTS_OWN, "type") or (*event.path[:-2], "type") not in places
    ]
    shown_first.sort(key=lambda event: IMPORTS_OWN in event.path)
    more = f" and {len(shown_first) - SHOWN} more" if len(shown_first) > SHOWN else ""
    changes = "; ".join(_change(event, file) for event in shown_first[:SHOWN])
    return file.finding("IMP011", f"changes of the export: {changes}{more}", "", shown_first[0].path)


def _conflict(event: MergeEvent, file: MergedFile) -> Finding:
    message = _both_sides(event, file)
    if file.policy is ConflictPolicy.ASK:
        return file.finding("IMP010", message, SETTLE, event.path)
    stands = (
        "the spec's side was kept" if file.policy is ConflictPolicy.KEEP else "the export's side was taken"
    )
    return file.finding("IMP012", f"{message}: {stands}", "", event.path)


def _kept(event: MergeEvent, file: MergedFile) -> Finding:
    values = f"{shown(event.theirs)} here and {shown(event.ours)} in the export"
    message = f"{file.place(event.path)} is {values}: kept"
    return file.finding(
        "IMP003", message, "Import with --conflicts take to take the export's value", event.path
    )


def _no_longer_exported(event: MergeEvent, file: MergedFile) -> Finding:
    message = f"column {event.theirs.get('name')!r} is no longer in the export: kept"
    return file.finding("IMP004", message, "Remove it from the spec if it is gone for good", event.path)


def _partition_key(event: MergeEvent, file: MergedFile) -> Finding:
    changes = _differences(event.base, event.ours) or "where it comes from"
    message = f"column {event.ours['name']!r} is a partition key here and changed in the export: {changes}"
    return file.finding("IMP019", message, "Change the partition key by hand if need be", event.path)


def _order(event: MergeEvent, file: MergedFile) -> Finding:
    """Whose order of columns stands, and what that means for files that are read by position."""
    message, remedy = "the export now orders the columns differently", ""
    if event.kind is EventKind.REORDERED:
        message = f"{message}: nobody edited the spec, it has the export's order now"
    elif file.by_position:
        message = f"{message}: the spec keeps its order, as its files are read by position"
        remedy = "If the files follow the export, write column_order: export for it under tables of the rules"
    else:
        message = f"{message}: people edited the spec, its order is kept"
    return file.finding("IMP013", message, remedy, event.path)


_FINDINGS: dict[EventKind, Callable[[MergeEvent, MergedFile], Finding]] = {
    EventKind.CONFLICT: _conflict,
    EventKind.KEPT: _kept,
    EventKind.GONE: _no_longer_exported,
    EventKind.ORDER: _order,
    EventKind.REORDERED: _order,
    EventKind.PARTITION: _partition_key,
}


# --- in words ---


def _both_sides(event: MergeEvent, file: MergedFile) -> str:
    """What each side did, with the values: the spec's, the export's and the one last imported."""
    if not isinstance(event.path[-1], int):
        values = f"{shown(event.theirs)} here, {shown(event.ours)} in the export"
        return f"{file.place(event.path)} is {values}, {shown(event.base)} when last imported"
    entry = f"{ONE[event.path[-2]]} {event.base.get('name')!r}"
    if event.theirs is MISSING:
        return f"{entry} was removed here and changed in the export: {_differences(event.base, event.ours)}"
    edits = _differences(event.base, event.theirs) or "it has a comment"
    return f"{entry} is gone from the export and was edited here: {edits}"


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """`label: A -> B` for each member that differs."""
    keys = [*old, *(key for key in new if key not in old)]
    pairs = [(key, old.get(key, MISSING), new.get(key, MISSING)) for key in keys if key != IMPORTS_OWN]
    return ", ".join(f"{key}: {shown(a)} -> {shown(b)}" for key, a, b in pairs if not same(a, b))


def _change(event: MergeEvent, file: MergedFile) -> str:
    place = file.place(event.path)
    if isinstance(event.path[-1], int):
        entry = event.ours if event.theirs is MISSING else event.theirs
        name = entry.get("name") if isinstance(entry, dict) else None
        return f"{ONE[event.path[-2]]} {name!r} {'added' if event.theirs is MISSING else 'removed'}"
    if event.ours is MISSING:
        return f"{place} removed"
    if event.theirs is MISSING:
        return f"{place}: {shown(event.ours)}"
    return f"{place}: {shown(event.theirs)} -> {shown(event.ours)}"


def shown(value: Any) -> str:
    """A value in a message: short, on one line."""
    if value is MISSING:
        return "not there"
    text = flow(value)
    return text if len(text) <= WIDTH else text[: WIDTH - 3] + "..."


def as_event(event: MergeEvent, file: str) -> dict[str, Any]:
    """The same as data, for the report."""
    values = {"base": event.base, "spec": event.theirs, "export": event.ours}
    found: dict[str, Any] = {"file": file, "what": str(event.kind), "place": format_path(event.path)}
    return found | {name: value for name, value in values.items() if value is not MISSING}
