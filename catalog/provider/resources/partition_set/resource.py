"""PartitionSet: all declared partitions of a table as one resource, however many they are.

Inputs stay as compact as the spec (ranges, not expansions), so does state: outputs hold what is still to be
made (`pending`), mended (`changed`) or removed (`leftover`, and others' as `foreign` where the table is to
hold ours alone), nothing else of single partitions. A request that is cut short leaves these truthful, and
the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from catalog.aws import identifiers
from catalog.aws.calls.partition_batches import Failures, PartitionCalls
from catalog.aws.calls.reads import get_table
from catalog.aws.errors import ProviderError
from catalog.aws.session import Session
from catalog.aws.shapes.storage import PARTITION_SET
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.compact import compact, restored
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.provider.framework import validation
from catalog.provider.framework.autonaming import Naming
from catalog.provider.framework.property_diff import UPDATE, Delta
from catalog.provider.framework.resource import Found, Given, Request, Resource
from catalog.provider.framework.run_registry import Made
from catalog.provider.protocol.wire import Properties, contains_unknown
from catalog.provider.resources.table import CatalogTable

from . import validation as partition_set_checks
from .adoption import imported, stored
from .changes import NOT_AS_DECLARED, SCHEMAS, Change, announced
from .declared import PARTITION_SET_TOKEN, Declared
from .observed import Sight
from .unfinished import Forgotten
from .writes import NOTHING, Work, taken_up, told

ID_FORM = "account:database:table"
NOT_BY_PATH = ("values", "except")  # compared as sets, not as they are written
COLUMNS = "storageDescriptor.columns"
UNFINISHED = ("pending", "changed", "leftover", "foreign", "attempted")


class PartitionSet(Resource):
    """`aws:glue/partitionSet:PartitionSet`, ID `account:database:table`."""

    token = PARTITION_SET_TOKEN
    shape = PARTITION_SET
    parts = True
    unknown_outputs = ("catalogId",)

    def check(
        self, session: Session, olds: Given, news: Properties, naming: Naming
    ) -> tuple[Given, list[str]]:
        """What is wrong with the inputs, the values of the partitions included."""
        del session, olds, naming
        found = list(validation.problems(self.shape, news))
        if not found and not contains_unknown(news):
            found = partition_set_checks.problems(news)
        return news, found

    def noted(self, made: Made, urn: str, news: Given) -> None:
        """The set, for plain Partitions of the same table that leave the program."""
        where = news.get("databaseName"), news.get("tableName")
        if all(isinstance(name, str) for name in where):
            made.declare(self.token, ".".join(map(str, where)), urn, news)

    def announced(self, request: Request, inputs: Given) -> tuple[str, ...]:
        """What a new set will make, and of others remove, in words and numbers."""
        if contains_unknown(inputs):
            return ()
        nothing = {"keys": inputs["keys"]}
        return announced(inputs, self.looked(request, nothing, {}, inputs))

    def looked(self, request: Request, old_inputs: Given, outputs: Given, news: Given) -> Given:
        """The outputs, with others' partitions where the set is to be the only one from now on."""
        before = _before(old_inputs, outputs)
        old, new = Declared(before), Declared(news)
        begins = new.exclusive and not old.exclusive
        if not begins or contains_unknown(news) or _arity(before) != _arity(news):
            return outputs
        calls = PartitionCalls(
            request.place(news, outputs), news["databaseName"], news["tableName"], request.context.cancelled
        )
        found = calls.every(lambda live: tuple(live["Values"]))
        theirs = TupleSet(
            listed=frozenset(row for row in found if row not in old.values and row not in new.values)
        )
        return {**outputs, "foreign": compact(theirs)}

    def differences(self, session: Session, old_inputs: Given, outputs: Given, news: Given) -> list[Delta]:
        """What an update would change: the tuples as a set, the rest by path."""
        old_inputs = _before(old_inputs, outputs)
        found = [
            delta
            for delta in super().differences(session, old_inputs, outputs, news)
            if delta.top not in NOT_BY_PATH and (news.get("cascade") or not delta.path.startswith(COLUMNS))
        ]
        if _arity(old_inputs) != _arity(news):  # no tuple of the old set is one of the new table
            return [replace(delta, replaces=True) if delta.top == "keys" else delta for delta in found]
        if contains_unknown(news):  # what it hangs on is replaced: which tuples is not known
            unknown = (name for name in NOT_BY_PATH if contains_unknown(news.get(name)))
            return [*found, *(Delta(name, UPDATE) for name in unknown)]
        return [*found, *Change.of(old_inputs, outputs, news).deltas()]

    def story(self, old_inputs: Given, outputs: Given, news: Given) -> tuple[str, ...]:
        """The change in words and numbers."""
        old_inputs = _before(old_inputs, outputs)
        if contains_unknown(news):
            return ()
        if _arity(old_inputs) != _arity(news):
            return announced(news, {})
        return Change.of(old_inputs, outputs, news).lines()

    def settled(self, outputs: Given) -> bool:
        """True if no partition is left to be made, changed or removed."""
        return not any(outputs.get(name) for name in UNFINISHED)

    def create(self, request: Request, inputs: Given) -> tuple[str, Properties]:
        """Makes the partitions; those that are there already are brought to what is declared."""
        place = request.place(inputs)
        id = identifiers.join(place.catalog, inputs["databaseName"], inputs["tableName"])
        work = Work(request, place, Declared(inputs))
        foreign: list[Tuple] = []
        made_by = request.context.made.by_another(CatalogTable.token, id, request.urn.text)
        if made_by or not work.calls.any():
            work.make(work.new.values)
        else:
            seen = Sight(work.new, work.calls)
            if seen.here:
                request.tell(taken_up(len(seen.here)))
            foreign = seen.undeclared if work.new.exclusive else []
            work.remove(foreign)
            work.make(seen.missing)
            work.rewrite(seen.differing(work.cascade))
        return id, work.outcome(id, Forgotten(columns=True), {*foreign}, attempted=False)

    def update(self, request: Request, outputs: Given, old_inputs: Given, news: Given) -> Properties:
        """Makes what is new, removes what is no longer declared, changes what is declared differently."""
        work = Work(request, request.place(news, outputs), Declared(news))
        outputs = self.looked(request, old_inputs, outputs, news)
        old_inputs = _before(old_inputs, outputs)
        change = Change.of(old_inputs, outputs, news)
        forgotten = Forgotten.read(outputs.get("forgotten"))
        work.remove(change.removed)
        work.make(change.added)
        for rewrite in change.rewritten:
            work.rewrite(
                rewrite.rows, change.old, forgotten if rewrite.what == (NOT_AS_DECLARED,) else NOTHING
            )
        columns = any(SCHEMAS in rewrite.what for rewrite in change.rewritten)
        forgotten = forgotten.after(old_inputs, columns=columns)
        return work.outcome(request.id, forgotten, restored(outputs.get("foreign")), attempted=True)

    def read(self, request: Request, inputs: Given | None, outputs: Given) -> Found | None:
        """The set as it is in Glue: what is missing or different is told, what others added is kept."""
        parsed = identifiers.split(request.id, ID_FORM)
        catalog, database, table = parsed.parts
        place = request.place(outputs, {"region": parsed.region, "catalogId": catalog})
        live = get_table(place, database, table)
        if live is None:
            return None
        calls = PartitionCalls(place, database, table, request.context.cancelled)
        if inputs is None:
            inputs = imported(database, table, live, calls.every(stored))
        inputs = _before(inputs, outputs)
        return Found(
            request.id, dict(inputs), Sight(Declared(inputs), calls).outputs(request, place, outputs)
        )

    def delete(self, request: Request, outputs: Given, inputs: Given) -> None:
        """Removes the declared partitions; others' stay, and those of another set of this program."""
        catalog, database, table = identifiers.split(request.id, ID_FORM).parts
        place = request.place(outputs, {"catalogId": catalog})
        calls = PartitionCalls(place, database, table, request.context.cancelled)
        declared = [inputs, *([outputs["attempted"]] if outputs.get("attempted") else [])]
        kept = [Declared(other).values for other in _other_sets(request, f"{database}.{table}")]
        ours = chain(*(Declared(dict(each)).values for each in declared), restored(outputs.get("leftover")))
        failures = Failures()
        calls.delete((row for row in ours if not any(row in values for values in kept)), failures)
        if failures.rows:
            raise ProviderError(told(failures))


def _other_sets(request: Request, table: str) -> Iterator[Given]:
    """The inputs of other PartitionSets that the program declares for the table, such as this one renamed."""
    for urn, inputs in request.context.made.declared(PARTITION_SET_TOKEN, table).items():
        if urn != request.urn.text and not contains_unknown(inputs):
            yield dict(inputs)


def _before(old_inputs: Given, outputs: Given) -> Given:
    """What was declared last: the engine keeps older inputs where an update failed half-way."""
    return outputs.get("attempted") or old_inputs


def _arity(inputs: Given) -> int:
    """How many partition keys there are; -1 if that is not known yet."""
    keys = inputs.get("keys")
    return len(keys) if isinstance(keys, list) else -1
