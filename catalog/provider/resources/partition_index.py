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
from catalog.aws.errors import EXISTS, GONE, AwsError, ProviderError, aws
from catalog.aws.session import Session
from catalog.aws.shapes.partition_index import PARTITION_INDEX
from catalog.aws.shapes.properties import Properties, contains_unknown
from catalog.provider.framework import ownership
from catalog.provider.framework.errors import Cancelled, InitFailed
from catalog.provider.framework.property_diff import UPDATE, Delta
from catalog.provider.framework.resource import Found, Given, Request, Resource, declared_again
from catalog.provider.framework.run_registry import Made

ID_FORM = "account:database:table:index"
TIME_LIMIT = 600.0  # seconds, as upstream
FIRST_POLL, SLOWEST_POLL, SLOWER = 0.05, 5.0, 1.6
TELL_SECONDS = 10.0  # between two signs of life
ONE_AT_A_TIME = "simultaneously"  # Glue's words while another index of the table is being built or removed
ACTIVE, FAILED, DELETING = "ACTIVE", "FAILED", "DELETING"
REMOVED = "REMOVED"  # not Glue's: by this run, for the sake of its table
DOES = {FAILED: "removed and built anew", REMOVED: "built anew"}

STAYS = "the table stays as it is"
TOLD = 3  # partitions that a message names
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

    def _lock(self, place: CatalogClient, where: Where) -> threading.Lock:
        with self._guard:
            return self._locks[(place.catalog, where[0], where[1])]

    def differences(self, session: Session, old_inputs: Given, outputs: Given, news: Given) -> list[Delta]:
        """What an update would change: an index that is not ACTIVE is to be built anew or waited for."""
        found = super().differences(session, old_inputs, outputs, news)
        return found if found or self.settled(outputs) else [Delta("partitionIndex.indexStatus", UPDATE)]

    def settled(self, outputs: Given) -> bool:
        """True if the index was built."""
        return _status(outputs) in ("", ACTIVE)

    def story(self, old_inputs: Given, outputs: Given, news: Given) -> tuple[str, ...]:
        """What becomes of the index; to Glue even another name is another index."""
        old, new = old_inputs["partitionIndex"], news["partitionIndex"]
        if old == new and not self.settled(outputs):
            does = DOES.get(_status(outputs), "waited for")
            return (f"~ index {new['indexName']} is {_status(outputs)}: {does}, {STAYS}",)
        if old == new:
            return ()
        was, now = (f"{i['indexName']} over {', '.join(i['keys'])}" for i in (old, new))
        if old["keys"] == new["keys"]:
            was, now = f"over {', '.join(new['keys'])}: {old['indexName']}", new["indexName"]
        return (f"~ index {was} -> {now}, removed and built anew, {STAYS}",)

    def unsure(self, made: Made, news: Given) -> bool:
        """True where the table's keys changed: an index may have been in the way."""
        return made.rekeyed(f"{news.get('databaseName')}.{news.get('tableName')}")

    def looked(self, request: Request, old_inputs: Given, outputs: Given, news: Given) -> Given:
        """The outputs with the status that the index has now, where it may have had to go."""
        if not self.unsure(request.context.made, news) or contains_unknown(news):
            return outputs
        where = old_inputs["databaseName"], old_inputs["tableName"], old_inputs["partitionIndex"]["indexName"]
        live = _find(request.place(outputs), where)
        status = live["indexStatus"] if live else REMOVED
        return {**outputs, "partitionIndex": {**outputs["partitionIndex"], "indexStatus": status}}

    def create(self, request: Request, inputs: Given) -> tuple[str, Properties]:
        """Makes the object, or takes up one that an earlier run of this stack made."""
        place = request.place(inputs)
        wanted = inputs["partitionIndex"]
        where = inputs["databaseName"], inputs["tableName"], wanted["indexName"]
        id = identifiers.join(place.catalog, *where)
        with self._lock(place, where):
            self._make(request, place, where, wanted["keys"])
            self._wait(request, place, where, inputs)
        return id, _outputs(place, where, {**wanted, "indexStatus": ACTIVE})

    @staticmethod
    def _wait(request: Request, place: CatalogClient, where: Where, inputs: Given) -> None:
        """Until it is ACTIVE. Raises InitFailed with the state that it has instead."""
        try:
            _wait_active(request, place, where)
        except ProviderError as error:
            found = _outputs(place, where, _seen(place, where) or inputs["partitionIndex"])
            id = identifiers.join(place.catalog, *where)
            raise InitFailed(str(error), id=id, outputs=found, inputs=dict(inputs)) from error

    def _make(self, request: Request, place: CatalogClient, where: Where, keys: list[str]) -> None:
        """Starts the build, or takes up an index that is there already."""

        try:
            build(request, place, where, keys)
        except AwsError as error:
            if error.code != EXISTS:
                raise
            if not _take_up(request, place, where, keys):
                build(request, place, where, keys)

    def read(self, request: Request, inputs: Given | None, outputs: Given) -> Found | None:
        """The live object, as declared and as outputs."""
        parsed = identifiers.split(request.id, ID_FORM)
        catalog, database, table, name = parsed.parts
        place = request.place(outputs, {"region": parsed.region, "catalogId": catalog})
        where = database, table, name
        live = _find(place, where)
        if live is None:
            return None
        declared = declared_again(inputs, parsed.region)
        index = {"indexName": live["indexName"], "keys": live["keys"]}
        found = {**declared, "databaseName": database, "tableName": table, "partitionIndex": index}
        return Found(request.id, found, _outputs(place, where, live))

    def update(self, request: Request, outputs: Given, old_inputs: Given, news: Given) -> Properties:
        """Only asked for after a create that did not finish: waits on, or builds a failed index anew."""
        place = request.place(news, outputs)
        wanted = news["partitionIndex"]
        where = news["databaseName"], news["tableName"], wanted["indexName"]
        with self._lock(place, where):
            live = _find(place, where)
            if live is not None and live["indexStatus"] == FAILED:
                remove(request, place, where)
                live = None
            if live is None:
                self._make(request, place, where, wanted["keys"])
            self._wait(request, place, where, news)
        return _outputs(place, where, {**wanted, "indexStatus": ACTIVE})

    def delete(self, request: Request, outputs: Given, inputs: Given) -> None:
        """Removes the object; one that is gone is no error."""
        _, database, table, name = identifiers.split(request.id, ID_FORM).parts
        place = request.place(outputs)
        where = database, table, name
        with self._lock(place, where):
            remove(request, place, where)


