"""What a read of all partitions of a table shows beside what a PartitionSet declares.

Partitions are listed without their columns, as a hundred thousand schemas would cost more than all else;
so whether the columns are as declared is not seen here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.partition_batches import PartitionCalls
from catalog.aws.shapes.properties import Properties, PropertyMap
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.compact import restored
from catalog.provider.framework.request import Request

from .changes import number_of_partitions
from .declared import Declared
from .unfinished import UnfinishedRewrite
from .writes import outputs

COMPARED = ("InputFormat", "OutputFormat")


class ObservedPartitions:
    """The partitions that are there: as declared, otherwise, or of others."""

    def __init__(self, declared: Declared, calls: PartitionCalls) -> None:
        self.declared = declared
        found = dict(calls.every(lambda live: (tuple(live["Values"]), as_declared(declared, live))))
        self.changed = [row for row, same in found.items() if same is False]
        self.undeclared = [row for row, same in found.items() if same is None]
        self.here = [row for row, same in found.items() if same is not None]
        complete = len(self.here) == declared.values.count
        self.missing = [] if complete else [row for row in declared.values if row not in found]

    def outputs(self, request: Request, client: CatalogClient, before: PropertyMap) -> Properties:
        """The set's outputs, and a line for each kind of drift. `before` has what runs left undone: a read
        can't tell that a partition which failed to be removed is ours, nor that another's columns are old.
        """
        exclusive = self.declared.exclusive
        ours, unfinished = restored(before.get("leftover")), before.get("forgotten") or {}
        unsure = restored(before.get("changed")) if unfinished else ()
        changed = {*self.changed, *(row for row in self.here if row in unsure)}
        leftover = [row for row in self.undeclared if row in ours]
        foreign = [row for row in self.undeclared if row not in ours]
        for count, what in (
            (len(self.missing), "missing"), (len(changed), "changed"),
            (len(leftover), "left over, to be removed"),
            (len(foreign), f"of others, {'to be removed' if exclusive else 'kept'}"),
        ):  # fmt: skip
            if count:
                request.report(f"{number_of_partitions(count)} {what}")
        left = self.missing, changed, leftover, foreign if exclusive else ()
        return outputs(client, self.declared, *left, unfinished=UnfinishedRewrite.read(unfinished))

    def differing(self, cascade: bool) -> list[Tuple]:
        """Those of the declared partitions to be looked at one by one when a new set takes them up."""
        if cascade:
            return self.here
        other, variants = {*self.changed}, self.declared.variants
        return [row for row in self.here if row in other or variants.of_row(row).own_columns]


def as_declared(declared: Declared, live: Mapping[str, Any]) -> bool | None:
    """Whether a live partition is as it is declared, columns aside; None for one that is not declared."""
    row = tuple(live["Values"])
    if row not in declared.values:
        return None
    wanted, declared_members = declared.input_of(row), declared.variants.of_row(row).declared_members
    sent, there = wanted["StorageDescriptor"], live.get("StorageDescriptor") or {}
    if str(there.get("Location", "")).rstrip("/") != sent["Location"].rstrip("/"):
        return False
    serde, live_serde = sent.get("SerdeInfo") or {}, there.get("SerdeInfo") or {}
    library = "SerializationLibrary"
    return (
        all(
            (sent.get(name) or "") == (there.get(name) or "") for name in COMPARED if name in declared_members
        )
        and (not serde or serde.get(library) == live_serde.get(library))
        and _within(serde.get("Parameters"), live_serde.get("Parameters"))
        and _within(wanted.get("Parameters"), live.get("Parameters"))
    )


def _within(declared: Mapping[str, str] | None, live: Mapping[str, str] | None) -> bool:
    return not declared or declared.items() <= (live or {}).items()
