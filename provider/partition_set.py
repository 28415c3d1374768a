"""PartitionSet: all declared partitions of a table as one resource, however many they are.

Inputs stay as compact as the spec (ranges, not expansions), so does state: outputs hold what is still to be
made (`pending`), mended (`changed`) or removed (`leftover`), nothing else of single partitions. A request
that is cut short leaves these truthful, and the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from catalog import partition_places
from catalog.boxes import Tuple, TupleSet, boxed
from catalog.partition_place_checks import told
from catalog.partition_values import compact, restored
from catalog.ranges import RangeError

from . import checking, ids, ownership
from .declared_partitions import PARTITION_SET_TOKEN, Declared
from .deltas import Delta, member
from .errors import InitFailed, ProviderError
from .glue_shapes import PARTITION_INPUT, PARTITION_SET, PARTITION_SET_LIMIT
from .made import Made
from .naming import Naming
from .partition_calls import Failures, PartitionCalls
from .partition_changes import Change, announced
from .reads import get_table
from .resource import Found, Given, Place, Request, Resource, equal
from .session import Session
from .table import CatalogTable
from .wire import UNKNOWN, Properties, contains_unknown

ID_FORM = "account:database:table"
TOLD = 3  # failures that a message names
EXCLUSIVE = "exclusive"
TEMPLATE = "locationTemplate"  # what a spec calls location
NOT_BY_PATH = ("values", "except")  # compared as sets, not as they are written
COLUMNS = "storageDescriptor.columns"
COMPARED = ("InputFormat", "OutputFormat")


class PartitionSet(Resource):
    """`aws:glue/partitionSet:PartitionSet`, ID `account:database:table`."""

    token = PARTITION_SET_TOKEN
    shape = PARTITION_SET
    unknown_outputs = ("catalogId",)

    def check(
        self, session: Session, olds: Given, news: Properties, naming: Naming
    ) -> tuple[Given, list[str]]:
        """What is wrong with the inputs, the values of the partitions included."""
        del session, olds, naming
        found = list(checking.problems(self.shape, news))
        if not found:
            declared = Declared(news)
            found += [f"{_path(c.place)}: {c.message}" for c in declared.complaints]
            if (count := declared.values.count) > PARTITION_SET_LIMIT:
                found.append(f"values: {count:,} partitions, Glue takes {PARTITION_SET_LIMIT:,} a table")
            elif not found:
                found += _misplaced(declared)
        return news, found

    def noted(self, made: Made, urn: str, news: Given) -> None:
        """The set, for plain Partitions of the same table that leave the program."""
        where = news.get("databaseName"), news.get("tableName")
        if all(isinstance(name, str) for name in where):
            made.declare(self.token, ".".join(map(str, where)), urn, news)

    def announced(self, inputs: Given) -> tuple[str, ...]:
        """What a new set will make, in words and numbers."""
        return () if contains_unknown(inputs) else announced(Declared(inputs))

    def differences(self, session: Session, old_inputs: Given, outputs: Given, news: Given) -> list[Delta]:
        """What an update would change: the tuples as a set, the rest by path."""
        found = [
            delta
            for delta in super().differences(session, old_inputs, outputs, news)
            if delta.top not in NOT_BY_PATH and (news.get("cascade") or not delta.path.startswith(COLUMNS))
        ]
        if _arity(old_inputs) != _arity(news):  # no tuple of the old set is one of the new table
            return [replace(delta, replaces=True) if delta.top == "keys" else delta for delta in found]
        if UNKNOWN in news.values():  # what it hangs on is replaced: which tuples is not known
            return found
        return [*found, *Change.of(old_inputs, outputs, news).deltas()]

    def story(self, old_inputs: Given, outputs: Given, news: Given) -> tuple[str, ...]:
        """The change in words and numbers."""
        if _arity(old_inputs) != _arity(news):
            return self.announced(news)
        return Change.of(old_inputs, outputs, news).lines()

    def settled(self, outputs: Given) -> bool:
        """True if no partition is left to be made, changed or removed."""
        return not any(outputs.get(name) for name in ("pending", "changed", "leftover"))

    def create(self, request: Request, inputs: Given) -> tuple[str, Properties]:
        """Makes the partitions; those that are there already are brought to what is declared."""
        place = request.place(inputs)
        id = ids.join(place.catalog, inputs["databaseName"], inputs["tableName"])
        new = Declared(inputs)
        work = _Work(request, place, new)
        made_by = request.context.made.by_another(CatalogTable.token, id, request.urn.text)
        if made_by or not work.calls.any():
            work.make(new.values)
        else:
            work.take_up()
        return id, work.outcome(id)

    def update(self, request: Request, outputs: Given, old_inputs: Given, news: Given) -> Properties:
        """Makes what is new, removes what is no longer declared, changes what is declared differently."""
        work = _Work(request, request.place(news, outputs), Declared(news))
        change = Change.of(old_inputs, outputs, news)
        work.remove(change.removed)
        work.make(change.added)
        for rewrite in change.rewritten:
            work.rewrite(rewrite.rows, change.old)
        return work.outcome(request.id)

    def read(self, request: Request, inputs: Given | None, outputs: Given) -> Found | None:
        """The set as it is in Glue: what is missing or different is pending, what others added is kept."""
        parsed = ids.split(request.id, ID_FORM)
        catalog, database, table = parsed.parts
        place = request.place(outputs, {"region": parsed.region, "catalogId": catalog})
        live = get_table(place, database, table)
        if live is None:
            return None
        calls = PartitionCalls(place, database, table, request.context.cancelled)
        if inputs is None:
            inputs = _imported(database, table, live, calls)
        seen = _Seen(Declared(inputs), calls)
        seen.tell(request)
        outputs = _outputs(place, seen.declared, seen.missing, seen.changed, seen.leftover)
        return Found(request.id, dict(inputs), outputs)

    def delete(self, request: Request, outputs: Given, inputs: Given) -> None:
        """Removes the declared partitions; others' stay."""
        _, database, table = ids.split(request.id, ID_FORM).parts
        calls = PartitionCalls(request.place(outputs), database, table, request.context.cancelled)
        failures = Failures()
        calls.delete(chain(Declared(dict(inputs)).values, restored(outputs.get("leftover"))), failures)
        if failures.rows:
            raise ProviderError(_told(failures))


