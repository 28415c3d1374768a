"""Builds and removals of partition indexes, one at a time for each table, and the waits for them.

Glue refuses a build or a removal while another of the table is under way, and answers long before either is
done: each is asked for until it is accepted, and watched until it has come to its end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.reads import get_indexes, list_indexes
from catalog.aws.errors import NOT_FOUND, AwsError, ProviderError, aws
from catalog.language.changes import forms
from catalog.language.findings import listed
from catalog.provider.framework.errors import Cancelled
from catalog.provider.framework.request import Request

TIME_LIMIT = 600.0  # seconds, as upstream
FIRST_POLL, SLOWEST_POLL, SLOWER = 0.05, 5.0, 1.6
REPORT_SECONDS = 10.0  # between two signs of life
ONE_AT_A_TIME = "simultaneously"  # Glue's words while another index of the table is being built or removed
ACTIVE, FAILED, DELETING = "ACTIVE", "FAILED", "DELETING"
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
IndexName = tuple[str, str, str]  # database, table, index


def title(index_name: IndexName) -> str:
    """The index in messages."""
    return f"partition index {index_name[2]} of {index_name[0]}.{index_name[1]}"


def find(client: CatalogClient, index_name: IndexName) -> dict[str, Any] | None:
    """Its name, keys and status as properties; None if there is none."""
    indexes = get_indexes(client, index_name[0], index_name[1])
    return next((i for i in indexes if i["indexName"].lower() == index_name[2].lower()), None)


def build(request: Request, client: CatalogClient, index_name: IndexName, keys: list[str]) -> None:
    """Starts the build of an index, when no other of the table is under way. Raises AwsError; it counts as
    `retried` if the answer to any of the requests may have been lost.
    """

    def start() -> None:
        with aws(f"create {title(index_name)}"):
            client.glue.create_partition_index(
                DatabaseName=index_name[0],
                TableName=index_name[1],
                PartitionIndex={"Keys": keys, "IndexName": index_name[2]},
                **client.scope,
            )

    _one_at_a_time(request, start)


def remove(request: Request, client: CatalogClient, index_name: IndexName) -> None:
    """Removes an index and waits until it is gone. Glue does not find one that it is still building."""

    def start() -> None:
        with aws(f"delete {title(index_name)}", ignoring=NOT_FOUND):
            client.glue.delete_partition_index(
                DatabaseName=index_name[0], TableName=index_name[1], IndexName=index_name[2], **client.scope
            )

    _one_at_a_time(request, start)
    for _ in _polls(request, f"the removal of {title(index_name)}"):
        live = find(client, index_name)
        if live is None:
            return
        if live["indexStatus"] != DELETING:
            _one_at_a_time(request, start)


def wait_active(request: Request, client: CatalogClient, index_name: IndexName) -> None:
    """Returns when the index is ACTIVE. Raises ProviderError if it fails, vanishes or takes too long."""
    for _ in _polls(request, title(index_name)):
        live = find(client, index_name)
        if live is None:
            raise ProviderError(f"{title(index_name)} is gone, although it was made")
        if live["indexStatus"] == FAILED:
            raise ProviderError(f"{title(index_name)} failed to build: {_failure(client, index_name)}")
        if live["indexStatus"] == ACTIVE:
            return


def _failure(client: CatalogClient, index_name: IndexName) -> str:
    """Why Glue could not build the index, as far as it says so, and what to do."""
    descriptors = list_indexes(client, index_name[0], index_name[1])
    live = next((i for i in descriptors if i["IndexName"].lower() == index_name[2].lower()), {})
    errors = live.get("BackfillErrors") or ()
    known, codes = [_backfill(error) for error in errors], [error.get("Code") for error in errors]
    reason = "; ".join(known) or "Glue gives no reason"
    mend = "" if not known or any(code == INTERNAL for code in codes) else "correct that, then "
    return f"{reason}; {mend}pulumi up builds it anew; the table and its partitions stay, without this index"


def _backfill(error: Mapping[str, Any]) -> str:
    code, partitions = str(error.get("Code", "")), error.get("Partitions") or []
    named = listed(["/".join(p.get("Values", ())) for p in partitions], NAMED_PARTITIONS)
    at = f" (partitions {named})" if named else ""
    return f"{code}: {BACKFILL.get(code, 'see the AWS Glue documentation')}{at}"


def _one_at_a_time(request: Request, start: Callable[[], None]) -> None:
    """`start()`, again and again while Glue is busy with another index of the table.

    What it is busy with may be the very index that a request asked for whose answer was lost.
    """
    retried = False
    for _ in _polls(request, "the turn of a partition index"):
        try:
            start()
            return
        except AwsError as error:
            retried = error.retried = retried or error.retried
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
            request.report(forms.WAITING.text(what, f"{reported - start:.0f}", f"{limit:.0f}"))
        if time.monotonic() + pause > end:
            raise ProviderError(f"waited {limit:.0f} s for {what} without success; Glue may still be at work")
        if request.context.cancelled.wait(pause):
            raise Cancelled(
                f"stopped waiting for {what}: the update was cancelled; Glue may still be at work"
            )
        pause = min(pause * SLOWER, SLOWEST_POLL)
