"""The writes of one request for a PartitionSet, and what of them did not come through.

Takes sets of tuples and the set's inputs; makes, rewrites and removes partitions in batches. What failed is
kept by what is left to do, so that state stays true and the next run goes on from there.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.partition_batches import Failures, PartitionCalls
from catalog.aws.errors import ProviderError
from catalog.aws.shapes.conversion import equal
from catalog.aws.shapes.partition import PARTITION_INPUT
from catalog.aws.shapes.properties import Properties
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.compact import compact
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.provider.framework import ownership
from catalog.provider.framework.errors import InitFailed
from catalog.provider.framework.request import Request

from .declared import Declared
from .unfinished import UnfinishedRewrite

NAMED_REASONS = 3  # failures that a message names
NOTHING = UnfinishedRewrite()


class PartitionWrites:
    """One request's writes; keeps what did not come through."""

    def __init__(self, request: Request, client: CatalogClient, new: Declared) -> None:
        self.request = request
        self.client = client
        self.new = new
        where = new.inputs["databaseName"], new.inputs["tableName"]
        self.calls = PartitionCalls(client, *where, request.context.cancelled)
        self.cascade = bool(new.inputs.get("cascade"))
        self.unmade = Failures()
        self.unchanged = Failures()
        self.unremoved = Failures()

    def make(self, rows: Iterable[Tuple]) -> None:
        """Partitions that are there already are brought to what is declared."""
        existing = self.calls.create(map(self.new.input_of, rows), self.unmade)
        if existing:
            self.request.report(adoption_line(len(existing)))
            self.rewrite(existing)

    def rewrite(
        self, rows: Iterable[Tuple], old: Declared | None = None, unfinished: UnfinishedRewrite = NOTHING
    ) -> None:
        """Brings existing partitions to what is declared; parameters of others stay. One that is gone by now
        is made.

        `old` is what was declared before, `unfinished` what an even earlier run could not take away.
        """
        gone: set[Tuple] = set()

        def wanted() -> Iterator[Mapping[str, Any]]:
            for live in self.calls.read(_noting(rows, gone), self.unchanged):
                row = tuple(live["Values"])
                gone.discard(row)
                sent = self._sent(row, live, old, unfinished)
                if not equal(PARTITION_INPUT, sent, live):
                    yield sent

        self.calls.update(wanted(), self.unchanged)
        self.calls.create(map(self.new.input_of, sorted(gone - self.unchanged.rows.keys())), self.unmade)

    def _sent(
        self, row: Tuple, live: Mapping[str, Any], old: Declared | None, unfinished: UnfinishedRewrite
    ) -> dict[str, Any]:
        """The PartitionInput for a partition that exists: what nobody declares stays as it is."""
        variant = self.new.variants.of_row(row)
        before = old.variants.of_row(row) if old is not None and row in old.values else None
        base = None if before is None or old is None else old.input_of(row)
        sent = ownership.merge(self.new.input_of(row), unfinished.added_to(base), live)
        own = variant.own_columns or (before is not None and before.own_columns)
        declared_members = variant.declared_members | {"Location"}
        if not (self.cascade or own or unfinished.columns):
            declared_members -= {"Columns"}
        there = live.get("StorageDescriptor") or {}
        bare: dict[str, Any] = {} if "Columns" in declared_members else {"Columns": []}
        kept = {name: value for name, value in there.items() if name not in declared_members}
        return {**sent, "StorageDescriptor": {**sent["StorageDescriptor"], **bare, **kept}}

    def remove(self, rows: Iterable[Tuple]) -> None:
        """Removes partitions."""
        self.calls.delete(iter(rows), self.unremoved)

    def outcome(
        self, id: str, unfinished: UnfinishedRewrite, foreign: Container[Tuple] = (), *, attempted: bool
    ) -> Properties:
        """The outputs. Raises InitFailed with them if something did not come through.

        `unfinished` is what partitions that could not be rewritten may bear still. `attempted`: whether the
        engine keeps the inputs of before, as it does after an update that fails; ours are the outputs' then.
        `foreign`: those of the removed that are others'.
        """
        theirs = [row for row in self.unremoved.rows if row in foreign]
        ours = [row for row in self.unremoved.rows if row not in foreign]
        left = self.unmade.rows, self.unchanged.rows, ours, theirs
        found = outputs(self.client, self.new, *left, unfinished=unfinished)
        failures = Failures({**self.unmade.rows, **self.unchanged.rows, **self.unremoved.rows})
        if failures.rows:
            inputs = dict(self.new.inputs)
            found |= {"attempted": inputs} if attempted else {}
            raise InitFailed(failure_message(failures), id=id, outputs=found, inputs=inputs)
        return found


def adoption_line(count: int) -> str:
    """The line about partitions that a set finds in place."""
    return f"{count:,} {'partition was' if count == 1 else 'partitions were'} there already: taken up"


def _noting(rows: Iterable[Tuple], seen: set[Tuple]) -> Iterator[Tuple]:
    for row in rows:
        seen.add(row)
        yield row


def outputs(
    client: CatalogClient,
    declared: Declared,
    pending: Iterable[Tuple] = (),
    changed: Iterable[Tuple] = (),
    leftover: Iterable[Tuple] = (),
    foreign: Iterable[Tuple] = (),
    unfinished: UnfinishedRewrite = NOTHING,
) -> Properties:
    """The set's outputs. `pending` are to be made, `changed` to be brought to what is declared, `leftover`
    are ours and to be removed, `foreign` are others' on a table that is to hold ours alone.
    """
    sets = {"pending": pending, "changed": changed, "leftover": leftover, "foreign": foreign}
    small = {name: compact(TupleSet(listed=frozenset(rows))) for name, rows in sets.items()}
    return {
        "databaseName": declared.inputs["databaseName"],
        "tableName": declared.inputs["tableName"],
        "catalogId": client.catalog,
        "region": client.region,
        "count": declared.values.count,
        **small,
        "forgotten": unfinished.written() if small["changed"] else {},
    }


def failure_message(failures: Failures) -> str:
    """How many failed, and the first of each reason."""
    reasons: dict[str, list[ProviderError]] = {}
    for error in failures.rows.values():
        listed = reasons.setdefault(str(getattr(error, "code", "")) or str(error), [])
        if error not in listed[-1:]:
            listed.append(error)
    parts = [
        f"{listed[0]}" + (f" (and {len(listed) - 1:,} more like it)" if len(listed) > 1 else "")
        for listed in islice(reasons.values(), NAMED_REASONS)
    ]
    more = f"; and {len(reasons) - NAMED_REASONS:,} other reasons" if len(reasons) > NAMED_REASONS else ""
    are = "partition is" if len(failures.rows) == 1 else "partitions are"
    return f"{len(failures.rows):,} {are} not done, pulumi up goes on with them: " + "; ".join(parts) + more
