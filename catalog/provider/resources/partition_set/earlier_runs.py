"""Partitions that a killed run left in a table whose state is lost: found again by this stack's stamp.

A table that is taken up may hold them. The set that its program declares lists them once and removes those
that it lacks. A table is registered before its set, so whether there is one is not known here: it is told
how those of a table without one are removed.
"""

from __future__ import annotations

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.objects import Address
from catalog.aws.calls.partition_batches import PartitionCalls
from catalog.aws.shapes.properties import PropertyMap
from catalog.language.changes import forms
from catalog.language.glue.parameters import STAMP
from catalog.provider.framework.ownership import stamp_of
from catalog.provider.framework.request import Request


def look_for_earlier_partitions(
    request: Request, client: CatalogClient, address: Address, inputs: PropertyMap
) -> None:
    """To be called when a table with this stack's stamp is taken up; address and `inputs` are the table's.
    One small read, of tables with partition keys alone. Raises ProviderError.
    """
    database, table = address
    stamp = stamp_of(inputs.get("parameters"))
    if not stamp or not inputs.get("partitionKeys"):
        return
    found = PartitionCalls(client, database, table, request.context.cancelled).first_page()
    if not found:
        return
    request.context.declared.mark_taken_up(f"{database}.{table}")
    if any((live.get("Parameters") or {}).get(STAMP) == stamp for live in found):
        request.report(forms.EARLIER_PARTITIONS.text(f"{database}.{table}"))