class _Work:
    """One request's writes; keeps what did not come through."""

    def __init__(self, request: Request, place: Place, new: Declared) -> None:
        self.request = request
        self.place = place
        self.new = new
        where = new.inputs["databaseName"], new.inputs["tableName"]
        self.calls = PartitionCalls(place, *where, request.context.cancelled)
        self.cascade = bool(new.inputs.get("cascade"))
        self.undone = Failures()
        self.unremoved = Failures()

    def make(self, rows: Iterable[Tuple]) -> None:
        """Partitions that are there already are brought to what is declared."""
        existing = self.calls.create(map(self.new.input_of, rows), self.undone)
        if existing:
            self.request.tell(f"{len(existing):,} partitions were there already: taken up")
            self.rewrite(existing)

    def take_up(self) -> None:
        """A set for a table that has partitions: those that are as declared are not touched."""
        seen = _Seen(self.new, self.calls)
        if seen.here:
            self.request.tell(f"{len(seen.here):,} partitions were there already: taken up")
        self.make(seen.missing)
        self.rewrite(seen.here if self.cascade else seen.changed)

    def rewrite(self, rows: Iterable[Tuple], old: Declared | None = None) -> None:
        """Brings existing partitions to what is declared; parameters of others stay. One that is gone by now
        is made.
        """
        gone: set[Tuple] = set()

        def wanted() -> Iterator[Mapping[str, Any]]:
            for live in self.calls.read(self._noting(rows, gone), self.undone):
                row = tuple(live["Values"])
                gone.discard(row)
                sent = self._sent(row, live, old)
                if not equal(PARTITION_INPUT, sent, live):
                    yield sent

        self.calls.update(wanted(), self.undone)
        self.calls.create(map(self.new.input_of, sorted(gone - self.undone.rows.keys())), self.undone)

    @staticmethod
    def _noting(rows: Iterable[Tuple], seen: set[Tuple]) -> Iterator[Tuple]:
        for row in rows:
            seen.add(row)
            yield row

    def _sent(self, row: Tuple, live: Mapping[str, Any], old: Declared | None) -> dict[str, Any]:
        base = old.input_of(row) if old is not None and row in old.values else None
        sent = ownership.merge(self.new.input_of(row), base, live)
        there = live.get("StorageDescriptor") or {}
        if there and not self.cascade and not self.new.variants.of_row(row).own_columns:
            sent["StorageDescriptor"] = {**sent["StorageDescriptor"], "Columns": there.get("Columns") or []}
        return sent

    def remove(self, rows: Iterable[Tuple]) -> None:
        self.calls.delete(iter(rows), self.unremoved)

    def outcome(self, id: str) -> Properties:
        """The outputs. Raises InitFailed with them if something did not come through."""
        outputs = _outputs(self.place, self.new, self.undone.rows, (), self.unremoved.rows)
        failures = Failures({**self.undone.rows, **self.unremoved.rows})
        if failures.rows:
            raise InitFailed(_told(failures), id=id, outputs=outputs, inputs=dict(self.new.inputs))
        return outputs


