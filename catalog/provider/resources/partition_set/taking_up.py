"""A set over partitions that are there already: what it takes up, leaves to others, and removes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.aws.calls.partition_batches import PartitionCalls
from catalog.aws.shapes.properties import Properties, PropertyMap, contains_unknown
from catalog.language.changes import forms
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.compact import compact, restored
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.language.partitions.wording import number_of_partitions
from catalog.provider.framework.request import Request

from .changes import Change
from .comparison import is_as_declared
from .declared import Declared
from .observed import ObservedPartitions, Seen
from .writes import adoption_lines


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What a new set finds in place. `leftover` are of an earlier run and not declared any more, `foreign`
    are others' that are to go, `lines` say so.
    """

    leftover: TupleSet
    foreign: TupleSet
    lines: tuple[str, ...]
    outputs: Properties

    @staticmethod
    def of(request: Request, seen: ObservedPartitions) -> TakenUp:
        """Of the partitions that were seen. Those of another set of this program are none of its business."""
        inputs = seen.declared.inputs
        leftover = held_by_no_other(request, _set(seen.of(Seen.LEFT_OVER)), inputs)
        foreign = _set(seen.of(Seen.FOREIGN) if seen.declared.exclusive else [])
        others = seen.of(Seen.OF_OTHERS)
        lines = [*adoption_lines(sum(1 for _ in seen.own), len(others))]
        if leftover:
            lines.append(forms.PARTITIONS_LEFT_OVER.text(number_of_partitions(leftover.count)))
        left = {
            "pending": _set(seen.missing),
            "changed": _set([*seen.of(Seen.CHANGED), *seen.of(Seen.MOVED)]),
            "leftover": leftover | foreign,
            "foreign": _set(others),
        }
        return TakenUp(leftover, foreign, (*lines,), {name: compact(rows) for name, rows in left.items()})


def describe_set_in_place(inputs: PropertyMap, outputs: PropertyMap) -> tuple[str, ...]:
    """What a new set will make, change and remove beside the partitions that are there; see TakenUp."""
    return Change.of(inputs, outputs, inputs).describe()


def becoming_exclusive(
    calls: PartitionCalls, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
) -> Properties:
    """The outputs with what a set that becomes exclusive has to change and remove: all that others made, and
    wherever they moved a partition.
    """
    old, new = Declared(old_inputs), Declared(new_inputs)
    both = old.values & new.values
    changed: list[Tuple] = []
    foreign: list[Tuple] = []

    def look_at(live: PropertyMap) -> tuple[Tuple, bool]:
        row = tuple(live["Values"])
        return row, row in both and is_as_declared(old, live)

    for row, same in calls.every(look_at):
        if row in both and not same:
            changed.append(row)
        elif len(row) == len(new.keys) and row not in old.values and row not in new.values:
            foreign.append(row)
    undone = restored(outputs.get("changed"))
    return {**outputs, "foreign": compact(_set(foreign)), "changed": compact(undone | _set(changed))}


def held_by_no_other(request: Request, rows: TupleSet, inputs: PropertyMap) -> TupleSet:
    """The partitions that no other set of the program declares for the table of `inputs`."""
    table = f"{inputs['databaseName']}.{inputs['tableName']}"
    for other in other_sets(request, table):
        if len(other.get("keys") or ()) == len(inputs.get("keys") or ()):
            rows = rows - Declared(other).values
    return rows


def other_sets(request: Request, table: str) -> Iterator[PropertyMap]:
    """The inputs of other PartitionSets that the program declares for the table, such as this one renamed."""
    for urn, inputs in request.context.declared.of(table).items():
        if urn != request.urn.text and not contains_unknown(inputs):
            yield dict(inputs)


def _set(rows: list[Tuple]) -> TupleSet:
    return TupleSet(listed=frozenset(rows))
