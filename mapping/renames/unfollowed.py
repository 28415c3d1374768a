"""Renames that people named on the command line and that are none: why not. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from catalog.language.glue.names import nearest

from .columns import element_of
from .matching import entries_of

Objects = Mapping[tuple[str, str], Callable[[], Mapping[str, Any]]]  # (space, object) -> what gives its spec


def why_not(old: str, new: str, written: Objects, coming: Objects) -> str:
    """Why a named pair is no rename; '' for one that is, or that was taken before.

    `written` are the objects that import has written specs for, `coming` those of the export.
    """
    objects = [*dict.fromkeys((*written, *coming))]
    for space, name in objects:
        if f"{space}.{name}" == old:
            return _why(
                (space, name) in coming, new, [each for home, each in coming if home == space], "object"
            )
    for space, name in coming:
        if old.startswith(f"{space}.{name}."):
            column = old[len(f"{space}.{name}.") :]
            before = _elements(written.get((space, name), dict)())
            now = _elements(coming[space, name]())
            if column in before or column in now:
                return _why(column in now, new, now, "column")
            unknown = f"no column is called {column!r}{nearest(column, before)}"
            return "" if new in before else unknown  # else it was taken before
    if any(name == new and old.startswith(f"{space}.") for space, name in written):
        return ""  # an object that was taken before
    return f"no object is called so{nearest(old, ['.'.join(each) for each in objects])}"


def _why(stays: bool, new: str, now: Iterable[str], what: str) -> str:
    names = [*now]
    if stays:
        return f"the export still has the {what} under its old name"
    if new not in names:
        return f"the export has no {what} {new!r} in its place{nearest(new, names)}"
    return ""


def _elements(spec: Mapping[str, Any]) -> set[str]:
    return {element_of(column) for column in entries_of(spec.get("columns"))}
