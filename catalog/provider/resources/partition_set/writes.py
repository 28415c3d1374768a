"""The writes of one request for a PartitionSet, and what of them did not come through.

Takes sets of tuples and the set's inputs; makes, rewrites and removes partitions in batches. What failed is
kept by what is left to do, so that state stays true and the next run goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.partition_batches import GET_CAP, Failures, PartitionCalls
from catalog.aws.errors import NOT_FOUND, ProviderError
from catalog.aws.shapes.conversion import equal
from catalog.aws.shapes.partition import PARTITION_INPUT
from catalog.aws.shapes.properties import Properties
from catalog.language.changes import forms
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.compact import compact
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.language.partitions.wording import number_of_partitions
from catalog.provider.framework.errors import InitFailed
from catalog.provider.framework.request import Request

from .conflicts import Overwrites, conflict_message, conflict_of
from .declared import Declared
from .merging import Merge
from .unfinished import NOTHING, UnfinishedRewrite
from .whose import Ours

NAMED_REASONS = 3  # failures that a message names


class PartitionWrites:
    """One request's writes; keeps what did not come through, and what was found to be others'."""

    def __init__(
        self, request: Request, client: CatalogClient, new: Declared, ours: Ours, overwrites: Overwrites
    ) -> None:
        self.overwrites = overwrites
        self.request = request
        self.client = client
        self.new = new
        self.ours = ours
        where = new.inputs["databaseName"], new.inputs["tableName"]
        self.calls = PartitionCalls(client, *where, request.context.cancelled)
        self.unmade = Failures()
        self.unchanged = Failures()
        self.unremoved = Failures()
        self.others: set[Tuple] = set()  # declared, in place, and not this set's own

    def make(self, rows: Iterable[Tuple]) -> None:
        """Of those that are there already, this set's own are brought to what is declared."""
        existing = self.calls.create(map(self.new.input_of, rows), self.unmade)
        if existing:
            self.rewrite(existing, Merge(self.new))
            taken = sum(row not in self.others for row in existing)
            self.request.report(*adoption_lines(taken, len(existing) - taken))

    def rewrite(self, rows: Iterable[Tuple], merge: Merge) -> None:
        """Brings existing partitions to what is declared; what others wrote stays. One that is gone by now is
        made, one that another writer made is left as it is.
        """
        gone: set[Tuple] = set()

        def wanted() -> Iterator[Mapping[str, Any]]:
            for live in self.calls.read(_noting(rows, gone), self.unchanged):
                row = tuple(live["Values"])
                gone.discard(row)
                sent = self._sent(row, live, merge)
                if sent is not None and not equal(PARTITION_INPUT, sent, live):
                    yield sent

        self.calls.update(wanted(), self.unchanged)
        self.calls.create(map(self.new.input_of, sorted(gone - self.unchanged.rows.keys())), self.unmade)

    def _sent(self, row: Tuple, live: Mapping[str, Any], merge: Merge) -> Mapping[str, Any] | None:
        """What the partition is to be; None if it is not to be written."""
        if not self.ours.holds(live):
            self.others.add(row)
            return None
        conflict = conflict_of(self.calls, merge, live, self.overwrites)  # since they were looked for
        if conflict is not None:
            self.unchanged.add([row], ProviderError(conflict_message(self.calls, merge.new.keys, conflict)))
            return None
        return merge.sent(row, live)

    def remove(self, rows: TupleSet) -> None:
        """Removes partitions. Of few, those that bear no stamp of this stack any more stay."""
        self.calls.delete(
            remaining(self.calls, self.ours, rows, self.unremoved, self.request), self.unremoved
        )

    def outcome(
        self, id: str, unfinished: UnfinishedRewrite, foreign: TupleSet, *, attempted: bool
    ) -> Properties:
        """The outputs. Raises InitFailed with them if something did not come through.

        `unfinished` is what partitions that could not be rewritten may bear still. `attempted`: whether the
        engine keeps the inputs of before, as it does after an update that fails; ours are the outputs' then.
        `foreign`: others' that were on record, or that were to be removed here.
        """
        unremoved = self.unremoved.rows
        theirs = {row for row in unremoved if row in foreign}
        if not self.new.exclusive:
            theirs = self.others.union(foreign & self.new.values) if foreign else self.others
        ours = [row for row in unremoved if row not in foreign]
        left = self.unmade.rows, self.unchanged.rows, ours, theirs
        found = outputs(self.client, self.new, *left, unfinished=unfinished)
        failures = Failures({**self.unmade.rows, **self.unchanged.rows, **unremoved})
        if failures.rows:
            inputs = dict(self.new.inputs)
            found |= {"attempted": inputs} if attempted else {}
            raise InitFailed(failure_message(failures), id=id, outputs=found, inputs=inputs)
        return found


def remaining(
    calls: PartitionCalls, ours: Ours, rows: TupleSet, failures: Failures, request: Request
) -> Iterator[Tuple]:
    """Of the partitions to be removed those that are this set's own still; the others are told.

    Only as many as one read answers are looked at: a read of all would take longer than to remove them. Of
    more than that, what is on record counts.
    """
    if not ours.stamps or ours.everything or rows.count > GET_CAP:
        return iter(rows)
    unread = Failures()
    found = [*calls.read(iter(rows), unread)]
    failures.rows |= {r: e for r, e in unread.rows.items() if getattr(e, "code", "") != NOT_FOUND}
    kept = {tuple(live["Values"]) for live in found if not ours.holds(live)}
    if kept:
        request.report(forms.PARTITIONS_UNSTAMPED.text(number_of_partitions(len(kept))))
    return (row for row in rows if row not in kept and row not in failures.rows)


def adoption_lines(ours: int, others: int) -> Iterator[str]:
    """The lines about partitions that a set finds in place."""
    for count, what in ((ours, "taken up"), (others, "made by others and left as they are")):
        if count:
            were = "was" if count == 1 else "were"
            yield forms.PARTITIONS_THERE.text(f"{number_of_partitions(count)} {were}", what)


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
    are ours and to be removed, `foreign` are others': declared and left as they are, or, on a table that is
    to hold ours alone, to be removed.
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