def _status(outputs: Given) -> str:
    return str((outputs.get("partitionIndex") or {}).get("indexStatus") or "")


def _name(where: Where) -> str:
    return f"{where[2]} of {where[0]}.{where[1]}"


def _find(place: CatalogClient, where: Where) -> dict[str, Any] | None:
    indexes = get_indexes(place, where[0], where[1])
    return next((i for i in indexes if i["indexName"].lower() == where[2].lower()), None)


def _seen(place: CatalogClient, where: Where) -> dict[str, Any] | None:
    """The index as far as it can be read now: what ended the wait may end this, too."""
    with contextlib.suppress(ProviderError):
        return _find(place, where)
    return None


def _take_up(request: Request, place: CatalogClient, where: Where, keys: list[str]) -> bool:
    """Whether the index that is in the way is the wanted one. One of this name over other keys is removed:
    on a table of this stack it is what the spec had before. Raises ProviderError for any other.
    """
    live = _find(place, where)
    parameters = (get_table(place, where[0], where[1]) or {}).get("Parameters")
    if live is None:
        raise ProviderError(
            f"partition index {_name(where)} can't be made over {', '.join(keys)}: another index is over "
            "the same keys. Delete that index first"
        )
    if ownership.stamp_of(parameters) != request.urn.stamp:
        what, id = f"partition index {_name(where)}", identifiers.join(place.catalog, *where)
        raise ownership.refuse_foreign(what, request.urn, id, parameters)
    if live["keys"] == keys:
        request.tell(ownership.taken_up(f"partition index {_name(where)}"))
        return True
    request.tell(f"partition index {_name(where)} was over {', '.join(live['keys'])}: removed, built anew")
    remove(request, place, where)
    return False


