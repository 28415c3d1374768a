"""Partitions a hundred a call: create, read, update, delete, and a list of all, several calls at a time.

Takes rows or PartitionInputs lazily and sends them as Glue's batch calls take them; the answer of every entry
is read. What fails is given back with its error, never raised over what succeeded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from catalog.aws.errors import EXISTS, NOT_FOUND, AwsError, ProviderError, aws, entry_error
from catalog.language.partitions.boxes import Tuple

from .batching import batches
from .catalog_client import CatalogClient

# AWS Glue API: the most entries of BatchCreatePartition and BatchUpdatePartition, BatchDeletePartition,
# BatchGetPartition; and the most segments of GetPartitions.
CREATE_CAP, DELETE_CAP, GET_CAP, SEGMENTS = 100, 25, 1000, 10
CALLS = 8  # under way at a time for one table
READ_ATTEMPTS, FIRST_PAUSE = 6, 0.1  # for keys that Glue left unprocessed; seconds, doubled each time

Entry = TypeVar("Entry")
Kept = TypeVar("Kept")


@dataclass(slots=True)
class Failures:
    """Rows that are not as they should be, with one error each, and whether the engine asked to stop."""

    rows: dict[Tuple, ProviderError] = field(default_factory=dict)

    def add(self, rows: Iterable[Tuple], error: ProviderError) -> None:
        """The same error for each of the rows."""
        self.rows.update(dict.fromkeys(rows, error))


@dataclass(frozen=True, slots=True)
class PartitionCalls:
    """The calls about the partitions of one table. `cancelled` stops what is not under way yet."""

    client: CatalogClient
    database: str
    table: str
    cancelled: threading.Event

    @property
    def _where(self) -> dict[str, Any]:
        return {"DatabaseName": self.database, "TableName": self.table, **self.client.scope}

    @property
    def _named(self) -> str:
        return f"{self.database}.{self.table}"

    def create(self, inputs: Iterator[Mapping[str, Any]], failures: Failures) -> list[Tuple]:
        """Makes partitions; gives those that exist already, which is no failure."""
        existing: list[Tuple] = []

        def send(batch: list[Mapping[str, Any]]) -> None:
            with aws(f"create {len(batch)} partitions of {self._named}"):
                answer = self.client.glue.batch_create_partition(
                    **self._where, PartitionInputList=cast(Any, batch)
                )
            for row, detail in _refusals(answer, "PartitionValues", map(_values_of, batch)):
                if detail.get("ErrorCode") == EXISTS:
                    existing.append(row)
                else:
                    failures.add([row], self._refused("create", row, detail))

        self._each(batches(inputs, CREATE_CAP), send, _values_of, failures)
        return existing

    def update(self, inputs: Iterator[Mapping[str, Any]], failures: Failures) -> None:
        """Brings partitions to these inputs."""

        def send(batch: list[Mapping[str, Any]]) -> None:
            entries: Any = [{"PartitionValueList": i["Values"], "PartitionInput": i} for i in batch]
            with aws(f"update {len(batch)} partitions of {self._named}"):
                answer = self.client.glue.batch_update_partition(**self._where, Entries=entries)
            for row, detail in _refusals(answer, "PartitionValueList", map(_values_of, batch)):
                failures.add([row], self._refused("update", row, detail))

        self._each(batches(inputs, CREATE_CAP), send, _values_of, failures)

    def delete(self, rows: Iterator[Tuple], failures: Failures) -> None:
        """Removes partitions; one that is gone is no failure, nor is a table that is."""

        def send(batch: list[Tuple]) -> None:
            values: Any = [{"Values": list(row)} for row in batch]
            with aws(f"delete {len(batch)} partitions of {self._named}", ignoring=NOT_FOUND):
                answer = self.client.glue.batch_delete_partition(**self._where, PartitionsToDelete=values)
                for row, detail in _refusals(answer, "PartitionValues", batch):
                    if detail.get("ErrorCode") != NOT_FOUND:
                        failures.add([row], self._refused("delete", row, detail))

        self._each(batches(rows, DELETE_CAP), send, lambda row: row, failures)

    def read(self, rows: Iterator[Tuple], failures: Failures) -> Iterator[Mapping[str, Any]]:
        """Glue's Partition structures of those rows that exist."""
        for batch in batches(rows, GET_CAP):
            try:
                yield from self._read(batch)
            except ProviderError as error:
                failures.add(batch, error)

    def _read(self, rows: list[Tuple]) -> Iterator[Mapping[str, Any]]:
        left: list[Any] = [{"Values": list(row)} for row in rows]
        found: list[Mapping[str, Any]] = []
        for attempt in range(READ_ATTEMPTS):
            if attempt and self.cancelled.wait(FIRST_PAUSE * 2**attempt):
                break
            with aws(f"read {len(left)} partitions of {self._named}"):
                answer = self.client.glue.batch_get_partition(**self._where, PartitionsToGet=left)
            found += answer.get("Partitions", [])
            left = answer.get("UnprocessedKeys", [])
            if not left:
                return iter(found)
        raise ProviderError(
            f"cannot read {len(left):,} partitions of {self._named}: Glue left them unprocessed"
        )

    def any(self) -> bool:
        """Whether the table has a partition. Raises ProviderError."""
        return bool(self.first_page(1))

    def first_page(self, most: int = GET_CAP) -> list[Mapping[str, Any]]:
        """Some of the table's partitions, without their columns; of a table that is gone none. Raises
        ProviderError.
        """
        pages = self.client.glue.get_paginator("get_partitions").paginate(
            **self._where, ExcludeColumnSchema=True, PaginationConfig={"PageSize": most}
        )
        with aws(f"list the partitions of {self._named}", ignoring=NOT_FOUND):
            for page in pages:  # one without partitions may have others behind it
                if page.get("Partitions"):
                    return [*page["Partitions"]]
        return []

    def every(self, keep: Callable[[Mapping[str, Any]], Kept]) -> Iterator[Kept]:
        """What `keep` makes of each partition of the table, read without columns in parallel segments.

        Of a large table the structures themselves would fill the memory. Raises ProviderError.
        """
        with ThreadPoolExecutor(SEGMENTS, "segment") as pool:
            for found in pool.map(lambda number: self._segment(number, keep), range(SEGMENTS)):
                yield from found

    def count(self, is_other: Callable[[Mapping[str, Any]], bool]) -> tuple[int, int]:
        """How many partitions the table has, and of how many `is_other` holds; read without columns, a small
        table in one call, others in parallel segments. None of them is kept. Raises ProviderError.
        """
        with aws(f"list the partitions of {self._named}", ignoring=NOT_FOUND):
            page = self.client.glue.get_partitions(
                **self._where, ExcludeColumnSchema=True, MaxResults=GET_CAP
            )
            if not page.get("NextToken"):
                return _counted(page, is_other)
            with ThreadPoolExecutor(SEGMENTS, "segment") as pool:
                found = [*pool.map(lambda number: self._count_segment(number, is_other), range(SEGMENTS))]
            return sum(total for total, _ in found), sum(others for _, others in found)
        return 0, 0

    def _count_segment(self, number: int, is_other: Callable[[Mapping[str, Any]], bool]) -> tuple[int, int]:
        counts = [_counted(page, is_other) for page in self._pages_of(number)]
        return sum(total for total, _ in counts), sum(others for _, others in counts)

    def _pages_of(self, number: int) -> Iterator[Mapping[str, Any]]:
        segment: Any = {"SegmentNumber": number, "TotalSegments": SEGMENTS}
        pages: Any = self.client.glue.get_paginator("get_partitions").paginate(
            **self._where, Segment=segment, ExcludeColumnSchema=True
        )
        return iter(pages)

    def _segment(self, number: int, keep: Callable[[Mapping[str, Any]], Kept]) -> list[Kept]:
        found: list[Kept] = []
        with aws(f"list the partitions of {self._named}", ignoring=NOT_FOUND):
            for page in self._pages_of(number):
                found += map(keep, page.get("Partitions", []))
        return found

    def _refused(self, doing: str, row: Tuple, detail: Any) -> AwsError:
        return entry_error(f"{doing} partition {'/'.join(row)} of {self._named}", detail)

    def _each(
        self,
        given: Iterator[list[Entry]],
        send: Callable[[list[Entry]], None],
        row_of: Callable[[Entry], Tuple],
        failures: Failures,
    ) -> None:
        """Sends the batches, CALLS at a time; a batch that fails as a whole is a failure of each entry."""

        def carry(batch: list[Entry]) -> None:
            try:
                if self.cancelled.is_set():
                    raise ProviderError("the update was cancelled before this was sent")
                send(batch)
            except ProviderError as error:
                failures.add(map(row_of, batch), error)

        with ThreadPoolExecutor(CALLS, "batch") as pool:
            under_way: set[Future[None]] = set()
            for batch in given:  # no more are made than are sent
                if len(under_way) >= 2 * CALLS:
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    _raise_of(done)
                under_way.add(pool.submit(carry, batch))
            _raise_of(under_way)


def _raise_of(futures: Iterable[Future[None]]) -> None:
    for future in futures:
        future.result()


def _refusals(
    answer: Mapping[str, Any], name: str, rows: Iterable[Tuple]
) -> Iterator[tuple[Tuple, Mapping[str, str]]]:
    """The entries with an error, and it; an error that names no entry of the batch is one of each."""
    if answer.get("Errors"):
        sent = [*rows]
        for error in answer["Errors"]:
            row, detail = tuple(error.get(name) or ()), error.get("ErrorDetail") or {}
            yield from ((each, detail) for each in ([row] if row in sent else sent))


def _counted(page: Mapping[str, Any], is_other: Callable[[Mapping[str, Any]], bool]) -> tuple[int, int]:
    partitions = page.get("Partitions", [])
    return len(partitions), sum(map(is_other, partitions))


def _values_of(given: Mapping[str, Any]) -> Tuple:
    return tuple(given["Values"])
