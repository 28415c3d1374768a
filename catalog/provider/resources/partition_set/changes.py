"""What an update of a PartitionSet does: sets of tuples that come, go and change, and that in words. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.aws.shapes.properties import PropertyMap
from catalog.language.changes import forms
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.compact import restored
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.language.partitions.wording import number_of_partitions, partition_text, set_text
from catalog.provider.framework.property_diff import ADD, DELETE, UPDATE, Delta, member

from .declared import Declared, Variant
from .merging import Merge
from .reaching import reaching_columns
from .unfinished import UnfinishedRewrite

SHOWN = 20  # partitions that a preview names one by one
NOT_AS_DECLARED, SCHEMAS = "not as declared", "schemas"
SHARED = ("location", "locationTemplate", "parameters", "overrides", "storageDescriptor")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Partitions that stay and become otherwise, and in what: `("locations", "formats")`."""

    rows: TupleSet
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """From what was declared, and what of it is unfinished, to what is declared now. `released` are others'
    that are no longer declared: they stay as they are.
    """

    old: Declared
    new: Declared
    added: TupleSet
    removed: TupleSet
    rewritten: tuple[Rewrite, ...]
    released: TupleSet

    @staticmethod
    def of(old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap) -> Change:
        """`outputs` name what an earlier run left undone, and what a refresh found otherwise."""
        old, new = Declared(old_inputs), Declared(new_inputs)
        pending, changed, leftover, foreign = (
            restored(outputs.get(name)) for name in ("pending", "changed", "leftover", "foreign")
        )
        if new.exclusive:
            leftover, foreign = leftover | foreign, TupleSet()
        added = (new.values - old.values) | (pending & new.values)
        ours = old.values - foreign if foreign else old.values
        drifted = (changed & new.values) - added
        drifted = drifted - foreign if foreign else drifted
        rewritten = [*_drift(drifted), *_rewrites(old, new, (new.values & ours) - added - drifted)]
        gone = (ours | leftover) - new.values
        released = (old.values & foreign) - new.values if foreign else foreign
        return Change(old, new, added, gone, tuple(rewritten), released)

    def merges(self, unfinished: UnfinishedRewrite) -> Iterator[tuple[TupleSet, Merge]]:
        """Each rewrite with how the partitions that are there are merged with it. What a refresh found
        otherwise, or a run left undone, is brought to all that is declared; else only changes are sent.
        """
        for rewrite in self.rewritten:
            if rewrite.what == (NOT_AS_DECLARED,):
                yield rewrite.rows, Merge(self.new, self.old, unfinished=unfinished)
            else:
                columns = SCHEMAS in rewrite.what
                yield rewrite.rows, Merge(self.new, self.old, changes_only=True, columns=columns)

    @property
    def count(self) -> int:
        """How many partitions are touched."""
        return self.added.count + self.removed.count + sum(r.rows.count for r in self.rewritten)

    def describe(self) -> tuple[str, ...]:
        """`+ 3,185 partitions dt=2026-04-01..2026-06-30 x 35 contributors, - 0, ~ 12 locations`, then each
        one of few.
        """
        if not self.count:
            return (*self._released(),)
        summary = ", ".join(
            [_counted("+", self.added, self), _counted("-", self.removed, self), *self._changed()]
        )
        each = self._one_by_one() if self.count <= SHOWN else ()
        return (summary, *each, *self._released())

    def _released(self) -> Iterator[str]:
        if self.released:
            number = number_of_partitions(self.released.count)
            which = " and ".join(set_text(self.new.keys, self.released))
            yield forms.PARTITIONS_RELEASED.text(f"{number} {which}")

    def _changed(self) -> Iterator[str]:
        """`~ 12 locations dt=2026-01-01 x 12 contributors`, a part for each thing that changes."""
        if not self.rewritten:
            yield "~ 0"
        numbers: Counter[str] = Counter()
        for rewrite in self.rewritten:
            numbers.update(dict.fromkeys(rewrite.what, rewrite.rows.count))
        for what, count in numbers.items():
            yield f"~ {count:,} {what if count > 1 or what == NOT_AS_DECLARED else what.removesuffix('s')}"

    def _one_by_one(self) -> Iterator[str]:
        names = self.new.keys
        yield from (f"+ {partition_text(names, row)}" for row in self.added)
        yield from (f"- {partition_text(names, row)}" for row in self.removed)
        for rewrite in self.rewritten:
            for row in rewrite.rows:
                yield f"~ {partition_text(names, row)} {', '.join(self._difference(row, rewrite.what))}"

    def _difference(self, row: Tuple, what: Sequence[str]) -> Iterator[str]:
        for kind in what:
            if kind == "locations":
                was, now = (d.input_of(row)["StorageDescriptor"]["Location"] for d in (self.old, self.new))
                yield f"location: {was} -> {now}"
            else:
                yield kind

    def deltas(self) -> list[Delta]:
        """The same for the engine: each partition of few, or `values` as a whole."""
        if self.count > SHOWN or (self.released and not self.count):
            return [Delta("values", UPDATE)]
        names = self.new.keys
        kinds = [(self.added, ADD), (self.removed, DELETE), *((r.rows, UPDATE) for r in self.rewritten)]
        return [
            Delta(member("partitions", partition_text(names, row)), kind)
            for rows, kind in kinds
            for row in rows
        ]


def describe_new_set(inputs: PropertyMap, outputs: PropertyMap) -> tuple[str, ...]:
    """What a new set will make, and of others in `outputs` remove."""
    return Change.of({**inputs, "values": [], "except": []}, outputs, inputs).describe()


def _counted(sign: str, rows: TupleSet, change: Change) -> str:
    if not rows:
        return f"{sign} 0"
    number = f"{sign} {number_of_partitions(rows.count)}"
    return f"{number} {' and '.join(set_text(change.new.keys, rows))}"


def _drift(rows: TupleSet) -> Iterator[Rewrite]:
    if rows:
        yield Rewrite(rows, (NOT_AS_DECLARED,))


def _rewrites(old: Declared, new: Declared, kept: TupleSet) -> Iterator[Rewrite]:
    """Those of the kept partitions that get another form, by what is different in it."""
    begun = bool(new.cascade) and not old.cascade  # the columns of before may never have come through
    alike = old.keys == new.keys and all(old.inputs.get(n) == new.inputs.get(n) for n in SHARED)
    if alike and not begun:
        return
    for before, rows in old.variants.split(kept):
        for after, both in new.variants.split(rows):
            what = tuple(_differing(before, after, cascade=new.cascade, begun=begun))
            if what:
                yield Rewrite(both, what)


def _differing(before: Variant, after: Variant, *, cascade: bool | None, begun: bool) -> Iterator[str]:
    if before.template != after.template:
        yield "locations"
    if _without_columns(before) != _without_columns(after):
        yield "formats"
    meant = cascade or before.own_columns or after.own_columns
    differ = before.descriptor.get("Columns") != after.descriptor.get("Columns")
    if not meant:
        differ = cascade is None and differ and reaching_columns(before, after) != before.schema.columns
    if begun or differ:
        yield SCHEMAS
    if before.parameters != after.parameters:
        yield "parameters"


def _without_columns(variant: Variant) -> dict[str, object]:
    return {k: v for k, v in variant.descriptor.items() if k != "Columns"}
