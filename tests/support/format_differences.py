"""Specs of one model in two formats, without what the table of differences lists."""

from __future__ import annotations

import copy
from typing import Any

from mapping.docs.format_differences import Differences

NAMED = ("columns", "relationships")


def without(spec: dict[str, Any], differences: Differences) -> dict[str, Any]:
    """The spec without what stands at the paths of the table; see there for how they are written."""
    found = copy.deepcopy(spec)
    for path, _ in differences:
        *steps, last = path.partition("=")[0].split(".")
        places: list[Any] = [found]
        for step in steps:
            name, _, called = step.removesuffix("]").partition("[")
            inner = [place.get(name) for place in places]
            flat = [x for i in inner for x in (i if isinstance(i, list) else [i])]
            places = [x for x in flat if isinstance(x, dict) and called in ("", x.get("name"))]
        for place in places:
            if "=" not in path or place.get(last) == path.partition("=")[2]:
                place.pop(last, None)
    return found


def names_of(spec: dict[str, Any], key: str) -> set[str]:
    """The names of a spec's columns or relationships."""
    return {each["name"] for each in spec.get(key, ())}


def in_common(one: dict[str, Any], other: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both specs with the columns and relationships that both have, by name."""
    found = []
    for spec in (one, other):
        parts = {
            key: {
                each["name"]: each
                for each in spec.get(key, ())
                if each["name"] in names_of(one, key) & names_of(other, key)
            }
            for key in NAMED
        }
        found.append({**spec, **parts})
    return found[0], found[1]
