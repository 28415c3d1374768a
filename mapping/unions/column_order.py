"""One order of columns for several lists of them that each have some."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from itertools import pairwise


def common_order(lists: Iterable[Sequence[str]]) -> list[str] | None:
    """All names, each after those before it in any list, else by name; None if the lists disagree."""
    after: dict[str, set[str]] = {}
    before: dict[str, int] = {}
    for names in lists:
        for name in names:
            after.setdefault(name, set())
            before.setdefault(name, 0)
        for one, two in pairwise(names):
            if two not in after[one]:
                after[one].add(two)
                before[two] += 1
    ready = [name for name, count in before.items() if not count]
    heapq.heapify(ready)
    ordered: list[str] = []
    while ready:
        name = heapq.heappop(ready)
        ordered.append(name)
        for each in after[name]:
            before[each] -= 1
            if not before[each]:
                heapq.heappush(ready, each)
    return ordered if len(ordered) == len(before) else None
