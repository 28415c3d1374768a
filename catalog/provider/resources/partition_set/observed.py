"""What a read of all partitions of a table shows beside what a PartitionSet declares.

Partitions are listed without their columns, as a hundred thousand schemas would cost more than all else;
so whether the columns are as declared is not seen here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from itertools import chain
from typing import Any

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.partition_batches import PartitionCalls
from catalog.aws.shapes.properties import Properties, PropertyMap
from catalog.language.changes import forms
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.compact import restored
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.language.partitions.wording import number_of_partitions
from catalog.provider.framework.request import Request

from .comparison import has_declared_form, place_of, same_place
from .declared import Declared
from .unfinished import UnfinishedRewrite
from .whose import Ours
from .writes import outputs


class Seen(Enum):
    """What a partition that is there is to the set."""

    AS_DECLARED = auto()
    MOVED = auto()  # as declared, but by another writer to another place, where it stays
    CHANGED = auto()
    OF_OTHERS = auto()  # declared, but not the set's own
    LEFT_OVER = auto()  # with this set's stamp, and not declared any more
    FOREIGN = auto()
    OF_OTHER_KEYS = auto()  # with another number of values: of no set of these keys, whoever made it


UNDECLARED = (Seen.LEFT_OVER, Seen.FOREIGN, Seen.OF_OTHER_KEYS)


class ObservedPartitions:
    """The partitions that are there, by what they are to the set."""

    def __init__(self, declared: Declared, calls: PartitionCalls, ours: Ours) -> None:
        self.declared = declared
        found = dict(calls.every(lambda live: (tuple(live["Values"]), seen(declared, ours, live))))
        self._rows: dict[Seen, list[Tuple]] = {kind: [] for kind in Seen}
        for row, kind in found.items():
            self._rows[kind].append(row)
        undeclared = sum(len(self._rows[kind]) for kind in UNDECLARED)
        complete = len(found) - undeclared == declared.values.count
        self.missing = [] if complete else [row for row in declared.values if row not in found]

    def of(self, kind: Seen) -> list[Tuple]:
        """The partitions of a kind."""
        return self._rows[kind]

    @property
    def own(self) -> Iterator[Tuple]:
        """Those that are declared and the set's own."""
        kinds = Seen.AS_DECLARED, Seen.MOVED, Seen.CHANGED
        return chain.from_iterable(self._rows[kind] for kind in kinds)

    def outputs(self, request: Request, client: CatalogClient, before: PropertyMap) -> Properties:
        """The set's outputs, and a line for each kind of drift. `before` has what runs left undone: a read
        can't tell that a partition which failed to be removed is ours, nor that another's columns are old.
        """
        exclusive = self.declared.exclusive
        undone, unfinished = restored(before.get("leftover")), before.get("forgotten") or {}
        unsure = restored(before.get("changed")) if unfinished else TupleSet()
        changed = {*self.of(Seen.CHANGED), *(row for row in self.own if row in unsure)}
        foreign = [row for row in self.of(Seen.FOREIGN) if row not in undone]
        leftover = [*self.of(Seen.LEFT_OVER), *(row for row in self.of(Seen.FOREIGN) if row in undone)]
        moved = [row for row in self.of(Seen.MOVED) if row not in changed]
        kept = self.of(Seen.OF_OTHER_KEYS) + ([] if exclusive else foreign)
        for rows, what in (
            (self.missing, "missing"),
            (changed, "changed"),
            (moved, "not where declared: moved by another writer, kept there"),
            (self.of(Seen.OF_OTHERS), "declared, but made by others: left as they are"),
            (leftover, "left over, to be removed"),
            (foreign if exclusive else [], "of others, to be removed"),
            (kept, "of others, kept"),
        ):
            if rows:
                request.report(forms.PARTITIONS_SEEN[what].text(number_of_partitions(len(rows))))
        left = self.missing, changed, leftover, foreign if exclusive else self.of(Seen.OF_OTHERS)
        return outputs(client, self.declared, *left, unfinished=UnfinishedRewrite.read(unfinished))

    def differing(self) -> list[Tuple]:
        """Those of the set's own to be looked at one by one when a new set takes them up."""
        if self.declared.inputs.get("cascade"):
            return [*self.own]
        variants = self.declared.variants
        as_declared = (row for row in self.of(Seen.AS_DECLARED) if variants.of_row(row).own_columns)
        return [*self.of(Seen.CHANGED), *self.of(Seen.MOVED), *as_declared]


def seen(declared: Declared, ours: Ours, live: Mapping[str, Any]) -> Seen:
    """What a live partition is to a set."""
    row = tuple(live["Values"])
    if len(row) != len(declared.keys):
        return Seen.OF_OTHER_KEYS
    if row not in declared.values:
        return Seen.LEFT_OVER if ours.is_stamped(live) else Seen.FOREIGN
    if not ours.holds(live):
        return Seen.OF_OTHERS
    wanted = declared.input_of(row)
    moved = not same_place(place_of(wanted), place_of(live))
    if (moved and declared.exclusive) or not has_declared_form(declared, wanted, live):
        return Seen.CHANGED
    return Seen.MOVED if moved else Seen.AS_DECLARED