def build(request: Request, place: CatalogClient, where: Where, keys: list[str]) -> None:
    """Starts the build of an index, when no other of the table is under way. Raises AwsError."""

    def start() -> None:
        with aws(f"create partition index {_name(where)}"):
            place.glue.create_partition_index(
                DatabaseName=where[0],
                TableName=where[1],
                PartitionIndex={"Keys": keys, "IndexName": where[2]},
                **place.request,
            )

    _one_at_a_time(request, start)


def remove(request: Request, place: CatalogClient, where: Where) -> None:
    """Removes an index and waits until it is gone. Glue does not find one that it is still building."""

    def start() -> None:
        with aws(f"delete partition index {_name(where)}", ignoring=GONE):
            place.glue.delete_partition_index(
                DatabaseName=where[0], TableName=where[1], IndexName=where[2], **place.request
            )

    _one_at_a_time(request, start)
    for _ in _polls(request, f"the removal of partition index {_name(where)}"):
        live = _find(place, where)
        if live is None:
            return
        if live["indexStatus"] != DELETING:
            _one_at_a_time(request, start)


def _wait_active(request: Request, place: CatalogClient, where: Where) -> None:
    for _ in _polls(request, f"partition index {_name(where)}"):
        live = _find(place, where)
        if live is None:
            raise ProviderError(f"partition index {_name(where)} is gone, although it was made")
        if live["indexStatus"] == FAILED:
            raise ProviderError(f"partition index {_name(where)} failed to build: {_failure(place, where)}")
        if live["indexStatus"] == ACTIVE:
            return


def _failure(place: CatalogClient, where: Where) -> str:
    """Why Glue could not build the index, as far as it says so, and what to do."""
    listed = list_indexes(place, where[0], where[1])
    live = next((i for i in listed if i["IndexName"].lower() == where[2].lower()), {})
    errors = live.get("BackfillErrors") or ()
    known, codes = [_backfill(error) for error in errors], [error.get("Code") for error in errors]
    reason = "; ".join(known) or "Glue gives no reason"
    mend = "" if not known or any(code == INTERNAL for code in codes) else "correct that, then "
    return f"{reason}; {mend}pulumi up builds it anew; the table and its partitions stay, without this index"


def _backfill(error: Mapping[str, Any]) -> str:
    code, partitions = str(error.get("Code", "")), error.get("Partitions") or []
    named = ", ".join("/".join(p.get("Values", ())) for p in partitions[:TOLD])
    more = f" and {len(partitions) - TOLD} more" if len(partitions) > TOLD else ""
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
    end, told = start + limit, start
    while True:
        yield
        if time.monotonic() - told >= TELL_SECONDS:
            told = time.monotonic()
            request.tell(f"waiting for {what} since {told - start:.0f} s, at most {limit:.0f} s")
        if time.monotonic() + pause > end:
            raise ProviderError(f"waited {limit:.0f} s for {what} without success; Glue may still be at work")
        if request.context.cancelled.wait(pause):
            raise Cancelled(
                f"stopped waiting for {what}: the update was cancelled; Glue may still be at work"
            )
        pause = min(pause * SLOWER, SLOWEST_POLL)


def _outputs(place: CatalogClient, where: Where, index: Given) -> Properties:
    found = {
        "indexName": where[2],
        "keys": list(index["keys"]),
        "indexStatus": index.get("indexStatus") or "",
    }
    return {
        "databaseName": where[0],
        "tableName": where[1],
        "catalogId": place.catalog,
        "region": place.region,
        "partitionIndex": found,
    }
