"""PartitionIndex: built and removed one at a time per table, since Glue refuses two at once.

Create waits until the index is ACTIVE, delete until it is gone. One that is in the way of a create is taken
up, replaced or named: see `index_adoption`.
"""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict
from typing import Any

from catalog.aws import identifiers
from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.errors import AwsError, ProviderError
from catalog.aws.session import Session
from catalog.aws.shapes.partition_index import PARTITION_INDEX
from catalog.aws.shapes.properties import Properties, PropertyMap, contains_unknown
from catalog.language.changes import forms
from catalog.language.glue.kinds import PARTITION_INDEX as KIND
from catalog.provider.framework.declared_sets import DeclaredSets
from catalog.provider.framework.errors import InitFailed
from catalog.provider.framework.property_diff import UPDATE, Delta
from catalog.provider.framework.request import Request
from catalog.provider.framework.resource import Found, Resource, undetectable_inputs

from . import index_adoption
from .index_builds import ACTIVE, FAILED, IndexName, build, find, remove, wait_active

REMOVED = "REMOVED"  # not Glue's: by this run, for the sake of its table
DOES = {FAILED: "removed and built anew", REMOVED: "built anew"}


class PartitionIndex(Resource):
    """`aws:glue/partitionIndex:PartitionIndex`, ID `account:database:table:index`."""

    kind = KIND
    shape = PARTITION_INDEX

    def __init__(self) -> None:
        self._locks: defaultdict[tuple[str, str, str], threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    def _lock(self, client: CatalogClient, index_name: IndexName) -> threading.Lock:
        with self._guard:
            return self._locks[(client.catalog, index_name[0], index_name[1])]

    def diff(
        self, session: Session, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> list[Delta]:
        """What an update would change: an index that is not ACTIVE is to be built anew or waited for."""
        found = super().diff(session, old_inputs, outputs, new_inputs)
        return found if found or self.is_converged(outputs) else [Delta("partitionIndex.indexStatus", UPDATE)]

    def is_converged(self, outputs: PropertyMap) -> bool:
        """True if the index was built."""
        return _status(outputs) in ("", ACTIVE)

    def describe_update(
        self, request: Request, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> tuple[str, ...]:
        """What becomes of the index; to Glue even another name is another index."""
        old, new = old_inputs["partitionIndex"], new_inputs["partitionIndex"]
        if old == new and not self.is_converged(outputs):
            does = DOES.get(_status(outputs), "waited for")
            return (forms.INDEX_UNFINISHED.text(new["indexName"], _status(outputs), does),)
        if old == new:
            return ()
        was, now = (f"{i['indexName']} over {', '.join(i['keys'])}" for i in (old, new))
        if old["keys"] == new["keys"]:
            was, now = f"over {', '.join(new['keys'])}: {old['indexName']}", new["indexName"]
        return (forms.INDEX_REBUILT.text(f"{was} -> {now}"),)

    def needs_read(self, declared: DeclaredSets, new_inputs: PropertyMap) -> bool:
        """True where the table's keys changed: an index may have been in the way."""
        return declared.is_rekeyed(f"{new_inputs.get('databaseName')}.{new_inputs.get('tableName')}")

    def refresh_outputs(
        self, request: Request, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> PropertyMap:
        """The outputs with the status that the index has now, where it may have had to go."""
        if not self.needs_read(request.context.declared, new_inputs) or contains_unknown(new_inputs):
            return outputs
        live = find(request.client(outputs), _name_of(old_inputs))
        status = live["indexStatus"] if live else REMOVED
        return {**outputs, "partitionIndex": {**outputs["partitionIndex"], "indexStatus": status}}

    def create(self, request: Request, inputs: PropertyMap) -> tuple[str, Properties]:
        """Waits for its turn at the table and until the index is ACTIVE. One with this name is adopted if its
        table is this stack's, or built anew if its keys are others.
        """
        client = request.client(inputs)
        wanted = inputs["partitionIndex"]
        index_name = inputs["databaseName"], inputs["tableName"], wanted["indexName"]
        id = identifiers.join(client.catalog, *index_name)
        with self._lock(client, index_name):
            self._make(request, client, index_name, wanted["keys"])
            self._wait(request, client, index_name, inputs)
        return id, _outputs(client, index_name, {**wanted, "indexStatus": ACTIVE})

    @staticmethod
    def _wait(request: Request, client: CatalogClient, index_name: IndexName, inputs: PropertyMap) -> None:
        """Until it is ACTIVE. Raises InitFailed with the state that it has instead."""
        try:
            wait_active(request, client, index_name)
        except ProviderError as error:
            found = _outputs(client, index_name, _as_found(client, index_name) or inputs["partitionIndex"])
            id = identifiers.join(client.catalog, *index_name)
            raise InitFailed(str(error), id=id, outputs=found, inputs=dict(inputs)) from error

    def _make(self, request: Request, client: CatalogClient, index_name: IndexName, keys: list[str]) -> None:
        """Starts the build, or takes up an index that is there already."""
        try:
            build(request, client, index_name, keys)
        except AwsError as error:
            if error.code not in index_adoption.REFUSALS:
                raise
            if not index_adoption.take_up(request, client, index_name, keys, error):
                build(request, client, index_name, keys)

    def read(self, request: Request, inputs: PropertyMap | None, outputs: PropertyMap) -> Found | None:
        """From the list of the table's indexes, with the status that it has now."""
        parsed = identifiers.split(request.id, self.kind.id_form)
        catalog, database, table, name = parsed.parts
        client = request.client(outputs, {"region": parsed.region, "catalogId": catalog})
        index_name = database, table, name
        live = find(client, index_name)
        if live is None:
            return None
        declared = undetectable_inputs(inputs, parsed.region)
        index = {"indexName": live["indexName"], "keys": live["keys"]}
        found = {**declared, "databaseName": database, "tableName": table, "partitionIndex": index}
        return Found(request.id, found, _outputs(client, index_name, live))

    def update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """Glue changes no index. After a build that did not finish: waits on, or builds a failed one anew."""
        client = request.client(new_inputs, outputs)
        wanted = new_inputs["partitionIndex"]
        index_name = new_inputs["databaseName"], new_inputs["tableName"], wanted["indexName"]
        with self._lock(client, index_name):
            live = find(client, index_name)
            if live is not None and live["indexStatus"] == FAILED:
                remove(request, client, index_name)
                live = None
            if live is None:
                self._make(request, client, index_name, wanted["keys"])
            self._wait(request, client, index_name, new_inputs)
        return _outputs(client, index_name, {**wanted, "indexStatus": ACTIVE})

    def delete(self, request: Request, outputs: PropertyMap, inputs: PropertyMap) -> None:
        """Waits for its turn at the table and until the index is gone."""
        _, database, table, name = identifiers.split(request.id, self.kind.id_form).parts
        client = request.client(outputs)
        index_name = database, table, name
        with self._lock(client, index_name):
            remove(request, client, index_name)


def _name_of(inputs: PropertyMap) -> IndexName:
    return inputs["databaseName"], inputs["tableName"], inputs["partitionIndex"]["indexName"]


def _status(outputs: PropertyMap) -> str:
    return str((outputs.get("partitionIndex") or {}).get("indexStatus") or "")


def _as_found(client: CatalogClient, index_name: IndexName) -> dict[str, Any] | None:
    """The index as far as it can be read now: what ended the wait may end this, too."""
    with contextlib.suppress(ProviderError):
        return find(client, index_name)
    return None


def _outputs(client: CatalogClient, index_name: IndexName, index: PropertyMap) -> Properties:
    found = {
        "indexName": index_name[2],
        "keys": list(index["keys"]),
        "indexStatus": index.get("indexStatus") or "",
    }
    return {
        "databaseName": index_name[0],
        "tableName": index_name[1],
        "catalogId": client.catalog,
        "region": client.region,
        "partitionIndex": found,
    }
