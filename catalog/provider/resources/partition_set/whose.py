"""Whose a live partition is: the set's own, or another writer's, which is left as it is. Pure.

A partition is the set's own if it bears the stamp that the set declares. A set of a program of people's own
may declare none: then what state holds is its own, and of what it finds in place that which is just as
declared, as a killed run left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.aws.shapes.properties import PropertyMap
from catalog.language.glue.parameters import STAMP
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.compact import restored
from catalog.language.partitions.tuple_sets import TupleSet

from .comparison import is_as_declared
from .declared import Declared

NONE = TupleSet()


class Ours:
    """Tells a set's own partitions from others'.

    `before`: what was declared until now, in every form that partitions may still have of it. `foreign`: of
    these the partitions that are on record as others'.
    """

    def __init__(self, new: Declared, before: Iterable[Declared] = (), foreign: TupleSet = NONE) -> None:
        earlier = [*before]
        self._new = new
        self._foreign = foreign
        self._on_record = [d.values for d in earlier if not d.stamp]
        self.stamps = frozenset(d.stamp for d in (new, *earlier) if d.stamp)

    @staticmethod
    def by_state(new: Declared, old_inputs: PropertyMap, outputs: PropertyMap) -> Ours:
        """By what the engine and the last run have on record."""
        attempted = outputs.get("attempted")
        before = [Declared(old_inputs), *([Declared(attempted)] if attempted else [])]
        return Ours(new, before, restored(outputs.get("foreign")))

    @property
    def everything(self) -> bool:
        """Whether the table is to hold this set's partitions alone, so that all are its own."""
        return self._new.exclusive

    def holds(self, live: Mapping[str, Any]) -> bool:
        """Whether this partition, declared now or before, is the set's own."""
        if self.everything or self.is_stamped(live):
            return True
        row: Tuple = tuple(live["Values"])
        if row not in self._foreign and any(row in values for values in self._on_record):
            return True
        return not self._new.stamp and row in self._new.values and is_as_declared(self._new, live)

    def is_stamped(self, live: Mapping[str, Any]) -> bool:
        """Whether the partition bears this set's stamp: whatever declares it, a run of this stack made it."""
        return (live.get("Parameters") or {}).get(STAMP) in self.stamps
