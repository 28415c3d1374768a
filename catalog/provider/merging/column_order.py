"""The order of a table's columns after a merge. Pure.

To readers by position (CSV, ORC by index) a column's place is its meaning: what others added keeps standing
behind the column that it was put behind, and new ones of the program come after it.
"""

from __future__ import annotations

from collections.abc import Container, Sequence


def merged_order(
    declared: Sequence[str], live: Sequence[str], stay: Container[str], *, engines: bool = False
) -> list[str]:
    """The names in `stay`: in the declared order, with others' columns behind those that they stand behind in
    `live`. `engines`: the live order is right, and what it lacks comes behind the column before it.
    """
    first, second = (live, declared) if engines else (declared, live)
    order = [name for name in first if name in stay]
    known = set(order)
    before = ""
    for name in second:
        if name not in stay:
            continue
        if name not in known:
            order.insert(order.index(before) + 1 if before else 0, name)
            known.add(name)
        before = name
    return order


def moved(names: Container[str], one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether `names` come in another order in `one` than in `other`."""
    return [n for n in one if n in names] != [n for n in other if n in names]
