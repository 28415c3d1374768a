"""What a PartitionSet declares: which tuples, and for each the PartitionInput that Glue is sent.

Takes the resource's inputs, which stay as compact as the spec that they come from; gives a set, and one
PartitionInput at a time: never all of them at once. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from catalog.aws.shapes import conversion
from catalog.aws.shapes.properties import Properties, PropertyMap
from catalog.aws.shapes.storage import PARTITION_STORAGE
from catalog.language.findings import Violation
from catalog.language.glue.parameters import STAMP
from catalog.language.partition_schemas.lag import Schema
from catalog.language.partitions import locations as partition_locations
from catalog.language.partitions import values as partition_values
from catalog.language.partitions.boxes import Side, Tuple
from catalog.language.partitions.keys import keys_of
from catalog.language.partitions.locations import Region
from catalog.language.partitions.tuple_sets import TupleSet

from .leaves import Leaves, leaves_of

EXCLUSIVE = "exclusive"  # of ownership: partitions of others are removed
PLACES = (
    "keys",
    "location",
    "locationTemplate",
)  # what says where partitions lie, overrides' templates aside


@dataclass(frozen=True)
class Declared:
    """A PartitionSet's inputs, read."""

    inputs: PropertyMap

    @cached_property
    def read(self) -> partition_values.Partitions:
        """`keys`, `values` and `except`, read."""
        return partition_values.read(self.inputs)

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What is wrong with `values` and `except`."""
        return self.read.violations

    @property
    def values(self) -> TupleSet:
        """The tuples."""
        return self.read.values

    @property
    def exclusive(self) -> bool:
        """Whether the table is to hold these partitions alone."""
        return bool(self.inputs.get("ownership") == EXCLUSIVE)

    @property
    def cascade(self) -> bool | None:
        """Whether columns of existing partitions become the table's: True all, False none, None as far as
        readers need it.
        """
        given = self.inputs.get("cascade")
        return None if given is None else bool(given)

    @cached_property
    def stamp(self) -> str:
        """The stamp that its partitions bear; '' for none, as programs of people's own declare."""
        return str((self.inputs.get("parameters") or {}).get(STAMP) or "")

    @cached_property
    def placement(self) -> Properties:
        """The inputs that say where a partition lies, and no others: what `location_of` needs."""
        moved = [
            {"where": o.get("where") or {}, "locationTemplate": o["locationTemplate"]}
            for o in self.inputs.get("overrides") or ()
            if o.get("locationTemplate")
        ]
        given = {name: self.inputs[name] for name in PLACES if self.inputs.get(name)}
        return {**given, "overrides": moved} if moved else given

    def location_of(self, row: Tuple) -> str:
        """Where a tuple's partition lies, whether or not it is declared."""
        return self.variants.of_row(row).location_of(row)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The names of the partition keys, in Glue's order."""
        return tuple(key["name"] for key in self.inputs["keys"])

    @cached_property
    def variants(self) -> Variants:
        """The forms that its partitions have."""
        return Variants(self.inputs, self.keys)

    def input_of(self, row: Tuple) -> dict[str, Any]:
        """Glue's PartitionInput for a tuple."""
        return self.variants.input_of(row)

    @cached_property
    def regions(self) -> list[Region]:
        """The tuples by the template that places them. Raises RangeError for an override of no meaning."""
        overrides = [(o.where, o.given.get("locationTemplate")) for o in self.variants.overrides]
        root, template = str(self.inputs.get("location", "")), self.inputs.get("locationTemplate")
        return partition_locations.regions(root, template, overrides, self.keys, self.values)


@dataclass(frozen=True, slots=True)
class Override:
    """What some partitions have of their own, and which: the values of the keys that are named."""

    where: Mapping[str, Side]
    given: PropertyMap


@dataclass(frozen=True, slots=True)
class Variant:
    """What partitions have in common to which the same overrides apply. `template`: their whole location."""

    template: str
    parameters: Mapping[str, str]
    descriptor: Mapping[str, Any]  # Glue's, without a location
    declared_members: frozenset[
        str
    ]  # the descriptor's members that are declared; others stay as they are in Glue
    own_columns: bool  # of an override: these are meant whatever the table's become
    location_of: Callable[[Tuple], str] = field(compare=False)

    @property
    def schema(self) -> Schema:
        """How its partitions' files are read."""
        return Schema.of_glue(self.descriptor)

    @property
    def leaves(self) -> Leaves:
        """What its partitions are declared to be, but for their places."""
        return leaves_of({"Parameters": self.parameters, "StorageDescriptor": self.descriptor})


class Variants:
    """The forms that the partitions of a set have: one, and one more for each override that fits."""

    def __init__(self, inputs: PropertyMap, keys: Sequence[str]) -> None:
        self._keys = keys
        self._plain = inputs
        self.overrides = [_override(given, inputs) for given in inputs.get("overrides") or ()]
        self._where = [[(keys.index(key), side) for key, side in o.where.items()] for o in self.overrides]
        self._made: dict[tuple[int, ...], Variant] = {}

    def of_row(self, row: Tuple) -> Variant:
        """The form of one partition; later overrides win."""
        return self.of(
            tuple(n for n, sides in enumerate(self._where) if all(row[i] in side for i, side in sides))
        )

    def input_of(self, row: Tuple) -> dict[str, Any]:
        """Glue's PartitionInput for a tuple."""
        variant = self.of_row(row)
        descriptor = {**variant.descriptor, "Location": variant.location_of(row)}
        members = {"Parameters": dict(variant.parameters)} if variant.parameters else {}
        return {"Values": list(row), **members, "StorageDescriptor": descriptor}

    def of(self, fitting: tuple[int, ...]) -> Variant:
        """The form of partitions to which these overrides apply."""
        known = self._made.get(fitting)
        if known is None:
            known = self._made[fitting] = self._variant(fitting)
        return known

    def split(self, rows: TupleSet) -> Iterator[tuple[Variant, TupleSet]]:
        """The tuples by their form, as sets."""
        sides = rows.sides(len(self._keys))
        about = [
            partition_locations.selected_box(override.where, self._keys, sides) for override in self.overrides
        ]
        return ((self.of(fitting), part) for fitting, part in rows.split_by(about))

    def _variant(self, fitting: Sequence[int]) -> Variant:
        storage = dict(self._plain.get("storageDescriptor") or {})
        parameters = dict(self._plain.get("parameters") or {})
        template, own_columns = self._plain.get("locationTemplate"), False
        for override in (self.overrides[i].given for i in fitting):
            own = override.get("storageDescriptor") or {}
            own_columns = own_columns or "columns" in own
            storage |= own
            parameters |= override.get("parameters") or {}
            template = override.get("locationTemplate") or template
        root = str(self._plain.get("location", ""))
        whole = partition_locations.absolute_template(
            root, template or partition_locations.hive_template(self._keys)
        )
        location_of = partition_locations.locator(whole, self._keys)
        descriptor = conversion.to_glue(PARTITION_STORAGE, storage)
        declared_members = frozenset(
            f.glue for f in PARTITION_STORAGE.fields if storage.get(f.name) is not None
        )
        return Variant(whole, parameters, descriptor, declared_members, own_columns, location_of)


def _override(given: PropertyMap, inputs: PropertyMap) -> Override:
    keys = {key.name: key for key in keys_of(inputs)}
    where = given.get("where") or {}
    return Override({k: partition_values.side_of(v, keys[k]) for k, v in where.items() if k in keys}, given)
