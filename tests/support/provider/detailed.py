"""Applies a detailed diff as the engine displays it, to hold the plugin's diffs against what they claim."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import Any

from catalog.provider.framework.property_diff import ADD, DELETE, Delta

_STEP = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([A-Za-z_$][\w$]*)')


def steps(path: str) -> list[str | int]:
    """A property path taken apart."""
    found: list[str | int] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        assert match, path
        key, index, name = match.groups()
        found.append(int(index) if index else name if name is not None else key.replace('\\"', '"'))
        at = match.end()
    return found


def look(value: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        value = value[step]
    return value


def applied(deltas: Iterable[Delta], old: Any, new: Any) -> Any:
    """`old` with nothing but the named paths brought to what `new` has at them.

    As in the engine's display a DELETE path is an index into the old value, an ADD path one into the new.
    """
    result = copy.deepcopy(old)
    ordered = sorted(
        deltas,
        key=lambda d: [(isinstance(s, int), s) if isinstance(s, int) else (False, 0) for s in steps(d.path)],
    )
    in_place = [d for d in ordered if d.kind not in (ADD, DELETE) or not isinstance(steps(d.path)[-1], int)]
    for delta in in_place:
        *parents, last = steps(delta.path)
        holder = look(result, parents)
        if delta.kind == DELETE:
            del holder[last]
        else:
            holder[last] = copy.deepcopy(look(new, [*parents, last]))
    for delta in reversed([d for d in ordered if d.kind == DELETE and d not in in_place]):
        *parents, last = steps(delta.path)
        del look(result, parents)[last]
    for delta in [d for d in ordered if d.kind == ADD and d not in in_place]:
        *parents, last = steps(delta.path)
        look(result, parents).insert(last, copy.deepcopy(look(new, [*parents, last])))
    return result
