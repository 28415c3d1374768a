"""What a merge has to say, in words: one finding for each conflict, one for all that was taken of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.findings import Finding, Path, format_path
from catalog.yamltext import line_of

from .codes import finding
from .merge import IMPORTS_OWN, MISSING, Kind, Merge, Side, Told
from .yamlout import flow

SHOWN = 3  # changes named in the line of a file; the report has them all
WIDTH = 60  # characters of a value in a message
SETTLE = (
    "Make both the same in the spec, or import with --conflicts keep for the spec's values, "
    "--conflicts take for the export's"
)


def findings(merge: Merge, text: str, file: str, side: Side) -> Iterator[Finding]:
    """What to tell of one file, with its lines; `text` is the file as it was."""
    for told in merge.told:
        if told.kind is Kind.CONFLICT:
            yield _conflict(told, text, file, side)
        elif told.kind is Kind.KEPT:
            values = f"{shown(told.theirs)} here and {shown(told.ours)} in the export"
            message = f"{format_path(told.path)} is {values}"
            todo = "Import with --conflicts take to take the export's value"
            yield _at("IMP003", f"{message}: kept", todo, told.path, text, file)
        elif told.kind is Kind.GONE:
            message = f"{format_path(told.path)} is no longer in the export: kept"
            todo = "Remove it from the spec if it is gone for good"
            yield _at("IMP004", message, todo, told.path, text, file)
        elif told.kind is Kind.ORDER:
            message = "the export now orders the columns differently: the spec's order is kept"
            todo = "Reorder them by hand if the files are read by position, as CSV is"
            yield _at("IMP013", message, todo, told.path, text, file)
    taken = [t for t in merge.told if t.kind is Kind.TAKEN]
    told_of = [t for t in taken if IMPORTS_OWN not in t.path] or taken
    if taken:
        more = f" and {len(told_of) - SHOWN} more" if len(told_of) > SHOWN else ""
        message = f"taken from the export: {'; '.join(map(_change, told_of[:SHOWN]))}{more}"
        yield _at("IMP011", message, "", told_of[0].path, text, file)


def _conflict(told: Told, text: str, file: str, side: Side) -> Finding:
    values = f"{shown(told.theirs)} here, {shown(told.ours)} in the export"
    values += f", {shown(told.base)} when last imported"
    message = f"{format_path(told.path)} is {values}"
    if side is Side.ASK:
        return _at("IMP010", message, SETTLE, told.path, text, file)
    stands = "the spec's value was kept" if side is Side.KEEP else "the export's value was taken"
    return _at("IMP012", f"{message}: {stands}", "", told.path, text, file)


def _change(told: Told) -> str:
    place = format_path(told.path)
    if isinstance(told.path[-1], int):
        entry = told.ours if told.theirs is MISSING else told.theirs
        name = entry.get("name") if isinstance(entry, dict) else None
        return f"{told.path[-2]} {name!r} {'added' if told.theirs is MISSING else 'removed'}"
    if told.ours is MISSING:
        return f"{place} removed"
    if told.theirs is MISSING:
        return f"{place}: {shown(told.ours)}"
    return f"{place}: {shown(told.theirs)} -> {shown(told.ours)}"


def _at(code: str, message: str, todo: str, path: Path, text: str, file: str) -> Finding:
    return finding(code, message, todo, file=file, path=path, line=line_of(text, path)[0])


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
