"""What a merge has to say, in words: one finding for each conflict, one for all that was taken of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.language.findings import Finding, Path, format_path
from catalog.language.specs.yaml_emitter import flow
from catalog.language.specs.yaml_text import line_of
from mapping.diagnostics.codes import finding

from .merge import IMPORTS_OWN, MISSING, Kind, Merge, Side, Told, same

SHOWN = 3  # changes named in the line of a file; the report has them all
WIDTH = 60  # characters of a value in a message
ONE: dict[str | int, str] = {"columns": "column", "relationships": "relationship", "hierarchies": "hierarchy"}
BY_POSITION = ("csv",)  # formats whose files name no columns
SETTLE = (
    "Make both the same in the spec, or import with --conflicts keep for the spec's values, "
    "--conflicts take for the export's"
)


def findings(merge: Merge, theirs: Mapping[str, Any], text: str, file: str, side: Side) -> Iterator[Finding]:
    """What to tell of one file, with its lines; `text` is the file as it was, `theirs` its data."""
    for told in merge.told:
        if told.kind is Kind.CONFLICT:
            yield _conflict(told, theirs, text, file, side)
        elif told.kind is Kind.KEPT:
            values = f"{shown(told.theirs)} here and {shown(told.ours)} in the export"
            message = f"{_place(told.path, theirs)} is {values}"
            remedy = "Import with --conflicts take to take the export's value"
            yield _at("IMP003", f"{message}: kept", remedy, told.path, text, file)
        elif told.kind is Kind.GONE:
            message = f"column {told.theirs.get('name')!r} is no longer in the export: kept"
            remedy = "Remove it from the spec if it is gone for good"
            yield _at("IMP004", message, remedy, told.path, text, file)
        elif told.kind is Kind.PARTITION:
            changes = _differences(told.base, told.ours) or "where it comes from"
            message = (
                f"column {told.ours['name']!r} is a partition key here and changed in the export: {changes}"
            )
            yield _at("IMP019", message, "Change the partition key by hand if need be", told.path, text, file)
        elif told.kind in (Kind.ORDER, Kind.REORDERED):
            yield _order(told, theirs, text, file)
    taken = [t for t in merge.told if t.kind is Kind.TAKEN]
    places = {told.path for told in taken}  # a column's type tells enough of the type that it came from
    told_of = [
        t for t in taken if t.path[-2:] != (IMPORTS_OWN, "type") or (*t.path[:-2], "type") not in places
    ]
    told_of.sort(key=lambda told: IMPORTS_OWN in told.path)
    if taken:
        more = f" and {len(told_of) - SHOWN} more" if len(told_of) > SHOWN else ""
        changes = "; ".join(_change(told, theirs) for told in told_of[:SHOWN])
        message = f"changes of the export: {changes}{more}"
        yield _at("IMP011", message, "", told_of[0].path, text, file)


def _order(told: Told, theirs: Mapping[str, Any], text: str, file: str) -> Finding:
    """Whose order of columns stands, and what that means for files that are read by position."""
    storage = theirs.get("storage")
    files = storage.get("format", "") if isinstance(storage, Mapping) else ""
    message = "the export now orders the columns differently"
    if told.kind is Kind.REORDERED:
        message = f"{message}: nobody edited the spec, it has the export's order now"
        remedy = "write files anew that have the old order"
    else:
        message = f"{message}: people edited the spec, its order is kept"
        remedy = "reorder the columns by hand if new files have the export's order"
    if files not in ("", *BY_POSITION):
        return _at("IMP013", message, "", told.path, text, file)
    when = f"Its storage is {files}, which is" if files else f"If its storage is {' or '.join(BY_POSITION)},"
    return _at("IMP013", message, f"{when} read by position: {remedy}", told.path, text, file)


def _conflict(told: Told, theirs: Mapping[str, Any], text: str, file: str, side: Side) -> Finding:
    message = _both(told, theirs)
    if side is Side.ASK:
        return _at("IMP010", message, SETTLE, told.path, text, file)
    stands = "the spec's side was kept" if side is Side.KEEP else "the export's side was taken"
    return _at("IMP012", f"{message}: {stands}", "", told.path, text, file)


def _both(told: Told, theirs: Mapping[str, Any]) -> str:
    """What each side did, with the values: the spec's, the export's and the one last imported."""
    if not isinstance(told.path[-1], int):
        values = f"{shown(told.theirs)} here, {shown(told.ours)} in the export"
        return f"{_place(told.path, theirs)} is {values}, {shown(told.base)} when last imported"
    entry = f"{ONE[told.path[-2]]} {told.base.get('name')!r}"
    if told.theirs is MISSING:
        return f"{entry} was removed here and changed in the export: {_differences(told.base, told.ours)}"
    edits = _differences(told.base, told.theirs) or "it has a comment"
    return f"{entry} is gone from the export and was edited here: {edits}"


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """`label: A -> B` for each member that differs."""
    keys = [*old, *(key for key in new if key not in old)]
    pairs = [(key, old.get(key, MISSING), new.get(key, MISSING)) for key in keys if key != IMPORTS_OWN]
    return ", ".join(f"{key}: {shown(a)} -> {shown(b)}" for key, a, b in pairs if not same(a, b))


def _change(told: Told, theirs: Mapping[str, Any]) -> str:
    place = _place(told.path, theirs)
    if isinstance(told.path[-1], int):
        entry = told.ours if told.theirs is MISSING else told.theirs
        name = entry.get("name") if isinstance(entry, dict) else None
        return f"{ONE[told.path[-2]]} {name!r} {'added' if told.theirs is MISSING else 'removed'}"
    if told.ours is MISSING:
        return f"{place} removed"
    if told.theirs is MISSING:
        return f"{place}: {shown(told.ours)}"
    return f"{place}: {shown(told.theirs)} -> {shown(told.ours)}"


def _place(path: Path, theirs: Mapping[str, Any]) -> str:
    """`business.label`, or `columns[3].type of 'amount'`."""
    entries = theirs.get(str(path[0])) if len(path) > 2 and isinstance(path[1], int) else None
    entry = entries[path[1]] if isinstance(entries, list) and isinstance(path[1], int) else None
    name = entry.get("name") if isinstance(entry, dict) else None
    return f"{format_path(path)} of {name!r}" if name is not None else format_path(path)


def _at(code: str, message: str, remedy: str, path: Path, text: str, file: str) -> Finding:
    return finding(code, message, remedy, file=file, path=path, line=line_of(text, path)[0])


def shown(value: Any) -> str:
    """A value in a message: short, on one line."""
    if value is MISSING:
        return "not there"
    text = flow(value)
    return text if len(text) <= WIDTH else text[: WIDTH - 3] + "..."


def event(told: Told, file: str) -> dict[str, Any]:
    """The same as data, for the report."""
    values = {"base": told.base, "spec": told.theirs, "export": told.ours}
    found: dict[str, Any] = {"file": file, "what": str(told.kind), "place": format_path(told.path)}
    return found | {name: value for name, value in values.items() if value is not MISSING}
