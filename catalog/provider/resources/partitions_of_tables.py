"""What a change of a table means for the partitions that it has, whoever made them: counted, never read."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.aws.calls.partition_counts import PartitionCount
from catalog.aws.errors import NOT_ALLOWED, AwsError
from catalog.aws.shapes.properties import PropertyMap
from catalog.language.changes import forms
from catalog.language.partition_schemas.lag import Schema, lags
from catalog.language.partitions.projection import is_enabled
from catalog.language.partitions.wording import number_of_partitions
from catalog.provider.framework.ownership import stamp_of
from catalog.provider.framework.request import Request


def others_left_behind(
    request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
) -> Iterator[str]:
    """A line for each thing that others' partitions keep of the old schema. No PartitionSet reaches them.

    Where the program stamps nothing, whose they are is not known here. Readers of a table with partition
    projection ignore them all.
    """
    parameters = new_inputs.get("parameters") or {}
    if not new_inputs.get("partitionKeys") or is_enabled(parameters):
        return
    old, new = (Schema.of(inputs.get("storageDescriptor")) for inputs in (old_inputs, new_inputs))
    kept = [*lags(old, new)] if old != new else []
    count = count_of(request, outputs, stamp_of(parameters)) if kept else PartitionCount()
    if count is None or not count.others:
        return
    number = number_of_partitions(count.others)
    which = f"{number} of others" if stamp_of(parameters) else f"those of {number} that no PartitionSet holds"
    yield from (forms.PARTITIONS_LAG.text(which, what, effect) for what, effect in kept)


def count_of(request: Request, outputs: PropertyMap, stamp: str) -> PartitionCount | None:
    """Of the table with these outputs; None for credentials that may not list partitions. Raises AwsError."""
    client = request.client(outputs)
    database, name = outputs["databaseName"], outputs["name"]
    try:
        return request.context.counts.of(client, database, name, stamp, request.context.cancelled)
    except AwsError as error:
        if error.code != NOT_ALLOWED:
            raise
        return None
