"""PartitionIndex: built and removed one at a time per table, since Glue refuses two at once.

Create waits until the index is ACTIVE, delete until it is gone. An index bears no parameters: an existing
one is taken up if it has the same name and keys and its table bears this stack's stamp.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from catalog.aws import identifiers
from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.reads import get_indexes, get_table, list_indexes
from catalog.aws.errors import EXISTS, NOT_FOUND, AwsError, ProviderError, aws
from catalog.aws.session import Session
from catalog.aws.shapes.partition_index import PARTITION_INDEX
from catalog.aws.shapes.properties import Properties, PropertyMap, contains_unknown
from catalog.provider.framework import ownership
from catalog.provider.framework.errors import Cancelled, InitFailed
from catalog.provider.framework.property_diff import UPDATE, Delta
from catalog.provider.framework.resource import Found, Request, Resource, undetectable_inputs
from catalog.provider.framework.run_registry import Made

ID_FORM = "account:database:table:index"
TIME_LIMIT = 600.0  # seconds, as upstream
FIRST_POLL, SLOWEST_POLL, SLOWER = 0.05, 5.0, 1.6
REPORT_SECONDS = 10.0  # between two signs of life
ONE_AT_A_TIME = "simultaneously"  # Glue's words while another index of the table is being built or removed
ACTIVE, FAILED, DELETING = "ACTIVE", "FAILED", "DELETING"
REMOVED = "REMOVED"  # not Glue's: by this run, for the sake of its table
DOES = {FAILED: "removed and built anew", REMOVED: "built anew"}

TABLE_STAYS = "the table stays as it is"
NAMED_PARTITIONS = 3  # partitions that a message names
INTERNAL = "INTERNAL_ERROR"
# AWS Glue API: BackfillErrorCode
BACKFILL = {
    "ENCRYPTED_PARTITION_ERROR": "the catalog is encrypted with a key that may not be used",
    INTERNAL: "an error of Glue itself",
    "INVALID_PARTITION_TYPE_DATA_ERROR": "a value does not fit its key's type",
    "MISSING_PARTITION_VALUE_ERROR": "a partition lacks a value",
    "UNSUPPORTED_PARTITION_CHARACTER_ERROR": "a value holds a character that indexes do not take",
}

Where = tuple[str, str, str]  # database, table, index


class PartitionIndex(Resource):
    """`aws:glue/partitionIndex:PartitionIndex`, ID `account:database:table:index`."""

    token = "aws:glue/partitionIndex:PartitionIndex"
    shape = PARTITION_INDEX
    unknown_outputs = ("catalogId",)

    def __init__(self) -> None:
        self._locks: defaultdict[tuple[str, str, str], threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    def _lock(self, client: CatalogClient, where: Where) -> threading.Lock:
        with self._guard:
            return self._locks[(client.catalog, where[0], where[1])]

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
        self, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> tuple[str, ...]:
        """What becomes of the index; to Glue even another name is another index."""
        old, new = old_inputs["partitionIndex"], new_inputs["partitionIndex"]
        if old == new and not self.is_converged(outputs):
            does = DOES.get(_status(outputs), "waited for")
            return (f"~ index {new['indexName']} is {_status(outputs)}: {does}, {TABLE_STAYS}",)
        if old == new:
            return ()
        was, now = (f"{i['indexName']} over {', '.join(i['keys'])}" for i in (old, new))
        if old["keys"] == new["keys"]:
            was, now = f"over {', '.join(new['keys'])}: {old['indexName']}", new["indexName"]
        return (f"~ index {was} -> {now}, removed and built anew, {TABLE_STAYS}",)

    def needs_read(self, made: Made, new_inputs: PropertyMap) -> bool:
        """True where the table's keys changed: an index may have been in the way."""
        return made.rekeyed(f"{new_inputs.get('databaseName')}.{new_inputs.get('tableName')}")

    def refresh_outputs(
        self, request: Request, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> PropertyMap:
        """The outputs with the status that the index has now, where it may have had to go."""
        if not self.needs_read(request.context.made, new_inputs) or contains_unknown(new_inputs):
            return outputs
        where = old_inputs["databaseName"], old_inputs["tableName"], old_inputs["partitionIndex"]["indexName"]
        live = _find(request.client(outputs), where)
        status = live["indexStatus"] if live else REMOVED
        return {**outputs, "partitionIndex": {**outputs["partitionIndex"], "indexStatus": status}}

    def create(self, request: Request, inputs: PropertyMap) -> tuple[str, Properties]:
        """Makes the object, or takes up one that an earlier run of this stack made."""
        client = request.client(inputs)
        wanted = inputs["partitionIndex"]
        where = inputs["databaseName"], inputs["tableName"], wanted["indexName"]
        id = identifiers.join(client.catalog, *where)
        with self._lock(client, where):
            self._make(request, client, where, wanted["keys"])
            self._wait(request, client, where, inputs)
        return id, _outputs(client, where, {**wanted, "indexStatus": ACTIVE})

    @staticmethod
    def _wait(request: Request, client: CatalogClient, where: Where, inputs: PropertyMap) -> None:
        """Until it is ACTIVE. Raises InitFailed with the state that it has instead."""
        try:
            _wait_active(request, client, where)
        except ProviderError as error:
            found = _outputs(client, where, _seen(client, where) or inputs["partitionIndex"])
            id = identifiers.join(client.catalog, *where)
            raise InitFailed(str(error), id=id, outputs=found, inputs=dict(inputs)) from error

    def _make(self, request: Request, client: CatalogClient, where: Where, keys: list[str]) -> None:
        """Starts the build, or takes up an index that is there already."""

        try:
            build(request, client, where, keys)
        except AwsError as error:
            if error.code != EXISTS:
                raise
            if not _adopt(request, client, where, keys):
                build(request, client, where, keys)

    def read(self, request: Request, inputs: PropertyMap | None, outputs: PropertyMap) -> Found | None:
        """The live object, as declared and as outputs."""
        parsed = identifiers.split(request.id, ID_FORM)
        catalog, database, table, name = parsed.parts
        client = request.client(outputs, {"region": parsed.region, "catalogId": catalog})
        where = database, table, name
        live = _find(client, where)
        if live is None:
            return None
        declared = undetectable_inputs(inputs, parsed.region)
        index = {"indexName": live["indexName"], "keys": live["keys"]}
        found = {**declared, "databaseName": database, "tableName": table, "partitionIndex": index}
        return Found(request.id, found, _outputs(client, where, live))

    def update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """Only asked for after a create that did not finish: waits on, or builds a failed index anew."""
        client = request.client(new_inputs, outputs)
        wanted = new_inputs["partitionIndex"]
        where = new_inputs["databaseName"], new_inputs["tableName"], wanted["indexName"]
        with self._lock(client, where):
            live = _find(client, where)
            if live is not None and live["indexStatus"] == FAILED:
                remove(request, client, where)
                live = None
            if live is None:
                self._make(request, client, where, wanted["keys"])
            self._wait(request, client, where, new_inputs)
        return _outputs(client, where, {**wanted, "indexStatus": ACTIVE})

    def delete(self, request: Request, outputs: PropertyMap, inputs: PropertyMap) -> None:
        """Removes the object; one that is gone is no error."""
        _, database, table, name = identifiers.split(request.id, ID_FORM).parts
        client = request.client(outputs)
        where = database, table, name
        with self._lock(client, where):
            remove(request, client, where)


def _status(outputs: PropertyMap) -> str:
    return str((outputs.get("partitionIndex") or {}).get("indexStatus") or "")


def _name(where: Where) -> str:
    return f"{where[2]} of {where[0]}.{where[1]}"


def _find(client: CatalogClient, where: Where) -> dict[str, Any] | None:
    indexes = get_indexes(client, where[0], where[1])
    return next((i for i in indexes if i["indexName"].lower() == where[2].lower()), None)


def _seen(client: CatalogClient, where: Where) -> dict[str, Any] | None:
    """The index as far as it can be read now: what ended the wait may end this, too."""
    with contextlib.suppress(ProviderError):
        return _find(client, where)
    return None


def _adopt(request: Request, client: CatalogClient, where: Where, keys: list[str]) -> bool:
    """Whether the index that is in the way is the wanted one. One of this name over other keys is removed:
    on a table of this stack it is what the spec had before. Raises ProviderError for any other.
    """
    live = _find(client, where)
    parameters = (get_table(client, where[0], where[1]) or {}).get("Parameters")
    if live is None:
        raise ProviderError(
            f"partition index {_name(where)} can't be made over {', '.join(keys)}: another index is over "
            "the same keys. Delete that index first"
        )
    if ownership.stamp_of(parameters) != request.urn.stamp:
        what, id = f"partition index {_name(where)}", identifiers.join(client.catalog, *where)
        raise ownership.refuse_foreign(what, request.urn, id, parameters)
    if live["keys"] == keys:
        request.report(ownership.adoption_line(f"partition index {_name(where)}"))
        return True
    request.report(f"partition index {_name(where)} was over {', '.join(live['keys'])}: removed, built anew")
    remove(request, client, where)
    return False


def build(request: Request, client: CatalogClient, where: Where, keys: list[str]) -> None:
    """Starts the build of an index, when no other of the table is under way. Raises AwsError."""

    def start() -> None:
        with aws(f"create partition index {_name(where)}"):
            client.glue.create_partition_index(
                DatabaseName=where[0],
                TableName=where[1],
                PartitionIndex={"Keys": keys, "IndexName": where[2]},
                **client.scope,
            )

    _one_at_a_time(request, start)


def remove(request: Request, client: CatalogClient, where: Where) -> None:
    """Removes an index and waits until it is gone. Glue does not find one that it is still building."""

    def start() -> None:
        with aws(f"delete partition index {_name(where)}", ignoring=NOT_FOUND):
            client.glue.delete_partition_index(
                DatabaseName=where[0], TableName=where[1], IndexName=where[2], **client.scope
            )

    _one_at_a_time(request, start)
    for _ in _polls(request, f"the removal of partition index {_name(where)}"):
        live = _find(client, where)
        if live is None:
            return
        if live["indexStatus"] != DELETING:
            _one_at_a_time(request, start)


def _wait_active(request: Request, client: CatalogClient, where: Where) -> None:
    for _ in _polls(request, f"partition index {_name(where)}"):
        live = _find(client, where)
        if live is None:
            raise ProviderError(f"partition index {_name(where)} is gone, although it was made")
        if live["indexStatus"] == FAILED:
            raise ProviderError(f"partition index {_name(where)} failed to build: {_failure(client, where)}")
        if live["indexStatus"] == ACTIVE:
            return


def _failure(client: CatalogClient, where: Where) -> str:
    """Why Glue could not build the index, as far as it says so, and what to do."""
    listed = list_indexes(client, where[0], where[1])
    live = next((i for i in listed if i["IndexName"].lower() == where[2].lower()), {})
    errors = live.get("BackfillErrors") or ()
    known, codes = [_backfill(error) for error in errors], [error.get("Code") for error in errors]
    reason = "; ".join(known) or "Glue gives no reason"
    mend = "" if not known or any(code == INTERNAL for code in codes) else "correct that, then "
    return f"{reason}; {mend}pulumi up builds it anew; the table and its partitions stay, without this index"


def _backfill(error: Mapping[str, Any]) -> str:
    code, partitions = str(error.get("Code", "")), error.get("Partitions") or []
    named = ", ".join("/".join(p.get("Values", ())) for p in partitions[:NAMED_PARTITIONS])
    more = f" and {len(partitions) - NAMED_PARTITIONS} more" if len(partitions) > NAMED_PARTITIONS else ""
    at = f" (partitions {named}{more})" if named else ""
    return f"{code}: {BACKFILL.get(code, 'see the AWS Glue documentation')}{at}"


def _one_at_a_time(request: Request, start: Callable[[], None]) -> None:
    """`start()`, again and again while Glue is busy with another index of the table."""
    for _ in _polls(request, "the turn of a partition index"):
        try:
            start()
            return
        except AwsError as error:
            if ONE_AT_A_TIME not in str(error):
                raise


def _polls(request: Request, what: str) -> Iterator[None]:
    """Turns to look, at growing intervals. Raises after the time limit, or when the engine cancels."""
    limit = request.timeout or TIME_LIMIT
    start, pause = time.monotonic(), FIRST_POLL
    end, reported = start + limit, start
    while True:
        yield
        if time.monotonic() - reported >= REPORT_SECONDS:
            reported = time.monotonic()
            request.report(f"waiting for {what} since {reported - start:.0f} s, at most {limit:.0f} s")
        if time.monotonic() + pause > end:
            raise ProviderError(f"waited {limit:.0f} s for {what} without success; Glue may still be at work")
        if request.context.cancelled.wait(pause):
            raise Cancelled(
                f"stopped waiting for {what}: the update was cancelled; Glue may still be at work"
            )
        pause = min(pause * SLOWER, SLOWEST_POLL)


def _outputs(client: CatalogClient, where: Where, index: PropertyMap) -> Properties:
    found = {
        "indexName": where[2],
        "keys": list(index["keys"]),
        "indexStatus": index.get("indexStatus") or "",
    }
    return {
        "databaseName": where[0],
        "tableName": where[1],
        "catalogId": client.catalog,
        "region": client.region,
        "partitionIndex": found,
    }