class _Seen:
    """What a read of all partitions shows beside what is declared."""

    def __init__(self, declared: Declared, calls: PartitionCalls) -> None:
        self.declared = declared
        self.exclusive = declared.inputs.get("ownership") == EXCLUSIVE
        found = dict(calls.every(lambda live: (tuple(live["Values"]), _as_declared(declared, live))))
        self.changed = [row for row, same in found.items() if same is False]
        self.foreign = [row for row, same in found.items() if same is None]
        self.here = [row for row, same in found.items() if same is not None]
        complete = len(self.here) == declared.values.count
        self.missing = [] if complete else [row for row in declared.values if row not in found]

    @property
    def leftover(self) -> list[Tuple]:
        return self.foreign if self.exclusive else []

    def tell(self, request: Request) -> None:
        """A line for each kind of drift."""
        kept = "to be removed" if self.exclusive else "kept"
        for count, what in (
            (len(self.missing), "missing"), (len(self.changed), "changed"),
            (len(self.foreign), f"of others, {kept}"),
        ):  # fmt: skip
            if count:
                request.tell(f"{count:,} partitions {what}")


def _as_declared(declared: Declared, live: Mapping[str, Any]) -> bool | None:
    """Whether a live partition is as it is declared, columns aside; None for one that is not declared."""
    row = tuple(live["Values"])
    if row not in declared.values:
        return None
    wanted = declared.input_of(row)
    sent, there = wanted["StorageDescriptor"], live.get("StorageDescriptor") or {}
    if str(there.get("Location", "")).rstrip("/") != sent["Location"].rstrip("/"):
        return False
    serde, live_serde = sent.get("SerdeInfo") or {}, there.get("SerdeInfo") or {}
    return (
        all((sent.get(name) or "") == (there.get(name) or "") for name in COMPARED)
        and serde.get("SerializationLibrary") == live_serde.get("SerializationLibrary")
        and _within(serde.get("Parameters"), live_serde.get("Parameters"))
        and _within(wanted.get("Parameters"), live.get("Parameters"))
    )


def _arity(inputs: Given) -> int:
    """How many partition keys there are; -1 if that is not known yet."""
    keys = inputs.get("keys")
    return len(keys) if isinstance(keys, list) else -1


def _within(declared: Mapping[str, str] | None, live: Mapping[str, str] | None) -> bool:
    return not declared or declared.items() <= (live or {}).items()


def _imported(database: str, table: str, live: Mapping[str, Any], calls: PartitionCalls) -> Properties:
    """Inputs that declare what is there: every tuple, in as few products as it takes."""
    keys = [{"name": k["Name"], "type": k.get("Type", "string")} for k in live.get("PartitionKeys") or ()]
    names = [key["name"] for key in keys]
    rows = calls.every(lambda partition: tuple(partition["Values"]))
    descriptor = live.get("StorageDescriptor") or {}
    return {
        "databaseName": database,
        "tableName": table,
        "keys": keys,
        "values": [dict(zip(names, map(sorted, box), strict=True)) for box in boxed(rows)],
        "location": descriptor.get("Location", ""),
    }


def _outputs(
    place: Place,
    declared: Declared,
    pending: Iterable[Tuple],
    changed: Iterable[Tuple],
    leftover: Iterable[Tuple],
) -> Properties:
    return {
        "databaseName": declared.inputs["databaseName"],
        "tableName": declared.inputs["tableName"],
        "catalogId": place.catalog,
        "region": place.region,
        "count": declared.values.count,
        "pending": compact(TupleSet(tuple(boxed(pending)))),
        "changed": compact(TupleSet(tuple(boxed(changed)))),
        "leftover": compact(TupleSet(tuple(boxed(leftover)))),
    }


def _told(failures: Failures) -> str:
    """How many failed, and the first of each reason."""
    reasons = dict.fromkeys(str(error) for error in failures.rows.values())
    more = f"; and {len(reasons) - TOLD:,} other reasons" if len(reasons) > TOLD else ""
    return f"{len(failures.rows):,} partitions are not done, pulumi up goes on with them: " + (
        "; ".join(islice(reasons, TOLD)) + more
    )


def _misplaced(declared: Declared) -> Iterator[str]:
    """Partitions that would lie in one folder, and overrides that mean nothing."""
    try:
        regions = declared.regions
    except RangeError as error:
        yield f"overrides: {error}"
        return
    for overlap in partition_places.overlaps(regions, declared.keys):
        if overlap.count:
            place = [TEMPLATE if part == "location" else part for part in overlap.region.place]
            yield f"{_path(place or ['values'])}: {told(overlap, declared.keys)}"


def _path(place: Iterable[str | int]) -> str:
    text = ""
    for part in place:
        text = f"{text}[{part}]" if isinstance(part, int) else member(text, part)
    return text
